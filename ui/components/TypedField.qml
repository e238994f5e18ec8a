import QtQuick
import MotCua

// What is typed on the keyboard below, or what could be. Of what does not fit the last lines are seen.
Rectangle {
    id: typed

    required property string words
    required property string hint
    // Where there is little height it is as low as its letters.
    property bool is_low: false
    // Whether the hint is the heading of the screen.
    property bool is_heading: false
    property real text_px: Theme.px.text_main

    readonly property real _padding_px: Theme.px.padding * (is_low ? 0.2 : 0.8)
    // Whole lines only, at least one.
    readonly property real _shown_px: Math.max(1, Math.floor((height - _padding_px * 2 + 1) / field.lineHeight)) * field.lineHeight

    implicitHeight: field.implicitHeight + _padding_px * 2
    radius: Theme.px.radius
    color: Theme.colour.paper
    border.color: Theme.colour.action
    border.width: Theme.px.border * 1.5

    Item {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.leftMargin: Theme.px.padding
        anchors.rightMargin: Theme.px.padding
        y: typed._padding_px
        height: typed._shown_px
        clip: true

        Label {
            id: field

            y: Math.min(0, parent.height - height)
            width: parent.width
            words: typed.words || typed.hint
            heading: typed.is_heading
            color: typed.words === "" ? Theme.colour.ink_soft : Theme.colour.ink
            font.pixelSize: typed.text_px
            font.weight: typed.words === "" ? Font.Normal : Font.DemiBold
        }
    }
}
