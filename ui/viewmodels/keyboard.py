"""The keys of the on-screen keyboard with their names, and what is typed on them."""

from collections.abc import Callable
from dataclasses import replace
from math import ceil

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey.telex import ACUTE, DOT, GRAVE, HOOK, TILDE, Typed, erase, press
from kiosk.key_sound import KeySound
from ui.i18n import Words

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1

KEY_MM = 20.0  # Colle & Hiszem, Ergonomics 47(13), 2004: standing, smaller keys are missed

# Each tone is known by a name that carries it, in whatever language the screen speaks.
_TONES = {
    ACUTE: ("sắc", "keyboard.acute"),
    GRAVE: ("huyền", "keyboard.grave"),
    HOOK: ("hỏi", "keyboard.hook"),
    TILDE: ("ngã", "keyboard.tilde"),
    DOT: ("nặng", "keyboard.dot"),
}
_MARKED = "ăâđêôơư"
_WIDE = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
# Nine keys of 20 mm fit where ten do not: w, which writes no Vietnamese word, goes down a row.
_NARROW = ("qertyuiop", "asdfghjkl", "wzxcvbnm")
_DIGITS = ("12345", "67890")
_SIGNS = {
    ".": "keyboard.full_stop",
    ",": "keyboard.comma",
    "-": "keyboard.hyphen",
    "/": "keyboard.slash",
    "@": "keyboard.at",
}

Row = list[dict[str, str]]


@QmlElement
class KeyboardModel(QObject):
    """typed, change: where what is typed is kept; it is the visitor's, so never here.

    is_code: a code is typed, of capital letters, digits, dots and dashes: no key is part of a word.
    """

    changed = Signal()
    named = Signal()

    def __init__(
        self,
        words: Words,
        *,
        typed: Callable[[], Typed],
        change: Callable[[Typed], None],
        sound: KeySound,
        is_code: bool = False,
    ) -> None:
        super().__init__()
        self._words = words
        self._typed = typed
        self._change = change
        self._sound = sound
        self._is_code = is_code
        self._key_px = KEY_MM
        words.changed.connect(self.named)

    def refresh(self) -> None:
        self.changed.emit()

    def fit(self, px_per_mm: float) -> None:
        """Keys are as large on every panel."""
        self._key_px = float(ceil(KEY_MM * px_per_mm))
        self.changed.emit()

    @Property(float, notify=changed)
    def key_px(self) -> float:
        """The smallest key."""
        return self._key_px

    @Property(str, notify=changed)
    def text(self) -> str:
        return self._typed().text

    @Property("QVariantList", notify=named)  # type: ignore[arg-type]
    def top_rows(self) -> list[Row]:
        """Above the letters: the tones and the letters that have a mark; for a code the digits."""
        if self._is_code:
            return [self._letters(row) for row in _DIGITS]
        tones = [self._key(tone, label, self._words.text(name)) for tone, (label, name) in _TONES.items()]
        return [tones, self._letters(_MARKED)]

    @Property("QVariantList", notify=named)  # type: ignore[arg-type]
    def wide_letters(self) -> list[Row]:
        return [self._letters(self._cased(row)) for row in _WIDE]

    @Property("QVariantList", notify=named)  # type: ignore[arg-type]
    def narrow_letters(self) -> list[Row]:
        return [self._letters(self._cased(row)) for row in _NARROW]

    @Property("QVariantList", notify=named)  # type: ignore[arg-type]
    def digits(self) -> list[Row]:
        signs = [self._key(sign, sign, self._words.text(name)) for sign, name in _SIGNS.items()]
        return [*(self._letters(row) for row in _DIGITS), signs]

    @Property("QVariantList", notify=named)  # type: ignore[arg-type]
    def signs(self) -> Row:
        """What stands between the parts of a code, beside the keys that erase; none for words."""
        return [self._key(sign, sign, self._words.text(_SIGNS[sign])) for sign in ".-" if self._is_code]

    @Slot(str)
    def press(self, key: str) -> None:
        typed = replace(self._typed(), as_typed=True) if self._is_code else self._typed()
        self._change(press(typed, key))

    @Slot()
    def erase(self) -> None:
        self._change(erase(self._typed()))

    @Slot()
    def clear(self) -> None:
        self._change(Typed())

    @Slot()
    def tick(self) -> None:
        """A finger has come down on a key."""
        self._sound.play()

    def _cased(self, letters: str) -> str:
        return letters.upper() if self._is_code else letters

    def _letters(self, letters: str) -> Row:
        return [self._key(letter, letter, letter) for letter in letters]

    def _key(self, key: str, label: str, name: str) -> dict[str, str]:
        return {"key": key, "label": label, "name": name}
