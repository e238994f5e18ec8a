import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import MotCua

// One service to choose: its letter, its name, what it is for, and its name in the other language.
T.Button {
    id: tile

    required property string letter
    required property string examples
    required property string other_name
    // How much fits: 2 everything, 1 without the other language, 0 the name alone.
    required property int detail

    function height_px(detail: int): real {
        const small_px = (detail > 0 && examples !== "" ? examples_label.implicitHeight : 0) + (detail > 1 ? other_label.implicitHeight : 0);
        return Math.max(Theme.px.key, name_label.implicitHeight + small_px + Theme.px.padding * 1.2);
    }

    implicitHeight: height_px(detail)

    Timer {
        interval: 200
        running: true
        onTriggered: {
            if (tile.height < tile.implicitHeight - 1)
                console.warn(`The tile of service ${tile.letter} needs ${tile.implicitHeight} px, has ${tile.height} px`);
        }
    }

    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.description: examples === "" ? other_name : `${examples}. ${other_name}`

    background: Rectangle {
        radius: Theme.px.radius
        color: tile.down ? Theme.colour.tint : Theme.colour.paper
        border.color: tile.down ? Theme.colour.blue : Theme.colour.line
        border.width: Theme.px.border
    }

    contentItem: Item {
        Rectangle {
            id: badge

            anchors.left: parent.left
            anchors.leftMargin: Theme.px.padding
            anchors.verticalCenter: parent.verticalCenter
            width: Theme.px.badge
            height: Theme.px.badge
            radius: Theme.px.radius * 0.75
            color: Theme.colour.blue

            Label {
                anchors.centerIn: parent
                words: tile.letter
                part_of_control: true
                color: Theme.colour.paper
                font.pixelSize: Theme.px.text_title * 0.9
                font.weight: Font.Bold
            }
        }
        ColumnLayout {
            anchors.left: badge.right
            anchors.right: chevron.left
            anchors.margins: Theme.px.padding
            anchors.verticalCenter: parent.verticalCenter
            spacing: 0

            Label {
                id: name_label

                Layout.fillWidth: true
                words: tile.text
                part_of_control: true
                font.weight: Font.DemiBold
            }
            Label {
                id: examples_label

                Layout.fillWidth: true
                visible: tile.detail > 0 && words !== ""
                words: tile.examples
                part_of_control: true
                color: Theme.colour.ink_soft
                font.pixelSize: Theme.px.text_small
            }
            Label {
                id: other_label

                Layout.fillWidth: true
                visible: tile.detail > 1
                words: tile.other_name
                part_of_control: true
                color: Theme.colour.ink_soft
                font.pixelSize: Theme.px.text_small * 0.92
            }
        }
        Icon {
            id: chevron

            anchors.right: parent.right
            anchors.rightMargin: Theme.px.padding
            anchors.verticalCenter: parent.verticalCenter
            name: "chevron"
            colour: Theme.colour.blue
        }
    }
}
