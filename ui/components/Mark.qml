import QtQuick
import QtQuick.Shapes
import MotCua

// The project's mark: one door in its frame.
Item {
    id: mark

    property real extent: Theme.px.badge
    property color colour: Theme.colour.on_brand

    implicitWidth: extent
    implicitHeight: extent

    Shape {
        width: 24
        height: 24
        scale: mark.extent / 24
        transformOrigin: Item.TopLeft

        ShapePath {
            strokeWidth: -1
            fillColor: mark.colour
            PathSvg {
                path: "M2 23 V12 A10 10 0 0 1 22 12 V23 H19.2 V12 A7.2 7.2 0 0 0 4.8 12 V23 Z"
            }
        }
        ShapePath {
            strokeWidth: -1
            fillColor: mark.colour
            fillRule: ShapePath.OddEvenFill
            PathSvg {
                path: "M6.8 23 V12 A5.2 5.2 0 0 1 17.2 12 V23 Z M14.7 14.3 A1.1 1.1 0 0 0 14.7 16.5 A1.1 1.1 0 0 0 14.7 14.3"
            }
        }
    }
}
