"""Every word on the screen, in the language the citizen chose."""

import json
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1

_HERE = Path(__file__).parent


class Language(StrEnum):
    VIETNAMESE = "vi"
    ENGLISH = "en"


def read_words(language: Language) -> dict[str, str]:
    words: dict[str, str] = json.loads((_HERE / f"{language}.json").read_text("utf-8"))
    return words


@QmlElement
@QmlSingleton
class Words(QObject):
    """Gives QML its texts (`Words.say["nav.home"]`), and view models theirs with the gaps filled."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = {language: read_words(language) for language in Language}
        self._language = Language.VIETNAMESE

    @property
    def spoken(self) -> Language:
        return self._language

    def text(self, key: str, **gaps: object) -> str:
        return self._words[self._language][key].format(**gaps)

    def use(self, language: Language) -> None:
        if language is not self._language:
            self._language = language
            self.changed.emit()

    @Property("QVariantMap", notify=changed)  # type: ignore[arg-type]
    def say(self) -> dict[str, str]:
        return self._words[self._language]

    @Property(bool, notify=changed)
    def is_usual(self) -> bool:
        """Whether the screen speaks Vietnamese, as it does before every visit."""
        return self._language is Language.VIETNAMESE

    @Slot()
    def switch(self) -> None:
        self.use(Language.ENGLISH if self._language is Language.VIETNAMESE else Language.VIETNAMESE)

    @Slot()
    def reset(self) -> None:
        self.use(Language.VIETNAMESE)
