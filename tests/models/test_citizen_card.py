"""A card is read exactly or not at all, and says of its holder no more than a hall may hear."""

import hashlib
import hmac
import json
import logging
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import models
from models.citizen_card import (
    CardError,
    CardField,
    ContradictoryField,
    NotACard,
    Sex,
    UnreadableField,
    UnsignedCard,
    keyed_digest,
    masked_number,
    read_card,
)

TODAY = date(2026, 11, 22)
KEY = bytes(range(32))
CARD = UnsignedCard(
    number="001184012345",
    old_number="012345678",
    name="NGUYỄN THỊ HOA",
    born_on=date(1984, 3, 9),
    sex=Sex.FEMALE,
    residence="Số 1, ngõ 2, phường Hà Đông, Hà Nội",
    issued_on=date(2022, 1, 31),
)
PROVINCES = sorted(
    json.loads((Path(models.__file__).parent / "data" / "birthplace_codes.json").read_text("utf-8"))[
        "provinces"
    ]
)


def payload(card: UnsignedCard, *more: str) -> str:
    """What the QR code of `card` holds."""
    return "|".join(
        [
            card.number,
            card.old_number,
            card.name,
            f"{card.born_on:%d%m%Y}",
            card.sex,
            card.residence,
            f"{card.issued_on:%d%m%Y}",
            *more,
        ]
    )


def read(text: str) -> UnsignedCard:
    return read_card(text, today=TODAY)


def with_field(place: int, text: str) -> str:
    fields = payload(CARD).split("|")
    fields[place] = text
    return "|".join(fields)


def test_a_card_is_read_field_by_field() -> None:
    assert read(payload(CARD)) == CARD


@pytest.mark.parametrize(
    ("born_on", "today", "years"),
    [
        (date(1984, 3, 9), date(2026, 3, 8), 41),
        (date(1984, 3, 9), date(2026, 3, 9), 42),
        (date(1984, 2, 29), date(2026, 2, 28), 41),
        (date(1984, 2, 29), date(2026, 3, 1), 42),
    ],
)
def test_the_holder_is_a_year_older_on_the_birthday(born_on: date, today: date, years: int) -> None:
    assert replace(CARD, born_on=born_on).age_years(today) == years


def test_fields_that_newer_cards_append_are_passed_over() -> None:
    assert read(payload(CARD, "", "NGUYỄN VĂN A", "LÊ THỊ B")) == CARD


def test_letters_that_are_written_in_parts_are_put_together() -> None:
    assert read(unicodedata.normalize("NFD", payload(CARD))) == CARD


def test_the_sex_may_be_in_capitals() -> None:
    assert read(with_field(4, "NỮ")).sex is Sex.FEMALE


@pytest.mark.parametrize("old", ["", "012345678", "001184012345"])
def test_the_number_of_before_has_nine_digits_or_twelve_or_is_left_out(old: str) -> None:
    assert read(with_field(1, old)).old_number == old


@pytest.mark.parametrize("name", ["H'BLING NIÊ", "Y BLƠM M’ĐRẮK", "ĐẶNG-NGUYỄN AN", "LÊ O"])
def test_names_of_every_people_of_the_country_are_names(name: str) -> None:
    assert read(with_field(2, name)).name == name


@pytest.mark.parametrize(
    "residence",
    ["", "Tổ 5, KP.3, ấp 2/1", "Căn hộ A-12.03 (khu B)", "Buôn M'Drắk, số 12+14", "Thôn D’Ran – N° 4"],
)
def test_addresses_may_be_written_as_people_write_them(residence: str) -> None:
    assert read(with_field(5, residence)).residence == residence


def test_a_citizen_who_was_born_abroad_has_a_card() -> None:
    assert read(with_field(0, "113184012345")).number == "113184012345"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345678",
        "https://hall/t/00",
        "|" * 6,
        "a|b|c|d|e|f|g",
        "1" * 12,
        "|".join(payload(CARD).split("|")[:6]),
        "' OR '1'='1' --|||||||",
        "<script>alert(1)</script>|||||||",
    ],
)
def test_another_code_is_not_a_card(text: str) -> None:
    with pytest.raises(NotACard):
        read(text)


@pytest.mark.parametrize(
    "text",
    [payload(CARD) + "x" * 1024, payload(CARD) + "|" * 10_000, "|" * 10_000, "1" * 3000],
    ids=["appended to", "with ten thousand fields", "nothing but fields", "one long number"],
)
def test_a_code_that_is_too_long_is_not_a_card(text: str) -> None:
    with pytest.raises(NotACard):
        read(text)


