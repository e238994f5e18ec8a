pragma ComponentBehavior: Bound

import QtQuick
import MotCua

// How much of something is done, beside words that say what.
Row {
    id: dots

    required property int done
    required property int of

    spacing: Theme.px.padding

    Repeater {
        model: dots.of

        Rectangle {
            required property int index

            width: Theme.px.padding * 2
            height: width
            radius: width / 2
            color: index < dots.done ? Theme.colour.action : Theme.colour.paper
            border.color: Theme.colour.action
            border.width: Theme.px.border
        }
    }
}
