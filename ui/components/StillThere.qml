pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MotCua

// Asks before a visit ends by itself. Any touch says yes; the bar loses one field a second.
Rectangle {
    id: asking

    required property VisitModel visit
    property int left_s: visit.still_there_s

    color: Theme.colour.scrim

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

        ColumnLayout {
            id: column

            anchors.centerIn: parent
            width: parent.width - Theme.px.margin * 2
            spacing: Theme.px.gap_wide

            Icon {
                Layout.alignment: Qt.AlignHCenter
                name: "clock"
                colour: Theme.colour.blue
                extent: Theme.px.badge
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
            RowLayout {
                Layout.fillWidth: true
                spacing: Theme.px.border * 2
                uniformCellSizes: true

                Repeater {
                    model: asking.visit.still_there_s

                    Rectangle {
                        required property int index

                        Layout.fillWidth: true
                        implicitHeight: Theme.px.gap
                        color: index < asking.left_s ? Theme.colour.blue : Theme.colour.paper
                        border.color: Theme.colour.line
                        border.width: Theme.px.border / 2
                    }
                }
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
