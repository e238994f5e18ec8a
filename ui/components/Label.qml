import QtQuick
import MotCua

// Every text on the screen. It wraps, is never cut short, and says so on the log when it does not fit.
Text {
    id: label

    required property string words
    property bool heading: false
    // Inside a control that already says the same by its own name.
    property bool part_of_control: false

    // The joiner keeps "Ông/Bà" on one line.
    text: words.replace(/\//g, "/\u2060")
    visible: words !== ""
    color: Theme.colour.ink
    font.pixelSize: Theme.px.text_main
    // Ẩ rises above and Ặ sinks below a tighter line.
    lineHeight: font.pixelSize * 1.35
    lineHeightMode: Text.FixedHeight
    textFormat: Text.PlainText
    wrapMode: Text.Wrap
    verticalAlignment: Text.AlignVCenter

    Accessible.role: heading ? Accessible.Heading : Accessible.StaticText
    Accessible.name: words
    Accessible.ignored: part_of_control

    Timer {
        // Layouts need a moment to settle.
        interval: 100
        running: label.visible && (label.contentWidth > label.width + 1 || label.contentHeight > label.height + 1)
        onTriggered: console.warn(`A text of ${label.contentWidth} x ${label.contentHeight} px does not fit into ${label.width} x ${label.height} px`)
    }
}
