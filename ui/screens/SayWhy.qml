pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "What was it about?" The rating that was chosen, topics to be ticked or not, and the key that sends it.
Item {
    id: screen

    required property SayWhyModel model
    // On the largest panels half of the height is still above reach: nothing to touch begins there.
    readonly property real above_px: Theme.px.lowered > 0 && Theme.px.lowered >= Math.floor(Window.height / 2) ? Theme.px.key * 0.6 : 0

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.px.margin
        anchors.topMargin: Theme.px.gap_wide + screen.above_px
        anchors.bottomMargin: Theme.px.gap_wide
        spacing: Theme.px.gap_wide

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.px.padding

            Icon {
                name: screen.model.sign || "rate_3"
                colour: Theme.colour.action
                extent: Theme.px.icon_large * 0.8
            }
            ColumnLayout {
                Layout.fillWidth: true
                spacing: 0

                Label {
                    Layout.fillWidth: true
                    words: Words.say["why.title"]
                    heading: true
                    font.pixelSize: Theme.px.text_title
                    font.weight: Font.Bold
                }
                Label {
                    Layout.fillWidth: true
                    words: screen.model.about
                    color: Theme.colour.ink_soft
                    font.pixelSize: Theme.px.text_small
                }
            }
        }
        Pages {
            Layout.fillWidth: true
            Layout.fillHeight: true
            enabled: !screen.model.is_sending
            columns: 2
            stretch_px: Theme.px.padding * 2
            entries: screen.model.topics
            said: (page, of) => screen.model.page(page, of)
            delegate: PaperBox {
                required property var modelData

                text: modelData.name
                about: ""
                is_ticked: screen.model.ticks[modelData.topic] ?? false
                onClicked: screen.model.tick(modelData.topic)
            }
        }
        Notice {
            Layout.fillWidth: true
            visible: text !== ""
            text: screen.model.answer
            about: screen.model.answer_about
            sign: screen.model.is_sending ? "clock" : "info"
        }
        Button {
            Layout.fillWidth: true
            enabled: !screen.model.is_sending
            text: Words.say["rate.write"]
            sign: "pencil"
            onClicked: screen.model.write()
        }
        Button {
            Layout.fillWidth: true
            enabled: !screen.model.is_sending
            main: true
            text: Words.say["why.send"]
            sign: "check"
            onClicked: screen.model.send()
        }
    }
}
