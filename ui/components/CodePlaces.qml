pragma ComponentBehavior: Bound

import QtQuick
import MotCua

// A place for each digit of a code, in two groups of four, as it is written.
Row {
    id: code

    // One text a digit, empty where it is still to come.
    required property var places
    required property string said

    readonly property real place_px: (width - Theme.px.gap_wide - spacing * 7) / 8

    spacing: Theme.px.gap * 0.6

    Accessible.role: Accessible.StaticText
    Accessible.name: code.said

    Repeater {
        model: code.places

        Item {
            id: place

            required property string modelData
            required property int index

            // Two groups of four, as the code is written.
            width: code.place_px + (index === 4 ? Theme.px.gap_wide : 0)
            height: Theme.px.key

            Rectangle {
                anchors.right: parent.right
                width: code.place_px
                height: parent.height
                radius: Theme.px.radius / 2
                color: Theme.colour.paper
                border.color: digit.words === "" ? Theme.colour.line : Theme.colour.action
                border.width: Theme.px.border

                Label {
                    id: digit

                    anchors.centerIn: parent
                    words: place.modelData.trim()
                    part_of_control: true
                    color: Theme.colour.action
                    font.pixelSize: Theme.px.text_title * 1.2
                    font.weight: Font.Bold
                }
            }
        }
    }
}
