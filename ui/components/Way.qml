import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import MotCua

// One of the ways to a number. They look alike: none is the lesser one.
T.Button {
    id: way

    required property string sign
    required property string about

    // Whether there is room to say more than its name.
    property bool is_explained: true

    function height_px(is_explained: bool): real {
        const text_px = title.implicitHeight + (is_explained ? explanation.implicitHeight + Theme.px.gap / 2 : 0);
        return Math.max(Theme.px.way, text_px + Theme.px.padding * 2);
    }

    implicitHeight: height_px(is_explained)

    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.description: about

    background: Rectangle {
        radius: Theme.px.radius
        color: way.down ? Theme.colour.tint : Theme.colour.paper
        border.color: Theme.colour.action
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
                color: Theme.colour.action

                Icon {
                    anchors.centerIn: parent
                    name: way.sign
                    colour: Theme.colour.on_action
                    extent: parent.width * 0.72
                }
            }
            ColumnLayout {
                Layout.fillWidth: true
                spacing: Theme.px.gap / 2

                Label {
                    id: title

                    Layout.fillWidth: true
                    words: way.text
                    part_of_control: true
                    font.pixelSize: Theme.px.text_key
                    font.weight: Font.Bold
                }
                Label {
                    id: explanation

                    Layout.fillWidth: true
                    visible: way.is_explained
                    words: way.about
                    part_of_control: true
                    color: Theme.colour.ink_soft
                    font.pixelSize: Theme.px.text_small
                }
            }
            Icon {
                name: "chevron"
                colour: Theme.colour.action
            }
        }
    }
}
