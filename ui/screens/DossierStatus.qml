import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "How far has my dossier come, and what do I do now?"
Item {
    id: screen

    required property DossierStatusModel model

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.px.margin
        anchors.topMargin: Theme.px.gap_wide
        anchors.bottomMargin: Theme.px.gap_wide
        spacing: Theme.px.gap_wide

        Label {
            Layout.fillWidth: true
            words: screen.model.code
            color: Theme.colour.ink_soft
            font.weight: Font.Medium
        }
        Item {
            Layout.fillHeight: true
        }
        Centred {
            Layout.fillWidth: true
            words: screen.model.state
            heading: true
            font.pixelSize: words.length > 20 ? Theme.px.text_title : Theme.px.text_greeting
            font.weight: Font.ExtraBold
        }
        StageLine {
            Layout.fillWidth: true
            visible: screen.model.stages.length > 0
            stages: screen.model.stages
        }
        Centred {
            Layout.fillWidth: true
            words: screen.model.due
            font.pixelSize: Theme.px.text_key
        }
        Centred {
            Layout.fillWidth: true
            words: screen.model.counter
            font.pixelSize: Theme.px.text_title
            font.weight: Font.Bold
        }
        Item {
            Layout.fillHeight: true
        }
        Notice {
            Layout.fillWidth: true
            text: screen.model.apology || screen.model.advice
            about: screen.model.apology ? screen.model.advice : ""
        }
        Button {
            Layout.fillWidth: true
            visible: screen.model.takes_a_number
            main: true
            text: Words.say["dossier.number"]
            sign: "ticket"
            onClicked: screen.model.take_number()
        }
    }
}
