import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "What do I want to say?" A field that says how much room is left, and the keyboard below.
Item {
    id: screen

    required property WriteFeedbackModel model
    required property KeyboardModel keyboard
    // On the largest panels half of the height is still above reach: nothing to touch begins there.
    readonly property real above_px: Theme.px.lowered > 0 && Theme.px.lowered >= Math.floor(Window.height / 2) ? Theme.px.key * 0.6 : 0
    // Where there is little height the heading stands in the field, which is all there is.
    readonly property bool is_low: height - keys.height < Theme.px.key * 6.5

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
            words: Words.say["feedback.title"]
            heading: true
            font.pixelSize: Theme.px.text_title
            font.weight: Font.Bold
        }
        TypedField {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.minimumHeight: Theme.px.text_small * 1.35 + Theme.px.padding * 0.4
            words: screen.model.typed
            hint: Words.say[screen.is_low ? "feedback.title" : "feedback.hint"]
            is_heading: screen.is_low
            is_low: screen.is_low
            text_px: screen.is_low ? Theme.px.text_small : Theme.px.text_main
        }
        Notice {
            Layout.fillWidth: true
            visible: text !== ""
            text: screen.model.answer
            about: screen.model.answer_about
        }
        Label {
            Layout.fillWidth: true
            visible: !screen.is_low
            words: Words.say["feedback.about"]
            color: Theme.colour.ink_soft
            font.pixelSize: Theme.px.text_small
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.px.gap

            Label {
                Layout.fillWidth: true
                words: screen.model.length
                color: Theme.colour.ink_soft
                font.pixelSize: Theme.px.text_small
            }
            Button {
                main: true
                text: Words.say["feedback.go_on"]
                onClicked: screen.model.finish()
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
