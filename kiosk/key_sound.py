"""A soft tick when a key is touched; nothing at all where no sound can be made."""

import io
import logging
import math
import shutil
import struct
import subprocess
import tempfile
import threading
import wave
from pathlib import Path
from typing import Protocol

_PROGRAMS = (("pw-play",), ("paplay",), ("aplay", "-q"))
_RATE_HZ = 48_000
_TICK_S = 0.03
_PITCH_HZ = 1_150.0
_LOUDNESS = 0.25  # of what the loudspeaker gives: heard by who touches, not by who waits
_REST_S = 0.06  # keys that are touched faster share a tick
_PATIENCE_S = 2.0

log = logging.getLogger(__name__)


class KeySound(Protocol):
    def play(self) -> None:
        """Tick, now or not at all; returns at once."""

    def close(self) -> None:
        """Be silent for good."""


class Silence:
    def play(self) -> None:
        pass

    def close(self) -> None:
        pass


class ProgramKeySound:
    """Ticks through a program such as aplay, one tick at a time; those asked for meanwhile are left out.

    A program that fails (there is no sound card) is not tried again.
    """

    def __init__(self, command: tuple[str, ...], *, rest_s: float = _REST_S) -> None:
        self._command = command
        self._rest_s = rest_s
        self._changed = threading.Condition()
        self._is_wanted = False
        self._closing = False
        self._thread = threading.Thread(target=self._serve, name="key-sound", daemon=True)
        self._thread.start()

    def play(self) -> None:
        with self._changed:
            self._is_wanted = True
            self._changed.notify()

    def close(self) -> None:
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join()

    def _serve(self) -> None:
        with tempfile.NamedTemporaryFile(suffix=".wav") as file:
            file.write(tick_wav())
            file.flush()
            while self._is_asked() and self._tick(Path(file.name)):
                with self._changed:
                    self._changed.wait_for(lambda: self._closing, self._rest_s)
                    self._is_wanted = False

    def _is_asked(self) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._closing or self._is_wanted)
            return not self._closing

    def _tick(self, path: Path) -> bool:
        try:
            subprocess.run(  # noqa: S603  a program of this machine and a file of ours
                [*self._command, path], check=True, capture_output=True, timeout=_PATIENCE_S
            )
        except (OSError, subprocess.SubprocessError) as error:
            log.warning("keys make no sound from now on: %s", error)
            return False
        return True


def open_key_sound() -> KeySound:
    """Through the first program for sound that is installed, else silence."""
    for program, *options in _PROGRAMS:
        path = shutil.which(program)
        if path is not None:
            return ProgramKeySound((path, *options))
    log.warning("keys make no sound: no program for it is installed")
    return Silence()


def tick_wav() -> bytes:
    """The tick: a short wooden tap that dies away, drawn here so that no sound file has to be shipped."""
    samples = range(round(_RATE_HZ * _TICK_S))
    curve = (
        _LOUDNESS
        * min(1.0, at / 48)  # one millisecond to rise: a sudden start would crackle
        * math.exp(-at / (_RATE_HZ * 0.005))
        * (
            math.sin(math.tau * _PITCH_HZ * at / _RATE_HZ)
            + 0.4 * math.sin(math.tau * 2.4 * _PITCH_HZ * at / _RATE_HZ)
        )
        for at in samples
    )
    drawn = io.BytesIO()
    with wave.open(drawn, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE_HZ)
        file.writeframes(b"".join(struct.pack("<h", round(32_767 * value)) for value in curve))
    return drawn.getvalue()
