"""Say aloud what the screen shows, for whoever cannot read it; silently nothing where that cannot be."""

import logging
import shutil
import subprocess
import threading
from typing import Protocol

log = logging.getLogger(__name__)

_PROGRAM = "espeak-ng"
_WORDS_A_MIN = "140"  # slower than its usual 175: for people who hear the kiosk's voice for the first time


class Speaker(Protocol):
    """can_speak: whether anything can be heard at all; without it the screen offers no sound."""

    can_speak: bool

    def say(self, text: str, voice: str) -> None:
        """Begin to say `text`, instead of whatever is being said, and return at once. voice: a language."""

    def hush(self) -> None:
        """Say no more."""

    def close(self) -> None:
        """Be silent for good."""


class SilentSpeaker:
    can_speak = False

    def say(self, text: str, voice: str) -> None:
        pass

    def hush(self) -> None:
        pass

    def close(self) -> None:
        pass


class ProgramSpeaker:
    """Speaks through a program such as espeak-ng, which gets the text on its standard input.

    A thread of its own starts the program, and ends it when something else is to be said. A program that
    fails (there is no sound card) is not tried again.
    """

    def __init__(self, program: str) -> None:
        self.can_speak = True
        self._program = program
        self._changed = threading.Condition()
        self._wanted: tuple[str, str] | None = None
        self._turn = 0  # of whoever wanted something last
        self._speaking: subprocess.Popen[str] | None = None
        self._is_busy = False
        self._closing = False
        self._thread = threading.Thread(target=self._serve, name="speaker", daemon=True)
        self._thread.start()

    def say(self, text: str, voice: str) -> None:
        self._want((text, voice))

    def hush(self) -> None:
        self._want(None)

    def wait(self, patience_s: float) -> bool:
        """Whether everything had been said within this time."""
        with self._changed:
            return self._changed.wait_for(lambda: self._wanted is None and not self._is_busy, patience_s)

    def close(self) -> None:
        with self._changed:
            self._closing = True
        self._want(None)
        self._thread.join()

    def _want(self, wanted: tuple[str, str] | None) -> None:
        with self._changed:
            self._wanted = wanted if self.can_speak else None
            self._turn += 1
            if self._speaking is not None:
                self._speaking.terminate()
            self._changed.notify_all()

    def _serve(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closing or self._wanted is not None)
                if self._closing or self._wanted is None:
                    return
                (text, voice), self._wanted = self._wanted, None
                turn = self._turn
                self._is_busy = True
            speaking = self._start(voice)
            if speaking is not None:
                self._listen_to(speaking, text, turn)
            with self._changed:
                self._is_busy = False
                self._changed.notify_all()

    def _listen_to(self, speaking: "subprocess.Popen[str]", text: str, turn: int) -> None:
        with self._changed:
            self._speaking = speaking
            if turn != self._turn:  # something else was wanted while it started
                speaking.terminate()
        _, complaint = speaking.communicate(text)
        with self._changed:
            self._speaking = None
        if speaking.returncode > 0:  # below 0 a signal ended it: ours
            self._give_up(complaint.strip() or f"it ended with {speaking.returncode}")

    def _start(self, voice: str) -> "subprocess.Popen[str] | None":
        try:
            return subprocess.Popen(  # noqa: S603  the text goes by standard input, never by the command line
                [self._program, "-v", voice, "-s", _WORDS_A_MIN, "--stdin"],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
        except OSError as error:
            self._give_up(str(error))
            return None

    def _give_up(self, why: str) -> None:
        self.can_speak = False
        with self._changed:
            self._wanted = None
        log.warning("nothing is read aloud from now on: %s: %s", self._program, why)


def open_speaker() -> Speaker:
    """espeak-ng where it is installed, else silence."""
    program = shutil.which(_PROGRAM)
    if program is None:
        log.warning("nothing is read aloud: %s is not installed", _PROGRAM)
        return SilentSpeaker()
    return ProgramSpeaker(program)
