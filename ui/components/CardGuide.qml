import QtQuick
import QtQuick.Shapes
import MotCua

// The camera's picture with the outline of a card in it: what fills the outline is near enough to be read.
// A mirror, as for a face: the hand on the screen goes where the hand goes, and nobody behind reads the card.
Item {
    id: guide

    required property LookHereModel camera

    implicitWidth: implicitHeight * 16 / 9
    implicitHeight: Theme.px.key * 1.8

    Accessible.role: Accessible.Graphic
    Accessible.name: Words.say["look.outline"]

    Rectangle {
        anchors.fill: parent
        color: Theme.colour.tint
    }
    Icon {
        anchors.centerIn: parent
        name: "qr"
        colour: Theme.colour.line_faint
        extent: parent.height * 0.36
    }
    CameraPicture {
        anchors.fill: parent
        picture: guide.camera.picture
    }
    Shape {
        anchors.fill: parent

        ShapePath {
            // The page around the picture, which rounds its corners.
            strokeWidth: -1
            fillColor: Theme.colour.page
            fillRule: ShapePath.OddEvenFill

            PathRectangle {
                x: -2
                y: -2
                width: guide.width + 4
                height: guide.height + 4
            }
            PathRectangle {
                width: guide.width
                height: guide.height
                radius: Theme.px.radius
            }
        }
    }
    Rectangle {
        // A light line and a dark one: one of them is seen on every picture.
        anchors.fill: outline
        anchors.margins: -border.width
        radius: outline.radius + border.width
        color: "transparent"
        border.color: Theme.colour.paper
        border.width: Theme.px.border
    }
    Rectangle {
        id: outline

        anchors.centerIn: parent
        width: guide.width * guide.camera.card_share
        height: width * 54 / 85.6
        radius: width * 0.05
        color: "transparent"
        border.color: Theme.colour.action
        border.width: Theme.px.border * 2.5
    }
}
