import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "What has become of my face?"
Item {
    id: screen

    required property FaceDoneModel model

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.px.margin
        spacing: Theme.px.gap_wide

        Item {
            Layout.fillHeight: true
        }
        SignInRound {
            Layout.alignment: Qt.AlignHCenter
            name: screen.model.sign
        }
        Centred {
            Layout.fillWidth: true
            words: screen.model.title
            heading: true
            font.pixelSize: Theme.px.text_title
            font.weight: Font.Bold
        }
        Centred {
            Layout.fillWidth: true
            words: screen.model.about
        }
        Item {
            Layout.fillHeight: true
        }
        Button {
            Layout.fillWidth: true
            visible: screen.model.can_try_again
            main: true
            text: Words.say["face.again"]
            onClicked: screen.model.try_again()
        }
        Button {
            Layout.fillWidth: true
            Layout.preferredHeight: Theme.px.key_main
            visible: screen.model.can_try_again
            text: Words.say["face.no_more"]
            onClicked: screen.model.decline()
        }
    }
}
