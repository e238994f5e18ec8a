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
    required property ComfortModel comfort
    required property AttractModel attract
    required property LookHereModel look_here
    required property EnterCodeModel enter_code
    required property ChooseServiceModel choose_service
    required property ClaimsModel claims
    required property ChooseFieldModel choose_field
    required property ChooseProcedureModel choose_procedure
    required property SearchModel search
    required property KeyboardModel keyboard
    required property ChecklistModel checklist
    required property TakeTicketModel take_ticket
    required property StaffPinModel staff_pin
    required property StaffPanelModel staff_panel
    required property StaffPapersModel staff_papers
    required property EnterDossierModel enter_dossier
    required property KeyboardModel code_keyboard
    required property DossierStatusModel dossier_status
    required property RateServiceModel rate_service
    required property SayWhyModel say_why
    required property WriteFeedbackModel write_feedback
    required property KeyboardModel feedback_keyboard
    required property LeavePhoneModel leave_phone
    required property ThankYouModel thank_you
    required property EnrolConsentModel enrol_consent
    required property EnrolLookModel enrol_look
    required property EraseFaceModel erase_face
    required property FaceDoneModel face_done
    required property RestModel rest

    title: visit.centre
    color: Theme.colour.page

    component Shown: Screen {
        visit: window.visit
    }

    PointHandler {
        // Whoever touches need not hear the rest.
        onActiveChanged: {
            if (!active)
                return;
            window.comfort.hush();
            window.rest.wake();
            window.attract.greet();
        }
    }
    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: footer.height
        color: Theme.colour.paper
    }
    Item {
        id: page

        width: Theme.px.page
        height: parent.height
        anchors.horizontalCenter: parent.horizontalCenter

        Header {
            id: header

            width: window.width
            anchors.horizontalCenter: parent.horizontalCenter
            anchors.top: parent.top
            height: Math.max(implicitHeight, Theme.px.lowered)
            authority: window.visit.authority
            centre: window.visit.centre
        }
        Item {
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.top: header.bottom
            anchors.bottom: footer.top
            // A second tap of the same finger must not press what the new screen has in that place.
            enabled: !settling.running && !window.visit.asks_still_there && !dimmed.is_over

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
                name: "EnterCode"
                active: true // as LookHere
                sourceComponent: EnterCode {
                    model: window.enter_code
                    camera: window.look_here
                }
            }
            Shown {
                name: "ChooseService"
                sourceComponent: ChooseService {
                    model: window.choose_service
                    claims: window.claims
                }
            }
            Shown {
                name: "ChooseField"
                sourceComponent: ChooseField {
                    model: window.choose_field
                }
            }
            Shown {
                name: "ChooseProcedure"
                sourceComponent: ChooseProcedure {
                    model: window.choose_procedure
                }
            }
            Shown {
                name: "Search"
                sourceComponent: Search {
                    model: window.search
                    keyboard: window.keyboard
                }
            }
            Shown {
                name: "Checklist"
                sourceComponent: Checklist {
                    model: window.checklist
                    claims: window.claims
                }
            }
            Shown {
                name: "Priority"
                sourceComponent: Priority {
                    model: window.claims
                }
            }
            Shown {
                name: "TakeTicket"
                sourceComponent: TakeTicket {
                    model: window.take_ticket
                }
            }
            Shown {
                name: "PrinterOut"
                sourceComponent: PrinterOut {
                    model: window.take_ticket
                }
            }
            Shown {
                name: "EnterDossier"
                active: true // as LookHere
                sourceComponent: EnterDossier {
                    model: window.enter_dossier
                    camera: window.look_here
                    keyboard: window.code_keyboard
                }
            }
            Shown {
                name: "DossierStatus"
                sourceComponent: DossierStatus {
                    model: window.dossier_status
                }
            }
            Shown {
                name: "RateService"
                sourceComponent: RateService {
                    model: window.rate_service
                }
            }
            Shown {
                name: "SayWhy"
                sourceComponent: SayWhy {
                    model: window.say_why
                }
            }
            Shown {
                name: "WriteFeedback"
                sourceComponent: WriteFeedback {
                    model: window.write_feedback
                    keyboard: window.feedback_keyboard
                }
            }
            Shown {
                name: "LeavePhone"
                sourceComponent: LeavePhone {
                    model: window.leave_phone
                }
            }
            Shown {
                name: "ThankYou"
                sourceComponent: ThankYou {
                    model: window.thank_you
                }
            }
            Shown {
                name: "EnrolConsent"
                sourceComponent: EnrolConsent {
                    model: window.enrol_consent
                }
            }
            Shown {
                name: "EnrolLook"
                active: true // made once, as LookHere is
                sourceComponent: EnrolLook {
                    model: window.enrol_look
                    camera: window.look_here
                }
            }
            Shown {
                name: "EraseFace"
                sourceComponent: EraseFace {
                    model: window.erase_face
                }
            }
            Shown {
                name: "FaceDone"
                sourceComponent: FaceDone {
                    model: window.face_done
                }
            }
            Shown {
                name: "OutOfService"
                sourceComponent: OutOfService {}
            }
            Shown {
                name: "StaffPin"
                sourceComponent: StaffPin {
                    model: window.staff_pin
                }
            }
            Shown {
                name: "StaffPanel"
                active: true // as LookHere
                sourceComponent: StaffPanel {
                    model: window.staff_panel
                    look_here: window.look_here
                }
            }
            Shown {
                name: "StaffPapers"
                sourceComponent: StaffPapers {
                    model: window.staff_papers
                }
            }
        }
        Footer {
            id: footer

            anchors.left: parent.left
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            enabled: !window.visit.asks_still_there && !dimmed.is_over
            visit: window.visit
            comfort: window.comfort
        }
    }
    Item {
        // Where staff tap to come to their panel. Nothing shows it, and no screen reader tells of it.
        anchors.right: parent.right
        anchors.top: parent.top
        width: Theme.px.key
        height: width
        visible: window.staff_pin.has_corner

        TapHandler {
            onTapped: window.staff_pin.tap_corner()
        }
    }
    Rectangle {
        // Over everything, its key in reach.
        anchors.fill: parent
        visible: window.visit.asks_still_there
        color: Theme.colour.scrim

        Loader {
            anchors.horizontalCenter: parent.horizontalCenter
            anchors.bottom: parent.bottom
            width: page.width
            height: parent.height - Theme.px.lowered
            active: window.visit.asks_still_there
            sourceComponent: StillThere {
                visit: window.visit
            }
        }
    }
    Dimmed {
        id: dimmed

        anchors.fill: parent
        rest: window.rest
        onIs_overChanged: settling.restart()
    }
    Timer {
        id: settling

        interval: Theme.motion.settle
    }
    Connections {
        target: window.visit

        function onMoved() {
            settling.restart();
        }
    }
}
