import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "What is the code of my appointment?" A place for each digit, large keys, and the way without a code.
Item {
    id: screen

    required property EnterCodeModel model
    required property LookHereModel camera
    // Whether four rows of keys under one another would be too low for a finger.
    readonly property bool is_low: height < title.implicitHeight + Theme.px.key * 6.8 + Theme.px.gap * 3 + Theme.px.key_main + Theme.px.gap_wide * 4 + Theme.px.margin * 2

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.px.margin
        spacing: Theme.px.gap_wide

        Centred {
            id: title

            Layout.fillWidth: true
            words: Words.say["code.title"]
            heading: true
            font.pixelSize: Theme.px.text_title
            font.weight: Font.Bold
        }
        CodePlaces {
            Layout.fillWidth: true
            places: screen.model.places
            said: screen.model.said
        }
        Item {
            // Room for the longest answer, so that no key moves under a finger.
            Layout.fillWidth: true
            Layout.preferredHeight: Theme.px.key * 1.8

            Notice {
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width
                visible: text !== ""
                text: screen.model.answer
                about: screen.model.answer_about
                sign: screen.model.is_checking ? "clock" : "info"
            }
            HoldHere {
                anchors.fill: parent
                visible: screen.model.answer === "" && screen.model.sees
                camera: screen.camera
                words: Words.say["code.camera"]
            }
            RowLayout {
                anchors.fill: parent
                visible: screen.model.answer === "" && screen.model.scans
                spacing: Theme.px.padding

                Icon {
                    name: "qr"
                    colour: Theme.colour.action
                    extent: Theme.px.badge
                }
                Label {
                    Layout.fillWidth: true
                    words: Words.say["code.scanner"]
                }
            }
        }
        Keypad {
            Layout.fillWidth: true
            Layout.fillHeight: true
            enabled: !screen.model.is_checking
            is_low: screen.is_low
            onEntered: digit => screen.model.enter(digit)
            onErased: screen.model.erase()
        }
        Button {
            Layout.fillWidth: true
            Layout.preferredHeight: Theme.px.key_main
            text: Words.say["code.ordinary"]
            sign: "ticket"
            onClicked: screen.model.take_anonymous_way()
        }
    }
}
