pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "Which of these is mine?" The procedures of a life event or a field.
Item {
    id: screen

    required property ChooseProcedureModel model

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.px.margin
        anchors.topMargin: Theme.px.gap_wide
        anchors.bottomMargin: Theme.px.gap_wide
        spacing: Theme.px.gap_wide

        ColumnLayout {
            Layout.fillWidth: true
            spacing: 0

            Label {
                Layout.fillWidth: true
                words: screen.model.topic
                color: Theme.colour.ink_soft
                font.weight: Font.Medium
            }
            Label {
                Layout.fillWidth: true
                words: Words.say["procedure.title"]
                heading: true
                font.pixelSize: Theme.px.text_title
                font.weight: Font.Bold
            }
        }
        Pages {
            id: procedures

            Layout.fillWidth: true
            Layout.fillHeight: true
            most: 8
            stretch_px: Theme.px.padding * 2
            entries: screen.model.procedures
            said: (page, of) => screen.model.page(page, of)
            delegate: Choice {
                required property var modelData

                text: modelData.name
                about: modelData.about
                is_explained: procedures.height > Theme.px.key * 7
                onClicked: screen.model.choose(modelData.id)
            }
        }
    }
}
