import QtQuick
import QtQuick.Layouts
import MotCua

// One quiet line with a key, beside what the screen is about.
Rectangle {
    id: aside

    required property string text
    required property string key_text

    signal touched

    implicitHeight: row.implicitHeight + Theme.px.padding
    radius: Theme.px.radius
    color: Theme.colour.tint

    RowLayout {
        id: row

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.leftMargin: Theme.px.padding
        anchors.rightMargin: Theme.px.padding / 2
        spacing: Theme.px.padding

        Icon {
            name: "face"
            colour: Theme.colour.action
        }
        Label {
            Layout.fillWidth: true
            words: aside.text
            font.pixelSize: Theme.px.text_small
        }
        Button {
            text: aside.key_text
            text_px: Theme.px.text_small
            leftPadding: Theme.px.padding
            onClicked: aside.touched()
        }
    }
}
