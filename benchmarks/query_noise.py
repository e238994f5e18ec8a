"""Spoil queries as keyboards and hurried fingers do, the same way in every run."""

import random
import unicodedata

_TONE_KEYS = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_LEAST_LETTERS = 4  # a slip in a shorter word leaves nothing to tell it by, for people either


def tones_stripped(query: str) -> str:
    """Without any accent."""
    letters = unicodedata.normalize("NFD", query)
    return (
        "".join(one for one in letters if not unicodedata.combining(one)).replace("đ", "d").replace("Đ", "D")
    )


def telex_typed_out(query: str) -> str:
    """As Telex keys on a keyboard that is not set to Vietnamese."""
    return " ".join(map(_telex, query.split(" ")))


def one_slip_a_word(query: str, seed: int) -> str:
    """One letter of every word swapped with the next, left out, doubled, or hit on a neighbouring key."""
    rng = random.Random(f"{seed} {query}")
    return " ".join(_slip(word, rng) for word in query.split(" "))


def _telex(word: str) -> str:
    keys, tone = "", ""
    for letter in unicodedata.normalize("NFD", word.lower()):
        if letter in _TONE_KEYS:
            tone = _TONE_KEYS[letter]
        elif letter == _CIRCUMFLEX:
            keys += keys[-1]
        elif letter in (_BREVE, _HORN):
            keys += "w"
        else:
            keys += "dd" if letter == "đ" else letter
    return keys + tone


def _slip(word: str, rng: random.Random) -> str:
    if len(word) < _LEAST_LETTERS or not word.isalpha():
        return word
    place = rng.randrange(len(word))
    match rng.choice(("swap", "leave out", "double", "miss")):
        case "swap":
            place = min(place, len(word) - 2)
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        case "leave out":
            return word[:place] + word[place + 1 :]
        case "double":
            return word[:place] + word[place] + word[place:]
        case _:
            return word[:place] + rng.choice(_next_to(word[place])) + word[place + 1 :]


def _next_to(letter: str) -> str:
    """The keys around that of `letter`; itself where it has none."""
    bare = tones_stripped(letter).lower()
    for row, keys in enumerate(_ROWS):
        if (place := keys.find(bare)) >= 0:
            around = [
                (row, place - 1), (row, place + 1), (row - 1, place), (row - 1, place + 1),
                (row + 1, place - 1), (row + 1, place),
            ]  # fmt: skip
            near = [_ROWS[r][p] for r, p in around if 0 <= r < len(_ROWS) and 0 <= p < len(_ROWS[r])]
            return "".join(near)
    return letter
