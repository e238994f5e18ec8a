import QtQuick
import QtQuick.Layouts
import MotCua

// By which name the kiosk knows who stands there, and a key for whoever that is not.
Rectangle {
    id: known

    required property string name
    required property bool is_seen

    signal denied

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
            name: known.is_seen ? "face" : "person"
            colour: Theme.colour.action
        }
        ColumnLayout {
            Layout.fillWidth: true
            spacing: 0

            Label {
                Layout.fillWidth: true
                words: Words.say["choose.greeting"]
                color: Theme.colour.ink_soft
                font.pixelSize: Theme.px.text_small
            }
            Label {
                Layout.fillWidth: true
                words: known.name
                font.weight: Font.Bold
            }
        }
        Button {
            text: Words.say["choose.not_me"]
            text_px: Theme.px.text_small
            leftPadding: Theme.px.padding
            onClicked: known.denied()
        }
    }
}
