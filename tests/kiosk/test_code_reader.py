"""A QR code before the camera is read; anything else, and anybody else's moment, is not."""

import io
import queue
from collections.abc import Iterator
from datetime import date

import cv2
import numpy as np
import pytest
import segno
from PIL import Image

from benchmarks.card_reading import Held, card_picture
from kiosk.camera import CameraFeed, Frame
from kiosk.code_reader import CodeReader, Shown, shown_code, texts_in
from models.citizen_card import CardError, CardField, ContradictoryField, UnsignedCard, read_card

WAIT_S = 10.0
TODAY = date(2026, 11, 22)
CARD = "001184012345|012345678|NGUYỄN THỊ HỒNG HOA|09031984|Nữ|Số 123, phường Hà Đông, Hà Nội|31012022"
PX_PER_MODULE = 5  # a phone's code of 40 mm, some 35 cm before a camera of 720 lines


def picture(text: str | None, px_per_module: int = PX_PER_MODULE, *, turned_deg: float = 12.0) -> Frame:
    """What the camera sees: a grey hall, and a phone with a code, askew, noisy and not quite sharp."""
    grey = np.random.default_rng(7).normal(110, 6, (720, 1280))
    if text is not None:
        png = io.BytesIO()
        segno.make(text, error="h", micro=False).save(png, kind="png", scale=px_per_module, border=4)
        code = np.array(Image.open(png).convert("L"), dtype=np.float64)
        side = code.shape[0]
        turn = cv2.getRotationMatrix2D((side / 2, side / 2), turned_deg, 1.0)
        turn[:, 2] += (640 - side / 2, 360 - side / 2)
        shown = cv2.warpAffine(code, turn, (1280, 720), borderValue=-1.0)
        grey = np.where(shown >= 0, shown * 0.7 + 30, grey)
    blurred = cv2.GaussianBlur(grey, (0, 0), 0.8)
    return cv2.cvtColor(blurred.clip(0, 255).astype(np.uint8), cv2.COLOR_GRAY2BGR).astype(np.uint8)


class OneByOne:
    """A camera that gives the pictures it is handed."""

    fps = 25.0

    def __init__(self) -> None:
        self.pictures: queue.SimpleQueue[Frame] = queue.SimpleQueue()

    def read(self) -> Frame:
        return self.pictures.get()

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
    stand.feed.stop()
    stand.show(picture(None))


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
