"""Read what the QR code of a citizen's identity card says, and show no more of it than a hall may see.

The code is not signed: anybody can print one. It saves typing and proves nothing (Law on Identity 26/2023):
proof is the chip, or VNeID.
"""

import hashlib
import hmac
import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from models.visitor import masked_name

NUMBER_DIGITS = 12
_FIELDS = 7  # cards since 2024 append more, of which nothing is published
_LONGEST = 1024
_KEY_BYTES = 32
_SHOWN_AT_ENDS = (4, 3)
_BIRTHPLACES = Path(__file__).parent / "data" / "birthplace_codes.json"
_NUMBER = re.compile(rf"[0-9]{{{NUMBER_DIGITS}}}")
_OLD_NUMBER = re.compile(r"([0-9]{9})?|[0-9]{12}")  # twelve since 2012, and then it is the same as now
_DATE = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")
_LATIN = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
_APOSTROPHES = "'’‘ʼ"  # of the highlands' names: H'Bling, M’Đrắk
_NAME = re.compile(rf"[{_LATIN}][{_LATIN}{_APOSTROPHES} .-]*")
# Without what markup and queries are written with: whoever gets an address may forget to escape it.
_RESIDENCE = re.compile(rf"[{_LATIN}0-9{_APOSTROPHES} .,:/()&+°#–-]*")


class Sex(StrEnum):
    """As the card writes it."""

    MALE = "Nam"
    FEMALE = "Nữ"


class CardField(StrEnum):
    NUMBER = "number"
    OLD_NUMBER = "old_number"
    NAME = "name"
    BORN_ON = "born_on"
    SEX = "sex"
    RESIDENCE = "residence"
    ISSUED_ON = "issued_on"


class CardError(Exception):
    """The text gives no card; it is in no message, for it may hold somebody's data."""


class NotACard(CardError):
    """It is the code of something else."""


class UnreadableField(CardError):
    """It is a card, of which `field` was not read right: scan again."""

    def __init__(self, field: CardField) -> None:
        super().__init__(f"the field {field} cannot be read")
        self.field = field


class ContradictoryField(CardError):
    """It is a card whose number says something else than `field` does: scan again."""

    def __init__(self, field: CardField) -> None:
        super().__init__(f"the field {field} contradicts the number")
        self.field = field


@dataclass(frozen=True, kw_only=True)
class UnsignedCard:
    """What somebody's card, or a forgery, says about its holder: enough to save typing, not to tell secrets.

    Nothing may be disclosed on it (a dossier, an appointment, another person's data): only the chip or VNeID
    could prove who stands there, and that would be another type. It is kept as long as a visit, and never
    logged: see `repr`.
    number: of twelve digits. old_number: of the card before, nine or twelve digits, or empty.
    """

    number: str
    old_number: str
    name: str
    born_on: date
    sex: Sex
    residence: str
    issued_on: date

    def __repr__(self) -> str:
        return f"UnsignedCard({masked_number(self.number)}, {self.shown_name})"

    def age_years(self, today: date) -> int:
        """How old the holder has become by `today`."""
        has_birthday_to_come = (today.month, today.day) < (self.born_on.month, self.born_on.day)
        return today.year - self.born_on.year - has_birthday_to_come

    @property
    def shown_name(self) -> str:
        """The name as strangers may read it: `N. T. Hoa` for NGUYỄN THỊ HOA."""
        return masked_name(self.name.title())


def read_card(text: str, *, today: date) -> UnsignedCard:
    """The card whose QR code holds `text`. Raises NotACard, UnreadableField, ContradictoryField.

    Whatever else somebody may have printed into a code is no card: what is too long, and what holds a control
    character, a mark that turns the direction of writing or one that nobody sees.
    """
    if len(text) > _LONGEST or not text.isprintable():
        raise NotACard("this is no card")
    fields = [field.strip() for field in unicodedata.normalize("NFC", text).split("|")]
    if len(fields) < _FIELDS or not re.fullmatch("[0-9]+", fields[0]):
        raise NotACard("this is no card")
    number, old_number, name, born, sex, residence, issued = fields[:_FIELDS]
    if not _NUMBER.fullmatch(number) or not _is_birthplace(number[:3]):
        raise UnreadableField(CardField.NUMBER)
    if not _OLD_NUMBER.fullmatch(old_number):
        raise UnreadableField(CardField.OLD_NUMBER)
    if not _NAME.fullmatch(name):
        raise UnreadableField(CardField.NAME)
    if not _RESIDENCE.fullmatch(residence):
        raise UnreadableField(CardField.RESIDENCE)
    card = UnsignedCard(
        number=number,
        old_number=old_number,
        name=name,
        born_on=_day(born, CardField.BORN_ON, latest=today),
        sex=_sex(sex),
        residence=residence,
        issued_on=_day(issued, CardField.ISSUED_ON, latest=today),
    )
    _check(card)
    return card


def masked_number(number: str) -> str:
    """Enough for its holder to know it, too little for anybody else: `0010•••••345`."""
    first, last = _SHOWN_AT_ENDS
    return number[:first] + "•" * (len(number) - first - last) + number[-last:]


def keyed_digest(number: str, key: bytes) -> str:
    """What a citizen is looked up by instead of the number: HMAC-SHA-256 under a secret `key`, in hex.

    There are so few numbers that a hash without a key is undone in minutes. Raises ValueError for a short
    key.
    """
    if len(key) < _KEY_BYTES:
        raise ValueError(f"the key must be at least {_KEY_BYTES} bytes long")
    return hmac.new(key, b"citizen-number:" + number.encode(), hashlib.sha256).hexdigest()


def _check(card: UnsignedCard) -> None:
    """The fourth digit is 0 for a man and 1 for a woman of the 1900s, 2 and 3 for the 2000s, and so on."""
    century, sex = divmod(int(card.number[3]), 2)
    if sex != (card.sex is Sex.FEMALE):
        raise ContradictoryField(CardField.SEX)
    if card.born_on.year != 1900 + 100 * century + int(card.number[4:6]):
        raise ContradictoryField(CardField.BORN_ON)
    if card.issued_on < card.born_on:
        raise ContradictoryField(CardField.ISSUED_ON)


def _sex(text: str) -> Sex:
    for sex in Sex:
        if text.casefold() == sex.casefold():
            return sex
    raise UnreadableField(CardField.SEX)


def _day(text: str, field: CardField, *, latest: date) -> date:
    """Of `ddmmyyyy`."""
    read = _DATE.fullmatch(text)
    if read is None:
        raise UnreadableField(field)
    day, month, year = map(int, read.groups())
    try:
        found = date(year, month, day)
    except ValueError:
        raise UnreadableField(field) from None
    if found > latest:
        raise UnreadableField(field)
    return found


def _is_birthplace(code: str) -> bool:
    provinces, abroad_from = _birthplaces()
    return code in provinces or int(code) >= abroad_from


@cache
def _birthplaces() -> tuple[frozenset[str], int]:
    codes = json.loads(_BIRTHPLACES.read_text("utf-8"))
    return frozenset(codes["provinces"]), codes["abroad_from"]
