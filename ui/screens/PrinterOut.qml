import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "Where is my ticket?" On the screen: the number, to be photographed, and the code of its own page.
Item {
    id: screen

    required property TakeTicketModel model
    // Whether the number and the code fit better beside one another.
    readonly property bool is_low: card.height < card.width * 0.95

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.px.margin
        spacing: Theme.px.gap_wide

        Notice {
            Layout.fillWidth: true
            text: screen.model.paper_title
            about: screen.model.paper_about
            strong: true
            sign: "printer"
        }
        Rectangle {
            id: card

            Layout.fillWidth: true
            Layout.fillHeight: true
            radius: Theme.px.radius
            color: Theme.colour.paper
            border.color: Theme.colour.line_faint
            border.width: Theme.px.border

            GridLayout {
                anchors.fill: parent
                anchors.margins: Theme.px.margin
                columns: screen.is_low ? 2 : 1
                columnSpacing: Theme.px.gap_wide
                rowSpacing: Theme.px.gap

                ColumnLayout {
                    Layout.fillWidth: true
                    Layout.preferredWidth: 6
                    spacing: Theme.px.gap

                    Centred {
                        Layout.fillWidth: true
                        words: Words.say["ticket.your_number"]
                        heading: true
                        color: Theme.colour.ink_soft
                        font.pixelSize: Theme.px.text_title
                        font.weight: Font.Medium
                    }
                    Fitted {
                        Layout.fillWidth: true
                        words: screen.model.number
                        heading: true
                        color: Theme.colour.action
                        // No higher than it will be in half of the card: what is too wide becomes smaller.
                        font.pixelSize: screen.is_low ? Math.min(Theme.px.text_number, card.width * 0.14) : Theme.px.text_number
                        font.weight: Font.ExtraBold
                    }
                    Fitted {
                        Layout.fillWidth: true
                        words: screen.model.counters
                        heading: true
                        font.pixelSize: screen.is_low ? Math.min(Theme.px.text_greeting, card.width * 0.08) : Theme.px.text_greeting
                        font.weight: Font.ExtraBold
                    }
                }
                ColumnLayout {
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredWidth: 5
                    visible: screen.model.code !== ""
                    spacing: Theme.px.gap

                    Item {
                        id: room

                        Layout.fillWidth: true
                        Layout.fillHeight: true

                        Rectangle {
                            // Black on white in every theme, whole pixels a module: a phone must read it.
                            anchors.centerIn: parent
                            width: picture.width
                            height: picture.height

                            Image {
                                id: picture

                                readonly property real room_px: Math.min(room.width, room.height)

                                width: sourceSize.width * Math.max(1, Math.floor(room_px / Math.max(1, sourceSize.width)))
                                height: width
                                source: screen.model.code
                                smooth: false
                                cache: false

                                Accessible.role: Accessible.Graphic
                                Accessible.name: Words.say["ticket.follow"]
                            }
                        }
                    }
                    Centred {
                        Layout.fillWidth: true
                        words: Words.say["ticket.follow"]
                        color: Theme.colour.ink_soft
                        font.pixelSize: Theme.px.text_small
                    }
                }
            }
        }
    }
}
