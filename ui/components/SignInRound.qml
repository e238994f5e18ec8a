import QtQuick
import MotCua

// A large sign for what a screen is about.
Rectangle {
    id: round

    required property string name

    implicitWidth: Theme.px.icon_large * 1.4
    implicitHeight: implicitWidth
    radius: implicitWidth / 2
    color: Theme.colour.tint

    Icon {
        anchors.centerIn: parent
        name: round.name
        colour: Theme.colour.action
        extent: parent.width * 0.6
    }
}
