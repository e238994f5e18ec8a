import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import MotCua

// Something a visitor says of themself, with a box that is ticked while it holds.
T.Button {
    id: claim

    required property bool is_on
    property string about: ""
    // Asks for more before it is ticked.
    property bool leads_on: false

    implicitHeight: Math.max(Theme.px.key, column.implicitHeight + Theme.px.padding * 1.2)

    Accessible.role: leads_on ? Accessible.Button : Accessible.CheckBox
    Accessible.name: text
    Accessible.description: about
    Accessible.checkable: true
    Accessible.checked: is_on

    background: Rectangle {
        radius: Theme.px.radius
        color: claim.down || claim.is_on ? Theme.colour.tint : Theme.colour.paper
        border.color: claim.is_on ? Theme.colour.action : Theme.colour.line
        border.width: Theme.px.border
    }
    contentItem: Item {
        RowLayout {
            id: row

            anchors.left: parent.left
            anchors.right: parent.right
            anchors.leftMargin: Theme.px.padding
            anchors.rightMargin: Theme.px.padding / 2
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.px.padding * 0.7

            Rectangle {
                implicitWidth: Theme.px.icon
                implicitHeight: Theme.px.icon
                radius: Theme.px.radius / 3
                color: claim.is_on ? Theme.colour.action : Theme.colour.paper
                border.color: Theme.colour.action
                border.width: Theme.px.border

                Icon {
                    anchors.centerIn: parent
                    visible: claim.is_on
                    name: "check"
                    colour: Theme.colour.on_action
                    extent: parent.width * 0.85
                }
            }
            ColumnLayout {
                id: column

                Layout.fillWidth: true
                spacing: 0

                Label {
                    Layout.fillWidth: true
                    words: claim.text
                    part_of_control: true
                    color: Theme.colour.action
                    font.pixelSize: Theme.px.text_small
                    font.weight: Font.DemiBold
                }
                Label {
                    Layout.fillWidth: true
                    words: claim.about
                    part_of_control: true
                    font.pixelSize: Theme.px.text_small
                }
            }
        }
    }
}
