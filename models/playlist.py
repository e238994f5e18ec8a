"""What a kiosk shows while nobody stands at it: notices and how-to cards, one after the other."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MOST_CARDS = 20
MOST_IN_TITLE, MOST_IN_TEXT = 60, 240  # letters: read from two metres away, on a screen held upright
SHORTEST_S, LONGEST_S = 5, 60


class CardKind(StrEnum):
    NOTICE = "notice"
    HOW_TO = "how_to"


class CardIcon(StrEnum):
    """The drawn signs a how-to card can carry; the screen and the manager's page know each of them."""

    TICKET = "ticket"
    QR = "qr"
    FACE = "face"
    CALENDAR = "calendar"
    CLOCK = "clock"
    BELL = "bell"
    PERSON = "person"
    WHEELCHAIR = "wheelchair"
    INFO = "info"


class Standing(StrEnum):
    """Whether a card is shown on a day, and if not, why."""

    SHOWN = "shown"
    OFF = "off"
    NOT_YET = "not_yet"
    OVER = "over"


@dataclass(frozen=True, kw_only=True)
class Card:
    """One card, in plain text. Without English, the Vietnamese is shown to everybody.

    icon: of a how-to card; a notice has none. shown_from, shown_until: the first and the last day, None is
    no limit. shown_s: how long it stays on the screen.
    """

    id: str
    kind: CardKind
    title_vi: str
    text_vi: str
    title_en: str = ""
    text_en: str = ""
    icon: CardIcon | None = None
    shown_from: date | None = None
    shown_until: date | None = None
    shown_s: int = 15
    on: bool = True

    def standing_on(self, day: date) -> Standing:
        """Whether it is shown on `day`."""
        if not self.on:
            return Standing.OFF
        if self.shown_from is not None and day < self.shown_from:
            return Standing.NOT_YET
        if self.shown_until is not None and day > self.shown_until:
            return Standing.OVER
        return Standing.SHOWN


@dataclass(frozen=True, kw_only=True)
class Playlist:
    """The cards in the order they are shown. version: of the wire, see `models/wire.py`.

    shows_hall_status: whether each round also shows how the hall stands: who is called, how many wait.
    """

    version: int
    cards: tuple[Card, ...]
    shows_hall_status: bool

    def find(self, card_id: str) -> Card | None:
        """The card of that id."""
        return next((one for one in self.cards if one.id == card_id), None)


def shown_on(playlist: Playlist, day: date) -> tuple[Card, ...]:
    """The cards to be shown on `day`, in order."""
    return tuple(one for one in playlist.cards if one.standing_on(day) is Standing.SHOWN)


class Fault(StrEnum):
    MISSING = "missing"
    TOO_LONG = "too_long"
    NOT_PLAIN = "not_plain"
    OUT_OF_BOUNDS = "out_of_bounds"
    NEEDLESS = "needless"
    BACKWARDS = "backwards"


@dataclass(frozen=True, kw_only=True)
class CardProblem:
    """What is wrong with one field of a card."""

    field: str
    fault: Fault


def check_card(card: Card) -> tuple[CardProblem, ...]:
    """Everything that is wrong with `card`, field by field; nothing when it can be shown."""
    has_english = bool(card.title_en or card.text_en)
    problems = [
        CardProblem(field=field, fault=fault)
        for field, text, most, is_needed in (
            ("title_vi", card.title_vi, MOST_IN_TITLE, True),
            ("text_vi", card.text_vi, MOST_IN_TEXT, True),
            ("title_en", card.title_en, MOST_IN_TITLE, has_english),
            ("text_en", card.text_en, MOST_IN_TEXT, has_english),
        )
        if (fault := _fault_of(text, most, is_needed)) is not None
    ]
    if card.kind is CardKind.HOW_TO and card.icon is None:
        problems.append(CardProblem(field="icon", fault=Fault.MISSING))
    if card.kind is CardKind.NOTICE and card.icon is not None:
        problems.append(CardProblem(field="icon", fault=Fault.NEEDLESS))
    if card.shown_from and card.shown_until and card.shown_until < card.shown_from:
        problems.append(CardProblem(field="shown_until", fault=Fault.BACKWARDS))
    if not SHORTEST_S <= card.shown_s <= LONGEST_S:
        problems.append(CardProblem(field="shown_s", fault=Fault.OUT_OF_BOUNDS))
    return tuple(problems)


def plain(text: str) -> str:
    """`text` as a card keeps it: composed letters, one space between words, nothing that cannot be seen."""
    seen = "".join(sign for sign in text if sign.isspace() or unicodedata.category(sign)[0] != "C")
    return unicodedata.normalize("NFC", " ".join(seen.split()))


def _fault_of(text: str, most: int, is_needed: bool) -> Fault | None:
    if not text:
        return Fault.MISSING if is_needed else None
    if text != plain(text):
        return Fault.NOT_PLAIN
    return Fault.TOO_LONG if len(text) > most else None
