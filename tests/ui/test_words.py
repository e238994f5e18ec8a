"""The words on the screen: the same in both languages, all used, none in QML, all in the typeface."""

import re
import unicodedata
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QRawFont

import assets
import ui
from kiosk.hint import Hint
from kiosk.visit import NoCheckIn, Notice, Paper
from models.hall import NoNumber
from tests.ui.stage import EN, VI
from ui.i18n import Language, read_words

UI = Path(ui.__file__).parent
QML_FILES = sorted(UI.rglob("*.qml"))
ENUM_KEYS = {
    *(f"hint.{hint}" for hint in Hint),
    *(f"notice.{notice}" for notice in Notice if notice is not Notice.NONE),
    *(f"ticket.{paper}" for paper in Paper if paper is not Paper.NONE),
    *(f"code.{why}" for why in NoCheckIn),
    *(f"code.{why}_about" for why in NoCheckIn),
    *(f"choose.{why}" for why in NoNumber),
}
VIETNAMESE = "ĂÂĐÊÔƠƯăâđêôơư" + "".join(
    unicodedata.normalize("NFC", vowel + tone) for vowel in "AĂÂEÊIOÔƠUƯYaăâeêioôơuưy" for tone in "̣̀́̉̃"
)


def _keys_in_sources() -> set[str]:
    sources = "\n".join(path.read_text("utf-8") for path in (*QML_FILES, *UI.rglob("*.py")))
    return {key for key in re.findall(r'"([a-z]+\.[a-z_]+)"', sources) if key.split(".")[0] in _families()}


def _families() -> set[str]:
    return {key.split(".")[0] for key in VI}


def test_both_languages_have_the_same_keys() -> None:
    assert VI.keys() == EN.keys()


def test_every_key_that_is_asked_for_exists() -> None:
    assert _keys_in_sources() | ENUM_KEYS <= VI.keys()


def test_every_key_is_asked_for() -> None:
    assert VI.keys() <= _keys_in_sources() | ENUM_KEYS


def test_a_text_has_the_same_gaps_in_both_languages() -> None:
    gaps = re.compile(r"\{\w+\}")
    assert {key: gaps.findall(VI[key]) for key in VI} == {key: gaps.findall(EN[key]) for key in EN}


@pytest.mark.parametrize("language", Language)
def test_words_are_written_with_composed_letters(language: Language) -> None:
    words = read_words(language)
    assert words == {key: unicodedata.normalize("NFC", text) for key, text in words.items()}


@pytest.mark.parametrize("path", QML_FILES, ids=lambda path: path.name)
def test_no_word_is_written_into_qml(path: Path) -> None:
    said = re.compile(r'\b(text|words|title|about|name|description):\s*["`](?![^"`]*\$\{)[^"`]*\s[^"`]*["`]')
    assert not said.findall(path.read_text("utf-8"))


@pytest.mark.parametrize("weight", ["Regular", "Medium", "SemiBold", "Bold", "ExtraBold"])
def test_the_typeface_has_every_letter(weight: str, qapp: QGuiApplication) -> None:
    letters = {*VIETNAMESE, *"".join(VI.values()), *"".join(EN.values())}
    font = QRawFont(str(assets.font(weight)), 40)
    assert not [letter for letter in letters if not font.supportsCharacter(ord(letter))]
