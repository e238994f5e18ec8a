pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "What has brought me here?" Tiles for what happens in a life, then for the fields, and the way to type it.
Item {
    id: screen

    required property ChooseFieldModel model
    // On the largest panels half of the height is still above reach: nothing to touch begins there.
    readonly property real above_px: Theme.px.lowered > 0 && Theme.px.lowered >= Math.floor(Window.height / 2) ? Theme.px.key * 0.6 : 0

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.px.margin
        anchors.topMargin: Theme.px.gap_wide + screen.above_px
        anchors.bottomMargin: Theme.px.gap_wide
        spacing: Theme.px.gap_wide

        Label {
            Layout.fillWidth: true
            words: Words.say["field.title"]
            heading: true
            font.pixelSize: Theme.px.text_title
            font.weight: Font.Bold
        }
        Button {
            Layout.fillWidth: true
            text: Words.say["field.search"]
            onClicked: screen.model.search()
        }
        Pages {
            Layout.fillWidth: true
            Layout.fillHeight: true
            columns: 2
            most: 8
            stretch_px: Theme.px.key * 1.4
            entries: screen.model.topics
            said: (page, of) => screen.model.page(page, of)
            delegate: Choice {
                required property var modelData

                text: modelData.name
                onClicked: screen.model.choose(modelData.id, modelData.is_field)
            }
        }
    }
}
