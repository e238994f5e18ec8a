import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "Is this for me?" The greeting, in turns with the cards while nobody is there; the ways to a number, all alike.
Item {
    id: screen

    required property AttractModel model

    // Where there is little room the ways say their names alone; whoever listens hears the rest.
    readonly property bool is_explained: {
        const ways_px = highest_px(true) * (model.takes_appointments ? 3 : 2);
        const between_px = ways.spacing * 3 + camera.implicitHeight + Theme.px.gap_wide;
        const above_px = Math.max(words.implicitHeight + Theme.px.gap_wide + Theme.px.margin * 2, card.longest_px + Theme.px.gap * 2);
        return ways_px + between_px + above_px <= height;
    }
    readonly property real way_px: highest_px(is_explained)

    function highest_px(is_explained: bool): real {
        return Math.max(...[face, anonymous, appointment].map(way => way.height_px(is_explained)));
    }

    Rectangle {
        id: greeting

        // From edge to edge, also where the page is narrower than the window.
        width: screen.Window.width
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.top: parent.top
        anchors.topMargin: card.visible ? Math.min(0, card.y - Theme.px.gap) : 0
        anchors.bottom: ways.top
        anchors.bottomMargin: -Theme.px.way / 2
        color: Theme.colour.brand

        Arches {
            visible: !card.visible
            anchors.horizontalCenter: parent.horizontalCenter
            width: screen.width
            height: parent.height
        }
    }
    Item {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.bottom: ways.top

        ColumnLayout {
            id: words

            visible: !card.visible
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.margins: Theme.px.margin
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.px.gap / 2

            Centred {
                Layout.fillWidth: true
                words: Words.say["home.greeting"]
                heading: true
                color: Theme.colour.on_brand
                font.pixelSize: Theme.px.text_greeting
                font.weight: Font.ExtraBold
            }
            Centred {
                Layout.fillWidth: true
                words: Words.say["home.choose"]
                color: Theme.colour.on_brand
                font.pixelSize: Theme.px.text_key
            }
        }
    }
    IdleCard {
        id: card

        y: Math.min((ways.y - height) / 2, ways.y - height - Theme.px.gap)
        x: Theme.px.margin
        width: parent.width - Theme.px.margin * 2
        model: screen.model
        room_px: ways.y - Theme.px.gap * 2
    }
    ColumnLayout {
        id: ways

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Theme.px.margin
        anchors.bottomMargin: Theme.px.gap_wide
        spacing: Theme.px.gap_wide

        Way {
            id: face

            Layout.fillWidth: true
            implicitHeight: screen.way_px
            is_explained: screen.is_explained
            text: Words.say["home.face"]
            about: Words.say["home.face_about"]
            visible: screen.model.sees
            sign: "face"
            onClicked: screen.model.take_face_way()
        }
        Way {
            id: anonymous

            Layout.fillWidth: true
            implicitHeight: screen.way_px
            is_explained: screen.is_explained
            text: Words.say["home.anonymous"]
            about: Words.say["home.anonymous_about"]
            sign: "ticket"
            onClicked: screen.model.take_anonymous_way()
        }
        Way {
            id: appointment

            Layout.fillWidth: true
            implicitHeight: screen.way_px
            is_explained: screen.is_explained
            visible: screen.model.takes_appointments
            text: Words.say["home.appointment"]
            about: Words.say["home.appointment_about"]
            sign: "calendar"
            onClicked: screen.model.take_appointment_way()
        }
        RowLayout {
            id: camera

            visible: screen.model.sees
            Layout.fillWidth: true
            spacing: Theme.px.padding

            Icon {
                name: "camera"
                colour: Theme.colour.ink_soft
            }
            Label {
                Layout.fillWidth: true
                words: Words.say["home.camera"]
                color: Theme.colour.ink_soft
                font.pixelSize: Theme.px.text_small
            }
        }
    }
}
