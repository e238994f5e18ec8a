import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "What is my number, and where do I go?"
Item {
    id: screen

    required property TakeTicketModel model

    readonly property var _signs: ({
            printing: "printer",
            printed: "down"
        })

    // Where there is little height, what is on the paper too is left to the paper.
    readonly property bool is_service_shown: paper.height === 0 || title.implicitHeight + number.implicitHeight + service.implicitHeight + priority.implicitHeight + appointment.implicitHeight + counters.implicitHeight + ahead.implicitHeight + wait.implicitHeight + Theme.px.gap * 11 <= paper.height

    component Air: Item {
        Layout.fillHeight: true
    }

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.px.margin
        spacing: Theme.px.gap_wide

        TicketPaper {
            id: paper

            Layout.fillWidth: true
            Layout.fillHeight: true
            tear_y: tear.y

            ColumnLayout {
                anchors.fill: parent
                anchors.leftMargin: Theme.px.margin
                anchors.rightMargin: Theme.px.margin
                spacing: Theme.px.gap

                Air {}
                Centred {
                    id: title

                    Layout.fillWidth: true
                    words: Words.say[screen.model.number === "" ? "ticket.taking" : "ticket.your_number"]
                    heading: true
                    color: Theme.colour.ink_soft
                    font.pixelSize: Theme.px.text_title
                    font.weight: Font.Medium
                }
                Fitted {
                    id: number

                    Layout.fillWidth: true
                    words: screen.model.number
                    heading: true
                    color: Theme.colour.action
                    font.pixelSize: Theme.px.text_number
                    font.weight: Font.ExtraBold
                }
                Air {}
                Item {
                    id: tear
                }
                Air {}
                Centred {
                    id: service

                    Layout.fillWidth: true
                    words: screen.model.service
                    visible: words !== "" && screen.is_service_shown
                    font.pixelSize: Theme.px.text_key
                    font.weight: Font.DemiBold
                }
                Centred {
                    id: priority

                    Layout.fillWidth: true
                    words: screen.model.priority
                    visible: words !== "" && screen.is_service_shown
                }
                Centred {
                    id: appointment

                    Layout.fillWidth: true
                    words: screen.model.appointment
                    color: Theme.colour.action
                    font.pixelSize: Theme.px.text_title
                    font.weight: Font.Bold
                }
                Fitted {
                    id: counters

                    Layout.fillWidth: true
                    words: screen.model.counters
                    heading: true
                    font.pixelSize: Theme.px.text_greeting
                    font.weight: Font.ExtraBold
                }
                Centred {
                    id: ahead

                    Layout.fillWidth: true
                    words: screen.model.ahead
                    font.pixelSize: Theme.px.text_key
                }
                Fitted {
                    id: wait

                    Layout.fillWidth: true
                    words: screen.model.wait
                    font.pixelSize: Theme.px.text_key
                    font.weight: Font.DemiBold
                }
                Air {}
            }
        }
        Notice {
            Layout.fillWidth: true
            text: screen.model.paper_title
            about: screen.model.paper_about
            strong: screen.model.paper === "printed"
            sign: screen._signs[screen.model.paper] ?? "info"
        }
        Aside {
            Layout.fillWidth: true
            visible: screen.model.offers_enrolment
            text: Words.say["enrol.offer"]
            key_text: Words.say["enrol.learn_more"]
            onTouched: screen.model.enrol()
        }
        Aside {
            Layout.fillWidth: true
            visible: screen.model.offers_erasure
            text: screen.model.remembered
            key_text: Words.say["erase.ask"]
            onTouched: screen.model.forget_face()
        }
    }
}
