import QtQuick
import QtQuick.Layouts
import MotCua

// A calm word about something that went another way.
Rectangle {
    id: notice

    required property string text
    property string about: ""
    property string sign: "info"
    // Asks for something to be done now.
    property bool strong: false
    readonly property color _on: strong ? Theme.colour.on_action : Theme.colour.ink

    implicitHeight: row.implicitHeight + Theme.px.padding * (strong ? 2.2 : 1.4)
    radius: Theme.px.radius
    color: strong ? Theme.colour.action : Theme.colour.tint
    border.color: Theme.colour.line
    border.width: strong ? 0 : Theme.px.border / 2

    RowLayout {
        id: row

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.margins: Theme.px.padding
        spacing: Theme.px.padding

        Icon {
            name: notice.sign
            colour: notice.strong ? Theme.colour.on_action : Theme.colour.action
            extent: notice.strong ? Theme.px.badge : Theme.px.icon
        }
        ColumnLayout {
            Layout.fillWidth: true
            spacing: 0

            Label {
                Layout.fillWidth: true
                words: notice.text
                color: notice._on
                font.pixelSize: notice.strong ? Theme.px.text_title : Theme.px.text_main
                font.weight: Font.DemiBold
            }
            Label {
                Layout.fillWidth: true
                words: notice.about
                color: notice._on
            }
        }
    }
}
