import QtQuick
import QtQuick.Layouts
import MotCua

// What stays at the bottom of every screen, in reach of everybody: the ways home and back, staff, and how the
// screen is read, heard and reached.
Rectangle {
    id: footer

    required property VisitModel visit
    required property ComfortModel comfort
    readonly property bool _is_start: visit.way_home === "" && !visit.has_way_back

    implicitHeight: column.implicitHeight
    color: Theme.colour.paper

    component Way: Button {
        text_px: Theme.px.text_small
        leftPadding: Theme.px.padding
    }

    ColumnLayout {
        id: column

        anchors.left: parent.left
        anchors.right: parent.right
        spacing: 0

        Strip {
            Layout.fillWidth: true
            text: footer.visit.misread
            sign: "card"
        }
        Strip {
            Layout.fillWidth: true
            text: footer.comfort.help
            sign: "bell"
        }
        Strip {
            Layout.fillWidth: true
            text: footer.visit.is_cut_off ? Words.say["error.offline"] : ""
            sign: "cut_off"
        }
        Strip {
            Layout.fillWidth: true
            text: footer.visit.warns_of_printer ? Words.say["error.printer"] : ""
            sign: "printer"
        }
        Rectangle {
            Layout.fillWidth: true
            implicitHeight: Theme.px.border
            color: Theme.colour.line_faint
        }
        ColumnLayout {
            Layout.fillWidth: true
            Layout.leftMargin: Theme.px.margin
            Layout.rightMargin: Theme.px.margin
            Layout.topMargin: Theme.px.gap
            Layout.bottomMargin: Theme.px.gap
            spacing: Theme.px.gap

            RowLayout {
                Layout.fillWidth: true
                spacing: Theme.px.gap

                Way {
                    visible: text !== ""
                    text: footer.visit.way_home
                    sign: "home"
                    onClicked: footer.visit.go_home()
                }
                Way {
                    visible: footer.visit.has_way_back
                    text: Words.say["nav.back"]
                    sign: "back"
                    onClicked: footer.visit.go_back()
                }
                Label {
                    Layout.fillWidth: true
                    words: footer._is_start ? Words.say["help.ask"] : ""
                    visible: true
                    color: Theme.colour.ink_soft
                    horizontalAlignment: Text.AlignRight
                    Accessible.ignored: !footer._is_start
                    font.pixelSize: Theme.px.text_small
                }
                Way {
                    text: Words.say["help.call"]
                    sign: "bell"
                    onClicked: footer.comfort.call_staff()
                }
            }
            RowLayout {
                Layout.fillWidth: true
                spacing: Theme.px.gap / 2

                ComfortKey {
                    Layout.fillWidth: true
                    text: Words.next_name
                    sign: "globe"
                    onClicked: footer.comfort.change_language()
                }
                ComfortKey {
                    Layout.fillWidth: true
                    text: Words.say["foot.large"]
                    about: Words.say["foot.large_about"]
                    sign: "large"
                    is_on: footer.comfort.is_large
                    onClicked: footer.comfort.change_text_size()
                }
                ComfortKey {
                    Layout.fillWidth: true
                    text: Words.say["foot.contrast"]
                    about: Words.say["foot.contrast_about"]
                    sign: "contrast"
                    is_on: footer.comfort.is_contrast
                    onClicked: footer.comfort.change_contrast()
                }
                ComfortKey {
                    Layout.fillWidth: true
                    visible: footer.comfort.has_sound
                    text: Words.say["foot.sound"]
                    about: Words.say["foot.sound_about"]
                    sign: "sound"
                    is_on: footer.comfort.is_spoken
                    onClicked: footer.comfort.change_sound()
                }
                ComfortKey {
                    Layout.fillWidth: true
                    text: Words.say["foot.low"]
                    about: Words.say["foot.low_about"]
                    sign: "wheelchair"
                    is_on: footer.comfort.is_low
                    onClicked: footer.comfort.change_reach()
                }
            }
        }
    }
}
