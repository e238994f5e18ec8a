pragma ComponentBehavior: Bound

import QtQuick
import MotCua

// Letters, the marks of Vietnamese on keys of their own, and digits on a second page; for a code letters, digits
// and its two signs on one. As tall as its keys are.
Rectangle {
    id: keyboard

    required property KeyboardModel model
    // 20 mm on this panel: no key is smaller where the width allows it.
    readonly property real key_px: model.key_px

    readonly property real _margin_px: key_px * 0.1
    readonly property bool _is_wide: width >= key_px * (10 + 9 * 0.1) + 2 * _margin_px
    readonly property int _columns: _is_wide ? 10 : 9
    // At least one millimetre.
    readonly property real _gap_px: key_px * (_is_wide ? 0.1 : 0.05)
    readonly property real _row_px: width - 2 * _margin_px
    readonly property real _letter_px: (_row_px - (_columns - 1) * _gap_px) / _columns
    readonly property real _height_px: Math.max(key_px, _letter_px * 0.9)
    property bool _has_digits: false

    implicitHeight: 6 * _height_px + 5 * _gap_px + 2 * _margin_px
    color: Theme.colour.tint

    component Ticking: KeyboardKey {
        height: keyboard._height_px
        label: sign === "" ? text : ""
        is_word: label.length > 1
        onPressed: keyboard.model.tick()
    }
    // Rows of keys. fills: a row is as wide as the keyboard; else its keys are as wide as a letter.
    component Rows: Column {
        id: rows

        property list<var> keys: []
        property bool fills: true
        property real height_px: keyboard._height_px

        spacing: keyboard._gap_px

        Repeater {
            model: rows.keys

            Row {
                id: row

                required property var modelData
                readonly property real key_px: rows.fills ? (keyboard._row_px - (modelData.length - 1) * spacing) / modelData.length : keyboard._letter_px

                anchors.horizontalCenter: parent?.horizontalCenter
                spacing: keyboard._gap_px

                Repeater {
                    model: row.modelData

                    Ticking {
                        required property var modelData

                        width: row.key_px
                        height: rows.height_px
                        text: modelData.name
                        label: modelData.label
                        onClicked: keyboard.model.press(modelData.key)
                    }
                }
            }
        }
    }

    Column {
        x: keyboard._margin_px
        y: keyboard._margin_px
        width: keyboard._row_px
        spacing: keyboard._gap_px

        Rows {
            width: parent.width
            visible: !keyboard._has_digits
            keys: keyboard.model.top_rows
        }
        Rows {
            width: parent.width
            visible: !keyboard._has_digits
            fills: false
            keys: keyboard._is_wide ? keyboard.model.wide_letters : keyboard.model.narrow_letters
        }
        Rows {
            width: parent.width
            visible: keyboard._has_digits
            // Three rows in the place of five.
            height_px: (5 * keyboard._height_px + 2 * keyboard._gap_px) / 3
            keys: keyboard.model.digits
        }
        Row {
            id: below

            readonly property real unit_px: (keyboard._row_px - 3 * spacing) / 10

            spacing: keyboard._gap_px

            Repeater {
                model: keyboard.model.signs

                Ticking {
                    required property var modelData

                    width: below.unit_px * 3
                    text: modelData.name
                    label: modelData.label
                    onClicked: keyboard.model.press(modelData.key)
                }
            }
            Ticking {
                visible: keyboard.model.signs.length === 0
                width: below.unit_px * 2
                text: keyboard._has_digits ? Words.say["keyboard.letters"] : Words.say["keyboard.digits"]
                label: keyboard._has_digits ? "abc" : "123"
                onClicked: keyboard._has_digits = !keyboard._has_digits
            }
            Ticking {
                visible: keyboard.model.signs.length === 0
                width: below.unit_px * 4
                text: Words.say["keyboard.space"]
                onClicked: keyboard.model.press(" ")
            }
            Ticking {
                width: below.unit_px * 2
                text: Words.say["keyboard.clear"]
                onClicked: keyboard.model.clear()
            }
            Ticking {
                width: below.unit_px * 2
                text: Words.say["keyboard.erase"]
                sign: "erase"
                autoRepeat: true
                onClicked: keyboard.model.erase()
            }
        }
    }
}
