pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "What is the code of my appointment?" A place for each digit, large keys, and the way without a code.
Item {
    id: screen

    required property EnterCodeModel model
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
            RowLayout {
                anchors.fill: parent
                visible: screen.model.answer === "" && screen.model.has_camera
                spacing: Theme.px.padding

                Icon {
                    name: "qr"
                    colour: Theme.colour.action
                    extent: Theme.px.badge
                }
                Label {
                    Layout.fillWidth: true
                    words: Words.say["code.camera"]
                }
            }
        }
        GridLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            enabled: !screen.model.is_checking
            // Where there is little height the keys stand in two rows.
            columns: screen.is_low ? 6 : 3
            rowSpacing: Theme.px.gap
            columnSpacing: Theme.px.gap
            uniformCellWidths: true
            uniformCellHeights: true

            Repeater {
                model: ["1", "2", "3", "4", "5", "6", "7", "8", "9", ...(screen.is_low ? [] : [""]), "0"]

                Item {
                    id: cell

                    required property string modelData

                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    implicitHeight: Theme.px.key

                    Key {
                        anchors.fill: parent
                        visible: cell.modelData !== ""
                        text: cell.modelData
                        onClicked: screen.model.enter(cell.modelData)
                    }
                }
            }
            Key {
                Layout.fillWidth: true
                Layout.fillHeight: true
                text: Words.say["code.erase"]
                sign: "erase"
                onClicked: screen.model.erase()
            }
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
