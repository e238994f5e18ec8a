import QtQuick
import QtQuick.Templates as T
import MotCua

// One key of the keyboard: what it writes, or what it does. While a finger is on it, it is filled.
T.Button {
    id: key

    property string label: ""
    property string sign: ""
    // Words say what to do and are smaller than a letter to be written.
    property bool is_word: false
    readonly property color _on: down ? Theme.colour.on_action : Theme.colour.action

    Accessible.role: Accessible.Button
    Accessible.name: text

    background: Rectangle {
        radius: Theme.px.radius * 0.6
        color: key.down ? Theme.colour.action : Theme.colour.paper
        border.color: key.down ? Theme.colour.action : Theme.colour.line
        border.width: Theme.px.border * 0.7
    }
    contentItem: Item {
        Label {
            anchors.centerIn: parent
            words: key.sign === "" ? key.label : ""
            part_of_control: true
            color: key._on
            // The middle of a small letter, not of its line, is the middle of the key.
            anchors.verticalCenterOffset: key.is_word ? 0 : -font.pixelSize * 0.04
            font.pixelSize: key.is_word ? Math.min(Theme.px.text_main, key.height * 0.42) : key.height * 0.56
            font.weight: Font.DemiBold
        }
        Icon {
            anchors.centerIn: parent
            visible: key.sign !== ""
            name: key.sign || "erase"
            colour: key._on
            extent: Math.min(Theme.px.icon * 1.5, key.height * 0.7)
        }
    }
}
