import QtQuick
import QtQuick.Shapes
import MotCua

// A ticket as one holds it: paper with a notch on either side where it would be torn.
Shape {
    id: paper

    // Where the notches are, from the top.
    required property real tear_y
    readonly property real _notch: Theme.px.padding
    readonly property real _corner: Theme.px.radius

    ShapePath {
        strokeColor: Theme.colour.line_faint
        strokeWidth: Theme.px.border
        fillColor: Theme.colour.paper
        startX: paper._corner
        startY: 0

        PathLine { x: paper.width - paper._corner; y: 0 }
        PathArc { x: paper.width; y: paper._corner; radiusX: paper._corner; radiusY: paper._corner }
        PathLine { x: paper.width; y: paper.tear_y - paper._notch }
        PathArc { x: paper.width; y: paper.tear_y + paper._notch; radiusX: paper._notch; radiusY: paper._notch; direction: PathArc.Counterclockwise }
        PathLine { x: paper.width; y: paper.height - paper._corner }
        PathArc { x: paper.width - paper._corner; y: paper.height; radiusX: paper._corner; radiusY: paper._corner }
        PathLine { x: paper._corner; y: paper.height }
        PathArc { x: 0; y: paper.height - paper._corner; radiusX: paper._corner; radiusY: paper._corner }
        PathLine { x: 0; y: paper.tear_y + paper._notch }
        PathArc { x: 0; y: paper.tear_y - paper._notch; radiusX: paper._notch; radiusY: paper._notch; direction: PathArc.Counterclockwise }
        PathLine { x: 0; y: paper._corner }
        PathArc { x: paper._corner; y: 0; radiusX: paper._corner; radiusY: paper._corner }
    }
    ShapePath {
        strokeColor: Theme.colour.line_faint
        strokeWidth: Theme.px.border
        strokeStyle: ShapePath.DashLine
        dashPattern: [4, 4]
        startX: paper._notch * 2
        startY: paper.tear_y

        PathLine { x: paper.width - paper._notch * 2; y: paper.tear_y }
    }
}
