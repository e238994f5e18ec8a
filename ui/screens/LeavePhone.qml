import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "Do I want an answer by phone?" The number, large keys, and the key that sends with it or without.
Item {
    id: screen

    required property LeavePhoneModel model
    // Whether four rows of keys under one another would be too low for a finger.
    readonly property bool is_low: height < title.implicitHeight + Theme.px.key * 7 + Theme.px.gap * 3 + Theme.px.key_main + Theme.px.gap_wide * 5 + Theme.px.margin * 2

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.px.margin
        spacing: Theme.px.gap_wide

        Label {
            id: title

            Layout.fillWidth: true
            words: Words.say["phone.title"]
            heading: true
            font.pixelSize: Theme.px.text_title
            font.weight: Font.Bold
        }
        TypedField {
            Layout.fillWidth: true
            words: screen.model.phone
            hint: Words.say["phone.none"]
            is_low: screen.is_low
            text_px: Theme.px.text_title
        }
        Item {
            // Room for the longest answer, so that no key moves under a finger.
            Layout.fillWidth: true
            Layout.preferredHeight: Theme.px.key * 2

            Label {
                width: parent.width
                visible: screen.model.answer === ""
                words: Words.say["phone.about"]
                color: Theme.colour.ink_soft
            }
            Notice {
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width
                visible: text !== ""
                text: screen.model.answer
                about: screen.model.answer_about
                sign: screen.model.is_sending ? "clock" : "info"
            }
        }
        Keypad {
            Layout.fillWidth: true
            Layout.fillHeight: true
            enabled: !screen.model.is_sending
            is_low: screen.is_low
            onEntered: digit => screen.model.enter(digit)
            onErased: screen.model.erase()
        }
        Button {
            Layout.fillWidth: true
            enabled: !screen.model.is_sending
            main: true
            text: screen.model.way_on
            sign: "check"
            onClicked: screen.model.send()
        }
    }
}
