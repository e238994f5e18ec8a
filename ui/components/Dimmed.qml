import QtQuick
import MotCua

// Over everything while nobody is there. The touch that wakes the screen goes no further, to its end.
Rectangle {
    id: dimmed

    required property RestModel rest
    readonly property bool is_over: rest.is_dimmed || finger.pressed

    color: rest.is_dimmed ? Theme.colour.dim : "transparent"
    visible: is_over

    MouseArea {
        id: finger

        anchors.fill: parent
        onPressed: dimmed.rest.wake()
    }
}
