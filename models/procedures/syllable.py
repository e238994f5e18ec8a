"""Read one written Vietnamese syllable: without its accents, or as a keyboard without Vietnamese left it."""

import re
import unicodedata
from functools import lru_cache

_INITIALS = re.findall(r"\w+", "b c ch d g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x")
# Without accents. `oong` and `ooc` are left out: a keyboard leaves them where `ông` and `ốc` were meant.
_RHYMES = frozenset(
    re.findall(
        r"\w+",
        """a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu i ia ich iec iem ien
        ieng iep iet ieu im in inh ip it iu o oa oac oach oai oam oan oang oanh oat oay oc oe oen
        oeo oet oi om on ong op ot u ua uan uang uat uay uc ue uech uen uenh ui um un ung uo uoc
        uoi uom uon uong uop uot uou up ut uu uy uya uych uyen uyet uynh uyt uyu y yem yen yet yeu""",
    )
)
_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
_VNI_MARKS = {"6": ("aeo", _CIRCUMFLEX), "7": ("uo", _HORN), "8": ("a", _BREVE)}
_NOT_WRITTEN = re.compile(r"quu|k[aou]|c[eiy]|n?gh[aouy]|ng[eiy]|ge")
_HOI, _NGA = _TONES["r"], _TONES["x"]
_STROKE = "\u0335"
_TONE_MARKS = frozenset(_TONES.values())
_VOWELS = frozenset("aeiouy")
# Letters that sound alike to some speakers, the longest first: (written, sound).
_SOUNDS_FIRST = (
    ("ngh", "ng"), ("gh", "g"), ("tr", "ch"), ("ch", "ch"), ("gi", "d"), ("ph", "f"), ("kh", "kh"),
    ("qu", "w"),
    ("nh", "nh"), ("ng", "ng"), ("th", "th"), ("x", "s"), ("r", "d"), ("z", "d"), ("j", "d"), ("v", "d"),
    ("k", "c"), ("q", "c"), ("n", "l"), ("s", "s"), ("d", "d"), ("c", "c"), ("l", "l"), ("f", "f"),
)  # fmt: skip
_SOUNDS_LAST = (("ng", "n"), ("nh", "n"), ("ch", "t"), ("c", "t"), ("k", "t"))


@lru_cache(maxsize=16384)
def plain(text: str) -> str:
    """`text` as `spelling` writes it, without any accent: đ is d."""
    return "".join(letter for letter in spelling(text) if not unicodedata.combining(letter))


@lru_cache(maxsize=16384)
def spelling(word: str) -> str:
    """`word` in the one way it is compared: the tone behind the letters, i for a y that alone is the vowel.

    So hòa is hoà, and ký is kí.
    """
    letters = unicodedata.normalize("NFD", word.lower().replace("đ", "d" + _STROKE))
    tone = "".join(letter for letter in letters if letter in _TONE_MARKS)
    rest = "".join(letter for letter in letters if letter not in _TONE_MARKS)
    if len(rest) > 1 and rest[-1] == "y" and rest[-2].isalpha() and rest[-2] not in _VOWELS:
        rest = rest[:-1] + "i"
    return rest + tone


def may_be_meant(typed: str, word: str) -> bool:
    """Whether `typed` is `word` with its tone left out, or with hỏi for ngã, which many write alike.

    Both as `spelling` writes them.
    """
    if typed[-1:] not in _TONE_MARKS:
        return typed == "".join(letter for letter in word if letter not in _TONE_MARKS)
    return typed.replace(_NGA, _HOI) == word.replace(_NGA, _HOI)


@lru_cache(maxsize=8192)
def marks_of(word: str) -> frozenset[str]:
    """The accents of `word`, wherever they stand."""
    return frozenset(letter for letter in spelling(word) if unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    """The syllables, words and numbers of `text`, in lower case, composed."""
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text.lower()))


@lru_cache(maxsize=8192)
def is_syllable(bare: str) -> bool:
    """Whether `bare`, written without accents, can be a Vietnamese syllable."""
    if bare in _RHYMES:
        return True
    return _NOT_WRITTEN.match(bare) is None and any(
        bare.startswith(first) and bare[len(first) :] in _RHYMES for first in _INITIALS
    )


@lru_cache(maxsize=8192)
def mended(word: str) -> str | None:
    """What was meant by `word` if the Telex or VNI keys were left standing in it; None where none were."""
    if not word.isascii() or len(word) > 12:
        return None
    meant = typed(word)
    if meant is None or meant == word or not is_syllable(plain(meant)):
        return None
    return spelling(meant)


def typed(word: str) -> str | None:
    """`word` as an input method would have written it, key by key."""
    letters: list[str] = []
    tone = ""
    by_digit = any(key.isdigit() for key in word)
    if word.isdigit() or (by_digit and not word[0].isalpha()):
        return None
    for key in word:
        base = "".join(letter[0] for letter in letters)
        has_vowel = any(letter in _VOWELS for letter in base)
        if by_digit:
            if key in _VNI_TONES and has_vowel:
                tone = _VNI_TONES[key]
            elif key in _VNI_MARKS and _mark(letters, *_VNI_MARKS[key]):
                continue
            elif key == "9" and letters and letters[0] == "d":
                letters[0] = "d" + _STROKE
            elif key.isdigit():
                return None
            else:
                letters.append(key)
        elif key in _TONES and has_vowel:
            tone = _TONES[key]
        elif key == "w":
            if not (_mark(letters, "uo", _HORN) or _mark(letters, "a", _BREVE)):
                letters.append("u" + _HORN)
        elif key == "d" and base.startswith("d") and letters[0] == "d":
            letters[0] = "d" + _STROKE
        elif key in "aeo" and key in base and _mark(letters, key, _CIRCUMFLEX):
            continue
        else:
            letters.append(key)
    return "".join(letters) + tone


def _mark(letters: list[str], wanted: str, mark: str) -> bool:
    """Put `mark` on the last of the `wanted` letters, on both of `uo`; whether there was one without."""
    for place in range(len(letters) - 1, -1, -1):
        if letters[place] in wanted:
            letters[place] += mark
            if mark == _HORN and place and letters[place][0] == "o" and letters[place - 1] == "u":
                letters[place - 1] += mark
            return True
    return False


@lru_cache(maxsize=8192)
def sound(bare: str) -> str:
    """A key that syllables share which are easily mistaken for each other in speech: sinh and xinh."""
    first = next(((written, key) for written, key in _SOUNDS_FIRST if bare.startswith(written)), ("", ""))
    rest = bare[len(first[0]) :].replace("y", "i")
    last = next(((written, key) for written, key in _SOUNDS_LAST if rest.endswith(written)), ("", ""))
    if last[0]:
        rest = rest[: -len(last[0])] + last[1]
    return f"{first[1]}|{rest}"
