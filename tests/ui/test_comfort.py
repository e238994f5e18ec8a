"""The foot of every screen: each key does what it says, for this visitor alone."""

from collections.abc import Iterator
from dataclasses import asdict

import pytest
from PySide6.QtGui import QGuiApplication

from kiosk.journey.deeds import CallStaff
from kiosk.journey.events import FaceHinted, FaceWayTouched, SlipPrinted, StaffCalled, StaffNotCalled
from kiosk.journey.face_events import FaceChallenged
from kiosk.journey.head_turn import Challenge, Turn
from kiosk.journey.hint import Hint
from kiosk.journey.visit import Preferences, Screen
from kiosk.kiosk import Kiosk, Offer, OfferChanged, OnlineChanged
from kiosk.speaker import SilentSpeaker
from tests.ui.stage import EN, VI, Stage, open_for
from ui.moments import HALL, SERVICES, SHOWN_NAME, TICKET
from ui.window import WindowSettings

KEYS = {
    "foot.large": "is_large",
    "foot.contrast": "is_contrast",
    "foot.low": "is_low",
    "foot.sound": "is_spoken",
}


class ListeningSpeaker(SilentSpeaker):
    """Remembers what it was to say; None is "say no more"."""

    can_speak = True

    def __init__(self) -> None:
        self.heard: list[str | None] = []

    def say(self, text: str, voice: str) -> None:
        self.heard.append(f"{voice}: {text}")

    def hush(self) -> None:
        self.heard.append(None)


@pytest.fixture
def speaker() -> ListeningSpeaker:
    return ListeningSpeaker()


@pytest.fixture
def speaking(qapp: QGuiApplication, speaker: ListeningSpeaker) -> Iterator[Stage]:
    """A kiosk that can be heard."""
    kiosk = Kiosk(perform=lambda _effect: None, camera=None, speaker=speaker)
    stage = Stage.open(kiosk, [], WindowSettings(reduced_motion=True))
    stage.tell(OnlineChanged(online=True), OfferChanged(offer=Offer(hall=HALL, services=SERVICES)))
    yield stage
    stage.screen.close()


@pytest.mark.parametrize(("key", "preference"), KEYS.items())
def test_a_key_turns_its_preference_on_and_off(speaking: Stage, key: str, preference: str) -> None:
    speaking.touch(VI[key])
    likes = asdict(speaking.kiosk.state.preferences)
    assert [name for name, value in likes.items() if value is True] == [preference]
    speaking.touch(VI[key])
    assert speaking.kiosk.state.preferences == Preferences()


def test_the_next_visitor_finds_the_screen_as_usual(stage: Stage) -> None:
    before = stage.draw()
    for key in ("foot.large", "foot.contrast", "foot.low"):
        stage.touch(VI[key])
    stage.touch(VI["home.anonymous"])
    stage.touch(VI["nav.home"])
    stage.reads()
    assert stage.draw() == before


def test_light_letters_on_black_are_what_the_contrast_key_gives(stage: Stage) -> None:
    stage.touch(VI["foot.contrast"])
    stage.reads()
    picture = stage.draw()
    assert picture.pixelColor(5, picture.height() - 5).name() == "#000000"


def test_everything_that_is_touched_moves_down_in_low_reach(stage: Stage) -> None:
    before = min(control.area.top() for control in stage.controls())
    stage.touch(VI["foot.low"])
    stage.reads()
    assert min(control.area.top() for control in stage.controls()) > before


def test_calling_staff_is_said_to_have_worked_only_when_it_has(stage: Stage) -> None:
    stage.touch(VI["help.call"])
    assert stage.effects[-2] == CallStaff(screen=Screen.ATTRACT)
    assert VI["help.calling"] in stage.reads()
    stage.tell(StaffCalled())
    assert VI["help.called"] in stage.reads()


def test_a_call_that_reached_nobody_says_where_to_go(stage: Stage) -> None:
    stage.touch(VI["help.call"])
    stage.tell(StaffNotCalled())
    assert VI["help.not_called"] in stage.reads()


def test_back_leads_to_the_code_again(stage: Stage) -> None:
    stage.touch(VI["home.appointment"])
    assert VI["nav.back"] not in stage.reads()
    stage.touch(VI["code.ordinary"])
    stage.touch(VI["nav.back"])
    assert stage.kiosk.state.screen is Screen.ENTER_CODE


