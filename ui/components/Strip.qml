import QtQuick
import QtQuick.Layouts
import MotCua

// One line over the foot of the screen, about the kiosk itself.
Rectangle {
    id: strip

    required property string text
    required property string sign

    implicitHeight: row.implicitHeight + Theme.px.padding
    visible: text !== ""
    color: Theme.colour.tint

    RowLayout {
        id: row

        anchors.centerIn: parent
        width: Math.min(implicitWidth, parent.width - Theme.px.margin * 2)
        spacing: Theme.px.padding / 2

        Icon {
            name: strip.sign
            extent: Theme.px.text_small * 1.2
        }
        Label {
            Layout.fillWidth: true
            words: strip.text
            font.pixelSize: Theme.px.text_small
            font.weight: Font.DemiBold
        }
    }
}
