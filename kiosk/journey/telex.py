"""Type Vietnamese letter by letter, in Telex or with keys that name the marks; pure.

Telex, which most Vietnamese typists know: `aa ee oo` give â ê ô, `aw ow uw` ă ơ ư and `w` alone ư, `dd` đ,
`s f r x j` the tones; `z` takes the tone away, and a mark typed once more was not meant. Whoever does not
know it touches ă, â, đ … and the tones. A word that cannot be Vietnamese stands as it was typed.

The tone of an open oa, oe, uy stands on the first vowel, as in the names of places: Hòa Bình (ADR-0015).
"""

import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

ACUTE, GRAVE, HOOK, TILDE, DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
TONES = frozenset({ACUTE, GRAVE, HOOK, TILDE, DOT})
"""The keys sắc, huyền, hỏi, ngã and nặng. Every other key is the sign it writes."""
LONGEST = 200

_TONE_OF = {"s": ACUTE, "f": GRAVE, "r": HOOK, "x": TILDE, "j": DOT}
_HATS = {"a": "â", "e": "ê", "o": "ô"}
_HORNS = {"a": "ă", "o": "ơ", "u": "ư"}
_PLAIN = str.maketrans("ăâêôơưĂÂÊÔƠƯ", "aaeoouAAEOOU")
_VOWELS = frozenset("aăâeêioôơuưy")
_STOPS = ("c", "ch", "k", "p", "t")
_STOP_TONES = frozenset({"", ACUTE, DOT})

# Longest first. Kr and the final k are of place names: Krông Búk, Đắk Lắk.
_INITIALS = (
    *("ngh", "ch", "gh", "gi", "kh", "kr", "ng", "nh", "ph", "qu", "th", "tr"),
    *("b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", ""),
)
_RIMES = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăk ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên ênh êp êt êu "
    "i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu "
    "o oc oi om on ong ooc oong op ot oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt "
    "oe oen oeo oet ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt "
    "u ua uc uk ui um un ung up ut uân uâng uât uây uê uêch uênh uêt uôc uôi uôm uôn uông uôt uơ "
    "uy uya uych uynh uyp uyt uyu uyên uyêt ư ưa ưc ưi ưm ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu "
    "y ych ynh yt yêm yên yêng yêt yêu"
)
# Foreign words of a service hall that Telex would make into Vietnamese ones nobody types in that order.
_FOREIGN = frozenset({"passport", "password", "post", "taxi", "test", "visa"})


def _begun(rime: str) -> set[str]:
    """Every beginning of `rime`, with any of its marks still to come."""
    ways, begun = {""}, set()
    for letter in rime:
        ways = {way + one for way in ways for one in {letter, letter.translate(_PLAIN)}}
        begun |= ways
    return begun


