import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import MotCua

// A key that changes how the screen is read, heard or reached: a sign over a short word. Pressed in, it is filled
// and carries a tick.
T.Button {
    id: key

    required property string sign
    property string about: ""
    property bool is_on: false
    readonly property color _on: is_on ? Theme.colour.on_action : Theme.colour.action

    implicitWidth: Math.max(Theme.px.key, name.implicitWidth + Theme.px.gap)
    implicitHeight: Theme.px.comfort

    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.description: about
    Accessible.checked: is_on
    Accessible.checkable: about !== ""

    background: Rectangle {
        radius: Theme.px.radius
        color: key.is_on ? Theme.colour.action : key.down ? Theme.colour.tint : Theme.colour.paper
        border.color: key.is_on ? Theme.colour.action : Theme.colour.line
        border.width: Theme.px.border
    }
    contentItem: Item {
        ColumnLayout {
            anchors.centerIn: parent
            width: parent.width
            spacing: 0

            Row {
                Layout.alignment: Qt.AlignHCenter
                spacing: Theme.px.gap / 2

                Icon {
                    name: key.sign
                    colour: key._on
                }
                Icon {
                    visible: key.is_on
                    name: "check"
                    colour: key._on
                }
            }
            Label {
                id: name

                Layout.fillWidth: true
                words: key.text
                part_of_control: true
                color: key._on
                font.pixelSize: Theme.px.text_small
                font.weight: Font.DemiBold
                horizontalAlignment: Text.AlignHCenter
            }
        }
    }
}
