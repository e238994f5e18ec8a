"""The five ratings to choose from, best first."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey.errand_events import RatingTouched, WriteTouched
from models.opinion import Rating
from ui.i18n import Words
from ui.viewmodels import Tell

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class RateServiceModel(QObject):
    named = Signal()

    def __init__(self, words: Words, tell: Tell) -> None:
        super().__init__()
        self._words = words
        self._tell = tell
        words.changed.connect(self.named)

    @Property("QVariantList", notify=named)  # type: ignore[arg-type]
    def ratings(self) -> list[dict[str, object]]:
        """One map per rating: rating (5 is best), name, sign."""
        return [
            {"rating": rating.value, "name": self._words.text(f"rate.{rating}"), "sign": f"rate_{rating}"}
            for rating in sorted(Rating, reverse=True)
        ]

    @Slot(int, int, result=str)
    def page(self, number: int, of: int) -> str:
        return self._words.text("choose.page", n=number, of=of)

    @Slot(int)
    def choose(self, rating: int) -> None:
        self._tell(RatingTouched(rating=Rating(rating)))

    @Slot()
    def write(self) -> None:
        self._tell(WriteTouched())
