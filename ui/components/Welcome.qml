import QtQuick
import QtQuick.Layouts
import MotCua

// The greeting, and what to do, which is seen only whole.
ColumnLayout {
    id: welcome

    required property real room_px

    spacing: Theme.px.gap / 2

    Centred {
        id: title

        Layout.fillWidth: true
        words: Words.say["home.greeting"]
        heading: true
        color: Theme.colour.on_brand
        font.pixelSize: Theme.px.text_greeting
        font.weight: Font.ExtraBold
    }
    Centred {
        Layout.fillWidth: true
        visible: title.implicitHeight + implicitHeight + welcome.spacing <= welcome.room_px
        words: Words.say["home.choose"]
        color: Theme.colour.on_brand
        font.pixelSize: Theme.px.text_key
    }
}
