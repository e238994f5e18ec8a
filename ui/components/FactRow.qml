import QtQuick
import QtQuick.Layouts
import MotCua

// What something is called at the left, how it is at the right, and a sign of whether that is well.
Item {
    id: row

    required property string name
    required property string value
    required property string sign

    implicitHeight: content.implicitHeight + Theme.px.gap

    Accessible.role: Accessible.StaticText
    Accessible.name: `${name}: ${value}`

    component Words: Label {
        part_of_control: true // the row says it
        font.pixelSize: Theme.px.text_small
    }

    RowLayout {
        id: content

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.px.padding

        Icon {
            name: row.sign || "info"
            colour: Theme.colour.action
            extent: Theme.px.text_small * 1.3
        }
        Words {
            Layout.fillWidth: true
            Layout.preferredWidth: 2
            words: row.name
            color: Theme.colour.ink_soft
        }
        Words {
            Layout.fillWidth: true
            Layout.preferredWidth: 3
            words: row.value
            horizontalAlignment: Text.AlignRight
            font.weight: Font.DemiBold
        }
    }
    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.px.border / 2
        color: Theme.colour.line_faint
    }
}
