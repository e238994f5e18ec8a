"""Check the spelling of everything a person reads on a screen, a page or a ticket.

Vietnamese words go through hunspell's Vietnamese dictionary, English ones through the English one.
Names and terms that are right all the same stand in `tools/spelling_accepted.txt`, one a line.
"""

import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ACCEPTED = set((ROOT / "tools/spelling_accepted.txt").read_text("utf-8").split())
DICTIONARY = {"vi": "vi_VN", "en": "en_GB"}
# Files whose name, or whose keys, say the language of each text.
BY_FILE_NAME = [*ROOT.glob("ui/i18n/*.json"), *ROOT.glob("queue_server/words/*.json")]
BY_KEY = [
    ROOT / "printers/words.json",
    ROOT / "models/data/demo_hall.json",
    ROOT / "models/data/playlist.json",
]
LETTERS = re.compile(r"[^\W\d_]+")
FIELD = re.compile(r"\{[^}]*\}")
ABBREVIATION = re.compile(r"[A-ZĐ]{2,5}")
# The dictionary sets the tone of an open oa, oe, uy on the last vowel (hoà); we set it on the first (hòa).
TONE_ON_FIRST = str.maketrans("òóỏõọùúủũụ", "ooooouuuuu")
TONE_ON_LAST = {
    first + last: first.translate(TONE_ON_FIRST) + moved
    for vowels in (("òóỏõọ", "a", "àáảãạ"), ("òóỏõọ", "e", "èéẻẽẹ"), ("ùúủũụ", "y", "ỳýỷỹỵ"))
    for first, last, moved in zip(vowels[0], vowels[1] * 5, vowels[2], strict=True)
}


def main() -> int:
    texts: dict[str, list[tuple[Path, str]]] = {language: [] for language in DICTIONARY}
    for path in BY_FILE_NAME:
        if path.stem not in DICTIONARY:
            continue  # there is none for the language
        texts[path.stem] += [(path, text) for text in _strings(json.loads(path.read_text("utf-8")))]
    for path in BY_KEY:
        for language, text in _by_key(json.loads(path.read_text("utf-8"))):
            texts[language].append((path, text))
    faults = [fault for language, found in texts.items() for fault in _misspelt(language, found)]
    print(*faults, sep="\n", end="\n" if faults else "")
    return 1 if faults else 0


def _misspelt(language: str, texts: list[tuple[Path, str]]) -> Iterator[str]:
    words: dict[str, Path] = {}
    for path, text in texts:
        if unicodedata.normalize("NFC", text) != text:
            yield f"{path.relative_to(ROOT)}: not NFC: {text}"
        for word in LETTERS.findall(FIELD.sub(" ", text)):
            if len(word) > 1 and not ABBREVIATION.fullmatch(word):
                words[_as_in_dictionary(word) if language == "vi" else word] = path
    checked = subprocess.run(
        ["hunspell", "-i", "utf-8", "-d", DICTIONARY[language], "-l"],
        input="\n".join(words),
        capture_output=True,
        text=True,
        check=True,
    )
    for word in sorted(set(checked.stdout.split()) - ACCEPTED):
        yield f"{words[word].relative_to(ROOT)}: misspelt ({language}): {word}"


def _as_in_dictionary(word: str) -> str:
    return word[:-2] + TONE_ON_LAST.get(word[-2:], word[-2:])


def _strings(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from _strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from _strings(value)


def _by_key(node: object, language: str | None = None) -> Iterator[tuple[str, str]]:
    if isinstance(node, str) and language:
        yield language, node
    elif isinstance(node, dict):
        for key, value in node.items():
            suffix = key.rpartition("_")[2]
            yield from _by_key(value, suffix if suffix in DICTIONARY else language)
    elif isinstance(node, list):
        for value in node:
            yield from _by_key(value, language)


if __name__ == "__main__":
    sys.exit(main())
