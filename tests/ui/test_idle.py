"""What is shown while nobody is there: whole, above the ways to a number, gone when somebody comes."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from kiosk.journey.events import SoundTouched
from kiosk.journey.idle import Greeting
from kiosk.kiosk import Kiosk, Offer, OfferChanged, PlaylistChanged, TurnOver
from models.playlist import MOST_IN_TEXT, MOST_IN_TITLE
from models.shipped_playlist import shipped_playlist
from tests.ui.stage import LARGE_INCHES, SMALL_INCHES, USUAL_INCHES, VI, Stage, on_panel, open_for
from tests.ui.test_comfort import ListeningSpeaker
from ui.gallery import Gallery, Look, every_look
from ui.moments import DAY, HALL, HALL_VIEW, LONGEST_CARD, SERVICES, full_offer
from ui.visitor import look
from ui.window import WindowSettings

IDLE = ("attract, a card", "attract, longest card", "attract, how the hall stands")
CARD = shipped_playlist().cards[0]
LONGEST = LONGEST_CARD.cards[0]


@pytest.mark.parametrize("panel_inches", [SMALL_INCHES, USUAL_INCHES, LARGE_INCHES])
@pytest.mark.parametrize(
    "shape", [one for one in every_look() if not one.is_contrast], ids=lambda shape: shape.name
)
def test_the_ways_stay_where_they_are_and_no_text_lies_over_another(
    qapp: QGuiApplication, panel_inches: float, shape: Look
) -> None:
    gallery = Gallery(on_panel(panel_inches), full_offer())
    gallery.picture("attract", shape)
    usual = [(seen.name, seen.area) for seen in look(gallery.screen.window) if seen.is_control]
    for moment in IDLE:
        gallery.picture(moment, shape)
        seen = look(gallery.screen.window)
        assert [(one.name, one.area) for one in seen if one.is_control] == usual
        over = [
            (a.name[:40], a.area, b.name[:40], b.area)
            for a, b in combinations(seen, 2)
            if a.area.intersects(b.area)
        ]
        assert over == [], moment
    gallery.close()


def test_the_longest_card_is_as_long_as_a_card_may_be() -> None:
    assert (len(LONGEST.title_vi), len(LONGEST.text_vi)) == (MOST_IN_TITLE, MOST_IN_TEXT)
    assert (len(LONGEST.title_en), len(LONGEST.text_en)) == (MOST_IN_TITLE, MOST_IN_TEXT)


def test_a_card_is_shown_in_vietnamese_with_english_after_it(stage: Stage) -> None:
    stage.show("attract, a card")
    seen = [
        text for text in stage.reads() if text in (CARD.title_vi, CARD.text_vi, CARD.title_en, CARD.text_en)
    ]
    assert seen == [CARD.title_vi, CARD.text_vi, CARD.title_en, CARD.text_en]
    assert VI["home.greeting"] not in stage.reads()


def test_whoever_reads_english_finds_the_english_alone(stage: Stage) -> None:
    open_for(stage, offer=Offer(hall=HALL, services=SERVICES), language="en")
    stage.show("attract, a card")
    assert CARD.text_en in stage.reads()
    assert CARD.text_vi not in stage.reads()


def test_a_card_without_english_is_shown_to_everybody_in_vietnamese(stage: Stage) -> None:
    only = replace(LONGEST_CARD, cards=(replace(LONGEST, title_en="", text_en=""),))
    open_for(stage, offer=Offer(hall=HALL, services=SERVICES), language="en")
    stage.tell(PlaylistChanged(playlist=only))
    end_turn(stage)
    assert LONGEST.text_vi in stage.reads()


def test_how_the_hall_stands_is_said_in_words(stage: Stage) -> None:
    stage.kiosk.ask_hall = lambda: replace(HALL_VIEW, waiting={"certification": 3})
    stage.tell(PlaylistChanged(playlist=replace(LONGEST_CARD, cards=(), shows_hall_status=True)))
    end_turn(stage)
    expected = {
        VI["hall.waiting"],
        VI["hall.waiting_for"].format(letter="A", n=0),
        VI["hall.waiting_for"].format(letter="B", n=3),
        VI["hall.counters"].format(counters="1, 2, 3, 4, 5"),
    }
    assert expected <= {*stage.reads()}


def test_a_hall_without_an_open_counter_says_so(stage: Stage) -> None:
    stage.kiosk.ask_hall = lambda: replace(HALL_VIEW, open_counters={})
    stage.tell(PlaylistChanged(playlist=replace(LONGEST_CARD, cards=(), shows_hall_status=True)))
    end_turn(stage)
    assert VI["hall.no_counters"] in stage.reads()


def test_a_turn_ends_by_itself(stage: Stage, qtbot: QtBot) -> None:
    stage.kiosk.turn = Greeting(shown_s=0)
    stage.tell(OfferChanged(offer=Offer(hall=HALL, services=SERVICES)))
    qtbot.waitUntil(lambda: stage.kiosk.turn == CARD)
    assert CARD.title_vi in stage.reads()


def test_no_turn_ends_during_a_visit(stage: Stage, qtbot: QtBot) -> None:
    stage.kiosk.turn = Greeting(shown_s=0)
    stage.touch(VI["home.anonymous"])
    qtbot.wait(20)
    assert stage.kiosk.turn == Greeting()


def test_a_touch_anywhere_brings_the_greeting_back(stage: Stage) -> None:
    stage.show("attract, a card")
    stage.draw()
    stage.touch_place(540, 300)
    assert VI["home.greeting"] in stage.reads()
    assert stage.effects[-1:] == stage.effects[:1]


def test_a_way_is_taken_by_one_touch_while_a_card_is_shown(stage: Stage) -> None:
    stage.show("attract, a card")
    stage.touch(VI["home.anonymous"])
    assert VI["choose.title"] in stage.reads()


def test_a_card_comes_to_rest_where_it_belongs(
    new_stage: Callable[[WindowSettings], Stage], qtbot: QtBot
) -> None:
    areas = []
    for is_still in (True, False):
        stage = new_stage(WindowSettings(reduced_motion=is_still))
        open_for(stage, offer=Offer(hall=HALL, services=SERVICES))
        stage.show("attract, a card")
        qtbot.wait(400)
        stage.draw()
        areas.append([seen.area for seen in look(stage.screen.window)])
    assert areas[0] == areas[1]


def test_no_card_is_read_aloud(qapp: QGuiApplication) -> None:
    speaker = ListeningSpeaker()
    kiosk = Kiosk(perform=lambda _effect: None, camera=None, speaker=speaker)
    stage = Stage.open(kiosk, [], WindowSettings(reduced_motion=True))
    open_for(stage, offer=Offer(hall=HALL, services=SERVICES))
    stage.tell(SoundTouched())
    before = [*speaker.heard]
    end_turn(stage)
    assert kiosk.turn == CARD
    assert speaker.heard == before
    stage.screen.close()


def end_turn(stage: Stage) -> None:
    """The turn that is running ends now."""
    stage.tell(TurnOver(day=DAY))
