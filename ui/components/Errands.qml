import QtQuick
import QtQuick.Layouts
import MotCua

// What can be done here without a number, below the ways to one. Not there where no desk is behind it.
RowLayout {
    id: errands

    required property AttractModel model

    visible: model.finds_dossiers || model.takes_opinions
    spacing: Theme.px.gap_wide
    uniformCellSizes: true

    component Errand: Button {
        Layout.fillWidth: true
        text_px: Theme.px.text_small
        leftPadding: Theme.px.padding
    }

    Errand {
        visible: errands.model.finds_dossiers
        text: Words.say["home.dossier"]
        sign: "folder"
        onClicked: errands.model.take_dossier_way()
    }
    Errand {
        visible: errands.model.takes_opinions
        text: Words.say["home.opinion"]
        sign: "speech"
        onClicked: errands.model.take_opinion_way()
    }
}
