import QtQuick
import MotCua

// Which way to turn the head: at that side of the picture, which shows people as a mirror does. Always beside words.
Rectangle {
    id: arrow

    required property string turn

    readonly property bool _to_left: turn === "left"

    anchors.verticalCenter: parent.verticalCenter
    x: _to_left ? 0 : parent.width - width
    width: Theme.px.badge * 1.5
    height: width
    radius: width / 2
    visible: _to_left || turn === "right"
    color: Theme.colour.action

    Icon {
        anchors.centerIn: parent
        name: "down"
        colour: Theme.colour.on_action
        extent: parent.width * 0.6
        rotation: arrow._to_left ? 90 : -90
    }
}
