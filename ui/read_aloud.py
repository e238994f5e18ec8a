"""What is read aloud of a screen: its heading, what to do there, and what it has just said.

Only what stands on the screen; a visitor's name is never spoken in a hall full of people.
"""

from kiosk.kiosk import Kiosk
from kiosk.visit import Help, Notice, Paper, Screen, State
from ui.i18n import Words

# The heading of each screen, and the instruction under it.
_KEYS: dict[Screen, tuple[str, ...]] = {
    Screen.ATTRACT: ("home.greeting", "home.choose", "home.face", "home.anonymous"),
    Screen.LOOK_HERE: ("look.title",),
    Screen.IS_THIS_YOU: ("you.spoken",),
    Screen.ENTER_CODE: ("code.title",),
    Screen.CHOOSE_SERVICE: ("choose.title",),
    Screen.CHOOSE_FIELD: ("field.title",),
    Screen.CHOOSE_PROCEDURE: ("procedure.title",),
    Screen.SEARCH: ("search.title",),
    Screen.CHECKLIST: ("sheet.papers",),
    Screen.TAKE_TICKET: (),
    Screen.OUT_OF_SERVICE: ("out.title", "out.about"),
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
        if state.screen is Screen.LOOK_HERE:
            said.append(self._words.text(f"hint.{state.hint}"))
        if state.is_checking:
            said = [self._words.text("code.checking")]
        if state.no_check_in is not None:
            said = [self._words.text(f"code.{state.no_check_in}_about")]
        if state.question.paper is not Paper.NONE:
            said.append(self._words.text(f"sheet.{state.question.paper}"))
        if state.question.is_not_found:
            said = [self._words.text("search.not_found"), self._words.text("search.not_found_about")]
        if state.screen is Screen.TAKE_TICKET:
            said += self._of_ticket(state)
        if state.help is not Help.NONE:
            said.append(self._words.text(f"help.{state.help}"))
        return tuple(said)

    def _of_ticket(self, state: State) -> list[str]:
        if state.ticket is None:
            return [self._words.text("ticket.taking")]
        number = state.ticket.number
        said = [f"{self._words.text('ticket.your_number')}: {number}"]
        if state.paper is not Paper.NONE:
            said.append(self._words.text(f"ticket.{state.paper}"))
        if state.paper is Paper.NOT_PRINTED:
            said.append(self._words.text("ticket.not_printed_about", no=number))
        return said
