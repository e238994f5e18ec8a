import QtQuick

// A text in the middle. Its lines are about equally long, so that no single word is left on the last one.
Item {
    id: centred

    property alias words: label.words
    property alias heading: label.heading
    property alias color: label.color
    property alias font: label.font

    readonly property real _lines: Math.ceil(metrics.advanceWidth / Math.max(1, width))

    implicitWidth: metrics.advanceWidth
    implicitHeight: label.implicitHeight
    visible: words !== ""

    Label {
        id: label

        anchors.centerIn: parent
        width: centred._lines > 1 ? Math.min(centred.width, metrics.advanceWidth / centred._lines * 1.15) : centred.width
        words: ""
        horizontalAlignment: Text.AlignHCenter
    }
    TextMetrics {
        id: metrics

        font: label.font
        text: label.text
    }
}
