import QtQuick
import QtQuick.Layouts
import MotCua

// What visitors say of themselves, beside each other: who must be let go first, and that they act for a relative.
RowLayout {
    id: claims

    required property ClaimsModel model

    spacing: Theme.px.gap
    uniformCellSizes: true

    Claim {
        Layout.fillWidth: true
        Layout.fillHeight: true
        visible: claims.model.has_priorities
        text: Words.say["priority.ask"]
        about: claims.model.priority
        is_on: about !== ""
        leads_on: true
        onClicked: claims.model.ask_priority()
    }
    Claim {
        Layout.fillWidth: true
        Layout.fillHeight: true
        text: Words.say["relative.ask"]
        is_on: claims.model.is_for_relative
        onClicked: claims.model.turn_relative()
    }
}
