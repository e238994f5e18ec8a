import QtQuick
import QtQuick.Layouts
import MotCua

// What stays at the bottom of every screen: the way home, the other language, and word of a cut network.
Rectangle {
    id: footer

    required property VisitModel visit

    implicitHeight: column.implicitHeight
    color: Theme.colour.paper

    ColumnLayout {
        id: column

        anchors.left: parent.left
        anchors.right: parent.right
        spacing: 0

        Rectangle {
            Layout.fillWidth: true
            implicitHeight: cut_off.implicitHeight + Theme.px.padding
            visible: footer.visit.is_cut_off
            color: Theme.colour.tint

            RowLayout {
                id: cut_off

                anchors.centerIn: parent
                width: Math.min(implicitWidth, parent.width - Theme.px.margin * 2)
                spacing: Theme.px.padding / 2

                Icon {
                    name: "cut_off"
                    extent: Theme.px.text_small * 1.2
                }
                Label {
                    Layout.fillWidth: true
                    words: Words.say["error.offline"]
                    font.pixelSize: Theme.px.text_small
                }
            }
        }
        Rectangle {
            Layout.fillWidth: true
            implicitHeight: Theme.px.border
            color: Theme.colour.line_faint
        }
        RowLayout {
            Layout.fillWidth: true
            Layout.leftMargin: Theme.px.margin
            Layout.rightMargin: Theme.px.margin
            Layout.preferredHeight: Theme.px.footer

            Button {
                visible: footer.visit.has_way_home
                text: Words.say["nav.home"]
                sign: "home"
                onClicked: footer.visit.go_home()
            }
            Item {
                Layout.fillWidth: true
            }
            Button {
                text: Words.say["lang.other"]
                sign: "globe"
                onClicked: Words.switch()
            }
        }
    }
}
