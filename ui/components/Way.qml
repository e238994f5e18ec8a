import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import MotCua

// One of the ways to a number. They look alike: none is the lesser one.
T.Button {
    id: way

    required property string sign
    required property string about

    implicitHeight: Math.max(Theme.px.way, row.implicitHeight + Theme.px.margin)

    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.description: about

    background: Rectangle {
        radius: Theme.px.radius
        color: way.down ? Theme.colour.tint : Theme.colour.paper
        border.color: Theme.colour.blue
        border.width: Theme.px.border * 1.5
    }

    contentItem: Item {
        RowLayout {
            id: row

            anchors.left: parent.left
            anchors.right: parent.right
            anchors.leftMargin: Theme.px.padding * 1.5
            anchors.rightMargin: Theme.px.padding * 1.5
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.px.padding * 1.5

            Rectangle {
                implicitWidth: Theme.px.icon_large
                implicitHeight: Theme.px.icon_large
                radius: Theme.px.radius
                color: Theme.colour.blue

                Icon {
                    anchors.centerIn: parent
                    name: way.sign
                    colour: Theme.colour.paper
                    extent: parent.width * 0.72
                }
            }
            ColumnLayout {
                Layout.fillWidth: true
                spacing: Theme.px.gap / 2

                Label {
                    Layout.fillWidth: true
                    words: way.text
                    part_of_control: true
                    font.pixelSize: Theme.px.text_key
                    font.weight: Font.Bold
                }
                Label {
                    Layout.fillWidth: true
                    words: way.about
                    part_of_control: true
                    color: Theme.colour.ink_soft
                    font.pixelSize: Theme.px.text_small * 1.1
                }
            }
            Icon {
                name: "chevron"
                colour: Theme.colour.blue
            }
        }
    }
}
