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
        const below_px = [scanner, errands, camera].filter(part => part.visible).map(part => part.implicitHeight + Theme.px.gap_wide);
        const between_px = Theme.px.gap_wide * 3 + below_px.reduce((all, one) => all + one, 0);
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

        Welcome {
            id: words

            visible: !card.visible
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.margins: Theme.px.margin
            anchors.verticalCenter: parent.verticalCenter
            room_px: parent.height
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
        spacing: screen.is_explained || !errands.visible ? Theme.px.gap_wide : Theme.px.gap

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
        Remark {
            id: scanner

            Layout.fillWidth: true
            visible: screen.model.scans
            sign: "card"
            words: Words.say["home.scanner"]
            weight: Font.DemiBold
        }
        Errands {
            id: errands

            Layout.fillWidth: true
            model: screen.model
        }
        Remark {
            id: camera

            Layout.fillWidth: true
            visible: screen.model.sees
            sign: "camera"
            words: Words.say["home.camera"]
            colour: Theme.colour.ink_soft
        }
    }
}
