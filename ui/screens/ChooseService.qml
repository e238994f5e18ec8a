pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "What did I come for?" One tile a service.
Item {
    id: screen

    required property ChooseServiceModel model

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.px.margin
        anchors.topMargin: Theme.px.gap_wide
        anchors.bottomMargin: Theme.px.gap_wide
        spacing: Theme.px.gap_wide

        ColumnLayout {
            Layout.fillWidth: true
            spacing: 0

            Label {
                Layout.fillWidth: true
                words: screen.model.greeting
                color: Theme.colour.ink_soft
                font.weight: Font.Medium
            }
            Label {
                Layout.fillWidth: true
                words: screen.model.title
                heading: true
                font.pixelSize: Theme.px.text_title
                font.weight: Font.Bold
            }
        }
        Notice {
            Layout.fillWidth: true
            visible: text !== ""
            text: screen.model.notice
        }
        ColumnLayout {
            id: services

            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: Theme.px.gap

            // Long names need the room of the small lines: those go first, never a part of a name.
            readonly property int detail: fits(2) ? 2 : fits(1) ? 1 : 0

            function fits(detail: int): bool {
                let needed_px = spacing * (tiles.count - 1);
                for (let i = 0; i < tiles.count; i++)
                    needed_px += (tiles.itemAt(i) as Tile)?.height_px(detail) ?? 0;
                return needed_px <= height;
            }

            Repeater {
                id: tiles

                // Equal services leave the tiles in place, also under a finger.
                model: screen.model.services

                Tile {
                    required property var modelData

                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.maximumHeight: Math.max(Theme.px.way * 0.7, implicitHeight)
                    text: modelData.name
                    letter: modelData.letter
                    examples: modelData.examples
                    other_name: modelData.other_name
                    reason: screen.model.reasons[modelData.id] ?? ""
                    detail: services.detail
                    onClicked: screen.model.choose(modelData.id)
                }
            }
            Item {
                Layout.fillHeight: true
                Layout.preferredHeight: 0
            }
        }
    }
}
