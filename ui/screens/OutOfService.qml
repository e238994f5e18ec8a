import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "Where do I go instead?"
Item {
    ColumnLayout {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.px.margin
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.px.gap_wide

        Mark {
            Layout.alignment: Qt.AlignHCenter
            Layout.bottomMargin: Theme.px.gap_wide
            extent: Theme.px.icon_large * 1.4
            colour: Theme.colour.action
        }
        Centred {
            Layout.fillWidth: true
            words: Words.say["out.title"]
            heading: true
            font.pixelSize: Theme.px.text_title * 1.2
            font.weight: Font.Bold
        }
        Centred {
            Layout.fillWidth: true
            words: Words.say["out.about"]
            font.pixelSize: Theme.px.text_key
        }
    }
}
