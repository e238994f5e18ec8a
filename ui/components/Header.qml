import QtQuick
import QtQuick.Layouts
import MotCua

// Whose kiosk this is.
Rectangle {
    id: header

    required property string authority
    required property string centre

    implicitHeight: Math.max(Theme.px.header, names.implicitHeight + Theme.px.padding * 2)
    color: Theme.colour.brand

    Mark {
        id: mark

        anchors.left: parent.left
        anchors.leftMargin: (parent.width - Theme.px.page) / 2 + Theme.px.margin
        anchors.verticalCenter: parent.verticalCenter
        extent: Theme.px.badge
    }
    ColumnLayout {
        id: names

        anchors.left: mark.right
        anchors.leftMargin: Theme.px.padding
        anchors.right: parent.right
        anchors.rightMargin: (parent.width - Theme.px.page) / 2 + Theme.px.margin
        anchors.verticalCenter: parent.verticalCenter
        spacing: 0

        Label {
            Layout.fillWidth: true
            words: header.authority
            color: Theme.colour.on_brand_soft
            font.pixelSize: Theme.px.text_small
            font.weight: Font.Medium
        }
        Label {
            Layout.fillWidth: true
            words: header.centre
            color: Theme.colour.on_brand
            font.pixelSize: Theme.px.text_header
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
    Rectangle {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        height: Theme.px.border
        color: Theme.colour.gold
    }
}
