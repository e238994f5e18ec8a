"""Start the demo's programs, wait until each says where it is, and stop them all."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from motcua.cli import CommandError

START_S = 30.0
STOP_S = 10.0


class Stopped(Exception):
    """Somebody asked for the end while a program was still starting."""


class Processes:
    """Programs that live and die together. Each writes to a log of its own in `log_dir`.

    stopping: set when all of it is to end; whoever waits for a program then gets Stopped.
    """

    def __init__(self, log_dir: Path, stopping: threading.Event) -> None:
        self._log_dir = log_dir
        self._stopping = stopping
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        log_dir.mkdir(parents=True, exist_ok=True)

    def start(
        self, name: str, arguments: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> None:
        """Run `motcua ARGUMENTS` as `name`."""
        with (self._log_dir / f"{name}.log").open("wb") as log:
            self._running[name] = subprocess.Popen(  # noqa: S603  our own command
                [sys.executable, "-m", "motcua", *arguments],
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(environment or {})},
                start_new_session=True,  # Ctrl+C reaches us alone, and we stop the others in order
            )

    def wait_for_line(self, name: str, mark: str) -> str:
        """The rest of the first line in the program's log that contains `mark`, once it is there."""
        log = self._log_dir / f"{name}.log"
        for _ in range(int(START_S / 0.05)):
            for line in log.read_text("utf-8", "replace").splitlines():
                if mark in line:
                    return line.partition(mark)[2].strip()
            if self._running[name].poll() is not None:
                break
            if self._stopping.wait(0.05):
                raise Stopped
        raise CommandError(f"{name} did not start:\n{self.tail(name)}")

    def ended(self) -> str | None:
        """The name of a program that has ended by itself, if one has."""
        return next((name for name, process in self._running.items() if process.poll() is not None), None)

    def tail(self, name: str) -> str:
        """The last lines the program wrote."""
        lines = (self._log_dir / f"{name}.log").read_text("utf-8", "replace").splitlines()
        return "\n".join(lines[-15:])

    def stop(self) -> None:
        """Stop them, the last started first; who does not listen is killed."""
        for process in reversed(self._running.values()):
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._running.clear()
