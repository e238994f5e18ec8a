"""The words on the screen: the same in both languages, all used, none in QML, all in the typeface."""

import json
import re
import unicodedata
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QRawFont

import assets
import ui
from kiosk.journey.enrolment import Consent, FaceOutcome
from kiosk.journey.errand import NoDossier, NoOpinion
from kiosk.journey.head_turn import Turn
from kiosk.journey.health import Part, Sight
from kiosk.journey.hint import Hint
from kiosk.journey.visit import Help, Misread, NoCheckIn, Notice, Paper, PinAnswer
from models.dossier import DossierState, NextStep, Stage
from models.hall import NoNumber
from models.opinion import Rating, Topic
from models.print_job import Reason, State
from models.procedures.procedure import OnlineLevel, PaperForm, TimeUnit
from tests.ui.stage import EN, VI
from ui.i18n import find_languages, read_words

UI = Path(ui.__file__).parent
QML_FILES = sorted(UI.rglob("*.qml"))
ENUM_KEYS = {
    *(f"hint.{hint}" for hint in Hint),
    *(f"turn.{turn}" for turn in Turn),
    *(f"notice.{notice}" for notice in Notice if notice is not Notice.NONE),
    *(f"ticket.{paper}" for paper in Paper if paper is not Paper.NONE),
    *(f"sheet.{paper}" for paper in Paper if paper is not Paper.NONE),
    *(f"sheet.{form}" for form in PaperForm if form is not PaperForm.ANY),
    *(f"sheet.{unit}" for unit in TimeUnit),
    *(f"sheet.online_{level}" for level in OnlineLevel),
    *(f"code.{why}" for why in NoCheckIn),
    *(f"code.{why}_about" for why in NoCheckIn),
    *(f"dossier.{state}" for state in DossierState),
    *(f"dossier.{why}" for why in NoDossier),
    *(f"dossier.{why}_about" for why in NoDossier),
    *(f"stage.{stage}" for stage in (*Stage, "passed", "now", "coming")),
    *(f"next.{step}" for step in NextStep),
    *(f"rate.{rating}" for rating in Rating),
    *(f"topic.{topic}" for topic in Topic),
    *(f"opinion.{why}" for why in NoOpinion),
    *(f"opinion.{why}_about" for why in NoOpinion),
    *(f"choose.{why}" for why in NoNumber),
    *(f"enrol.{consent}" for consent in Consent),
    *(f"face.{outcome}" for outcome in FaceOutcome if outcome is not FaceOutcome.NONE),
    *(
        f"face.{outcome}_about"
        for outcome in FaceOutcome
        if outcome not in (FaceOutcome.NONE, FaceOutcome.ERASING)
    ),
    *(f"card.{misread}" for misread in Misread if misread is not Misread.NONE),
    *(f"help.{called}" for called in Help if called is not Help.NONE),
    *(f"pin.{answer}" for answer in PinAnswer if answer is not PinAnswer.NONE),
    *(f"panel.print_{paper}" for paper in Paper),
    *(f"papers.{state}" for state in (State.QUEUED, State.FAILED, State.PARTIAL, State.UNKNOWN)),
    *(f"health.{part}" for part in Part),
    *(f"health.printer_{reason}" for reason in Reason),
    *(f"health.camera_{sight}" for sight in Sight),
}
VIETNAMESE = "ĂÂĐÊÔƠƯăâđêôơư" + "".join(
    unicodedata.normalize("NFC", vowel + tone) for vowel in "AĂÂEÊIOÔƠUƯYaăâeêioôơuưy" for tone in "̣̀́̉̃"
)


def _keys_in_sources() -> set[str]:
    sources = "\n".join(path.read_text("utf-8") for path in (*QML_FILES, *UI.rglob("*.py")))
    asked_for = {
        key for key in re.findall(r'"([a-z]+\.[a-z_]+)"', sources) if key.split(".")[0] in _families()
    }
    return asked_for - {"language.fallback", "language.note"}


def _families() -> set[str]:
    return {key.split(".")[0] for key in VI}


def test_the_complete_languages_have_the_same_keys() -> None:
    assert VI.keys() == EN.keys()


def test_a_partial_language_has_no_key_of_its_own_and_says_who_must_look_at_it() -> None:
    for code in find_languages():
        file = json.loads((UI / "i18n" / f"{code}.json").read_text("utf-8"))
        if "language.fallback" in file:
            assert file.keys() - {"language.fallback", "language.note"} <= VI.keys()
            assert file["language.note"]


def test_the_languages_are_the_files_there_are_the_usual_one_first() -> None:
    assert find_languages() == ("vi", "en", "tyz")


def test_every_key_that_is_asked_for_exists() -> None:
    assert _keys_in_sources() | ENUM_KEYS <= VI.keys()


def test_every_key_is_asked_for() -> None:
    assert VI.keys() <= _keys_in_sources() | ENUM_KEYS


def test_a_text_has_the_same_gaps_in_every_language() -> None:
    gaps = re.compile(r"\{\w+\}")
    for words in map(read_words, find_languages()):
        assert {key: gaps.findall(words[key]) for key in VI} == {key: gaps.findall(VI[key]) for key in VI}


@pytest.mark.parametrize("language", find_languages())
def test_words_are_written_with_composed_letters(language: str) -> None:
    words = read_words(language)
    assert words == {key: unicodedata.normalize("NFC", text) for key, text in words.items()}


@pytest.mark.parametrize("path", QML_FILES, ids=lambda path: path.name)
def test_no_word_is_written_into_qml(path: Path) -> None:
    said = re.compile(r'\b(text|words|title|about|name|description):\s*["`](?![^"`]*\$\{)[^"`]*\s[^"`]*["`]')
    assert not said.findall(path.read_text("utf-8"))


@pytest.mark.parametrize("weight", ["Regular", "Medium", "SemiBold", "Bold", "ExtraBold"])
def test_the_typeface_has_every_letter(weight: str, qapp: QGuiApplication) -> None:
    letters = {*VIETNAMESE, *"".join(text for code in find_languages() for text in read_words(code).values())}
    font = QRawFont(str(assets.font(weight)), 40)
    assert not [letter for letter in letters if not font.supportsCharacter(ord(letter))]
