"""What is to be said reaches the program, what is not is cut short, and what cannot be is said in the log."""

import logging
import shutil
from pathlib import Path

import pytest

from kiosk.speaker import ProgramSpeaker, SilentSpeaker, open_speaker

PATIENCE_S = 10.0


def program(folder: Path, body: str) -> str:
    path = folder / "speak"
    path.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
    path.chmod(0o755)
    return str(path)


def heard(folder: Path) -> list[str]:
    return (folder / "heard").read_text("utf-8").splitlines() if (folder / "heard").exists() else []


def finish(speaker: ProgramSpeaker) -> None:
    """Wait until what is being said has been said."""
    assert speaker.wait(PATIENCE_S)


@pytest.fixture
def listening(tmp_path: Path) -> str:
    """A program that writes down what it is to say."""
    return program(tmp_path, f'(echo "$2: $(cat)") >>"{tmp_path}/heard"')


def test_a_text_is_said_with_its_voice_and_not_on_the_command_line(listening: str, tmp_path: Path) -> None:
    speaker = ProgramSpeaker(listening)
    speaker.say("Mời Ông/Bà chọn dịch vụ", "vi")
    finish(speaker)
    speaker.say("Please choose a service", "en")
    finish(speaker)
    speaker.close()
    assert heard(tmp_path) == ["vi: Mời Ông/Bà chọn dịch vụ", "en: Please choose a service"]


def test_the_next_text_cuts_the_one_before_short(tmp_path: Path) -> None:
    speaker = ProgramSpeaker(
        program(
            tmp_path, f'text=$(cat); [ "$text" = long ] && exec sleep 60; echo "$text" >>"{tmp_path}/heard"'
        )
    )
    speaker.say("long", "vi")
    speaker.say("short", "vi")
    finish(speaker)
    speaker.close()
    assert heard(tmp_path) == ["short"]
    assert speaker.can_speak


def test_closing_does_not_wait_for_the_end_of_a_long_text(tmp_path: Path) -> None:
    speaker = ProgramSpeaker(program(tmp_path, "exec sleep 60"))
    speaker.say("long", "vi")
    speaker.close()
    assert not speaker._thread.is_alive()


def test_without_a_sound_card_it_is_said_once_and_never_tried_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    speaker = ProgramSpeaker(
        program(
            tmp_path, f'cat >/dev/null; echo tried >>"{tmp_path}/heard"; echo "no sound card" >&2; exit 1'
        )
    )
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            speaker.say("text", "vi")
            finish(speaker)
    speaker.close()
    assert heard(tmp_path) == ["tried"]
    assert caplog.text.count("no sound card") == 1
    assert not speaker.can_speak


def test_a_program_that_went_away_is_said_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    speaker = ProgramSpeaker(str(tmp_path / "gone"))
    speaker.say("text", "vi")
    finish(speaker)
    speaker.close()
    assert "nothing is read aloud" in caplog.text


def test_a_kiosk_without_the_program_is_silent_and_says_so_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _program: None)
    speaker = open_speaker()
    speaker.say("text", "vi")
    speaker.hush()
    speaker.close()
    assert isinstance(speaker, SilentSpeaker)
    assert caplog.text.count("espeak-ng is not installed") == 1


def test_a_kiosk_with_the_program_speaks(monkeypatch: pytest.MonkeyPatch, listening: str) -> None:
    monkeypatch.setattr(shutil, "which", lambda _program: listening)
    speaker = open_speaker()
    assert speaker.can_speak
    speaker.close()
