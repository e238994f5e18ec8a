import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import MotCua

// One of several things to choose: its name, and what it is where there is room to say so.
T.Button {
    id: choice

    property string about: ""
    // Whoever listens hears it all the same.
    property bool is_explained: true
    property bool is_chosen: false

    implicitHeight: Math.max(Theme.px.key, column.implicitHeight + Theme.px.padding * 1.2)

    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.description: about

    background: Rectangle {
        radius: Theme.px.radius
        color: choice.down || choice.is_chosen ? Theme.colour.tint : Theme.colour.paper
        border.color: choice.down || choice.is_chosen ? Theme.colour.action : Theme.colour.line
        border.width: Theme.px.border
    }
    contentItem: Item {
        ColumnLayout {
            id: column

            anchors.left: parent.left
            anchors.right: chevron.left
            anchors.leftMargin: Theme.px.padding
            anchors.rightMargin: Theme.px.padding / 2
            anchors.verticalCenter: parent.verticalCenter
            spacing: 0

            Label {
                Layout.fillWidth: true
                words: choice.text
                part_of_control: true
                font.pixelSize: Theme.px.text_main
                font.weight: Font.DemiBold
            }
            Label {
                Layout.fillWidth: true
                visible: choice.is_explained && words !== ""
                words: choice.about
                part_of_control: true
                color: Theme.colour.ink_soft
                font.pixelSize: Theme.px.text_small
            }
        }
        Icon {
            id: chevron

            anchors.right: parent.right
            anchors.rightMargin: Theme.px.padding / 2
            anchors.verticalCenter: parent.verticalCenter
            name: choice.is_chosen ? "check" : "chevron"
            colour: Theme.colour.action
        }
    }
}