def test_a_kiosk_that_cannot_speak_offers_no_sound(stage: Stage) -> None:
    assert VI["foot.sound"] not in stage.reads()


def test_nothing_is_said_unless_it_is_asked_for(speaking: Stage, speaker: ListeningSpeaker) -> None:
    speaking.touch(VI["home.anonymous"])
    assert [said for said in speaker.heard if said] == []


def test_the_screen_is_read_aloud_and_the_next_one_after_it(
    speaking: Stage, speaker: ListeningSpeaker
) -> None:
    speaking.touch(VI["foot.sound"])
    assert speaker.heard[-1] is not None
    assert VI["home.choose"] in speaker.heard[-1]
    speaking.touch(VI["home.anonymous"])
    assert speaker.heard[-1] == f"vi: {VI['choose.title']}"


@pytest.mark.parametrize("hint", Hint)
def test_what_the_camera_needs_is_said_aloud(hint: Hint, speaking: Stage, speaker: ListeningSpeaker) -> None:
    speaking.touch(VI["foot.sound"])
    speaking.tell(FaceWayTouched())
    visit = speaking.kiosk.state.visit
    other = Hint.OK if hint is Hint.NO_FACE else Hint.NO_FACE
    speaking.tell(FaceHinted(visit=visit, hint=other), FaceHinted(visit=visit, hint=hint))
    assert speaker.heard[-1] == f"vi: {VI[f'hint.{hint}']}"


def test_which_way_to_turn_the_head_is_said_aloud(speaking: Stage, speaker: ListeningSpeaker) -> None:
    speaking.touch(VI["foot.sound"])
    speaking.tell(FaceWayTouched())
    for done, turn in enumerate(Turn):
        challenge = Challenge(turn=turn, done=done, of=3)
        speaking.tell(FaceChallenged(visit=speaking.kiosk.state.visit, challenge=challenge))
        assert speaker.heard[-1] == f"vi: {VI[f'turn.{turn}']}"


def test_a_touch_silences_what_is_being_said(speaking: Stage, speaker: ListeningSpeaker) -> None:
    speaking.touch(VI["foot.sound"])
    speaking.touch_place(540, 300)
    assert speaker.heard[-1] is None


def test_another_language_is_read_with_its_own_voice(speaking: Stage, speaker: ListeningSpeaker) -> None:
    speaking.touch(VI["foot.sound"])
    speaking.touch(EN["language.name"])
    assert speaker.heard[-1] is not None
    assert speaker.heard[-1].startswith(f"en: {EN['home.greeting']}")


def test_only_what_is_new_on_a_screen_is_read(speaking: Stage, speaker: ListeningSpeaker) -> None:
    speaking.touch(VI["foot.sound"])
    speaking.touch(VI["home.anonymous"])
    speaking.touch(VI["help.call"])
    speaking.tell(StaffCalled())
    assert speaker.heard[-1] == f"vi: {VI['help.called']}"


def test_the_number_is_read_and_no_name_is(speaking: Stage, speaker: ListeningSpeaker) -> None:
    speaking.touch(VI["foot.sound"])
    speaking.touch(VI["home.face"])
    speaking.recognise()
    speaking.touch(SERVICES[1].name_vi)
    speaking.issue()
    speaking.tell(SlipPrinted(visit=speaking.kiosk.state.visit))
    said = ". ".join(text for text in speaker.heard if text)
    assert TICKET.number in said
    assert VI["ticket.printed"] in said
    assert VI["choose.known"] in said
    assert SHOWN_NAME not in said


def test_a_moment_later_the_sound_is_off_for_the_next_one(speaking: Stage, speaker: ListeningSpeaker) -> None:
    speaking.touch(VI["foot.sound"])
    speaking.time_out()
    assert speaker.heard[-1] is None
    speaking.touch(VI["home.anonymous"])
    assert speaker.heard[-1] is None


def test_a_language_chosen_and_left_goes_back_to_the_usual_one(stage: Stage) -> None:
    open_for(stage, offer=Offer(hall=HALL, services=SERVICES), language="en")
    assert EN["home.greeting"] in stage.reads()
    stage.time_out()
    assert VI["home.greeting"] in stage.reads()