_BEGUN_RIMES = frozenset().union(*(_begun(rime) for rime in _RIMES.split()))
_BEGUN_INITIALS = frozenset(initial[:length] for initial in _INITIALS for length in range(len(initial) + 1))


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What somebody has typed. before: finished words, as they stand. keys: those of the word at the end.

    as_typed: no letter is a mark in that word: it was erased into one that Telex would read another way.
    """

    before: str = ""
    keys: str = ""
    as_typed: bool = False

    @property
    def text(self) -> str:
        return unicodedata.normalize("NFC", self.before + compose(self.keys, as_typed=self.as_typed))

    def __repr__(self) -> str:
        return f"Typed({len(self.before)} letters, {len(self.keys)} keys)"  # it may be a name, or a grievance


def press(typed: Typed, key: str) -> Typed:
    """With one key more: the sign it writes, or one of TONES. A key that changes nothing leaves no trace."""
    if key in TONES or _is_of_word(key):
        after = replace(typed, keys=typed.keys + key)
    else:
        after = Typed(before=typed.text + key)
    return typed if after.text == typed.text or len(after.text) > LONGEST else after


def erase(typed: Typed) -> Typed:
    """Without the last letter one sees, whatever marks it has. The word before it can be gone on with."""
    left = typed.text[:-1]
    start = next((at + 1 for at in range(len(left) - 1, -1, -1) if not _is_of_word(left[at])), 0)
    if start == len(left):
        return Typed(before=left)
    spelt = "".join(_spelt(letter) for letter in left[start:])
    ways = (
        replace(typed, keys=typed.keys[:-1]),
        Typed(before=left[:start], keys=spelt),
        Typed(before=left[:start], keys=spelt, as_typed=True),
    )
    return next((way for way in ways if way.text == left), Typed(before=left))


def _is_of_word(key: str) -> bool:
    return key.isalnum() or key == "@"


@lru_cache(maxsize=64)
def compose(keys: str, *, as_typed: bool = False) -> str:
    """The word that `keys` write. as_typed: letters stand for themselves, only TONES are marks.

    A digit ends the syllable; what has an @ is an address.
    """
    letters = "".join(key for key in keys if key not in TONES).lower()
    word = _Word(is_vietnamese=not as_typed and "@" not in letters and letters not in _FOREIGN)
    for key in keys:
        word = _with_key(word, key)
    return word.text


@dataclass(frozen=True, kw_only=True)
class _Word:
    """letters: without the tone. literal: what stands there when the word cannot be Vietnamese.

    from_w: the ư at the end was typed as a w alone.
    """

    letters: str = ""
    tone: str = ""
    literal: str = ""
    is_vietnamese: bool = True
    from_w: bool = False

    @property
    def text(self) -> str:
        return _toned(self.letters, self.tone) if self.is_vietnamese else self.literal


def _with_key(word: _Word, key: str) -> _Word:
    typed = replace(word, literal=_literally(word.literal, key))
    if not word.is_vietnamese:
        return typed
    if key.isdigit():
        return replace(word, is_vietnamese=False, literal=word.text + key)
    word = _by_telex(typed, key)
    return word if _is_begun(word) else replace(word, is_vietnamese=False)


def _by_telex(word: _Word, key: str) -> _Word:
    letters, low = word.letters, key.lower()
    tone = key if key in TONES else _TONE_OF.get(low)
    if tone is not None and _rime_of(letters.lower()):
        if tone != word.tone:
            return replace(word, tone=tone)
        return replace(word, tone="") if key in TONES else _taken_back(word, letters + key)
    if key in TONES:  # on nothing yet
        return word
    if low == "z" and word.tone:
        return replace(word, tone="")
    if low == "d" and letters.lower() == "d":
        return replace(word, letters=_like(letters, "đ"))
    if low == "d" and letters.lower() == "đ":
        return _taken_back(word, _like(letters, "d") + key)
    if low in _HATS:
        return _with_hat(word, key)
    if low == "w":
        return _with_horn(word, key)
    return _with_letter(word, key)


def _with_letter(word: _Word, key: str) -> _Word:
    letters = word.letters
    if letters.lower().endswith("uơ") and not letters.lower().startswith("q"):  # thuở, but thương
        letters = letters[:-2] + _like(letters[-2], "ư") + letters[-1]
    return replace(word, letters=letters + key, from_w=False)


def _with_hat(word: _Word, key: str) -> _Word:
    """aa, ee or oo, also with vowels between the two: tieue."""
    letters, hat = word.letters, _HATS[key.lower()]
    first, last = _vowels_at(letters)
    for at in range(last - 1, first - 1, -1) if last == len(letters) else ():
        if letters[at].lower() == hat:
            return _taken_back(word, _put(letters, at, key.lower()) + key)
        hatted = replace(word, letters=_put(letters, at, hat))
        if letters[at].lower().translate(_PLAIN) == key.lower() and _is_begun(hatted):
            return hatted
    return _with_letter(word, key)


def _with_horn(word: _Word, key: str) -> _Word:
    """aw, ow, uw, and uow as one; also at the end of the word: thuongw."""
    letters = word.letters
    first, last = _vowels_at(letters)
    if first == last:
        return replace(_with_letter(word, _like(key, "ư")), from_w=True)
    pair = letters.lower().translate(_PLAIN).find("uo", first, last)
    if pair >= 0:
        both = _put(letters, pair + 1, "ơ")
        ways = [both if pair + 2 == len(letters) else _put(both, pair, "ư")]
    else:
        horns = {at: _HORNS.get(letters[at].lower().translate(_PLAIN)) for at in range(first, last)}
        ways = [_put(letters, at, horn) for at, horn in horns.items() if horn]
    for way in ways:
        if way != letters and _is_begun(replace(word, letters=way)):
            return replace(word, letters=way)
    if word.from_w:
        return _taken_back(word, letters[:-1] + key)
    bare = "".join(one.translate(_PLAIN) if one.lower() in "ăơư" else one for one in letters)
    return _with_letter(word, key) if bare == letters else _taken_back(word, bare + key)


def _taken_back(word: _Word, letters: str) -> _Word:
    """A mark was typed once more: it is gone, and its key stands for itself."""
    return replace(word, letters=letters, tone="", literal=letters, from_w=False)


def _is_begun(word: _Word) -> bool:
    """Whether a Vietnamese syllable can begin like this, with marks of its vowels still to come."""
    rime = _rime_of(word.letters.lower())
    return rime is not None and (not rime.endswith(_STOPS) or word.tone in _STOP_TONES)


@lru_cache(maxsize=256)
def _rime_of(letters: str) -> str | None:
    """What follows the initial consonant; empty when nothing does yet, None when no syllable begins so."""
    for initial in _INITIALS:
        rime = letters.removeprefix(initial)
        if letters.startswith(initial) and rime in _BEGUN_RIMES and _goes_before(initial, rime[0]):
            return rime
    return "" if letters in _BEGUN_INITIALS else None


def _goes_before(initial: str, vowel: str) -> bool:
    if initial in ("c", "ng"):
        return vowel not in "eêiy"
    if initial == "g":
        return vowel not in "eêy"
    return initial not in ("gh", "ngh") or vowel in "eêi"


def _literally(text: str, key: str) -> str:
    """`key` as it stands; a tone goes on the last vowels, and off again when they have it."""
    if key not in TONES:
        return text + key
    bare = "".join(_toneless(letter) for letter in text)
    first, _ = _vowels_at(bare)
    toned = text[:first] + _toned(bare, key)[first:]
    return toned if toned != text else text[:first] + bare[first:]


def _toned(letters: str, tone: str) -> str:
    """The tone where it belongs in the last vowels."""
    first, last = _vowels_at(letters)
    if first == last:
        return letters
    vowels = letters[first:last].lower()
    hats = [at for at, vowel in enumerate(vowels) if vowel in "ăâêôơư"]
    if hats:
        at = hats[-1]
    elif last < len(letters):
        at = len(vowels) - 1
    else:
        at = (len(vowels) - 1) // 2
    at += first
    return letters[:at] + unicodedata.normalize("NFC", letters[at] + tone) + letters[at + 1 :]


def _vowels_at(letters: str) -> tuple[int, int]:
    """Where the last vowels begin and end, without the u of qu and the i of gia."""
    last = next((at + 1 for at in range(len(letters) - 1, -1, -1) if letters[at].lower() in _VOWELS), 0)
    first = next((at + 1 for at in range(last - 1, -1, -1) if letters[at].lower() not in _VOWELS), 0)
    if last - first > 1 and letters[:first][-1:].lower() + letters[first].lower() in ("qu", "gi"):
        first += 1
    return (first, last) if last else (len(letters), len(letters))


def _put(letters: str, at: int, letter: str) -> str:
    return letters[:at] + _like(letters[at], letter) + letters[at + 1 :]


def _like(model: str, letter: str) -> str:
    return letter.upper() if model.isupper() else letter


def _spelt(letter: str) -> str:
    """The keys of one letter: itself without its tone, and the tone."""
    return _toneless(letter) + "".join(mark for mark in unicodedata.normalize("NFD", letter) if mark in TONES)


def _toneless(letter: str) -> str:
    """`letter` without its tone, if it is one of ours; anything else is left alone."""
    bare = unicodedata.normalize(
        "NFC", "".join(mark for mark in unicodedata.normalize("NFD", letter) if mark not in TONES)
    )
    return bare if bare.lower() in _VOWELS else letter
