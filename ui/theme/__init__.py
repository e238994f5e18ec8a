"""The design system as data: colours, sizes in millimetres of the real panel, motion and signs."""

import json
from dataclasses import dataclass
from math import hypot
from pathlib import Path
from typing import Any

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlSingleton

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1

REACH_MM = 1220.0  # EN 301 549, 8.3: the highest part that is operated, from the floor

_HERE = Path(__file__).parent
_MM_PER_INCH = 25.4
# The screens were laid out for a page 268 mm wide (21.5 inches). They fit a page of these widths; on a panel
# outside, everything is that much smaller or larger than its millimetres say.
_PAGE_MM = (250.0, 300.0)
# Portrait 9:16. A wider window shows the page in its middle.
_WIDTH_PER_HEIGHT = 9 / 16
# What is in reach may be as low as this before the page becomes narrower too.
_LOW_WIDTH_PER_HEIGHT = 1 / 1.19


def read_theme(name: str) -> dict[str, Any]:
    """The values of `colours`, `sizes`, `motion` or `icons`."""
    values: dict[str, Any] = json.loads((_HERE / f"{name}.json").read_text("utf-8"))
    return values


def sizes_mm(*, is_large: bool, is_low: bool) -> dict[str, float]:
    """Every size of the design system for these preferences, in millimetres."""
    sizes = read_theme("sizes")
    of_large: dict[str, float] = sizes["large"] if is_large else {}
    of_low: dict[str, float] = sizes["low"] if is_low else {}
    of_both: dict[str, float] = sizes["large_low"] if is_large and is_low else {}
    return {**sizes["usual"], **of_large, **of_low, **of_both}


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A window that fills a panel. bottom_mm: how high above the floor the panel begins."""

    width_px: int
    height_px: int
    inches: float
    bottom_mm: float

    @property
    def px_per_mm(self) -> float:
        return hypot(self.width_px, self.height_px) / (self.inches * _MM_PER_INCH)

    @property
    def in_reach_px(self) -> float:
        """How much of the panel, from its lower edge, is in reach from a wheelchair; half of it at least."""
        in_reach_px = (REACH_MM - self.bottom_mm) * self.px_per_mm
        return min(max(in_reach_px, self.height_px / 2), self.height_px)


@QmlElement
@QmlSingleton
class Theme(QObject):
    """Gives QML `Theme.colour.ink`, `Theme.px.key`, `Theme.motion.settle` and `Theme.icon[name]`."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._colours = read_theme("colours")
        self._motion = read_theme("motion")
        self._icons: dict[str, str] = read_theme("icons")
        self._panel = Panel(width_px=1080, height_px=1920, inches=21.5, bottom_mm=900)
        self._is_contrast = self._is_large = self._is_low = self._is_still = False
        self._px: dict[str, int] = {}
        self._measure()

    def fit(self, panel: Panel, *, is_still: bool = False) -> None:
        """Turn millimetres into pixels of this panel. is_still: nothing moves on it."""
        if (panel, is_still) != (self._panel, self._is_still):
            self._panel, self._is_still = panel, is_still
            self._measure()
            self.changed.emit()

    def wear(self, *, is_contrast: bool, is_large: bool, is_low: bool) -> None:
        """Look as the visitor prefers."""
        if (is_contrast, is_large, is_low) != (self._is_contrast, self._is_large, self._is_low):
            self._is_contrast, self._is_large, self._is_low = is_contrast, is_large, is_low
            self._measure()
            self.changed.emit()

    def _measure(self) -> None:
        panel = self._panel
        page_px = min(panel.width_px, panel.height_px * _WIDTH_PER_HEIGHT)
        if self._is_low:
            page_px = min(page_px, panel.in_reach_px * _LOW_WIDTH_PER_HEIGHT)
        narrowest_mm, widest_mm = _PAGE_MM
        px_per_mm = min(max(panel.px_per_mm, page_px / widest_mm), page_px / narrowest_mm)
        self._px = {
            name.removesuffix("_mm"): max(1, round(size_mm * px_per_mm))
            for name, size_mm in sizes_mm(is_large=self._is_large, is_low=self._is_low).items()
        }
        self._px["page"] = round(page_px)
        # How far down everything that is touched begins.
        self._px["lowered"] = round(panel.height_px - panel.in_reach_px) if self._is_low else 0

    @Property("QVariantMap", notify=changed)  # type: ignore[arg-type]
    def colour(self) -> dict[str, str]:
        colours: dict[str, str] = self._colours["contrast" if self._is_contrast else "day"]
        return colours

    @Property("QVariantMap", notify=changed)  # type: ignore[arg-type]
    def px(self) -> dict[str, int]:
        return self._px

    @Property("QVariantMap", notify=changed)  # type: ignore[arg-type]
    def motion(self) -> dict[str, Any]:
        """Times in ms, and the curve a screen comes along."""
        values = {name.removesuffix("_ms"): value for name, value in self._motion.items()}
        return {**values, "screen": 0} if self._is_still else values

    @Property("QVariantMap", notify=changed)  # type: ignore[arg-type]
    def icon(self) -> dict[str, str]:
        """How each sign is drawn."""
        return self._icons
