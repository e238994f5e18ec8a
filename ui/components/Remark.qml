import QtQuick
import QtQuick.Layouts
import MotCua

// A small line with its sign, beside what there is to touch.
RowLayout {
    id: remark

    required property string sign
    required property string words
    property color colour: Theme.colour.ink
    property int weight: Font.Normal

    spacing: Theme.px.padding

    Icon {
        name: remark.sign
        colour: remark.colour
    }
    Label {
        Layout.fillWidth: true
        words: remark.words
        color: remark.colour
        font.pixelSize: Theme.px.text_small
        font.weight: remark.weight
    }
}
