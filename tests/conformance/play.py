"""One kiosk program and the hall it is judged by."""

import json
import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, TypeVar

from tests.conformance.hall import CERT, Asked, Enrolment, ReferenceHall
from tests.conformance.listening import listening

HASTE = 100
CODE = "ABCDE-23456"
Told = dict[str, Any]
Found = TypeVar("Found")


class Broken(Exception):
    """A rule is; the message says how it was seen."""


class Play:
    """patience_s: how long anything is waited for that has to come."""

    def __init__(self, command: Sequence[str], folder: Path, hall: ReferenceHall, patience_s: float) -> None:
        self.hall = hall
        self.patience_s = patience_s
        self._command, self._folder = command, folder
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()

    # ---- the kiosk ----

    def start(self) -> None:
        state = self._folder / "state"
        state.mkdir(exist_ok=True)
        environment = {
            "MOTCUA_HALL_URL": self.hall.url,
            "MOTCUA_STATE": str(state),
            "MOTCUA_HASTE": str(HASTE),
        }
        with (self._folder / "errors").open("a") as errors:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                encoding="utf-8",
                env={**os.environ, **environment},
                start_new_session=True,
            )
        assert process.stdout is not None
        self._process, self._lines = process, queue.SimpleQueue()
        threading.Thread(target=_read, args=(process.stdout, self._lines), daemon=True).start()

    def kill(self) -> None:
        """As a switch at the wall would, but for the disk's own memory."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)  # the kiosk, not only what it was started by
            self._process.wait()
            with suppress(OSError):
                assert self._process.stdin is not None
                self._process.stdin.close()
            self._process = None

    def start_again(self) -> None:
        self.kill()
        self.start()

    def ask(self, verb: str, **told: str) -> None:
        """Tell the kiosk to do something, and do not wait for it."""
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps({"do": verb, **told}, ensure_ascii=False) + "\n")
            self._process.stdin.flush()
        except OSError as error:
            raise Broken(f"the kiosk has ended: {self._errors()}") from error

    def do(self, verb: str, within_s: float | None = None, **told: str) -> Told:
        """What the kiosk answers."""
        self.ask(verb, **told)
        within_s = within_s or self.patience_s
        try:
            line = self._lines.get(timeout=within_s)
        except queue.Empty:
            raise Broken(f"no answer to {verb} in {within_s:.0f} s") from None
        try:
            answer = json.loads(line)
        except ValueError:
            raise Broken(f"{line!r} is no answer to {verb}: {self._errors()}") from None
        if not isinstance(answer, dict):
            raise Broken(f"{line!r} is no answer to {verb}")
        return answer

    def enrol(self, code: str = CODE) -> Told:
        """Make the kiosk the next of the hall."""
        answer = self.do("enrol", code=code)
        if "error" in answer:
            raise Broken(f"it could not enrol: {answer['error']}")
        return answer

    def open(self) -> "Play":
        """Enrolled, at a hall that it has heard: the day begins."""
        self.start()
        self.enrol(self.hall.make_code(CODE, "K1"))
        self.settle()
        return self

    def settle(self) -> None:
        """Until the kiosk has made use of what the hall says now, and hears its events."""
        self.heartbeat(2)
        if self.hall.tells:
            self.wait(lambda: self.do("tell").get("online"), "the kiosk to hear the hall's events")

    def issue(
        self, service_id: str = CERT, priority: str | None = None, within_s: float | None = None
    ) -> Told:
        """A ticket."""
        told = {"service_id": service_id} | ({} if priority is None else {"priority": priority})
        answer = self.do("issue", within_s, **told)
        if not isinstance(answer.get("number"), str) or not isinstance(answer.get("public_id"), str):
            raise Broken(f"it gave no number: {answer}")
        return answer

    def refuses(self) -> None:
        """It comes to give no more numbers."""
        self.wait(
            lambda: self.do("issue", service_id=CERT).get("error") == "stopped", "it to stop giving numbers"
        )

    # ---- waiting ----

    def wait(self, found: Callable[[], Found], what: str) -> Found:
        """What `found` finds, as soon as it is anything."""
        deadline_s = time.monotonic() + self.patience_s
        while True:
            one = found()
            if one:
                return one
            if time.monotonic() > deadline_s:
                raise Broken(
                    f"waited {self.patience_s:.0f} s for {what}{self._refused()} {self._errors()}".strip()
                )
            with self.hall.changed:
                self.hall.changed.wait(0.02)

    def asked_for(self, path: str, since: int = 0, count: int = 1) -> list[Asked]:
        """At least so many requests to `path` that were answered, without the first `since` of all."""

        def found() -> list[Asked]:
            asked = [one for one in self.hall.asked[since:] if one.path == path and one.reply is not None]
            return asked if len(asked) >= count else []

        return self.wait(found, f"{count} requests for {path}")

    def pushes(self, since: int = 0, count: int = 1) -> list[Asked]:
        return self.asked_for("/api/kiosk/push", since, count)

    def heartbeat(self, count: int = 1) -> list[Asked]:
        """So many pushes that begin from now on. With the second, the answer to the first is taken in."""
        return self.pushes(self.mark(), count)

    def mark(self) -> int:
        """A place among the requests: those up to now."""
        with self.hall.lock:
            return len(self.hall.asked)

    @property
    def enrolment(self) -> Enrolment:
        return self.hall.enrolments[-1]

    def arrived(self, *tickets: Told) -> None:
        """Until the hall holds just these tickets, in this order."""
        wanted = [(one["number"], one["public_id"]) for one in tickets]

        def held() -> list[tuple[object, object]]:
            bodies = [
                entry.event.body for entry in self.enrolment.entries if entry.event.kind == "ticket_issued"
            ]
            return [(body.get("number"), body.get("public_id")) for body in bodies]

        self.wait(lambda: len(held()) >= len(wanted), f"{len(wanted)} tickets to arrive")
        if held() != wanted:
            raise Broken(f"{len(wanted)} tickets were given, and {held()} arrived")

    def _refused(self) -> str:
        """What the hall said last that was no answer to go on with."""
        with self.hall.lock:
            refused = [
                one for one in self.hall.asked if one.reply and one.reply.status not in (200, 404, None)
            ]
        if not refused or refused[-1].reply is None:
            return ""
        said = refused[-1].reply
        return (
            f"; the hall last refused {refused[-1].path}: {said.status} {said.body.decode(errors='replace')}"
        )

    def _errors(self) -> str:
        path = self._folder / "errors"
        return path.read_text(errors="replace")[-600:] if path.exists() else ""


@contextmanager
def playing(command: Sequence[str], folder: Path, patience_s: float) -> Iterator[Play]:
    """A hall, and a kiosk that is not started yet."""
    with listening(ReferenceHall()) as hall:
        play = Play(command, folder, hall, patience_s)
        try:
            yield play
        finally:
            play.kill()


def _read(stream: IO[str], lines: "queue.SimpleQueue[str]") -> None:
    with stream:
        for line in stream:
            lines.put(line)
    lines.put("")
