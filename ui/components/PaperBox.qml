import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import MotCua

// A paper to bring, with a box that a finger ticks. The visit says whether it is ticked.
T.CheckBox {
    id: box

    required property string about
    required property bool is_ticked
    property real text_px: Theme.px.text_small

    implicitHeight: Math.max(Theme.px.key, column.implicitHeight + Theme.px.padding)
    checkState: is_ticked ? Qt.Checked : Qt.Unchecked
    nextCheckState: () => checkState

    Accessible.role: Accessible.CheckBox
    Accessible.name: text
    Accessible.description: about
    Accessible.checkable: true
    Accessible.checked: is_ticked

    background: Rectangle {
        radius: Theme.px.radius
        color: box.down || box.is_ticked ? Theme.colour.tint : Theme.colour.paper
        border.color: box.is_ticked ? Theme.colour.action : Theme.colour.line
        border.width: Theme.px.border
    }
    indicator: Rectangle {
        x: Theme.px.padding
        anchors.verticalCenter: parent?.verticalCenter
        width: Theme.px.icon
        height: width
        radius: Theme.px.radius / 3
        color: box.is_ticked ? Theme.colour.action : Theme.colour.paper
        border.color: Theme.colour.action
        border.width: Theme.px.border

        Icon {
            anchors.centerIn: parent
            visible: box.is_ticked
            name: "check"
            colour: Theme.colour.on_action
            extent: parent.width * 0.85
        }
    }
    contentItem: Item {
        ColumnLayout {
            id: column

            anchors.left: parent.left
            anchors.right: parent.right
            anchors.leftMargin: Theme.px.padding * 2 + Theme.px.icon
            anchors.rightMargin: Theme.px.padding
            anchors.verticalCenter: parent.verticalCenter
            spacing: 0

            Label {
                Layout.fillWidth: true
                words: box.text
                part_of_control: true
                font.pixelSize: box.text_px
                font.weight: Font.Medium
            }
            Label {
                Layout.fillWidth: true
                words: box.about
                part_of_control: true
                color: Theme.colour.ink_soft
                font.pixelSize: Theme.px.text_small
            }
        }
    }
}
