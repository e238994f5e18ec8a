import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "Has it arrived, and how do I hear of the answer?"
Item {
    id: screen

    required property ThankYouModel model

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
                name: "check"
                colour: Theme.colour.action
                extent: parent.width * 0.6
            }
        }
        Label {
            Layout.fillWidth: true
            words: Words.say["thanks.title"]
            heading: true
            horizontalAlignment: Text.AlignHCenter
            font.pixelSize: Theme.px.text_title
            font.weight: Font.Bold
        }
        Item {
            Layout.fillHeight: true
        }
        Centred {
            Layout.fillWidth: true
            visible: screen.model.tracking_code !== ""
            words: Words.say["thanks.code"]
            color: Theme.colour.ink_soft
            font.pixelSize: Theme.px.text_key
        }
        Fitted {
            Layout.fillWidth: true
            words: screen.model.tracking_code
            heading: true
            color: Theme.colour.action
            font.pixelSize: Theme.px.text_greeting * 1.6
            font.weight: Font.ExtraBold
        }
        Centred {
            Layout.fillWidth: true
            visible: screen.model.tracking_code !== ""
            words: Words.say["thanks.keep"]
            font.pixelSize: Theme.px.text_main
        }
        Item {
            Layout.fillHeight: true
        }
    }
}
