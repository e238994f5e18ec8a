import QtQuick
import QtQuick.Layouts
import MotCua

// What is held before the camera to be read, and where; without the picture where there is no room for it.
RowLayout {
    id: row

    required property LookHereModel camera
    required property string words
    property bool is_small: false
    readonly property real least_px: Math.max(Theme.px.badge, said.implicitHeight)
    readonly property real with_picture_px: Math.max(guide.implicitHeight, said.implicitHeight)

    spacing: Theme.px.padding

    CardGuide {
        id: guide

        Layout.preferredWidth: implicitWidth
        Layout.preferredHeight: implicitHeight
        visible: !row.is_small
        camera: row.camera
    }
    Icon {
        visible: row.is_small
        name: "qr"
        colour: Theme.colour.action
        extent: Theme.px.badge
    }
    ColumnLayout {
        id: said

        spacing: Theme.px.gap / 2

        Label {
            Layout.fillWidth: true
            words: row.words
            font.pixelSize: row.is_small ? Theme.px.text_small : Theme.px.text_header
            font.weight: Font.DemiBold
        }
        Label {
            Layout.fillWidth: true
            words: Words.say["look.not_kept"]
            color: Theme.colour.ink_soft
            font.pixelSize: Theme.px.text_small
        }
    }
}
