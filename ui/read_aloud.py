"""What is read aloud of a screen: its heading, what to do there, and what it has just said.

Only what stands on the screen; a visitor's name is never spoken in a hall full of people.
"""

from kiosk.journey.enrolment import Consent
from kiosk.journey.errand import DossierQuestion, Draft
from kiosk.journey.face_wish import CONSENT_VERSION
from kiosk.journey.visit import Help, Misread, Notice, Paper, Screen, State
from kiosk.kiosk import Kiosk
from models.dossier import EXAMPLE_CODE, NextStep
from ui.i18n import Words
from ui.viewmodels.look_here import what_helps
from ui.viewmodels.take_ticket import what_of_paper

# The heading of each screen, and the instruction under it.
_KEYS: dict[Screen, tuple[str, ...]] = {
    Screen.ATTRACT: ("home.greeting", "home.choose", "home.face", "home.anonymous"),
    Screen.LOOK_HERE: ("look.title",),
    Screen.ENTER_CODE: ("code.title",),
    Screen.CHOOSE_SERVICE: ("choose.title",),
    Screen.CHOOSE_FIELD: ("field.title",),
    Screen.CHOOSE_PROCEDURE: ("procedure.title",),
    Screen.SEARCH: ("search.title",),
    Screen.ENROL_CONSENT: ("enrol.title",),
    Screen.ENROL_LOOK: ("look.title",),
    Screen.ERASE_FACE: ("erase.title", "erase.about"),
    Screen.FACE_DONE: (),
    Screen.CHECKLIST: ("sheet.papers",),
    Screen.PRIORITY: ("priority.title", "priority.checked"),
    Screen.TAKE_TICKET: (),
    Screen.PRINTER_OUT: (),
    Screen.ENTER_DOSSIER: ("dossier.title", "dossier.where"),
    Screen.DOSSIER_STATUS: (),
    Screen.RATE_SERVICE: ("rate.title", "rate.about"),
    Screen.SAY_WHY: ("why.title",),
    Screen.WRITE_FEEDBACK: ("feedback.title", "feedback.about"),
    Screen.LEAVE_PHONE: ("phone.title", "phone.about"),
    Screen.THANK_YOU: ("thanks.title",),
    Screen.OUT_OF_SERVICE: ("out.title", "out.about"),
    Screen.STAFF_PIN: ("pin.title",),
    Screen.STAFF_PANEL: ("panel.title",),
    Screen.STAFF_PAPERS: ("papers.title",),
}


class ReadAloud:
    """Follows the screen and says what is new on it, while the visitor has the sound on."""

    def __init__(self, kiosk: Kiosk, words: Words) -> None:
        self._kiosk = kiosk
        self._words = words
        self._place: object = None
        self._said: tuple[str, ...] = ()

    def refresh(self) -> None:
        """The screen has become what it is now: say what is new on it, or be silent."""
        state = self._kiosk.state
        place = (state.screen, state.asks_still_there, state.preferences.language)
        sentences = self._sentences(state) if state.preferences.is_spoken else ()
        news = [said for said in sentences if place != self._place or said not in self._said]
        if place != self._place or not sentences:
            self._kiosk.speaker.hush()
        self._place, self._said = place, sentences
        if news:
            self._kiosk.speaker.say(". ".join(news), self._words.text("language.voice"))

    def _sentences(self, state: State) -> tuple[str, ...]:
        if state.asks_still_there:
            return (self._words.text("still.title"), self._words.text("still.stay"))
        said = [self._words.text(key) for key in _KEYS[state.screen]]
        if state.notice is not Notice.NONE:
            said.insert(0, self._words.text(f"notice.{state.notice}"))
        if state.screen is Screen.CHOOSE_SERVICE and state.visitor is not None:
            said.insert(0, self._words.text("choose.known"))
        if state.screen is Screen.LOOK_HERE:
            said.append(what_helps(state, self._words))
        if state.is_checking:
            said = [self._words.text("code.checking")]
        if state.no_check_in is not None:
            said = [self._words.text(f"code.{state.no_check_in}_about")]
        if state.question.paper is not Paper.NONE:
            said.append(self._words.text(f"sheet.{state.question.paper}"))
        if state.question.is_not_found:
            said = [self._words.text("search.not_found"), self._words.text("search.not_found_about")]
        if state.screen in (Screen.TAKE_TICKET, Screen.PRINTER_OUT):
            said += self._of_ticket(state)
        said = self._of_dossier(state.dossier) or self._of_opinion(state.draft) or said
        if state.misread is not Misread.NONE:
            said.append(self._words.text(f"card.{state.misread}"))
        said += self._of_face(state)
        if state.help is not Help.NONE:
            said.append(self._words.text(f"help.{state.help}"))
        return tuple(said)

    def _of_face(self, state: State) -> list[str]:
        match state.screen:
            case Screen.TAKE_TICKET if state.face.is_offered:
                return [self._words.text("enrol.offer")]
            case Screen.ENROL_CONSENT:
                keys = [f"enrol.{consent}" for consent in Consent]
                centre = self._kiosk.offer.hall.centre if self._kiosk.offer else ""
                about = self._words.text("enrol.about", version=CONSENT_VERSION)
                return [about, *(self._words.text(key, centre=centre) for key in keys)]
            case Screen.ENROL_LOOK:
                return [what_helps(state, self._words)]
            case Screen.FACE_DONE:
                return [self._words.text(f"face.{state.face.outcome}")]
        return []

    def _of_ticket(self, state: State) -> list[str]:
        if state.ticket is None:
            return [self._words.text("ticket.taking")]
        number = state.ticket.number
        said = [f"{self._words.text('ticket.your_number')}: {number}"]
        if state.paper is not Paper.NONE:
            said.append(what_of_paper(self._kiosk, self._words))
        if state.paper is Paper.NOT_PRINTED:
            said.append(self._words.text("ticket.not_printed_about"))
        return said

    def _of_dossier(self, dossier: DossierQuestion) -> list[str]:
        """Never its code: the hall is full of people."""
        if dossier.asked is not None:
            return [self._words.text("dossier.finding")]
        if dossier.no_dossier is not None:
            return self._with_about(f"dossier.{dossier.no_dossier}", code=EXAMPLE_CODE)
        if dossier.status is None:
            return []
        apology = ["dossier.overdue"] if dossier.next_step is NextStep.ASK_NEW_DAY else []
        keys = [f"dossier.{dossier.status.state}", *apology, f"next.{dossier.next_step}"]
        return [self._words.text(key) for key in keys]

    def _of_opinion(self, draft: Draft) -> list[str]:
        if draft.is_on_its_way:
            return [self._words.text("opinion.sending")]
        if draft.no_opinion is not None:
            return self._with_about(f"opinion.{draft.no_opinion}")
        if draft.tracking_code is None:
            return []
        code = f"{self._words.text('thanks.code')}: {draft.tracking_code}"
        return [self._words.text("thanks.title"), code, self._words.text("thanks.keep")]

    def _with_about(self, key: str, **gaps: object) -> list[str]:
        return [self._words.text(key), self._words.text(f"{key}_about", **gaps)]
