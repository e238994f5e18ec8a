import QtQuick
import MotCua

// Which way to turn the head: at that side of the picture, which shows people as a mirror does. Always beside words.
Icon {
    id: arrow

    required property string turn
    required property Item beside

    readonly property bool _to_left: turn === "left"

    anchors.verticalCenter: parent.verticalCenter
    x: _to_left ? beside.x - width : beside.x + beside.width
    visible: _to_left || turn === "right"
    name: "down"
    colour: Theme.colour.action
    extent: Theme.px.icon_large
    rotation: _to_left ? 90 : -90
}
