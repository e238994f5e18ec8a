import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "How do I stand?" The live picture, one hint at a time, how much is done, and the way out.
Item {
    id: screen

    required property EnrolLookModel model
    required property LookHereModel camera

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.px.margin
        spacing: Theme.px.gap_wide

        Centred {
            Layout.fillWidth: true
            words: screen.camera.title
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
                picture: screen.camera.picture
                title: Words.say["look.picture"]
            }
            TurnArrow {
                turn: screen.camera.turn
                beside: oval
            }
        }
        Dots {
            readonly property bool _turns: screen.camera.turns > 0

            Layout.alignment: Qt.AlignHCenter
            done: _turns ? screen.camera.turns_done : screen.model.good_frames
            of: _turns ? screen.camera.turns : screen.model.frames_needed
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
        Centred {
            Layout.fillWidth: true
            words: Words.say["look.not_kept"]
            color: Theme.colour.ink_soft
            font.pixelSize: Theme.px.text_small
        }
        Button {
            Layout.fillWidth: true
            Layout.preferredHeight: Theme.px.key_main
            text: Words.say["enrol.decline"]
            onClicked: screen.model.decline()
        }
    }
}
