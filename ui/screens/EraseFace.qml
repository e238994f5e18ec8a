import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "Shall my face be erased?"
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
            words: Words.say["erase.about"]
        }
        Item {
            Layout.fillHeight: true
        }
        Button {
            Layout.fillWidth: true
            main: true
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
