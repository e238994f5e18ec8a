import QtQuick
import QtQuick.Layouts
import MotCua

// Leads to what did not fit on this page.
RowLayout {
    id: turner

    required property int page
    required property int pages
    // "Page 1/3", in the citizen's language.
    required property string said

    signal turned(page: int)

    spacing: Theme.px.gap

    Button {
        visible: turner.page > 0
        text: Words.say["choose.previous"]
        sign: "previous"
        text_px: Theme.px.text_small
        onClicked: turner.turned(turner.page - 1)
    }
    Label {
        Layout.fillWidth: true
        words: turner.said
        horizontalAlignment: Text.AlignHCenter
        font.weight: Font.DemiBold
    }
    Button {
        visible: turner.page < turner.pages - 1
        text: Words.say["choose.next"]
        sign: "chevron"
        text_px: Theme.px.text_small
        onClicked: turner.turned(turner.page + 1)
    }
}
