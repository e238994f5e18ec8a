import QtQuick
import QtQuick.Layouts
import MotCua

// One row of a procedure's sheet: a fact with its sign, or a paper with a box that a finger ticks.
Item {
    id: row

    required property string sign
    required property string heading
    required property string text
    required property string about
    // A picture for a phone, and how large it may be; empty where there is none.
    required property string code
    required property real code_px
    required property bool is_paper
    required property bool is_ticked

    // On the row with the code: what the key to the same on paper says, and what became of it.
    property string paper: ""
    property bool can_print: false

    signal ticked
    signal printed

    implicitHeight: column.implicitHeight

    component Small: Label {
        Layout.fillWidth: true
        color: Theme.colour.ink_soft
        font.pixelSize: Theme.px.text_small
    }

    ColumnLayout {
        id: column

        anchors.left: parent.left
        anchors.right: parent.right
        spacing: Theme.px.gap / 2

        Small {
            visible: row.is_paper && words !== ""
            words: row.heading
            heading: true
            color: Theme.colour.ink
            font.weight: Font.DemiBold
        }
        PaperBox {
            Layout.fillWidth: true
            visible: row.is_paper
            text: row.text
            about: row.about
            is_ticked: row.is_ticked
            onClicked: row.ticked()
        }
        RowLayout {
            Layout.fillWidth: true
            visible: !row.is_paper
            spacing: Theme.px.padding

            Rectangle {
                // Black on white in every theme, whole pixels a module: a phone must read it.
                visible: row.code !== ""
                implicitWidth: picture.width
                implicitHeight: picture.height
                border.color: Theme.colour.line
                border.width: Theme.px.border

                Image {
                    id: picture

                    width: sourceSize.width * Math.max(1, Math.floor(row.code_px / Math.max(1, sourceSize.width)))
                    height: width
                    source: row.code
                    smooth: false
                    cache: false

                    Accessible.role: Accessible.Graphic
                    Accessible.name: row.heading
                }
            }
            Icon {
                visible: row.code === ""
                Layout.alignment: Qt.AlignTop
                name: row.sign || "info"
                colour: Theme.colour.action
            }
            ColumnLayout {
                Layout.fillWidth: true
                spacing: 0

                Small {
                    words: row.heading
                }
                Label {
                    Layout.fillWidth: true
                    words: row.is_paper ? "" : row.text
                    font.weight: Font.Medium
                    font.pixelSize: Math.min(Theme.px.text_small * 1.15, Theme.px.text_main)
                }
                Small {
                    words: row.is_paper ? "" : row.about
                }
                Button {
                    Layout.fillWidth: true
                    Layout.topMargin: Theme.px.gap
                    visible: row.code !== "" && row.can_print
                    text: Words.say["sheet.print"]
                    text_px: Theme.px.text_small
                    sign: "printer"
                    onClicked: row.printed()
                }
                Small {
                    words: row.code === "" ? "" : row.paper
                    color: Theme.colour.ink
                    font.weight: Font.DemiBold
                }
            }
        }
    }
}
