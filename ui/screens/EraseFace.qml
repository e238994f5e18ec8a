import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "What is kept of my face, and for how long?"
Item {
    id: screen

    required property EraseFaceModel model

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.px.margin
        spacing: Theme.px.gap_wide

        Item {
            Layout.fillHeight: true
        }
        SignInRound {
            Layout.alignment: Qt.AlignHCenter
            visible: screen.height > Theme.px.text_main * 26 // else the words need the room
            name: "face"
        }
        Centred {
            Layout.fillWidth: true
            words: Words.say["erase.title"]
            heading: true
            font.pixelSize: Theme.px.text_title
            font.weight: Font.Bold
        }
        Centred {
            Layout.fillWidth: true
            words: screen.model.held
            visible: words !== ""
            font.weight: Font.DemiBold
        }
        Centred {
            Layout.fillWidth: true
            words: screen.model.used
            visible: words !== ""
        }
        Centred {
            Layout.fillWidth: true
            words: Words.say["erase.about"]
        }
        Item {
            Layout.fillHeight: true
        }
        Button {
            Layout.fillWidth: true
            main: true
            visible: screen.model.may_renew
            text: Words.say["erase.renew"]
            sign: "face"
            onClicked: screen.model.renew()
        }
        Button {
            Layout.fillWidth: true
            Layout.preferredHeight: Theme.px.key_main
            main: !screen.model.may_renew
            text: Words.say["erase.yes"]
            onClicked: screen.model.erase()
        }
        Button {
            Layout.fillWidth: true
            Layout.preferredHeight: Theme.px.key_main
            text: Words.say["erase.no"]
            onClicked: screen.model.keep()
        }
    }
}
