import QtQuick
import QtQuick.Shapes
import MotCua

// A drawn sign, in strokes on a field of 24 by 24 (theme/icons.json). Always beside words, never instead of them.
Item {
    id: icon

    required property string name
    property color colour: Theme.colour.ink
    property real extent: Theme.px.icon

    implicitWidth: extent
    implicitHeight: extent

    Shape {
        width: 24
        height: 24
        scale: icon.extent / 24
        transformOrigin: Item.TopLeft

        ShapePath {
            strokeColor: icon.colour
            strokeWidth: 1.9
            fillColor: "transparent"
            capStyle: ShapePath.RoundCap
            joinStyle: ShapePath.RoundJoin

            PathSvg {
                path: Theme.icon[icon.name]
            }
        }
    }
}
