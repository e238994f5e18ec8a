pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "How is this kiosk?" For staff alone: each part in one line, what the camera sees, and six things to do.
Item {
    id: screen

    required property StaffPanelModel model
    required property LookHereModel look_here

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.px.margin
        anchors.topMargin: Theme.px.gap_wide
        anchors.bottomMargin: Theme.px.gap_wide
        spacing: Theme.px.gap_wide

        Label {
            Layout.fillWidth: true
            words: Words.say["panel.title"]
            heading: true
            font.pixelSize: Theme.px.text_title
            font.weight: Font.Bold
        }
        Pages {
            Layout.fillWidth: true
            Layout.fillHeight: true
            entries: screen.model.rows
            said: (page, of) => screen.model.page(page, of)
            gap_px: 0
            stretch_px: Theme.px.gap_wide * 1.5
            delegate: FactRow {
                required property var modelData

                name: modelData.name
                value: modelData.value
                sign: modelData.sign
            }
        }
        RowLayout {
            Layout.fillWidth: true
            Layout.preferredHeight: Math.max(deeds.implicitHeight, screen.height * 0.28)
            Layout.fillHeight: false
            spacing: Theme.px.gap

            Rectangle {
                Layout.fillHeight: true
                Layout.preferredWidth: screen.width * 0.3
                color: Theme.colour.tint
                border.color: Theme.colour.line
                border.width: Theme.px.border

                Accessible.role: Accessible.Graphic
                Accessible.name: Words.say["look.picture"]

                Icon {
                    anchors.centerIn: parent
                    name: "camera"
                    colour: Theme.colour.line
                    extent: Theme.px.icon_large
                }
                CameraPicture {
                    anchors.fill: parent
                    anchors.margins: parent.border.width
                    picture: screen.look_here.picture
                }
            }
            GridLayout {
                id: deeds

                columns: 2
                rowSpacing: Theme.px.gap
                columnSpacing: Theme.px.gap
                uniformCellWidths: true
                uniformCellHeights: true

                component Deed: Button {
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    leftPadding: Theme.px.padding / 2
                    text_px: Theme.px.text_small
                }

                Deed {
                    text: screen.model.trial
                    enabled: screen.model.can_print
                    sign: "printer"
                    onClicked: screen.model.print_trial()
                }
                Deed {
                    text: screen.model.papers
                    enabled: screen.model.has_papers
                    sign: "info"
                    onClicked: screen.model.list_papers()
                }
                Deed {
                    text: Words.say["panel.day_report"]
                    enabled: screen.model.can_print
                    sign: "printer"
                    onClicked: screen.model.print_day_report()
                }
                Deed {
                    text: Words.say["panel.paper_changed"]
                    sign: "ticket"
                    onClicked: screen.model.change_paper()
                }
                Deed {
                    text: Words.say["panel.look_again"]
                    sign: "check"
                    onClicked: screen.model.look_again()
                }
                Deed {
                    text: Words.say["panel.restart"]
                    sign: "again"
                    onClicked: screen.model.restart()
                }
            }
        }
    }
}
