"""Every key can be found by its name, is large enough for a finger, and types by touch."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QUrl
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk.journey.telex import Typed
from ui.i18n import Words
from ui.theme import Panel, Theme
from ui.viewmodels.keyboard import KeyboardModel
from ui.visitor import Seen, look, touch, wait_for

STAGE_QML = Path(__file__).with_name("keyboard_stage.qml")
LETTERS = "abcdefghijklmnopqrstuvwxyzăâđêôơư"
TONES = ("Dấu sắc", "Dấu huyền", "Dấu hỏi", "Dấu ngã", "Dấu nặng")
BELOW = ("Chữ số", "Dấu cách", "Xóa hết", "Xóa một chữ")
SIGNS = ("Dấu chấm", "Dấu phẩy", "Gạch nối", "Gạch chéo", "A còng")
PANELS = {
    inches: Panel(width_px=1080, height_px=1920, inches=inches, bottom_mm=900)
    for inches in (15.6, 21.5, 32.0)
}


class Ticks:
    def __init__(self) -> None:
        self.heard = 0

    def play(self) -> None:
        self.heard += 1

    def close(self) -> None:
        pass


class Desk:
    """A keyboard in a window on `panel`, and what was typed on it."""

    def __init__(self, panel: Panel) -> None:
        self.typed = Typed()
        self.ticks = Ticks()
        self._engine = QQmlApplicationEngine()
        self.theme = cast(Theme, self._engine.singletonInstance("MotCua", "Theme"))
        self.words = cast(Words, self._engine.singletonInstance("MotCua", "Words"))
        self.theme.fit(panel)
        self._model = KeyboardModel(
            self.words, typed=lambda: self.typed, change=self._change, sound=self.ticks
        )
        self._model.fit(panel.px_per_mm)
        self._engine.setInitialProperties({"model": self._model})
        self._engine.load(QUrl.fromLocalFile(STAGE_QML))
        self.window = cast(QQuickWindow, self._engine.rootObjects()[0])
        self.window.resize(panel.width_px, panel.height_px)
        self.window.show()
        assert QTest.qWaitForWindowExposed(self.window)

    def type_keys(self, *names: str) -> str:
        for name in names:
            self.window.grabWindow()  # a page of keys has its places once it is drawn
            touch(self.window, name)
        return self.typed.text

    def controls(self) -> list[Seen]:
        self.window.grabWindow()
        return [seen for seen in look(self.window) if seen.is_control]

    def hold(self, name: str) -> None:
        place = wait_for(self.window, name).area.center()
        QTest.touchEvent(self.window, QTest.createTouchDevice(), False).press(0, place, self.window).commit()

    def close(self) -> None:
        self.window.close()
        self._engine.deleteLater()
        QCoreApplication.sendPostedEvents(self._engine, QEvent.Type.DeferredDelete)

    def _change(self, typed: Typed) -> None:
        self.typed = typed
        self._model.refresh()


OpenDesk = Callable[[Panel], Desk]


@pytest.fixture
def open_desk(qapp: QGuiApplication) -> Iterator[OpenDesk]:
    desks: list[Desk] = []

    def make(panel: Panel) -> Desk:
        desks.append(Desk(panel))
        return desks[-1]

    yield make
    for one in desks:
        one.close()


@pytest.fixture
def desk(open_desk: OpenDesk) -> Desk:
    return open_desk(PANELS[21.5])


def test_a_citizen_types_by_touch_with_the_keys_of_the_marks(desk: Desk) -> None:
    keys = ["đ", "ă", "n", "g", "Dấu cách", "k", "y", "Dấu sắc", "Dấu cách", "h", "ô", "Dấu nặng"]
    assert desk.type_keys(*keys) == "đăng ký hộ"


def test_a_citizen_types_by_touch_in_telex(desk: Desk) -> None:
    assert desk.type_keys(*"thuwowngf", "Dấu cách", *"trus") == "thường trú"


def test_what_is_typed_can_be_read(desk: Desk) -> None:
    desk.type_keys(*"hoaf")
    assert "hòa" in [seen.name for seen in look(desk.window)]


def test_one_letter_or_everything_can_be_erased(desk: Desk) -> None:
    desk.type_keys(*"khai", "Dấu cách", *"tuwr")
    assert desk.type_keys("Xóa một chữ") == "khai t"
    assert desk.type_keys("Xóa hết") == ""


def test_digits_and_signs_have_a_page_of_their_own(desk: Desk) -> None:
    assert desk.type_keys("h", "Chữ số", *"26", "Dấu chấm", *"01", "Gạch nối", "Chữ cái", "a") == "h26.01-a"


def test_erasing_goes_on_while_the_key_is_held(desk: Desk, qtbot: QtBot) -> None:
    desk.type_keys(*"khai")
    desk.hold("Xóa một chữ")
    qtbot.waitUntil(lambda: desk.typed.text == "")


def test_a_key_ticks_when_the_finger_comes_down(desk: Desk) -> None:
    desk.hold("k")
    assert (desk.ticks.heard, desk.typed.text) == (1, "")


def test_a_touched_key_looks_touched(desk: Desk) -> None:
    area = wait_for(desk.window, "k").area
    corner = QPoint(area.center().x(), area.bottom() - 10)
    before = desk.window.grabWindow().pixelColor(corner)
    desk.hold("k")
    after = desk.window.grabWindow().pixelColor(corner)
    assert before == QColor(desk.theme.colour["paper"])  # type: ignore[index]
    assert after == QColor(desk.theme.colour["action"])  # type: ignore[index]


@pytest.mark.parametrize("inches", PANELS)
def test_every_key_has_a_name_of_its_own(open_desk: OpenDesk, inches: float) -> None:
    desk = open_desk(PANELS[inches])
    names = [key.name for key in desk.controls()]
    assert sorted(names) == sorted([*LETTERS, *TONES, *BELOW])
    desk.type_keys("Chữ số")
    names = [key.name for key in desk.controls()]
    assert sorted(names) == sorted([*"0123456789", *SIGNS, "Chữ cái", *BELOW[1:]])


@pytest.mark.parametrize("page", [(), ("Chữ số",)], ids=["letters", "digits"])
@pytest.mark.parametrize("inches", PANELS)
def test_keys_are_20_mm_large_and_1_mm_apart(open_desk: OpenDesk, inches: float, page: tuple[str]) -> None:
    desk = open_desk(PANELS[inches])
    desk.type_keys(*page)
    px_per_mm = PANELS[inches].px_per_mm
    areas = [key.area for key in desk.controls()]
    # The accessibility tree rounds to whole pixels.
    assert min(min(area.width(), area.height()) for area in areas) + 1 >= 20 * px_per_mm
    apart_px = round(px_per_mm - 1)
    for area in areas:
        around = area.adjusted(-apart_px, -apart_px, apart_px, apart_px)
        assert [other for other in areas if around.intersects(other)] == [area]


@pytest.mark.parametrize("inches", PANELS)
def test_the_keyboard_leaves_more_than_half_of_the_screen(open_desk: OpenDesk, inches: float) -> None:
    assert min(key.area.top() for key in open_desk(PANELS[inches]).controls()) > 1920 / 2


def test_the_keys_change_their_names_with_the_language(desk: Desk) -> None:
    desk.words.use("en")
    names = [key.name for key in desk.controls()]
    assert "Space" in names
    assert not {*TONES, *BELOW} & {*names}
