"""While nobody is there, the greeting, the cards of the day and the hall take turns."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kiosk.journey.events import AnonymousWayTouched, KioskReady
from kiosk.journey.idle import Greeting, HallStands, Turn
from kiosk.kiosk import Kiosk, OnlineChanged, PlaylistChanged, SomebodyCame, TurnOver
from models.playlist import Card, CardKind, Playlist
from models.wire import HallView

DAY = date(2025, 11, 22)
FIRST = Card(id="first", kind=CardKind.NOTICE, title_vi="Một", text_vi="Một.")
LATER = replace(FIRST, id="later", shown_from=DAY + timedelta(days=1))
LAST = replace(FIRST, id="last")
CARDS = Playlist(version=1, cards=(FIRST, LATER, LAST), shows_hall_status=True)
VIEW = HallView(
    version=1, feed_seq=1, now_ms=0, counters=(), recent_calls=(), waiting={"a": 2}, open_counters={}
)


@pytest.fixture
def kiosk() -> Kiosk:
    """Open, with nobody there."""
    kiosk = Kiosk(perform=lambda _effect: None, camera=None)
    kiosk.handle(KioskReady())
    kiosk.handle(PlaylistChanged(playlist=CARDS))
    kiosk.ask_hall = lambda: VIEW
    return kiosk


def turns_of(kiosk: Kiosk, count: int, day: date = DAY) -> list[Turn]:
    turns = []
    for _ in range(count):
        kiosk.handle(TurnOver(day=day))
        turns.append(kiosk.turn)
    return turns


def test_the_cards_of_the_day_and_the_hall_follow_the_greeting_and_begin_anew(kiosk: Kiosk) -> None:
    assert kiosk.turn == Greeting()
    assert turns_of(kiosk, 5) == [FIRST, LAST, HallStands(view=VIEW), Greeting(), FIRST]


def test_another_day_has_other_cards(kiosk: Kiosk) -> None:
    assert LATER in turns_of(kiosk, 4, DAY + timedelta(days=1))


def test_a_hall_that_does_not_answer_is_left_out(kiosk: Kiosk) -> None:
    kiosk.ask_hall = lambda: None
    assert turns_of(kiosk, 3) == [FIRST, LAST, Greeting()]


def test_a_hall_that_wants_no_status_has_none(kiosk: Kiosk) -> None:
    kiosk.handle(PlaylistChanged(playlist=replace(CARDS, shows_hall_status=False)))
    assert turns_of(kiosk, 3) == [FIRST, LAST, Greeting()]


def test_what_a_hall_said_is_not_shown_once_it_is_cut_off(kiosk: Kiosk) -> None:
    turns_of(kiosk, 3)
    kiosk.handle(OnlineChanged(online=False))
    assert kiosk.turn == Greeting()


def test_nothing_to_show_leaves_the_greeting(kiosk: Kiosk) -> None:
    kiosk.handle(PlaylistChanged(playlist=replace(CARDS, cards=(), shows_hall_status=False)))
    assert turns_of(kiosk, 2) == [Greeting(), Greeting()]


@pytest.mark.parametrize(
    "message",
    [SomebodyCame(), AnonymousWayTouched(), PlaylistChanged(playlist=CARDS)],
    ids=["touched", "a visit", "another playlist"],
)
def test_the_round_begins_with_the_greeting_again_after(kiosk: Kiosk, message: SomebodyCame) -> None:
    turns_of(kiosk, 2)
    kiosk.handle(message)
    assert kiosk.turn == Greeting()


def test_a_turn_that_ends_during_a_visit_changes_nothing(kiosk: Kiosk) -> None:
    kiosk.handle(AnonymousWayTouched())
    assert turns_of(kiosk, 1) == [Greeting()]
