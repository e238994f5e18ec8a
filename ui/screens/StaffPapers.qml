pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MotCua
import "../components"

// "Which papers came out?" For staff alone: of each paper in doubt what is known, and the two ways on.
Item {
    id: screen

    required property StaffPapersModel model

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
                words: Words.say["papers.title"]
                heading: true
                font.pixelSize: Theme.px.text_title
                font.weight: Font.Bold
            }
            Label {
                Layout.fillWidth: true
                words: Words.say[papers.entries.length > 0 ? "papers.about" : "papers.none"]
                color: Theme.colour.ink_soft
            }
        }
        Pages {
            id: papers

            Layout.fillWidth: true
            Layout.fillHeight: true
            entries: screen.model.papers
            said: (page, of) => screen.model.page(page, of)
            delegate: Rectangle {
                id: paper

                required property var modelData

                implicitHeight: content.implicitHeight + Theme.px.padding * 2
                radius: Theme.px.radius
                color: Theme.colour.paper
                border.color: Theme.colour.line_faint
                border.width: Theme.px.border

                ColumnLayout {
                    id: content

                    anchors.left: parent.left
                    anchors.right: parent.right
                    anchors.verticalCenter: parent.verticalCenter
                    anchors.leftMargin: Theme.px.padding
                    anchors.rightMargin: Theme.px.padding
                    spacing: Theme.px.gap

                    Label {
                        Layout.fillWidth: true
                        words: paper.modelData.number
                        color: Theme.colour.action
                        font.pixelSize: Theme.px.text_title
                        font.weight: Font.ExtraBold
                    }
                    Label {
                        Layout.fillWidth: true
                        words: paper.modelData.about
                    }
                    RowLayout {
                        Layout.fillWidth: true
                        spacing: Theme.px.gap
                        uniformCellSizes: true

                        Button {
                            Layout.fillWidth: true
                            text: Words.say["papers.reprint"]
                            Accessible.name: `${text} ${paper.modelData.number}`
                            sign: "printer"
                            enabled: screen.model.can_print
                            onClicked: screen.model.reprint(paper.modelData.id)
                        }
                        Button {
                            Layout.fillWidth: true
                            text: Words.say["papers.there"]
                            Accessible.name: `${text} ${paper.modelData.number}`
                            sign: "check"
                            onClicked: screen.model.settle(paper.modelData.id)
                        }
                    }
                }
            }
        }
    }
}
