"""Every word on the screen, in the language the citizen chose. A language is one file here.

A file says its own name and the voice that reads it and, when it is not complete, the language that stands
in (`language.name`, `language.voice`, `language.fallback`; `language.note` is for translators).
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlSingleton

from kiosk.journey.visit import USUAL_LANGUAGE

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1

_HERE = Path(__file__).parent


def find_languages() -> tuple[str, ...]:
    """The codes of all languages: the usual one, then the complete ones, then the partial ones."""
    codes = [path.stem for path in _HERE.glob("*.json")]
    partial = {code for code in codes if "language.fallback" in _read_file(code)}
    return tuple(sorted(codes, key=lambda code: (code != USUAL_LANGUAGE, code in partial, code)))


def stand_ins(code: str) -> tuple[str, ...]:
    """The language, and those it falls back to."""
    fallback = _read_file(code).get("language.fallback")
    return (code,) if fallback is None else (code, *stand_ins(fallback))


@cache
def read_words(code: str) -> dict[str, str]:
    """All words of a language; of another one where it has none of its own."""
    words: dict[str, str] = {}
    for source in reversed(stand_ins(code)):
        words |= _read_file(source)
    return words


def _read_file(code: str) -> dict[str, str]:
    words: dict[str, str] = json.loads((_HERE / f"{code}.json").read_text("utf-8"))
    return words


@QmlElement
@QmlSingleton
class Words(QObject):
    """Gives QML its texts (`Words.say["nav.home"]`), and view models theirs with the gaps filled."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._languages = find_languages()
        self._language = USUAL_LANGUAGE

    def text(self, key: str, **gaps: object) -> str:
        return read_words(self._language)[key].format(**gaps)

    def choose(self, names: dict[str, str]) -> str:
        """Of a thing's names by language (`vi`, `en`) the one this citizen reads best."""
        chain = (*stand_ins(self._language), *names)
        return next(names[code] for code in chain if code in names)

    def use(self, language: str) -> None:
        if language != self._language and language in self._languages:
            self._language = language
            self.changed.emit()

    @property
    def next_language(self) -> str:
        """What the language key leads to; one key reaches them all, one after the other."""
        languages: Sequence[str] = self._languages
        return languages[(languages.index(self._language) + 1) % len(languages)]

    @Property("QVariantMap", notify=changed)  # type: ignore[arg-type]
    def say(self) -> dict[str, str]:
        return read_words(self._language)

    @Property(str, notify=changed)
    def next_name(self) -> str:
        """The name of the next language, in that language."""
        return read_words(self.next_language)["language.name"]
