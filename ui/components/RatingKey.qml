import QtQuick
import QtQuick.Templates as T
import MotCua

// One rating: a face, and in words what it means.
T.Button {
    id: key

    required property string sign
    readonly property real face_px: Math.min(height - Theme.px.padding, Theme.px.icon_large)

    implicitHeight: Math.max(Theme.px.key, label.implicitHeight + Theme.px.padding)

    Accessible.role: Accessible.Button
    Accessible.name: text

    background: Rectangle {
        radius: Theme.px.radius
        color: key.down ? Theme.colour.tint : Theme.colour.paper
        border.color: Theme.colour.action
        border.width: Theme.px.border
    }
    contentItem: Item {
        Icon {
            id: face

            x: Theme.px.padding
            anchors.verticalCenter: parent.verticalCenter
            name: key.sign
            colour: Theme.colour.action
            extent: key.face_px
        }
        Label {
            id: label

            anchors.left: face.right
            anchors.right: parent.right
            anchors.leftMargin: Theme.px.padding * 1.5
            anchors.rightMargin: Theme.px.padding
            anchors.verticalCenter: parent.verticalCenter
            words: key.text
            part_of_control: true
            font.pixelSize: Theme.px.text_key
            font.weight: Font.DemiBold
        }
    }
}
