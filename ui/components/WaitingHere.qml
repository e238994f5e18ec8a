import QtQuick
import MotCua

// How many wait for one service, by the letter their numbers begin with.
Rectangle {
    id: here

    required property var modelData

    implicitWidth: row.width + Theme.px.padding
    implicitHeight: row.height
    radius: Theme.px.radius
    color: Theme.colour.brand_arch

    Accessible.role: Accessible.StaticText
    Accessible.name: modelData.said

    Row {
        id: row

        spacing: Theme.px.padding

        Rectangle {
            width: height
            height: letter.implicitHeight
            radius: here.radius
            color: Theme.colour.on_brand

            Label {
                id: letter

                anchors.centerIn: parent
                words: here.modelData.letter
                part_of_control: true
                color: Theme.colour.brand
                font.weight: Font.ExtraBold
            }
        }
        Label {
            words: here.modelData.people
            part_of_control: true
            color: Theme.colour.on_brand
            font.weight: Font.DemiBold
        }
    }
}
