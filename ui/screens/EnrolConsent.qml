pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "What would I agree to?" Two boxes, both empty, and a way out as large as the way on.
Item {
    id: screen

    required property EnrolConsentModel model

    // Large letters, or little height: then all of it is on fewer pages.
    readonly property real _text_px: height > Theme.px.text_main * 30 ? Theme.px.text_main : Theme.px.text_small

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.px.margin
        anchors.topMargin: Theme.px.gap_wide
        anchors.bottomMargin: Theme.px.gap_wide
        spacing: Theme.px.gap_wide

        Label {
            Layout.fillWidth: true
            words: Words.say["enrol.title"]
            heading: true
            font.pixelSize: Theme.px.text_title
            font.weight: Font.Bold
        }
        Pages {
            Layout.fillWidth: true
            Layout.fillHeight: true
            gap_px: Theme.px.gap_wide
            entries: screen.model.rows
            said: (page, of) => screen.model.page(page, of)
            delegate: Item {
                id: row

                required property var modelData

                implicitHeight: modelData.consent ? box.implicitHeight : about.implicitHeight

                PaperBox {
                    id: box

                    width: row.width
                    height: row.height
                    visible: row.modelData.consent !== ""
                    text: row.modelData.consent ? row.modelData.text : ""
                    about: ""
                    text_px: screen._text_px
                    is_ticked: screen.model.ticks[row.modelData.consent] ?? false
                    onClicked: screen.model.tick(row.modelData.consent)
                }
                Label {
                    id: about

                    width: row.width
                    words: row.modelData.consent ? "" : row.modelData.text
                    visible: words !== ""
                    color: Theme.colour.ink_soft
                    font.pixelSize: screen._text_px
                }
            }
        }
        Button {
            Layout.fillWidth: true
            main: true
            enabled: screen.model.is_agreed
            opacity: screen.model.is_agreed ? 1 : 0.4
            text: Words.say["enrol.go_on"]
            sign: "face"
            onClicked: screen.model.go_on()
        }
        Button {
            Layout.fillWidth: true
            Layout.preferredHeight: Theme.px.key_main
            text: Words.say["enrol.decline"]
            onClicked: screen.model.decline()
        }
    }
}
