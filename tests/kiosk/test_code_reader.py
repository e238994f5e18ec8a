"""A QR code before the camera is read; anything else, and anybody else's moment, is not."""

import io
import queue
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from benchmarks.held_cards import Held, card_picture
from kiosk.camera import CameraError, CameraFault, CameraFeed, Frame
from kiosk.code_reader import Burst, CodeReader, Shown, shown_code, text_of_picture, texts_in
from models.citizen_card import (
    CardError,
    CardField,
    ContradictoryField,
    NotACard,
    UnreadableField,
    UnsignedCard,
    read_card,
)

WAIT_S = 10.0
TODAY = date(2026, 11, 22)
CARD = "001184012345|012345678|NGUYỄN THỊ HỒNG HOA|09031984|Nữ|Số 123, phường Hà Đông, Hà Nội|31012022"
PX_PER_MODULE = 5  # a phone's code of 40 mm, some 35 cm before a camera of 720 lines


def picture(
    text: str | bytes | None,
    px_per_module: int = PX_PER_MODULE,
    *,
    turned_deg: float = 12.0,
    error: str = "h",
) -> Frame:
    """What the camera sees: a grey hall, and a phone with a code, askew, noisy and not quite sharp."""
    grey = np.random.default_rng(7).normal(110, 6, (720, 1280))
    if text is not None:
        png = io.BytesIO()
        segno.make(text, error=error, boost_error=False, micro=False).save(
            png, kind="png", scale=px_per_module, border=4
        )
        code = np.array(Image.open(png).convert("L"), dtype=np.float64)
        side = code.shape[0]
        turn = cv2.getRotationMatrix2D((side / 2, side / 2), turned_deg, 1.0)
        turn[:, 2] += (640 - side / 2, 360 - side / 2)
        shown = cv2.warpAffine(code, turn, (1280, 720), borderValue=-1.0)
        grey = np.where(shown >= 0, shown * 0.7 + 30, grey)
    blurred = cv2.GaussianBlur(grey, (0, 0), 0.8)
    return cv2.cvtColor(blurred.clip(0, 255).astype(np.uint8), cv2.COLOR_GRAY2BGR).astype(np.uint8)


class OneByOne:
    """A camera that gives the pictures it is handed, and is pulled out by None."""

    fps = 25.0

    def __init__(self) -> None:
        self.pictures: queue.SimpleQueue[Frame | None] = queue.SimpleQueue()

    def read(self) -> Frame:
        picture = self.pictures.get()
        if picture is None:
            raise CameraError(CameraFault.FRAMES_STOPPED, "one by one")
        return picture

    def close(self) -> None:
        pass


class Stand:
    """A reader before a camera, and what it has said."""

    def __init__(self) -> None:
        self.camera = OneByOne()
        self.feed = CameraFeed(self.camera, on_failure=lambda _error: None)
        self.reader = CodeReader(self.feed, now_ms=lambda: 1_795_312_800_000)
        self.codes: queue.SimpleQueue[tuple[int, str]] = queue.SimpleQueue()
        self.cards: queue.SimpleQueue[tuple[int, UnsignedCard | CardError]] = queue.SimpleQueue()
        self.reader.open(self.sort)
        self.feed.start()

    def sort(self, visit: int, shown: Shown) -> None:
        if isinstance(shown, str):
            self.codes.put((visit, shown))
        else:
            self.cards.put((visit, shown))

    def show(self, *frames: Frame) -> None:
        for frame in frames:
            self.camera.pictures.put(frame)

    def show_to_the_end(self, frame: Frame) -> None:
        """Return when the feed has handed the frame out."""
        handed_out: queue.SimpleQueue[Frame] = queue.SimpleQueue()
        unsubscribe = self.feed.subscribe(handed_out.put)
        self.show(frame, picture(None))
        handed_out.get(timeout=WAIT_S)
        handed_out.get(timeout=WAIT_S)
        unsubscribe()

    def next(self) -> tuple[int, str]:
        return self.codes.get(timeout=WAIT_S)


@pytest.fixture
def stand() -> Iterator[Stand]:
    stand = Stand()
    yield stand
    stand.reader.close()
    stand.camera.pictures.put(None)
    stand.feed.stop()


def read(frame: Frame) -> str | None:
    """The code of an appointment in `frame`."""
    codes = [shown_code(text, TODAY) for text in texts_in(frame)]
    return next((code for code in codes if isinstance(code, str)), None)


def of_card(stand: Stand, frame: Frame) -> tuple[int, UnsignedCard | CardError]:
    stand.show(frame)
    return stand.cards.get(timeout=WAIT_S)


