import QtQuick
import MotCua

// Things under one another, or in columns, each whole; what does not fit is on the next page, behind a key.
Item {
    id: pages

    required property var entries
    // Has `required property var modelData` and an implicitHeight for the width it is given.
    required property Component delegate
    // Says "Page 1/3" in the citizen's language.
    required property var said
    property int columns: 1
    property int most: 1000
    property real gap_px: Theme.px.gap
    // How much higher than it needs to be each may become where there is room.
    property real stretch_px: 0
    property int page: 0

    property var _first: [0]
    readonly property int _page: Math.max(0, Math.min(page, _first.length - 1))

    // Changes with every height there may be.
    readonly property real _needs_px: {
        let needs_px = _made;
        for (let i = 0; i < things.count; i++)
            needs_px += (i + 1) * (things.itemAt(i)?.implicitHeight ?? 0);
        return needs_px;
    }
    property int _made: 0
    property real _over_px: 0

    on_Needs_pxChanged: arranging.restart()
    onWidthChanged: arranging.restart()
    onHeightChanged: arranging.restart()
    on_PageChanged: arranging.restart()
    onColumnsChanged: arranging.restart()
    onEntriesChanged: page = 0

    function row_px(first: int): real {
        let highest_px = 0;
        for (let i = first; i < Math.min(first + columns, things.count); i++)
            highest_px = Math.max(highest_px, things.itemAt(i)?.implicitHeight ?? 0);
        return Math.ceil(highest_px);
    }
    // The first thing of each page, as many rows on each as `room_px` holds.
    function broken(room_px: real): list<int> {
        const first = [0];
        let used_px = 0;
        for (let i = 0; i < things.count; i += columns) {
            const is_begin = i === first[first.length - 1];
            const needed_px = row_px(i) + (is_begin ? 0 : gap_px);
            if (!is_begin && (used_px + needed_px > room_px || i - first[first.length - 1] + columns > most)) {
                first.push(i);
                used_px = row_px(i);
            } else {
                used_px += needed_px;
            }
        }
        return first;
    }
    // Called rather than bound: what it reads changes with what it sets.
    function arrange() {
        const item_px = (width - gap_px * (columns - 1)) / columns;
        for (let i = 0; i < things.count; i++) {
            const thing = things.itemAt(i);
            if (thing !== null)
                thing.width = item_px;
        }
        const whole = broken(height);
        const room_px = height - (whole.length > 1 ? turner.height + gap_px : 0);
        _first = whole.length > 1 ? broken(room_px) : whole;
        const from = _first[_page], to = _first[_page + 1] ?? things.count;
        let needed_px = -gap_px;
        for (let i = from; i < to; i += columns)
            needed_px += row_px(i) + gap_px;
        _over_px = needed_px - room_px;
        const more_px = Math.max(0, Math.min(stretch_px, (room_px - needed_px) / Math.max(1, Math.ceil((to - from) / columns))));
        let y = 0;
        for (let i = 0; i < things.count; i++) {
            const thing = things.itemAt(i);
            if (thing === null)
                continue;
            thing.visible = i >= from && i < to;
            if (!thing.visible)
                continue;
            const column = (i - from) % columns;
            if (column === 0 && i > from)
                y += row_px(i - columns) + more_px + gap_px;
            thing.x = column * (item_px + gap_px);
            thing.y = y;
            thing.height = row_px(i - column) + more_px;
        }
    }

    Timer {
        // Layouts need a moment to settle.
        interval: 100
        running: pages.visible && pages._over_px > 1
        onTriggered: console.warn(`A page of ${pages.height} px is ${pages._over_px} px too low`)
    }
    Timer {
        id: arranging

        interval: 0
        onTriggered: pages.arrange()
    }
    Repeater {
        id: things

        model: pages.entries
        delegate: pages.delegate
        onItemAdded: (_index, thing) => {
            thing.visible = false;
            pages._made++;
        }
    }
    PageTurner {
        id: turner

        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.px.key
        visible: pages._first.length > 1
        page: pages._page
        pages: pages._first.length
        said: pages.said(pages._page + 1, pages._first.length)
        onTurned: page => pages.page = page
    }
}
