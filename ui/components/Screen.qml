pragma ComponentBehavior: Bound

import QtQuick
import MotCua

// The place of one screen: made when the visit comes there and gone when it leaves, with everything it showed.
// A screen further on comes from the right, one nearer the start from the left.
Loader {
    id: shown

    required property VisitModel visit
    required property string name
    readonly property bool is_here: visit.screen === name

    width: parent?.width ?? 0
    height: parent?.height ?? 0
    active: is_here
    visible: is_here
    onIs_hereChanged: {
        if (!is_here)
            coming.complete();
        else if (Theme.motion.screen > 0)
            coming.restart();
    }

    // Moved, not faded: the software renderer needs three times as long for what is half seen (ADR-0014).
    NumberAnimation {
        id: coming

        target: shown
        property: "x"
        from: shown.visit.direction * Theme.px.slide
        to: 0
        duration: Theme.motion.screen
        easing.type: Easing.BezierSpline
        easing.bezierCurve: Theme.motion.screen_curve
    }
}
