pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MotCua

// Ten digits and the key that takes the last one back, as on a telephone.
GridLayout {
    id: keypad

    // Where there is little height the keys stand in two rows.
    required property bool is_low

    signal entered(digit: string)
    signal erased

    columns: is_low ? 6 : 3
    rowSpacing: Theme.px.gap
    columnSpacing: Theme.px.gap
    uniformCellWidths: true
    uniformCellHeights: true

    Repeater {
        model: ["1", "2", "3", "4", "5", "6", "7", "8", "9", ...(keypad.is_low ? [] : [""]), "0"]

        Item {
            id: cell

            required property string modelData

            Layout.fillWidth: true
            Layout.fillHeight: true
            implicitHeight: Theme.px.key

            Key {
                anchors.fill: parent
                visible: cell.modelData !== ""
                text: cell.modelData
                onClicked: keypad.entered(cell.modelData)
            }
        }
    }
    Key {
        Layout.fillWidth: true
        Layout.fillHeight: true
        text: Words.say["code.erase"]
        sign: "erase"
        onClicked: keypad.erased()
    }
}
