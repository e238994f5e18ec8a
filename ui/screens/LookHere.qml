import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "Where do I look?" The live picture, one hint at a time, where a card is held, and the way out without both.
Item {
    id: screen

    required property LookHereModel model

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.px.margin
        spacing: Theme.px.gap_wide

        Centred {
            Layout.fillWidth: true
            words: screen.model.title
            heading: true
            font.pixelSize: Theme.px.text_title
            font.weight: Font.Bold
        }
        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true

            FaceOval {
                id: oval

                anchors.centerIn: parent
                height: parent.height
                width: Math.min(parent.width, height * 0.8)
                picture: screen.model.picture
                title: Words.say["look.picture"]
            }
            TurnArrow {
                turn: screen.model.turn
                beside: oval
            }
        }
        Dots {
            Layout.alignment: Qt.AlignHCenter
            visible: of > 0
            done: screen.model.turns_done
            of: screen.model.turns
        }
        Centred {
            // Room for the longest hint, so that the picture does not jump when the hint changes.
            Layout.fillWidth: true
            Layout.preferredHeight: font.pixelSize * 1.35 * 2
            words: screen.model.hint
            color: Theme.colour.action
            font.pixelSize: Theme.px.text_key
            font.weight: Font.Bold
        }
        HoldHere {
            Layout.fillWidth: true
            camera: screen.model
            words: Words.say["look.card"]
        }
        Button {
            Layout.fillWidth: true
            Layout.preferredHeight: Theme.px.key_main
            text: Words.say["home.anonymous"]
            sign: "ticket"
            onClicked: screen.model.take_anonymous_way()
        }
    }
}
