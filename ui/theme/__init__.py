"""Colours, sizes and times of the screen: data in JSON, sizes in millimetres of the real panel."""

import json
from math import hypot
from pathlib import Path
from typing import Any

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlSingleton

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1

_HERE = Path(__file__).parent
_MM_PER_INCH = 25.4
# The screens were laid out for a page 268 mm wide (21.5 inches). They fit a page of these widths; on a panel
# outside, everything is that much smaller or larger than its millimetres say.
_PAGE_MM = (250.0, 300.0)
# Portrait 9:16. A wider window shows the page in its middle.
_WIDTH_PER_HEIGHT = 9 / 16


def read_theme(name: str) -> dict[str, Any]:
    """The values of `colours`, `sizes` or `times`."""
    values: dict[str, Any] = json.loads((_HERE / f"{name}.json").read_text("utf-8"))
    return values


@QmlElement
@QmlSingleton
class Theme(QObject):
    """Gives QML its colours (`Theme.colour.ink`), sizes (`Theme.px.key`) and times (`Theme.ms.settle`)."""

    fitted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._colours = read_theme("colours")
        self._sizes_mm = read_theme("sizes")
        self._times_ms = read_theme("times")
        self._px: dict[str, int] = {}
        self.fit(1080, 1920, 21.5)

    def fit(self, width_px: int, height_px: int, panel_inches: float) -> None:
        """Turn millimetres into pixels for a window that fills a panel of this diagonal."""
        page_px = round(min(width_px, height_px * _WIDTH_PER_HEIGHT))
        px_per_mm = hypot(width_px, height_px) / (panel_inches * _MM_PER_INCH)
        narrowest_mm, widest_mm = _PAGE_MM
        px_per_mm = min(max(px_per_mm, page_px / widest_mm), page_px / narrowest_mm)
        self._px = {
            name.removesuffix("_mm"): max(1, round(size_mm * px_per_mm))
            for name, size_mm in self._sizes_mm.items()
        }
        self._px["page"] = page_px
        self.fitted.emit()

    @Property("QVariantMap", notify=fitted)  # type: ignore[arg-type]
    def colour(self) -> dict[str, str]:
        return self._colours

    @Property("QVariantMap", notify=fitted)  # type: ignore[arg-type]
    def px(self) -> dict[str, int]:
        return self._px

    @Property("QVariantMap", notify=fitted)  # type: ignore[arg-type]
    def ms(self) -> dict[str, int]:
        return {name.removesuffix("_ms"): time_ms for name, time_ms in self._times_ms.items()}
