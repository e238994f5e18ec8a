"""A visitor's eyes and finger: read the screen as a screen reader does, and touch a control by its name.

For tests, demo and training; on the UI thread only. Controls are looked up in the accessibility tree, anew
each time: its entries die with the items they speak of, and Python must not hold those (ADR-0004).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QDeadlineTimer, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface, QPointingDevice
from PySide6.QtQuick import QQuickWindow
from PySide6.QtTest import QTest

_LOOK_AGAIN_MS = 20


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One thing on the screen. area: in pixels of the window."""

    role: QAccessible.Role
    name: str
    description: str
    area: QRect
    is_enabled: bool

    @property
    def is_control(self) -> bool:
        return self.role in (QAccessible.Role.Button, QAccessible.Role.CheckBox)


class NotOnScreen(Exception):
    """There is no such control, or it cannot be touched."""


def look(window: QQuickWindow) -> list[Seen]:
    """Everything with a name on the screen, from top to bottom as it is read."""
    root = QAccessible.queryAccessibleInterface(window)
    return [] if root is None else list(_seen_below(root, window.mapToGlobal(QPoint(0, 0))))


def reads(window: QQuickWindow) -> list[str]:
    """All texts on the screen: names, and the descriptions of controls."""
    seen = look(window)
    return [thing.name for thing in seen] + [thing.description for thing in seen if thing.description]


def touch(window: QQuickWindow, name: str, patience_ms: int = 3000) -> None:
    """Put a finger on the middle of the control called `name` as soon as it can be touched, and lift it."""
    tap(window, wait_for(window, name, patience_ms).area.center())


def wait_for(window: QQuickWindow, name: str, patience_ms: int = 3000) -> Seen:
    """The control called `name` as soon as it can be touched; Qt goes on working meanwhile.

    Raises NotOnScreen when that takes longer than `patience_ms`.
    """
    deadline = QDeadlineTimer(patience_ms)
    while (control := _find(window, name)) is None:
        if deadline.hasExpired():
            raise NotOnScreen(f"{name!r} cannot be touched; on the screen: {reads(window)}")
        QTest.qWait(_LOOK_AGAIN_MS)
    return control


def tap(window: QQuickWindow, at: QPoint) -> None:
    """One short touch at a place of the window, whatever is there."""
    # Without commits of its own: a sequence that is collected late would touch a second time.
    QTest.touchEvent(window, _finger(), False).press(0, at, window).commit()
    QTest.touchEvent(window, _finger(), False).release(0, at, window).commit()


def _find(window: QQuickWindow, name: str) -> Seen | None:
    return next(
        (seen for seen in look(window) if seen.is_control and seen.is_enabled and seen.name == name), None
    )


def _seen_below(parent: QAccessibleInterface, origin: QPoint) -> Iterator[Seen]:
    for index in range(parent.childCount()):
        thing = parent.child(index)
        if thing is None or thing.state().invisible:
            continue
        name = thing.text(QAccessible.Text.Name)
        if name:
            yield Seen(
                role=thing.role(),
                name=name,
                description=thing.text(QAccessible.Text.Description),
                area=thing.rect().translated(-origin),
                is_enabled=not thing.state().disabled,
            )
        yield from _seen_below(thing, origin)


@cache
def _finger() -> QPointingDevice:
    return QTest.createTouchDevice()
