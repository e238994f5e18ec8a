"""The rating that was chosen, and what it may be about."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey.errand_events import SendTouched, TopicTouched, WriteTouched
from kiosk.kiosk import Kiosk
from models.opinion import Topic
from ui.i18n import Words
from ui.viewmodels import Tell
from ui.viewmodels.sending import answer_about_of, answer_of

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class SayWhyModel(QObject):
    changed = Signal()
    named = Signal()

    def __init__(self, kiosk: Kiosk, words: Words, tell: Tell) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._words = words
        self._tell = tell
        words.changed.connect(self.named)

    def refresh(self) -> None:
        self.changed.emit()

    @Property(str, notify=changed)
    def about(self) -> str:
        """The rating, and that nothing more need be said."""
        rating = self._kiosk.state.draft.rating
        return (
            "" if rating is None else self._words.text("why.about", rating=self._words.text(f"rate.{rating}"))
        )

    @Property(str, notify=changed)
    def sign(self) -> str:
        rating = self._kiosk.state.draft.rating
        return "" if rating is None else f"rate_{rating}"

    @Property("QVariantList", notify=named)  # type: ignore[arg-type]
    def topics(self) -> list[dict[str, str]]:
        """One map per topic: topic, name."""
        return [{"topic": str(topic), "name": self._words.text(f"topic.{topic}")} for topic in Topic]

    @Property("QVariantMap", notify=changed)  # type: ignore[arg-type]
    def ticks(self) -> dict[str, bool]:
        """Whether it is about each topic; apart from their names, which thus stay in place."""
        return {str(topic): topic in self._kiosk.state.draft.topics for topic in Topic}

    @Property(bool, notify=changed)
    def is_sending(self) -> bool:
        return self._kiosk.state.draft.is_on_its_way

    @Property(str, notify=changed)
    def answer(self) -> str:
        return answer_of(self._kiosk.state.draft, self._words)

    @Property(str, notify=changed)
    def answer_about(self) -> str:
        return answer_about_of(self._kiosk.state.draft, self._words)

    @Slot(int, int, result=str)
    def page(self, number: int, of: int) -> str:
        return self._words.text("choose.page", n=number, of=of)

    @Slot(str)
    def tick(self, topic: str) -> None:
        self._tell(TopicTouched(topic=Topic(topic)))

    @Slot()
    def write(self) -> None:
        self._tell(WriteTouched())

    @Slot()
    def send(self) -> None:
        self._tell(SendTouched())
