pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "What is the code of my appointment?" A place for each digit, large keys, and the way without a code.
Item {
    id: screen

    required property EnterCodeModel model

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.px.margin
        spacing: Theme.px.gap_wide

        Centred {
            Layout.fillWidth: true
            words: Words.say["code.title"]
            heading: true
            font.pixelSize: Theme.px.text_title
            font.weight: Font.Bold
        }
        Row {
            id: code

            readonly property real place_px: (width - Theme.px.gap_wide - spacing * 7) / 8

            Layout.fillWidth: true
            spacing: Theme.px.gap * 0.6

            Accessible.role: Accessible.StaticText
            Accessible.name: screen.model.said

            Repeater {
                model: screen.model.places

                Item {
                    id: place

                    required property string modelData
                    required property int index

                    // Two groups of four, as the code is written.
                    width: code.place_px + (index === 4 ? Theme.px.gap_wide : 0)
                    height: Theme.px.key

                    Rectangle {
                        anchors.right: parent.right
                        width: code.place_px
                        height: parent.height
                        radius: Theme.px.radius / 2
                        color: Theme.colour.paper
                        border.color: digit.words === "" ? Theme.colour.line : Theme.colour.blue
                        border.width: Theme.px.border

                        Label {
                            id: digit

                            anchors.centerIn: parent
                            words: place.modelData.trim()
                            part_of_control: true
                            color: Theme.colour.blue
                            font.pixelSize: Theme.px.text_title * 1.2
                            font.weight: Font.Bold
                        }
                    }
                }
            }
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
                    colour: Theme.colour.blue
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
            columns: 3
            rowSpacing: Theme.px.gap
            columnSpacing: Theme.px.gap
            uniformCellWidths: true
            uniformCellHeights: true

            Repeater {
                model: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0"]

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
