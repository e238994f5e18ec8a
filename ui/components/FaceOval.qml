import QtQuick
import QtQuick.Shapes
import MotCua

// The camera's picture seen through an oval, to show where a face belongs.
Item {
    id: oval

    required property var picture
    required property string title

    Accessible.role: Accessible.Graphic
    Accessible.name: title

    Rectangle {
        anchors.fill: parent
        color: Theme.colour.tint
    }
    Icon {
        anchors.centerIn: parent
        name: "face"
        colour: Theme.colour.line_faint
        extent: parent.width / 2
    }
    CameraPicture {
        anchors.fill: parent
        picture: oval.picture
    }
    Shape {
        anchors.fill: parent

        ShapePath {
            // The page around the oval, which hides the corners of the picture.
            strokeWidth: -1
            fillColor: Theme.colour.page
            fillRule: ShapePath.OddEvenFill

            PathRectangle {
                x: -2
                y: -2
                width: oval.width + 4
                height: oval.height + 4
            }
            PathAngleArc {
                centerX: oval.width / 2
                centerY: oval.height / 2
                radiusX: oval.width / 2 - Theme.px.gap
                radiusY: oval.height / 2 - Theme.px.gap
                sweepAngle: 360
            }
        }
        ShapePath {
            strokeColor: Theme.colour.action
            strokeWidth: Theme.px.border * 4
            fillColor: "transparent"

            PathAngleArc {
                centerX: oval.width / 2
                centerY: oval.height / 2
                radiusX: oval.width / 2 - Theme.px.gap
                radiusY: oval.height / 2 - Theme.px.gap
                sweepAngle: 360
            }
        }
    }
}
