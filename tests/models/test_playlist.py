"""The cards a kiosk shows while nobody stands at it: when each is shown, and what can be shown at all."""

import re
import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.playlist import (
    LONGEST_S,
    MOST_CARDS,
    MOST_IN_TEXT,
    MOST_IN_TITLE,
    SHORTEST_S,
    Card,
    CardIcon,
    CardKind,
    CardProblem,
    Fault,
    Playlist,
    Standing,
    check_card,
    plain,
    shown_on,
)
from models.shipped_playlist import shipped_playlist
from models.wire import WIRE_VERSION, decode, encode

FIRST, DAY, LAST = date(2026, 9, 1), date(2026, 9, 2), date(2026, 9, 3)
NOTICE = Card(id="holiday", kind=CardKind.NOTICE, title_vi="Nghỉ lễ", text_vi="Trung tâm nghỉ ngày 2/9.")
HOW_TO = Card(id="take", kind=CardKind.HOW_TO, icon=CardIcon.TICKET, title_vi="Lấy số", text_vi="Chạm vào.")


def playlist(*cards: Card) -> Playlist:
    return Playlist(version=WIRE_VERSION, cards=cards, shows_hall_status=True)


@pytest.mark.parametrize(
    ("card", "day", "standing"),
    [
        (NOTICE, DAY, Standing.SHOWN),
        (replace(NOTICE, on=False), DAY, Standing.OFF),
        (replace(NOTICE, shown_from=DAY), FIRST, Standing.NOT_YET),
        (replace(NOTICE, shown_from=DAY), DAY, Standing.SHOWN),
        (replace(NOTICE, shown_until=DAY), DAY, Standing.SHOWN),
        (replace(NOTICE, shown_until=DAY), LAST, Standing.OVER),
        (replace(NOTICE, shown_until=FIRST, on=False), LAST, Standing.OFF),
    ],
)
def test_a_card_is_shown_from_its_first_day_to_its_last(card: Card, day: date, standing: Standing) -> None:
    assert card.standing_on(day) is standing


def test_the_cards_of_a_day_keep_their_order() -> None:
    later = replace(NOTICE, id="later", shown_from=LAST)
    assert shown_on(playlist(HOW_TO, later, NOTICE), DAY) == (HOW_TO, NOTICE)


def test_a_card_is_found_by_its_id() -> None:
    assert playlist(HOW_TO, NOTICE).find("holiday") == NOTICE
    assert playlist(HOW_TO).find("holiday") is None


@pytest.mark.parametrize(
    "card", [NOTICE, HOW_TO, replace(NOTICE, title_en="Closed", text_en="On 2 September")]
)
def test_a_sound_card_has_no_problems(card: Card) -> None:
    assert check_card(card) == ()


@pytest.mark.parametrize(
    ("card", "field", "fault"),
    [
        (replace(NOTICE, title_vi=""), "title_vi", Fault.MISSING),
        (replace(NOTICE, text_vi=""), "text_vi", Fault.MISSING),
        (replace(NOTICE, title_en="Closed"), "text_en", Fault.MISSING),
        (replace(NOTICE, text_en="Closed on 2 September."), "title_en", Fault.MISSING),
        (replace(NOTICE, title_vi="a" * (MOST_IN_TITLE + 1)), "title_vi", Fault.TOO_LONG),
        (replace(NOTICE, text_vi="a" * (MOST_IN_TEXT + 1)), "text_vi", Fault.TOO_LONG),
        (replace(NOTICE, text_vi="hai\ndòng"), "text_vi", Fault.NOT_PLAIN),
        (replace(NOTICE, icon=CardIcon.BELL), "icon", Fault.NEEDLESS),
        (replace(HOW_TO, icon=None), "icon", Fault.MISSING),
        (replace(NOTICE, shown_from=LAST, shown_until=DAY), "shown_until", Fault.BACKWARDS),
        (replace(NOTICE, shown_s=SHORTEST_S - 1), "shown_s", Fault.OUT_OF_BOUNDS),
        (replace(NOTICE, shown_s=LONGEST_S + 1), "shown_s", Fault.OUT_OF_BOUNDS),
    ],
)
def test_what_cannot_be_shown_is_named(card: Card, field: str, fault: Fault) -> None:
    assert check_card(card) == (CardProblem(field=field, fault=fault),)


def test_everything_that_is_wrong_is_named_at_once() -> None:
    card = replace(
        HOW_TO, title_vi="", text_vi="a" * 999, icon=None, shown_s=0, shown_from=LAST, shown_until=DAY
    )
    assert [(one.field, one.fault) for one in check_card(card)] == [
        ("title_vi", Fault.MISSING),
        ("text_vi", Fault.TOO_LONG),
        ("icon", Fault.MISSING),
        ("shown_until", Fault.BACKWARDS),
        ("shown_s", Fault.OUT_OF_BOUNDS),
    ]


def test_what_is_pasted_is_kept_as_it_looks() -> None:
    pasted = unicodedata.normalize("NFD", "  Nghỉ\u200b lễ\r\n\t2/9\ufeff ")
    assert plain(pasted) == "Nghỉ lễ 2/9"


@given(st.text())
def test_what_is_plain_stays_as_it_is(text: str) -> None:
    assert plain(plain(text)) == plain(text)


def test_a_playlist_crosses_the_network_whole() -> None:
    sent = playlist(HOW_TO, replace(NOTICE, shown_from=FIRST, shown_until=LAST, on=False))
    assert decode(Playlist, encode(sent)) == sent


def test_what_comes_with_the_program_can_be_shown_on_any_day_in_both_languages() -> None:
    shipped = shipped_playlist()
    assert shown_on(shipped, DAY) == shipped.cards
    assert 3 <= len(shipped.cards) <= MOST_CARDS
    assert [check_card(card) for card in shipped.cards] == [()] * len(shipped.cards)
    assert all(card.title_en and card.text_en for card in shipped.cards)
    assert all(re.fullmatch(r"[a-z0-9-]{1,64}", card.id) for card in shipped.cards)
    assert len({card.id for card in shipped.cards}) == len(shipped.cards)
