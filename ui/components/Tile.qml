import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import MotCua

// One service to choose: its letter, its name, what it is for, and its name in the other language. One that
// cannot be chosen now says why instead of what it is for.
T.Button {
    id: tile

    required property string letter
    required property string examples
    required property string other_name
    // Why it cannot be chosen now; empty when it can.
    required property string reason
    readonly property bool _is_open: reason === ""
    // How much fits: 2 everything, 1 without the other language, 0 the name alone.
    required property int detail

    function height_px(detail: int): real {
        const small_px = (!_is_open || detail > 0 && examples !== "" ? about_label.implicitHeight : 0) + (detail > 1 ? other_label.implicitHeight : 0);
        return Math.max(Theme.px.key, name_label.implicitHeight + small_px + Theme.px.padding * (detail > 0 ? 1.2 : 0.4));
    }

    // Changes with every height there may be.
    readonly property real needs_px: height_px(0) + height_px(2) * 1.1

    implicitHeight: height_px(detail)
    onHeightChanged: checking.restart()
    onNeeds_pxChanged: checking.restart()
    enabled: _is_open

    Timer {
        id: checking

        interval: 100
        onTriggered: {
            if (tile.visible && tile.height < tile.implicitHeight - 1)
                console.warn(`The tile of service ${tile.letter} needs ${tile.implicitHeight} px, has ${tile.height} px`);
        }
    }

    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.description: [reason, examples, other_name].filter(words => words !== "").join(". ")

    background: Rectangle {
        radius: Theme.px.radius
        color: !tile._is_open ? "transparent" : tile.down ? Theme.colour.tint : Theme.colour.paper
        border.color: !tile._is_open ? Theme.colour.line_faint : tile.down ? Theme.colour.action : Theme.colour.line
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
            color: tile._is_open ? Theme.colour.action : "transparent"
            border.color: Theme.colour.line_faint
            border.width: tile._is_open ? 0 : Theme.px.border

            Label {
                anchors.centerIn: parent
                words: tile.letter
                part_of_control: true
                color: tile._is_open ? Theme.colour.on_action : Theme.colour.ink_soft
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
                color: tile._is_open ? Theme.colour.ink : Theme.colour.ink_soft
                font.pixelSize: tile._is_open ? Theme.px.text_main : Theme.px.text_small
                font.weight: Font.DemiBold
            }
            Label {
                id: about_label

                Layout.fillWidth: true
                visible: words !== "" && (tile.detail > 0 || !tile._is_open)
                words: tile._is_open ? tile.examples : tile.reason
                part_of_control: true
                color: tile._is_open ? Theme.colour.ink_soft : Theme.colour.ink
                font.pixelSize: Theme.px.text_small
                font.weight: tile._is_open ? Font.Normal : Font.DemiBold
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
            visible: tile._is_open
            name: "chevron"
            colour: Theme.colour.action
        }
    }
}
