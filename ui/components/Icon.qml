import QtQuick
import QtQuick.Shapes
import MotCua

// A drawn sign. Always beside words, never instead of them.
Item {
    id: icon

    required property string name
    property color colour: Theme.colour.ink
    property real extent: Theme.px.icon

    implicitWidth: extent
    implicitHeight: extent

    // Drawn by hand on a field of 24 by 24, in strokes.
    readonly property var _paths: ({
            home: "M3 11.5 L12 3.5 L21 11.5 M5.5 9.5 V20.5 H18.5 V9.5 M9.7 20.5 V14.5 H14.3 V20.5",
            globe: "M12 2.5 A9.5 9.5 0 0 1 12 21.5 A9.5 9.5 0 0 1 12 2.5 M2.5 12 H21.5 M12 2.5 C6.8 7.5 6.8 16.5 12 21.5 M12 2.5 C17.2 7.5 17.2 16.5 12 21.5",
            face: "M3 8 V5 Q3 3 5 3 H8 M16 3 H19 Q21 3 21 5 V8 M21 16 V19 Q21 21 19 21 H16 M8 21 H5 Q3 21 3 19 V16 M12 6.2 C9 6.2 7.4 8.5 7.4 11.6 C7.4 14.9 9.5 17.8 12 17.8 C14.5 17.8 16.6 14.9 16.6 11.6 C16.6 8.5 15 6.2 12 6.2 M10.2 10.9 V11.4 M13.8 10.9 V11.4 M10.4 14.3 Q12 15.5 13.6 14.3",
            ticket: "M5 3.5 H19 V20.5 L16.7 18.9 L14.3 20.5 L12 18.9 L9.7 20.5 L7.3 18.9 L5 20.5 Z M8.5 8 H15.5 M8.5 11.5 H15.5 M8.5 15 H12",
            person: "M12 3.5 A4.3 4.3 0 0 1 12 12.1 A4.3 4.3 0 0 1 12 3.5 M3.8 20.5 C4.4 16.6 7.6 14.8 12 14.8 C16.4 14.8 19.6 16.6 20.2 20.5",
            check: "M4.5 12.8 L9.8 18 L19.5 6.5",
            info: "M12 2.8 A9.2 9.2 0 0 1 12 21.2 A9.2 9.2 0 0 1 12 2.8 M12 11 V16.6 M12 7.3 V7.7",
            camera: "M3 8 Q3 6.5 4.5 6.5 H7.5 L9.2 4 H14.8 L16.5 6.5 H19.5 Q21 6.5 21 8 V18 Q21 19.5 19.5 19.5 H4.5 Q3 19.5 3 18 Z M12 9 A3.8 3.8 0 0 1 12 16.6 A3.8 3.8 0 0 1 12 9",
            chevron: "M9 5 L16 12 L9 19",
            down: "M12 3.5 V20 M5 13 L12 20 L19 13",
            printer: "M7 8.5 V3.5 H17 V8.5 M7 17 H4.5 Q3 17 3 15.5 V10 Q3 8.5 4.5 8.5 H19.5 Q21 8.5 21 10 V15.5 Q21 17 19.5 17 H17 M7 13.5 H17 V20.5 H7 Z",
            calendar: "M3.5 6.5 Q3.5 5 5 5 H19 Q20.5 5 20.5 6.5 V19 Q20.5 20.5 19 20.5 H5 Q3.5 20.5 3.5 19 Z M3.5 10 H20.5 M8 3 V6.5 M16 3 V6.5 M8.6 15 L11 17.3 L15.6 12.9",
            qr: "M3.5 3.5 H10 V10 H3.5 Z M14 3.5 H20.5 V10 H14 Z M3.5 14 H10 V20.5 H3.5 Z M14 14 H17 M20.5 14 V17.2 M14 17.2 V20.5 H17.4 M20.5 20.4 V20.5 M17.3 17.2 V17.3",
            erase: "M8.5 5.5 H20.5 V18.5 H8.5 L2.8 12 Z M11.5 9.2 L17 14.8 M17 9.2 L11.5 14.8",
            clock: "M12 2.8 A9.2 9.2 0 0 1 12 21.2 A9.2 9.2 0 0 1 12 2.8 M12 6.8 V12.3 L15.8 14.6",
            cut_off: "M2.5 9.3 A14 14 0 0 1 8 6 M12 5.2 A14 14 0 0 1 21.5 9.3 M5.8 13 A9.3 9.3 0 0 1 9.5 10.6 M14.6 10.6 A9.3 9.3 0 0 1 18.2 13 M9.2 16.4 A4.4 4.4 0 0 1 14.8 16.4 M12 19.6 V20 M4 3.5 L19.5 20"
        })

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
                path: icon._paths[icon.name]
            }
        }
    }
}
