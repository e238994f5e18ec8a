pragma ComponentBehavior: Bound

import QtQuick
import MotCua

// One card of what is shown while nobody is there, in the place of the greeting. It is read, never touched.
// Its letters are as large as there is room for, and where there is still some it says the same in English.
Item {
    id: idle

    required property AttractModel model
    required property real room_px
    readonly property var card: model.card
    // Of the longest there may be: two lines of a title, six of a text.
    readonly property real longest_px: Theme.px.text_small * 1.35 * 8 + Theme.px.gap
    readonly property bool is_spacious: spacious.implicitHeight + _places_px <= room_px
    readonly property real _own_px: is_spacious ? spacious.implicitHeight : tight.implicitHeight
    readonly property real _places_px: waiting.count > 0 ? Theme.px.gap_wide + places.implicitHeight : 0
    readonly property bool _says_other: other.title !== "" && _own_px + Theme.px.gap_wide + other.implicitHeight <= room_px

    implicitHeight: _own_px + _places_px + (_says_other ? Theme.px.gap_wide + other.implicitHeight : 0)
    visible: card.title !== undefined

    component Own: IdleText {
        width: idle.width
        sign: idle.card.sign ?? ""
        title: idle.card.title ?? ""
        text: idle.card.text ?? ""
    }

    Own {
        id: spacious

        visible: idle.is_spacious
        title_px: Theme.px.text_key
        text_px: Theme.px.text_main
    }
    Own {
        id: tight

        visible: !idle.is_spacious
    }
    IdleText {
        id: other

        y: idle._own_px + Theme.px.gap_wide
        width: idle.width
        visible: idle._says_other
        sign: ""
        title: idle.card.other_title ?? ""
        text: idle.card.other_text ?? ""
        colour: Theme.colour.on_brand_soft
    }
    Flow {
        id: places

        y: idle._own_px + Theme.px.gap_wide
        width: idle.width
        spacing: Theme.px.gap_wide

        Repeater {
            id: waiting

            model: idle.card.waiting ?? []
            delegate: WaitingHere {}
        }
    }
    transform: Translate {
        id: place
    }
    // As screens come: moved, not faded (ADR-0014).
    NumberAnimation {
        id: coming

        target: place
        property: "x"
        from: Theme.px.slide
        to: 0
        duration: Theme.motion.screen
        easing.type: Easing.BezierSpline
        easing.bezierCurve: Theme.motion.screen_curve
    }
    Connections {
        target: idle.model

        function onTurned() {
            if (Theme.motion.screen > 0)
                coming.restart();
        }
    }
}
