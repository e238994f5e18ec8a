import QtQuick
import QtQuick.Window
import MotCua
import "../../ui/components"

// A field above, the keyboard in the lower half, as a screen would hold them.
Window {
    id: stage

    required property KeyboardModel model

    color: Theme.colour.page

    Rectangle {
        anchors.bottom: keyboard.top
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.px.margin
        height: Theme.px.key
        radius: Theme.px.radius
        color: Theme.colour.paper
        border.color: Theme.colour.action
        border.width: Theme.px.border

        Label {
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            anchors.margins: Theme.px.padding
            words: stage.model.text
            font.pixelSize: Theme.px.text_title
        }
    }
    Keyboard {
        id: keyboard

        anchors.bottom: parent.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        model: stage.model
    }
}
