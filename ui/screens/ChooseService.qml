import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "What did I come for?" One tile a service.
Item {
    id: screen

    required property ChooseServiceModel model
    required property ClaimsModel claims
    // What is touched must not stand at the top then: not all of the page is in reach.
    readonly property bool is_low: Theme.px.lowered > 0

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.px.margin
        anchors.topMargin: Theme.px.gap_wide
        anchors.bottomMargin: Theme.px.gap_wide
        spacing: Theme.px.gap_wide

        GridLayout {
            Layout.fillWidth: true
            columns: 1
            rowSpacing: Theme.px.gap_wide

            KnownAs {
                Layout.fillWidth: true
                Layout.row: screen.is_low ? 1 : 0
                visible: name !== ""
                name: screen.model.visitor
                is_seen: screen.model.is_seen
                onDenied: screen.model.say_not_me()
            }
            Label {
                Layout.fillWidth: true
                Layout.row: screen.is_low ? 0 : 1
                Layout.bottomMargin: screen.is_low ? Theme.px.gap * 2 : 0
                words: screen.model.title
                heading: true
                font.pixelSize: Theme.px.text_title
                font.weight: Font.Bold
            }
        }
        Notice {
            Layout.fillWidth: true
            visible: text !== ""
            text: screen.model.notice
        }
        ServiceTiles {
            Layout.fillWidth: true
            Layout.fillHeight: true
            model: screen.model
        }
        Claims {
            Layout.fillWidth: true
            Layout.fillHeight: false
            model: screen.claims
        }
        Button {
            Layout.fillWidth: true
            visible: screen.model.has_procedures
            text: Words.say["choose.look_up"]
            text_px: Theme.px.text_small
            sign: "info"
            onClicked: screen.model.look_up()
        }
    }
}
