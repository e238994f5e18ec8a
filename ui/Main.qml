pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Window
import MotCua
import "components"
import "screens"

// The one window: the screen that the visit is at, between whose kiosk it is and the way home.
Window {
    id: window

    required property VisitModel visit
    required property AttractModel attract
    required property LookHereModel look_here
    required property IsThisYouModel is_this_you
    required property EnterCodeModel enter_code
    required property ChooseServiceModel choose_service
    required property TakeTicketModel take_ticket

    title: visit.centre
    color: Theme.colour.page

    component Shown: Loader {
        required property string name
        readonly property bool is_here: window.visit.screen === name

        anchors.fill: parent
        // Made when it is asked for and gone when it is left, with everything it showed.
        active: is_here
        visible: is_here
    }

    Item {
        id: page

        width: Theme.px.page
        height: parent.height
        anchors.horizontalCenter: parent.horizontalCenter

        Header {
            id: header

            anchors.left: parent.left
            anchors.right: parent.right
            anchors.top: parent.top
            authority: window.visit.authority
            centre: window.visit.centre
        }
        Item {
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.top: header.bottom
            anchors.bottom: footer.top
            // A second tap of the same finger must not press what the new screen has in that place.
            enabled: !settling.running && !window.visit.asks_still_there

            Shown {
                name: "Attract"
                sourceComponent: Attract {
                    model: window.attract
                }
            }
            Shown {
                name: "LookHere"
                // Made once: PySide6 6.11 keeps the Python half of an item made by QML, with the picture in it,
                // when QML destroys the item. While it is not shown it has no picture.
                active: true
                sourceComponent: LookHere {
                    model: window.look_here
                }
            }
            Shown {
                name: "IsThisYou"
                sourceComponent: IsThisYou {
                    model: window.is_this_you
                }
            }
            Shown {
                name: "EnterCode"
                sourceComponent: EnterCode {
                    model: window.enter_code
                }
            }
            Shown {
                name: "ChooseService"
                sourceComponent: ChooseService {
                    model: window.choose_service
                }
            }
            Shown {
                name: "TakeTicket"
                sourceComponent: TakeTicket {
                    model: window.take_ticket
                }
            }
            Shown {
                name: "OutOfService"
                sourceComponent: OutOfService {}
            }
        }
        Footer {
            id: footer

            anchors.left: parent.left
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            enabled: !window.visit.asks_still_there
            visit: window.visit
        }
        Loader {
            anchors.fill: parent
            active: window.visit.asks_still_there
            sourceComponent: StillThere {
                visit: window.visit
            }
        }
    }
    Timer {
        id: settling

        interval: Theme.ms.settle
    }
    Connections {
        target: window.visit

        function onMoved() {
            settling.restart();
        }
    }
}
