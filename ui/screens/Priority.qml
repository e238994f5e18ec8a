pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "Am I to be let go first?" One choice a class, and none.
Item {
    id: screen

    required property ClaimsModel model

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.px.margin
        anchors.topMargin: Theme.px.gap_wide
        anchors.bottomMargin: Theme.px.gap_wide
        spacing: Theme.px.gap_wide

        Label {
            Layout.fillWidth: true
            words: Words.say["priority.title"]
            heading: true
            font.pixelSize: Theme.px.text_title
            font.weight: Font.Bold
        }
        Remark {
            Layout.fillWidth: true
            sign: "info"
            words: Words.say["priority.checked"]
        }
        Pages {
            Layout.fillWidth: true
            Layout.fillHeight: true
            entries: screen.model.priorities
            said: (page, of) => screen.model.page(page, of)
            stretch_px: Theme.px.padding * 1.6
            delegate: Choice {
                required property var modelData

                text: modelData.name
                about: modelData.about
                is_chosen: modelData.id === screen.model.priority_id
                onClicked: screen.model.claim(modelData.id)
            }
        }
        Button {
            Layout.fillWidth: true
            Layout.preferredHeight: Theme.px.key_main
            text: Words.say["priority.none"]
            onClicked: screen.model.claim_none()
        }
    }
}
