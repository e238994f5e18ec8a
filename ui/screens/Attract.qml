import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "Is this for me?" The greeting, and the ways to a number, all alike.
Item {
    id: screen

    required property AttractModel model

    Timer {
        // Somebody changed the language and went away.
        interval: Theme.ms.language_rest
        running: !Words.is_usual
        onTriggered: Words.reset()
    }
    Rectangle {
        id: greeting

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.bottom: ways.top
        anchors.bottomMargin: -Theme.px.way / 2
        color: Theme.colour.blue

        Arches {
            anchors.fill: parent
        }
        ColumnLayout {
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.margins: Theme.px.margin
            anchors.verticalCenter: parent.verticalCenter
            anchors.verticalCenterOffset: -Theme.px.way / 4
            spacing: Theme.px.gap

            Centred {
                Layout.fillWidth: true
                words: Words.say["home.greeting"]
                heading: true
                color: Theme.colour.paper
                font.pixelSize: Theme.px.text_greeting
                font.weight: Font.ExtraBold
            }
            Centred {
                Layout.fillWidth: true
                words: Words.say["home.choose"]
                color: Theme.colour.paper
                font.pixelSize: Theme.px.text_key
            }
        }
    }
    ColumnLayout {
        id: ways

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Theme.px.margin
        spacing: Theme.px.gap_wide

        Way {
            Layout.fillWidth: true
            text: Words.say["home.face"]
            about: Words.say["home.face_about"]
            sign: "face"
            onClicked: screen.model.take_face_way()
        }
        Way {
            Layout.fillWidth: true
            text: Words.say["home.anonymous"]
            about: Words.say["home.anonymous_about"]
            sign: "ticket"
            onClicked: screen.model.take_anonymous_way()
        }
        Way {
            Layout.fillWidth: true
            visible: screen.model.takes_appointments
            text: Words.say["home.appointment"]
            about: Words.say["home.appointment_about"]
            sign: "calendar"
            onClicked: screen.model.take_appointment_way()
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.px.padding

            Icon {
                name: "camera"
                colour: Theme.colour.ink_soft
            }
            Label {
                Layout.fillWidth: true
                words: Words.say["home.camera"]
                color: Theme.colour.ink_soft
                font.pixelSize: Theme.px.text_small
            }
        }
    }
}
