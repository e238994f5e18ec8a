import QtQuick
import QtQuick.Shapes
import MotCua

// Doorways one inside the other: the calm picture behind the greeting.
Item {
    id: arches

    clip: true

    component Arch: Shape {
        id: arch

        required property real span
        required property color colour

        anchors.horizontalCenter: parent?.horizontalCenter
        anchors.bottom: parent?.bottom
        width: span
        height: span * 0.92

        ShapePath {
            strokeWidth: -1
            fillColor: arch.colour
            startX: 0
            startY: arch.height

            PathLine {
                x: 0
                y: arch.span / 2
            }
            PathArc {
                x: arch.span
                y: arch.span / 2
                radiusX: arch.span / 2
                radiusY: arch.span / 2
            }
            PathLine {
                x: arch.span
                y: arch.height
            }
        }
    }

    Arch {
        span: arches.width * 0.9
        colour: Theme.colour.brand_arch
    }
    Arch {
        span: arches.width * 0.64
        colour: Theme.colour.brand_arch_far
    }
    Arch {
        span: arches.width * 0.38
        colour: Theme.colour.brand_arch
    }
}
