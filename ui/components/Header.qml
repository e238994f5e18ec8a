import QtQuick
import QtQuick.Layouts
import MotCua

// Whose kiosk this is.
Rectangle {
    id: header

    required property string authority
    required property string centre

    implicitHeight: Math.max(Theme.px.header, names.implicitHeight + Theme.px.padding * 2)
    color: Theme.colour.blue

    Mark {
        id: mark

        anchors.left: parent.left
        anchors.leftMargin: Theme.px.margin
        anchors.verticalCenter: parent.verticalCenter
        extent: Theme.px.badge
    }
    ColumnLayout {
        id: names

        anchors.left: mark.right
        anchors.leftMargin: Theme.px.padding
        anchors.right: parent.right
        anchors.rightMargin: Theme.px.margin
        anchors.verticalCenter: parent.verticalCenter
        spacing: 0

        Label {
            Layout.fillWidth: true
            words: header.authority
            color: Theme.colour.ink_on_blue_soft
            font.pixelSize: Theme.px.text_small
            font.weight: Font.Medium
        }
        Label {
            Layout.fillWidth: true
            words: header.centre
            color: Theme.colour.paper
            font.pixelSize: Theme.px.text_main
            font.weight: Font.Bold
        }
    }
    Rectangle {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        height: Theme.px.border * 3
        color: Theme.colour.red
    }
}
