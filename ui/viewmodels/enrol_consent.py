"""What a citizen agrees to before a face is kept: each by itself, and nothing ticked beforehand."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey.enrolment import Consent
from kiosk.journey.face_events import ConsentTouched, DeclineTouched, GoOnTouched
from kiosk.journey.face_wish import CONSENT_VERSION
from kiosk.kiosk import Kiosk
from ui.i18n import Words
from ui.viewmodels import Tell

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class EnrolConsentModel(QObject):
    changed = Signal()
    listed = Signal()

    def __init__(self, kiosk: Kiosk, words: Words, tell: Tell) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._words = words
        self._tell = tell
        self._rows: list[dict[str, str]] = []

    def refresh(self) -> None:
        self.changed.emit()
        # Said only when they are others: a new list would make new boxes, on the first page.
        rows = self._list_rows()
        if rows != self._rows:
            self._rows = rows
            self.listed.emit()

    @Property("QVariantList", notify=listed)  # type: ignore[arg-type]
    def rows(self) -> list[dict[str, str]]:
        """One map per row, from top to bottom: text; consent, empty for what is only read."""
        return self._rows

    @Property("QVariantMap", notify=changed)  # type: ignore[arg-type]
    def ticks(self) -> dict[str, bool]:
        """Whether each consent is given; apart from the rows, which thus stay in place."""
        return {consent: consent in self._kiosk.state.face.consents for consent in Consent}

    @Property(bool, notify=changed)
    def is_agreed(self) -> bool:
        return self._kiosk.state.face.is_agreed

    @Slot(int, int, result=str)
    def page(self, number: int, of: int) -> str:
        return self._words.text("choose.page", n=number, of=of)

    @Slot(str)
    def tick(self, consent: str) -> None:
        self._tell(ConsentTouched(consent=Consent(consent)))

    @Slot()
    def go_on(self) -> None:
        self._tell(GoOnTouched())

    @Slot()
    def decline(self) -> None:
        self._tell(DeclineTouched())

    def _list_rows(self) -> list[dict[str, str]]:
        offer = self._kiosk.offer
        centre = offer.hall.centre if offer else self._words.text("app.centre")
        consents = [
            {"consent": str(consent), "text": self._words.text(f"enrol.{consent}", centre=centre)}
            for consent in Consent
        ]
        about = self._words.text("enrol.about", version=CONSENT_VERSION)
        return [{"consent": "", "text": about}, *consents]
