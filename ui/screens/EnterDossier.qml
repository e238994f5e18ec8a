import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "What is the code of my dossier?" A field, where the code is found, and a keyboard of letters and digits.
Item {
    id: screen

    required property EnterDossierModel model
    required property LookHereModel camera
    required property KeyboardModel keyboard
    // On the largest panels half of the height is still above reach: nothing to touch begins there.
    readonly property real above_px: Theme.px.lowered > 0 && Theme.px.lowered >= Math.floor(Window.height / 2) ? Theme.px.key * 0.6 : 0
    // Where there is little height the heading stands in the field, and the key beside it.
    readonly property bool is_low: height - keys.height < Theme.px.key * 6

    GridLayout {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.bottom: keys.top
        anchors.margins: Theme.px.margin
        anchors.topMargin: (screen.is_low ? Theme.px.gap : Theme.px.gap_wide) + screen.above_px
        anchors.bottomMargin: screen.is_low ? Theme.px.gap : Theme.px.gap_wide
        rowSpacing: screen.is_low ? Theme.px.gap : Theme.px.gap_wide
        columnSpacing: Theme.px.gap

        Label {
            Layout.row: 0
            Layout.columnSpan: 2
            Layout.fillWidth: true
            visible: !screen.is_low
            words: Words.say["dossier.title"]
            heading: true
            font.pixelSize: Theme.px.text_title
            font.weight: Font.Bold
        }
        TypedField {
            Layout.row: screen.is_low ? 2 : 1
            Layout.columnSpan: screen.is_low ? 1 : 2
            Layout.fillWidth: true
            words: screen.model.typed
            hint: screen.is_low ? Words.say["dossier.title"] : screen.model.example
            is_heading: screen.is_low
            is_low: screen.is_low
            text_px: Theme.px.text_key
        }
        Item {
            id: below_field

            // What is said here moves no key under a finger.
            Layout.row: screen.is_low ? 1 : 2
            Layout.columnSpan: 2
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.minimumHeight: notice.visible ? notice.implicitHeight : (screen.model.has_camera ? hold.y + hold.least_px : hints.implicitHeight)

            Notice {
                id: notice

                width: parent.width
                visible: text !== ""
                text: screen.model.answer
                about: screen.model.answer_about
                sign: screen.model.is_finding ? "clock" : "info"
            }
            ColumnLayout {
                id: hints

                width: parent.width
                visible: !notice.visible
                spacing: Theme.px.gap

                Label {
                    Layout.fillWidth: true
                    visible: !screen.is_low || !screen.model.has_camera
                    words: Words.say["dossier.where"]
                    color: Theme.colour.ink_soft
                    font.pixelSize: Theme.px.text_small
                }
                HoldHere {
                    id: hold

                    Layout.fillWidth: true
                    visible: screen.model.has_camera
                    is_small: below_field.height < y + with_picture_px
                    camera: screen.camera
                    words: Words.say["dossier.camera"]
                }
            }
        }
        Button {
            Layout.row: screen.is_low ? 2 : 3
            Layout.column: screen.is_low ? 1 : 0
            Layout.columnSpan: screen.is_low ? 1 : 2
            Layout.fillWidth: !screen.is_low
            main: true
            enabled: !screen.model.is_finding
            text: Words.say["dossier.find"]
            sign: "folder"
            onClicked: screen.model.find()
        }
    }
    Keyboard {
        id: keys

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        enabled: !screen.model.is_finding
        model: screen.keyboard
    }
}
