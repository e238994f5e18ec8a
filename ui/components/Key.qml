import QtQuick
import QtQuick.Templates as T
import MotCua

// One key of a keypad: a digit, or a sign with a name.
T.Button {
    id: key

    property string sign: ""

    implicitWidth: Theme.px.key
    implicitHeight: Theme.px.key

    Accessible.role: Accessible.Button
    Accessible.name: text

    background: Rectangle {
        radius: Theme.px.radius
        color: key.down ? Theme.colour.tint : Theme.colour.paper
        border.color: Theme.colour.action
        border.width: Theme.px.border
    }
    contentItem: Item {
        Label {
            anchors.centerIn: parent
            words: key.sign === "" ? key.text : ""
            part_of_control: true
            color: Theme.colour.action
            font.pixelSize: Theme.px.text_greeting * 0.8
            font.weight: Font.Bold
        }
        Icon {
            anchors.centerIn: parent
            visible: key.sign !== ""
            name: key.sign || "erase"
            colour: Theme.colour.action
            extent: Theme.px.icon * 1.4
        }
    }
}