@pytest.mark.parametrize("place", range(8))
@pytest.mark.parametrize(
    "hidden",
    ["\x00", "\x1b", "\x7f", "\x85", "\u200b", "\u200d", "\u202e", "\u2066", "\u2028", "\ufeff", "\ud800"],
    ids=ascii,
)
def test_a_sign_that_nobody_sees_makes_it_no_card_in_whichever_field(place: int, hidden: str) -> None:
    fields = payload(CARD, "").split("|")
    for text in (
        fields[place] + hidden,
        hidden + fields[place],
        fields[place][:2] + hidden + fields[place][2:],
    ):
        with pytest.raises(NotACard):
            read("|".join([*fields[:place], text, *fields[place + 1 :]]))


@pytest.mark.parametrize(
    "digits", ["００１１８４０１２３４５", "٠٠١١٨٤٠١٢٣٤٥", "²²²²²²²²²²²²", "001184012345\u0301"]
)
def test_digits_that_only_look_like_digits_are_no_number(digits: str) -> None:
    with pytest.raises(NotACard):
        read(with_field(0, digits))


def test_what_newer_cards_append_is_passed_over_whatever_it_says() -> None:
    assert read(payload(CARD, "<b>", "'; DROP TABLE tickets; --", "e\u0301" * 100)) == CARD


@pytest.mark.parametrize(
    ("place", "text", "field"),
    [
        (0, "00118401234", CardField.NUMBER),
        (0, "0011840123456", CardField.NUMBER),
        (0, "099184012345", CardField.NUMBER),
        (0, "003184012345", CardField.NUMBER),
        (1, "none", CardField.OLD_NUMBER),
        (1, "12345", CardField.OLD_NUMBER),
        (1, "０１２３４５６７８", CardField.OLD_NUMBER),
        (1, "' OR 1=1 --", CardField.OLD_NUMBER),
        (2, "", CardField.NAME),
        (2, "'", CardField.NAME),
        (2, "AN'; DROP TABLE tickets; --", CardField.NAME),
        (2, "<b>AN</b>", CardField.NAME),
        (2, "{{ 7*7 }}", CardField.NAME),
        (2, "AN" + "\u0301" * 300, CardField.NAME),
        (2, "ＡＮ", CardField.NAME),
        (2, "\u0410\u041d", CardField.NAME),
        (2, "NGUY\ufffdN TH\ufffd HOA", CardField.NAME),
        (2, "NGUYỄN THỊ 4", CardField.NAME),
        (3, "31021984", CardField.BORN_ON),
        (3, "1984", CardField.BORN_ON),
        (3, "09032084", CardField.BORN_ON),
        (3, "09030000", CardField.BORN_ON),
        (3, "０９０３１９８４", CardField.BORN_ON),
        (4, "X", CardField.SEX),
        (4, "N?", CardField.SEX),
        (5, "S\ufffd 1", CardField.RESIDENCE),
        (5, "Số 1'; DROP TABLE tickets; --", CardField.RESIDENCE),
        (5, '<img src="x">', CardField.RESIDENCE),
        (5, "a" + "\u0323" * 300, CardField.RESIDENCE),
        (6, "23112026", CardField.ISSUED_ON),
        (6, "", CardField.ISSUED_ON),
    ],
)
def test_a_field_that_is_not_read_right_is_named(place: int, text: str, field: CardField) -> None:
    with pytest.raises(UnreadableField) as error:
        read(with_field(place, text))
    assert error.value.field is field


@pytest.mark.parametrize(
    ("place", "text", "field"),
    [
        (4, "Nam", CardField.SEX),
        (3, "09031983", CardField.BORN_ON),
        (0, "001384012345", CardField.BORN_ON),
        (6, "08031984", CardField.ISSUED_ON),
    ],
)
def test_a_card_that_contradicts_itself_is_to_be_scanned_again(
    place: int, text: str, field: CardField
) -> None:
    with pytest.raises(ContradictoryField) as error:
        read(with_field(place, text))
    assert error.value.field is field


