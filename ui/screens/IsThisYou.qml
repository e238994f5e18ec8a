import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "Is it me the kiosk has recognised?"
Item {
    id: screen

    required property IsThisYouModel model

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.px.margin
        spacing: Theme.px.gap_wide

        Item {
            Layout.fillHeight: true
        }
        Rectangle {
            Layout.alignment: Qt.AlignHCenter
            implicitWidth: Theme.px.icon_large * 1.4
            implicitHeight: implicitWidth
            radius: implicitWidth / 2
            color: Theme.colour.tint

            Icon {
                anchors.centerIn: parent
                name: "person"
                colour: Theme.colour.action
                extent: parent.width * 0.6
            }
        }
        Centred {
            Layout.fillWidth: true
            words: Words.say["you.ask"]
            heading: true
            font.pixelSize: Theme.px.text_title
        }
        Centred {
            Layout.fillWidth: true
            words: screen.model.name
            heading: true
            font.pixelSize: Theme.px.text_greeting
            font.weight: Font.ExtraBold
        }
        Item {
            Layout.fillHeight: true
        }
        Button {
            Layout.fillWidth: true
            main: true
            text: Words.say["you.yes"]
            sign: "check"
            onClicked: screen.model.say_yes()
        }
        Button {
            Layout.fillWidth: true
            Layout.preferredHeight: Theme.px.key_main
            text: Words.say["you.no"]
            onClicked: screen.model.say_not_me()
        }
        Centred {
            Layout.fillWidth: true
            words: Words.say["you.either_way"]
            color: Theme.colour.ink_soft
            font.pixelSize: Theme.px.text_small
        }
    }
}
