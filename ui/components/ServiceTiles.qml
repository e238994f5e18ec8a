pragma ComponentBehavior: Bound

import QtQuick
import MotCua

// One tile a service; what does not fit is on the next page, behind a key.
Item {
    id: services

    required property ChooseServiceModel model
    property int turned_to: 0

    // Long names need the room of the small lines: those go first, never a part of a name. What is still
    // too much is on the next page.
    property int detail: 2
    property int a_page: 1000
    readonly property int pages: Math.ceil(tiles.count / a_page)
    readonly property int page: Math.max(0, Math.min(turned_to, pages - 1))
    readonly property int first: page * a_page
    readonly property int after: Math.min(first + a_page, tiles.count)
    property var heights_px: []
    onHeightChanged: arranging.restart()
    onPageChanged: arranging.restart()

    function height_px(detail: int, index: int): real {
        return (tiles.itemAt(index) as Tile)?.height_px(detail) ?? 0;
    }
    function needed_px(detail: int, first: int, after: int): real {
        let needed_px = column.spacing * (after - first - 1);
        for (let i = first; i < after; i++)
            needed_px += height_px(detail, i);
        return needed_px;
    }
    // Called rather than bound: what it reads changes with what it sets.
    function arrange() {
        const count = tiles.count;
        detail = [2, 1].find(detail => needed_px(detail, 0, count) <= height) ?? 0;
        const is_one_page = needed_px(0, 0, count) <= height;
        const room_px = height - (is_one_page ? 0 : turning.height + column.spacing);
        let highest_px = 1;
        for (let i = 0; i < count; i++)
            highest_px = Math.max(highest_px, height_px(0, i));
        a_page = is_one_page ? 1000 : Math.max(1, Math.floor((room_px + column.spacing) / (highest_px + column.spacing)));
        const share_px = (room_px + column.spacing) / Math.max(1, after - first) - column.spacing;
        const heights = [];
        for (let i = 0; i < count; i++) {
            const least_px = height_px(detail, i);
            heights.push(Math.max(least_px, Math.min(share_px, least_px + Theme.px.padding * 1.6)));
        }
        heights_px = heights;
    }

    Timer {
        id: arranging

        interval: 0
        onTriggered: services.arrange()
    }
    Column {
        id: column

        width: parent.width
        spacing: Theme.px.gap

        Repeater {
            id: tiles

            // Equal services leave the tiles in place, also under a finger.
            model: services.model.services

            Tile {
                required property var modelData
                required property int index

                width: services.width
                onNeeds_pxChanged: arranging.restart()
                height: services.heights_px[index] ?? Theme.px.key
                visible: index >= services.first && index < services.after
                text: modelData.name
                letter: modelData.letter
                examples: modelData.examples
                other_name: modelData.other_name
                reason: services.model.reasons[modelData.id] ?? ""
                detail: services.detail
                onClicked: services.model.choose(modelData.id)
            }
        }
    }
    PageTurner {
        id: turning

        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.px.key
        visible: services.pages > 1
        page: services.page
        pages: services.pages
        said: services.model.page(services.page + 1, services.pages)
        onTurned: page => services.turned_to = page
    }
}
