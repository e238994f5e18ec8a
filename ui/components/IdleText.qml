import QtQuick
import MotCua

// The sign, the title and the text of one card, in letters of these sizes. Its height is known also while hidden.
Item {
    id: body

    required property string sign
    required property string title
    required property string text
    property color colour: Theme.colour.on_brand
    property real title_px: Theme.px.text_small
    property real text_px: Theme.px.text_small
    readonly property real indent: sign === "" ? 0 : Theme.px.icon + Theme.px.padding

    implicitHeight: text_label.y + text_label.implicitHeight

    Icon {
        y: (title_label.lineHeight - height) / 2
        visible: body.sign !== ""
        name: body.sign || "info"
        colour: Theme.colour.gold
    }
    Label {
        id: title_label

        x: body.indent
        width: body.width - x
        words: body.title
        heading: body.sign !== ""
        color: body.colour
        font.pixelSize: body.title_px
        font.weight: Font.Bold
    }
    Label {
        id: text_label

        y: title_label.implicitHeight + Theme.px.gap / 2
        width: body.width
        words: body.text
        color: body.colour
        font.pixelSize: body.text_px
    }
}
