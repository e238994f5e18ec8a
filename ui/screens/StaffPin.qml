pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "Who are you?" For staff alone: a PIN, of which the screen shows only how many digits there are.
Item {
    id: screen

    required property StaffPinModel model
    // Whether four rows of keys under one another would be too low for a finger.
    readonly property bool is_low: height < title.implicitHeight + Theme.px.key * 6.8 + Theme.px.gap * 3 + Theme.px.gap_wide * 3 + Theme.px.margin * 2

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.px.margin
        spacing: Theme.px.gap_wide

        Centred {
            id: title

            Layout.fillWidth: true
            words: Words.say["pin.title"]
            heading: true
            font.pixelSize: Theme.px.text_title
            font.weight: Font.Bold
        }
        Rectangle {
            Layout.fillWidth: true
            implicitHeight: Theme.px.key
            radius: Theme.px.radius
            color: Theme.colour.paper
            border.color: Theme.colour.line
            border.width: Theme.px.border

            Accessible.role: Accessible.StaticText
            Accessible.name: screen.model.said

            Row {
                anchors.centerIn: parent
                spacing: Theme.px.gap * 1.5

                Repeater {
                    model: screen.model.entered

                    Rectangle {
                        width: Theme.px.gap * 1.8
                        height: width
                        radius: width / 2
                        color: Theme.colour.action
                    }
                }
            }
        }
        Item {
            // Room for the longest answer, so that no key moves under a finger.
            Layout.fillWidth: true
            Layout.preferredHeight: Theme.px.key * 1.4

            Notice {
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width
                visible: text !== ""
                text: screen.model.answer
                sign: screen.model.is_checking ? "clock" : "info"
            }
        }
        GridLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.maximumHeight: Theme.px.key * 7
            enabled: !screen.model.is_checking
            columns: screen.is_low ? 6 : 3
            rowSpacing: Theme.px.gap
            columnSpacing: Theme.px.gap
            uniformCellWidths: true
            uniformCellHeights: true

            component Digit: Key {
                Layout.fillWidth: true
                Layout.fillHeight: true
                onClicked: screen.model.enter(text)
            }

            Repeater {
                model: 9

                Digit {
                    required property int index

                    text: `${index + 1}`
                }
            }
            Key {
                Layout.fillWidth: true
                Layout.fillHeight: true
                text: Words.say["code.erase"]
                sign: "erase"
                onClicked: screen.model.erase()
            }
            Digit {
                text: "0"
            }
            Key {
                Layout.fillWidth: true
                Layout.fillHeight: true
                text: Words.say["pin.open"]
                sign: "check"
                onClicked: screen.model.open()
            }
        }
        Item {
            Layout.fillHeight: true
        }
    }
}
