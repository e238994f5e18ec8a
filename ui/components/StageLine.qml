pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MotCua

// The stages of a dossier in a line: ticked behind it, filled where it is, empty to come.
RowLayout {
    id: line

    // One map per stage: name, place, said.
    required property var stages

    spacing: 0

    Repeater {
        model: line.stages

        ColumnLayout {
            id: stage

            required property var modelData
            required property int index
            readonly property bool is_coming: modelData.place === "coming"

            Layout.fillWidth: true
            Layout.preferredWidth: 1
            Layout.alignment: Qt.AlignTop
            spacing: Theme.px.gap / 2

            Accessible.role: Accessible.StaticText
            Accessible.name: modelData.said

            Item {
                Layout.fillWidth: true
                implicitHeight: Theme.px.badge

                Rectangle {
                    // To the stage before.
                    visible: stage.index > 0
                    anchors.verticalCenter: parent.verticalCenter
                    width: parent.width - Theme.px.badge
                    x: -width / 2
                    height: Theme.px.border * 3
                    color: stage.is_coming ? Theme.colour.line_faint : Theme.colour.action
                }
                Rectangle {
                    anchors.centerIn: parent
                    width: Theme.px.badge
                    height: width
                    radius: width / 2
                    color: stage.is_coming ? Theme.colour.paper : Theme.colour.action
                    border.color: stage.is_coming ? Theme.colour.line : Theme.colour.action
                    border.width: Theme.px.border * 1.5

                    Icon {
                        anchors.centerIn: parent
                        visible: !stage.is_coming
                        name: stage.modelData.place === "passed" ? "check" : "clock"
                        colour: Theme.colour.on_action
                        extent: parent.width * 0.62
                    }
                }
            }
            Label {
                Layout.fillWidth: true
                words: stage.modelData.name
                part_of_control: true
                horizontalAlignment: Text.AlignHCenter
                color: stage.is_coming ? Theme.colour.ink_soft : Theme.colour.ink
                font.pixelSize: Theme.px.text_small
                font.weight: stage.modelData.place === "now" ? Font.Bold : Font.Medium
            }
        }
    }
}
