pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "Was I served well?" Five faces with their words, and the way to say it in one's own.
Item {
    id: screen

    required property RateServiceModel model
    // On the largest panels half of the height is still above reach: nothing to touch begins there.
    readonly property real above_px: Theme.px.lowered > 0 && Theme.px.lowered >= Math.floor(Window.height / 2) ? Theme.px.key * 0.6 : 0

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.px.margin
        anchors.topMargin: Theme.px.gap_wide + screen.above_px
        anchors.bottomMargin: Theme.px.gap_wide
        spacing: Theme.px.gap_wide

        ColumnLayout {
            Layout.fillWidth: true
            spacing: 0

            Label {
                Layout.fillWidth: true
                words: Words.say["rate.title"]
                heading: true
                font.pixelSize: Theme.px.text_title
                font.weight: Font.Bold
            }
            Label {
                Layout.fillWidth: true
                words: Words.say["rate.about"]
                color: Theme.colour.ink_soft
                font.pixelSize: Theme.px.text_small
            }
        }
        Pages {
            Layout.fillWidth: true
            Layout.fillHeight: true
            stretch_px: Theme.px.icon_large * 0.6
            entries: screen.model.ratings
            said: (page, of) => screen.model.page(page, of)
            delegate: RatingKey {
                required property var modelData

                text: modelData.name
                sign: modelData.sign
                onClicked: screen.model.choose(modelData.rating)
            }
        }
        Button {
            Layout.fillWidth: true
            text: Words.say["rate.write"]
            sign: "pencil"
            onClicked: screen.model.write()
        }
    }
}
