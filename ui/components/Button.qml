import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import MotCua

// A key with a text. The main key of a screen is filled, the others are outlined.
T.Button {
    id: button

    property bool main: false
    property string sign: ""
    property real text_px: main ? Theme.px.text_key : Theme.px.text_main
    readonly property color _on: main ? Theme.colour.on_action : Theme.colour.action

    implicitWidth: Math.max(Theme.px.key, content.implicitWidth + leftPadding + rightPadding)
    implicitHeight: Math.max(main ? Theme.px.key_main : Theme.px.key, content.implicitHeight + topPadding + bottomPadding)
    leftPadding: Theme.px.padding * 1.5
    rightPadding: leftPadding
    topPadding: Theme.px.padding / 2
    bottomPadding: topPadding

    Accessible.role: Accessible.Button
    Accessible.name: text

    background: Rectangle {
        radius: Theme.px.radius
        color: button.main ? (button.down ? Theme.colour.action_down : Theme.colour.action) : (button.down ? Theme.colour.tint : Theme.colour.paper)
        border.color: Theme.colour.action
        border.width: Theme.px.border
    }

    contentItem: Item {
        implicitWidth: content.implicitWidth
        implicitHeight: content.implicitHeight

        RowLayout {
            id: content

            anchors.centerIn: parent
            width: Math.min(implicitWidth, parent.width)
            spacing: Theme.px.padding * 0.7

            Icon {
                visible: button.sign !== ""
                name: button.sign || "check"
                colour: button._on
            }
            Label {
                Layout.fillWidth: true
                words: button.text
                part_of_control: true
                color: button._on
                font.pixelSize: button.text_px
                font.weight: Font.DemiBold
                horizontalAlignment: Text.AlignHCenter
            }
        }
    }
}
