pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "How do I call it?" A field, what it may mean, and the keyboard below.
Item {
    id: screen

    required property SearchModel model
    required property KeyboardModel keyboard
    // On the largest panels half of the height is still above reach: nothing to touch begins there.
    readonly property real above_px: Theme.px.lowered > 0 && Theme.px.lowered >= Math.floor(Window.height / 2) ? Theme.px.key * 0.6 : 0
    // Where there is little height the heading gives way to what was found.
    readonly property bool is_low: height - keys.height < Theme.px.key * 7

    ColumnLayout {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.bottom: keys.top
        anchors.margins: Theme.px.margin
        anchors.topMargin: Theme.px.gap + screen.above_px
        anchors.bottomMargin: Theme.px.gap
        spacing: Theme.px.gap

        Label {
            Layout.fillWidth: true
            visible: !screen.is_low
            words: Words.say["search.title"]
            heading: true
            font.pixelSize: Theme.px.text_title
            font.weight: Font.Bold
        }
        TypedField {
            Layout.fillWidth: true
            words: screen.model.typed
            hint: Words.say[screen.is_low ? "search.title" : "search.hint"]
            is_heading: screen.is_low
            is_low: screen.is_low
        }
        Notice {
            Layout.fillWidth: true
            visible: screen.model.is_not_found
            text: Words.say["search.not_found"]
            about: Words.say["search.not_found_about"]
        }
        Pages {
            Layout.fillWidth: true
            Layout.fillHeight: true
            gap_px: Theme.px.gap / 2
            entries: screen.model.found
            said: (page, of) => screen.model.page(page, of)
            delegate: Choice {
                required property var modelData

                text: modelData.name
                about: modelData.about
                is_explained: false
                onClicked: screen.model.choose(modelData.id)
            }
        }
    }
    Keyboard {
        id: keys

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        model: screen.keyboard
    }
}
