pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Shapes
import MotCua

// Asks before a visit ends by itself. Any touch says yes; the ring empties second by second.
Item {
    id: asking

    required property VisitModel visit
    property int left_s: visit.still_there_s

    Timer {
        interval: 1000
        repeat: true
        running: asking.left_s > 0
        onTriggered: asking.left_s -= 1
    }
    TapHandler {
        onTapped: asking.visit.stay()
    }
    Rectangle {
        anchors.centerIn: parent
        width: parent.width - Theme.px.margin * 2
        height: column.implicitHeight + Theme.px.margin * 2
        radius: Theme.px.radius
        color: Theme.colour.paper
        border.color: Theme.colour.line
        border.width: Theme.px.border

        ColumnLayout {
            id: column

            anchors.centerIn: parent
            width: parent.width - Theme.px.margin * 2
            spacing: Theme.px.gap_wide

            Shape {
                id: ring

                readonly property real thickness: Theme.px.gap * 1.6

                Layout.alignment: Qt.AlignHCenter
                implicitWidth: Theme.px.ring
                implicitHeight: Theme.px.ring

                component Arc: ShapePath {
                    id: arc

                    required property real part

                    strokeWidth: ring.thickness
                    fillColor: "transparent"
                    capStyle: ShapePath.FlatCap

                    PathAngleArc {
                        centerX: ring.width / 2
                        centerY: ring.height / 2
                        radiusX: (ring.width - ring.thickness) / 2
                        radiusY: radiusX
                        startAngle: -90
                        sweepAngle: 360 * arc.part
                    }
                }

                Arc {
                    strokeColor: Theme.colour.tint
                    part: 1
                }
                Arc {
                    strokeColor: Theme.colour.action
                    part: asking.left_s / Math.max(1, asking.visit.still_there_s)
                }
                Label {
                    anchors.centerIn: parent
                    words: `${asking.left_s}`
                    color: Theme.colour.action
                    font.pixelSize: Theme.px.ring * 0.4
                    font.weight: Font.Bold
                    part_of_control: true // the line below says it
                }
            }
            Centred {
                Layout.fillWidth: true
                words: Words.say["still.title"]
                heading: true
                font.pixelSize: Theme.px.text_title
                font.weight: Font.Bold
            }
            Centred {
                Layout.fillWidth: true
                words: asking.visit.still_there_about
            }
            Button {
                Layout.fillWidth: true
                main: true
                text: Words.say["still.stay"]
                onClicked: asking.visit.stay()
            }
        }
    }
}