@pytest.mark.parametrize("turned_deg", [0.0, 12.0, 45.0, 180.0])
def test_a_code_on_a_phone_is_read(turned_deg: float) -> None:
    assert read(picture("01234567", turned_deg=turned_deg)) == "01234567"


def test_the_code_of_a_dossier_is_told_as_it_is_written(stand: Stand) -> None:
    stand.reader.start(4)
    stand.show(picture("h26.17.03-261110-0001"))
    assert stand.next() == (4, "H26.17.03-261110-0001")


@pytest.mark.parametrize("text", [None, "1234567", "123456789", "https://hall/t/00", "001099012345|Hoa"])
def test_what_is_no_code_of_an_appointment_is_nothing(text: str | None) -> None:
    assert read(picture(text)) is None


@pytest.mark.parametrize(
    "held",
    [
        Held(),
        Held(turned_deg=25, nodded_deg=-20, rolled_deg=15, blur_px=1.0),
        Held(rolled_deg=180, at_px=(350, 520)),
        Held(blur_px=1.2, noise=8),
    ],
    ids=["straight", "tilted", "upside down in a corner", "not sharp"],
)
def test_a_dense_card_is_read_however_it_is_held(held: Held) -> None:
    assert len(CARD.encode()) > 100
    assert texts_in(card_picture(CARD, 180, held)) == [CARD]


def test_a_card_is_told_with_the_visit_it_belongs_to(stand: Stand) -> None:
    stand.reader.start(4)
    assert of_card(stand, card_picture(CARD, 200, Held())) == (4, read_card(CARD, today=TODAY))


def test_a_card_that_contradicts_itself_is_told_so_that_it_is_held_up_again(stand: Stand) -> None:
    stand.reader.start(4)
    visit, error = of_card(stand, card_picture(CARD.replace("Nữ", "Nam"), 200, Held()))
    assert visit == 4
    assert isinstance(error, ContradictoryField)
    assert error.field is CardField.SEX


def test_nothing_of_a_card_stays_in_the_reader_after_the_look(stand: Stand) -> None:
    stand.reader.start(4)
    of_card(stand, card_picture(CARD, 200, Held()))
    stand.reader.stop()
    assert "HOA" not in repr(vars(stand.reader))


def test_a_card_and_a_code_may_be_before_the_camera_at_once(stand: Stand) -> None:
    both = card_picture(CARD, 200, Held(at_px=(300, 360)))
    both[:, 640:] = picture("01234567")[:, 320:960]
    stand.reader.start(4)
    stand.show(both)
    assert stand.next() == (4, "01234567")
    assert stand.cards.get(timeout=WAIT_S)[0] == 4
    stand.show_to_the_end(both)
    stand.show(picture("76543210"))
    assert stand.next() == (4, "76543210")
    assert stand.cards.empty()


def test_a_leaflet_is_nobodys_card(stand: Stand) -> None:
    stand.reader.start(4)
    stand.show_to_the_end(picture("https://hall/t/00"))
    assert of_card(stand, card_picture(CARD, 200, Held()))[0] == 4
    assert stand.codes.empty()


def test_what_is_no_picture_is_passed_over(stand: Stand) -> None:
    stand.reader.start(4)
    stand.show_to_the_end(np.zeros((0, 0, 3), dtype=np.uint8))
    stand.show(picture("01234567"))
    assert stand.next() == (4, "01234567")


def test_the_code_is_told_with_the_visit_it_belongs_to(stand: Stand) -> None:
    stand.reader.start(4)
    stand.show(picture(None), picture("01234567"))
    assert stand.next() == (4, "01234567")


def test_a_code_that_stays_before_the_camera_is_told_once(stand: Stand) -> None:
    stand.reader.start(4)
    stand.show(picture("01234567"))
    stand.next()
    stand.show(picture("01234567"), picture("76543210"))
    assert stand.next() == (4, "76543210")


def test_the_next_citizen_may_show_the_same_code(stand: Stand) -> None:
    for visit in (4, 5):
        stand.reader.start(visit)
        stand.show(picture("01234567"))
        assert stand.next() == (visit, "01234567")
        stand.reader.stop()


def test_nobody_is_looked_at_without_being_asked(stand: Stand) -> None:
    stand.show_to_the_end(picture("01234567"))
    stand.reader.start(4)
    stand.reader.stop()
    stand.show_to_the_end(picture("01234567"))
    stand.reader.start(5)
    stand.show(picture("76543210"))
    assert stand.next() == (5, "76543210")


# ---- looking harder ----------------------------------------------------------------------------------

