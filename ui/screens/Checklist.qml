pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "What do I need for it?" The sheet of one procedure, its papers to be ticked, and one touch to a number.
Item {
    id: screen

    required property ChecklistModel model
    required property ClaimsModel claims
    // Where only the lower part is used, the longest row of a sheet needs the room.
    readonly property real air_px: Theme.px.lowered > 0 ? Theme.px.gap : Theme.px.gap_wide

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.px.margin
        anchors.topMargin: screen.air_px
        anchors.bottomMargin: screen.air_px
        spacing: screen.air_px

        Label {
            Layout.fillWidth: true
            words: screen.model.title
            heading: true
            font.pixelSize: words.length > 50 ? Theme.px.text_main : Theme.px.text_title
            font.weight: Font.Bold
        }
        Pages {
            id: sheet

            Layout.fillWidth: true
            Layout.fillHeight: true
            entries: screen.model.rows
            gap_px: screen.air_px / 2
            said: (page, of) => screen.model.page(page, of)
            delegate: SheetRow {
                required property var modelData

                sign: modelData.sign
                heading: modelData.heading
                text: modelData.text
                about: modelData.about
                code: modelData.code
                code_px: Math.min(sheet.width * 0.42, sheet.height - Theme.px.key - Theme.px.gap_wide)
                is_paper: modelData.place >= 0
                is_ticked: screen.model.ticks[modelData.place] ?? false
                paper: screen.model.paper
                can_print: screen.model.can_print
                onPrinted: screen.model.print_list()
                onTicked: screen.model.tick(modelData.place)
            }
        }
        Claims {
            Layout.fillWidth: true
            Layout.fillHeight: false
            model: screen.claims
        }
        Notice {
            Layout.fillWidth: true
            visible: screen.model.way_to_ticket === ""
            text: screen.model.closed || Words.say["sheet.ask"]
        }
        Button {
            Layout.fillWidth: true
            visible: text !== ""
            main: true
            text: screen.model.way_to_ticket
            text_px: text.length > 45 ? Theme.px.text_small : Theme.px.text_main
            sign: "ticket"
            onClicked: screen.model.take_ticket()
        }
    }
}