@pytest.mark.parametrize(
    ("digit", "sex", "year"), [("0", "Nam", 1950), ("1", "Nữ", 1950), ("2", "Nam", 2010), ("3", "Nữ", 2010)]
)
def test_the_fourth_digit_is_the_century_and_the_sex(digit: str, sex: str, year: int) -> None:
    card = read(f"079{digit}{year % 100}000001||LÊ AN|0101{year}|{sex}|Hà Nội|01022025")
    assert (card.sex, card.born_on.year) == (sex, year)


def test_all_provinces_of_before_the_mergers_are_known() -> None:
    assert len(PROVINCES) == 63
    for code in PROVINCES:
        assert read(with_field(0, code + CARD.number[3:])).number.startswith(code)


def test_strangers_read_a_masked_name_and_number() -> None:
    assert CARD.shown_name == "N. T. Hoa"
    assert masked_number(CARD.number) == "0011•••••345"


def test_neither_a_log_nor_an_error_has_anything_of_the_card(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("test").warning("read %s and %r", CARD, [CARD])
    with pytest.raises(CardError) as error:
        read(with_field(3, "31021984"))
    said = caplog.text + str(error.value) + repr(error.value)
    assert "N. T. Hoa" in said
    for secret in (CARD.number, CARD.old_number, CARD.name, "Nguyễn", "1984", "3102", "ngõ 2"):
        assert secret not in said


def test_a_number_is_looked_up_by_a_digest_that_needs_the_key() -> None:
    expected = hmac.new(KEY, b"citizen-number:001184012345", hashlib.sha256).hexdigest()
    assert keyed_digest(CARD.number, KEY) == expected
    assert keyed_digest(CARD.number, KEY[::-1]) != expected
    assert keyed_digest("001184012346", KEY) != expected


def test_a_key_that_can_be_guessed_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        keyed_digest(CARD.number, b"secret")


NAMES = st.text(alphabet="AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXYÁẠẪỘỨ", min_size=1, max_size=7)


@st.composite
def cards(draw: st.DrawFn) -> UnsignedCard:
    born_on = draw(st.dates(date(1900, 1, 1), TODAY))
    sex = draw(st.sampled_from(Sex))
    digit = (born_on.year - 1900) // 100 * 2 + (sex is Sex.FEMALE)
    code = draw(st.sampled_from([*PROVINCES, "101", "240"]))
    return replace(
        CARD,
        number=f"{code}{digit}{born_on.year % 100:02}{draw(st.integers(0, 999_999)):06}",
        old_number=draw(st.sampled_from(["", "123456789"])),
        name=" ".join(draw(st.lists(NAMES, min_size=1, max_size=6))),
        born_on=born_on,
        sex=sex,
        issued_on=draw(st.dates(born_on, TODAY)),
    )


@given(cards(), st.lists(st.sampled_from(["", "x", "01012020"]), max_size=4))
def test_every_card_is_read_as_it_was_written(card: UnsignedCard, more: list[str]) -> None:
    assert read(payload(card, *more)) == card


@given(st.one_of(st.text(), st.lists(st.text(max_size=14), min_size=7, max_size=9).map("|".join)))
def test_garbage_is_refused_and_nothing_else_happens(text: str) -> None:
    with pytest.raises(CardError):
        read(text)


@given(cards(), st.integers(0, 6), st.text(max_size=12))
def test_a_damaged_card_is_refused_or_read_whole(card: UnsignedCard, place: int, damage: str) -> None:
    """And nothing of it is said, whichever it is."""
    fields = payload(card).split("|")
    fields[place] = damage
    try:
        said = repr(read("|".join(fields)))
    except CardError as error:
        said = str(error) + repr(error)
    for secret in (card.number, card.name if " " in card.name else card.number, f"{card.born_on:%d%m%Y}"):
        assert secret not in said


# ---- what it may be used for -------------------------------------------------------------------------


def test_only_what_saves_typing_takes_an_unsigned_card() -> None:
    """Whoever adds a module here answers for it that nothing is disclosed on what anybody can print."""
    root = Path(models.__file__).parent.parent
    packages = ("models", "kiosk", "printers", "queue_server", "ui", "motcua")
    sources = [path for package in packages for path in (root / package).rglob("*.py")]
    assert len(sources) > 100
    assert {str(path.relative_to(root)) for path in sources if "UnsignedCard" in path.read_text("utf-8")} == {
        "models/citizen_card.py",
        "kiosk/code_reader.py",
        "kiosk/effects.py",
        "kiosk/journey/claims.py",
        "kiosk/journey/events.py",
        "kiosk/journey/visit.py",
        "ui/moments.py",
    }