# A plain look reads nothing there, whatever the noise.
FAR_PX, FAR = 110, Held(turned_deg=10, blur_px=1.1, noise=2)


def test_what_a_plain_look_does_not_read_is_read_by_the_looks_after_it() -> None:
    burst = Burst()
    frames = [card_picture(CARD, FAR_PX, FAR, seed=seed) for seed in range(8)]
    found = [burst.texts_in(frame) for frame in frames]
    assert [] in found
    assert [CARD] in found


def test_a_still_picture_is_looked_at_as_hard_as_it_must_be(tmp_path: Path) -> None:
    path = tmp_path / "card.png"
    cv2.imwrite(str(path), card_picture(CARD, FAR_PX, FAR))
    assert text_of_picture(path) == CARD


def test_a_large_picture_is_looked_at_harder_where_the_outline_is() -> None:
    frame = np.full((1080, 1920, 3), 110, np.uint8)
    frame[180:900, 320:1600] = card_picture(CARD, FAR_PX, FAR)
    burst = Burst()
    assert [CARD] in [burst.texts_in(frame) for _ in range(8)]


# ---- what somebody has printed to do harm ------------------------------------------------------------


def changed(place: int, text: str) -> str:
    return "|".join([*CARD.split("|")[:place], text, *CARD.split("|")[place + 1 :]])


NOT_CARDS: dict[str, str | bytes] = {
    "oversized": CARD + "x" * 1000,
    "of two thousand fields": "|" * 2000,
    "binary": bytes(range(256)),
    "Latin-1": "001184012345||JOSÉ|01011984|Nam|Đ".replace("Đ", "É").encode("latin-1") + b"|01012022",
    "UTF-16": CARD.encode("utf-16"),
    "cut UTF-8": CARD.encode()[:-60] + b"\xe1\xbb",
    "NUL": changed(2, "LÊ\0AN"),
    "escape": changed(5, "\x1b[2J"),
    "right to left": changed(2, "LÊ \u202eAN"),
    "unseen": changed(2, "LÊ\u200bAN"),
    "wide digits": changed(0, "００１１８４０１２３４５"),
    "a query": "' OR 1=1; DROP TABLE tickets; --",
    "a page": "<html><script>alert(1)</script></html>",
}
UNREADABLE = {
    "a query for a name": (changed(2, "AN'; DROP TABLE tickets; --"), CardField.NAME),
    "a page for an address": (changed(5, "<img src=x onerror=alert(1)>"), CardField.RESIDENCE),
    "a flood of marks": (changed(2, "A" + "\u0301" * 60), CardField.NAME),
    "letters lost": (changed(2, "NGUY\ufffdN"), CardField.NAME),
    "a day that never was": (changed(3, "31021984"), CardField.BORN_ON),
}


def outcomes(content: str | bytes) -> list[Shown]:
    """Of the code of that content before the camera."""
    found = texts_in(picture(content, 4, turned_deg=3, error="l"))
    return [shown_code(text, TODAY) for text in found]


@pytest.mark.parametrize("content", NOT_CARDS.values(), ids=[*NOT_CARDS])
def test_a_hostile_code_is_no_card(content: str | bytes) -> None:
    assert all(isinstance(shown, NotACard) for shown in outcomes(content))


@pytest.mark.parametrize("content", NOT_CARDS.values(), ids=[*NOT_CARDS])
def test_a_hostile_code_is_seen_and_only_what_is_no_text_is_passed_over(content: str | bytes) -> None:
    try:
        text = content if isinstance(content, str) else content.decode()
    except UnicodeDecodeError:
        assert outcomes(content) == []
        return
    assert texts_in(picture(content, 4, turned_deg=3, error="l")) == [text]


@pytest.mark.parametrize(("content", "field"), UNREADABLE.values(), ids=[*UNREADABLE])
def test_a_card_with_something_hostile_in_a_field_is_not_read(content: str, field: CardField) -> None:
    (error,) = outcomes(content)
    assert isinstance(error, UnreadableField)
    assert error.field is field


def test_after_every_hostile_code_the_next_card_is_read(stand: Stand) -> None:
    stand.reader.start(4)
    for content in NOT_CARDS.values():
        stand.show_to_the_end(picture(content, 4, turned_deg=3, error="l"))
    assert of_card(stand, card_picture(CARD, 200, Held())) == (4, read_card(CARD, today=TODAY))
    assert stand.codes.empty()


@given(st.one_of(st.text(), st.binary(max_size=200).map(lambda sent: sent.decode("latin-1"))))
def test_whatever_a_code_says_is_an_outcome(text: str) -> None:
    assert isinstance(shown_code(text, TODAY), str | UnsignedCard | CardError)
