"""A key ticks where it can, never makes anybody wait, and a kiosk without sound is a kiosk."""

import io
import logging
import os
import struct
import threading
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.key_sound import ProgramKeySound, Silence, open_key_sound, tick_wav

WAIT_S = 10.0


def threads_for_sound() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "key-sound"]


class Player:
    """A program for sound that writes a byte into a pipe for each tick and ends when it is let go on."""

    def __init__(self, folder: Path, *, ends_with: int = 0) -> None:
        self.heard, self.go_on = folder / "heard", folder / "go-on"
        for pipe in (self.heard, self.go_on):
            os.mkfifo(pipe)
        self.path = folder / "aplay"
        self.path.write_text(
            f'#!/bin/sh\nfor file; do :; done\nhead -c 4 "$file" >"{self.heard}"\nread word <"{self.go_on}"\n'
            f"exit {ends_with}\n"
        )
        self.path.chmod(0o700)

    def hear(self) -> bytes:
        return self.heard.read_bytes()

    def end(self) -> None:
        self.go_on.write_text("on\n")


@pytest.fixture
def player(tmp_path: Path) -> Player:
    return Player(tmp_path)


@pytest.fixture
def sound(player: Player) -> Iterator[ProgramKeySound]:
    sound = ProgramKeySound((str(player.path), "-q"), rest_s=0.0)
    yield sound
    sound.close()


def test_a_tick_is_a_sound_file_the_program_plays(sound: ProgramKeySound, player: Player) -> None:
    sound.play()
    assert player.hear() == b"RIFF"
    player.end()


def test_ticks_asked_for_while_one_is_heard_are_left_out(sound: ProgramKeySound, player: Player) -> None:
    sound.play()
    player.hear()
    for _ in range(100):
        sound.play()  # returns although the program has not ended
    player.end()
    sound.close()
    assert not threads_for_sound()


def test_a_program_that_fails_is_not_tried_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    player = Player(tmp_path, ends_with=1)
    sound = ProgramKeySound((str(player.path),))
    sound.play()
    player.hear()
    player.end()
    for thread in threads_for_sound():
        thread.join(WAIT_S)
    sound.play()
    sound.close()
    assert "no sound from now on" in caplog.text


def test_a_program_that_cannot_be_started_is_silence(tmp_path: Path) -> None:
    sound = ProgramKeySound((str(tmp_path / "none"),))
    sound.play()
    for thread in threads_for_sound():
        thread.join(WAIT_S)
    sound.close()


def test_a_machine_without_programs_for_sound_is_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    sound = open_key_sound()
    assert isinstance(sound, Silence)
    sound.play()
    sound.close()


def test_an_installed_program_is_found(player: Player, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(player.path.parent))
    sound = open_key_sound()
    assert isinstance(sound, ProgramKeySound)
    sound.close()


def test_the_tick_is_short_soft_and_ends_in_silence() -> None:
    with wave.open(io.BytesIO(tick_wav())) as file:
        values = [value for (value,) in struct.iter_unpack("<h", file.readframes(file.getnframes()))]
        assert 0.01 < len(values) / file.getframerate() < 0.05
    assert 3_000 < max(map(abs, values)) < 32_767 / 2
    assert values[0] == 0
    assert max(map(abs, values[-48:])) < 100
