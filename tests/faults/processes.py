"""The hall's server and its kiosks as processes, each in a network of its own, and what they say."""

import contextlib
import json
import os
import queue
import re
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from benchmarks.history import Kind, Seen
from kiosk.identity import save_identity
from models.signing import Asker
from tests.faults.net import Net
from tests.helpers.kiosks import identity_of
from tests.helpers.waiting import wait_until

ROOT = Path(__file__).parents[2]
PATIENCE_S = 120.0
# Of two kiosks, as far as their lines let them hear the time; nobody is sure of less.
CLOCKS_AGREE_S = 0.5
CLOCKS_AGREE_BY_A_BAD_LINE_S = 2.5
_URL = re.compile(r"The hall is open at (http://\S+:(\d+))")


class Server:
    """`motcua server` of the hall in `database`, in the hall's network. address: from its first start on."""

    def __init__(self, net: Net, folder: Path, database: str) -> None:
        self._net, self._config, self._database, self._port = net, folder / "server.toml", database, 0
        self._log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None
        self.address = ""

    def start(self) -> None:
        """Return when it accepts connections."""
        self._config.write_text(
            f'database = "{self._database}"\nhost = "{self._net.address}"\nport = {self._port}\n'
        )
        begin = self._log.stat().st_size if self._log.exists() else 0
        self._process = run_in(
            self._net.space, ["-m", "motcua", "server", "--config", str(self._config)], self._log
        )
        found = None
        for _ in range(int(PATIENCE_S / 0.05)):
            if (found := _URL.search(self._log.read_bytes()[begin:].decode())) is not None:
                break
            if self._process.poll() is not None:
                raise RuntimeError(f"the server ended: {self.said()}")
            time.sleep(0.05)
        if found is None:
            raise RuntimeError(f"the server did not start: {self.said()}")
        self.address, self._port = found[1], int(found[2])

    def kill(self) -> None:
        """SIGKILL: nothing says goodbye."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                self.kill()

    def said(self) -> str:
        """Its log so far."""
        return self._log.read_text()


class Kiosk:
    """A kiosk as a process. `seen`: each number it gave, over when it was known to be at the hall."""

    def __init__(
        self, space: str, folder: Path, asker: Asker, *, environment: Mapping[str, str] | None = None
    ) -> None:
        self._space, self._folder, self._name = space, folder, asker.issuer_id
        self._environment = dict(environment or {})
        self._answers: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
        self._process: subprocess.Popen[bytes] | None = None
        self._listener = threading.Thread()
        self._lock = threading.Lock()
        self._began: dict[int, tuple[str, float]] = {}  # by entry: the number, and when it was asked for
        self._acked: list[tuple[float, int]] = []
        self.given_s: dict[str, float] = {}  # when it told each number, by the clock of this process
        self._asked_s: float | None = None
        self._unanswered_s: float | None = None  # when the process that was killed was asked for the last
        self.clock_ahead_s = 0.0  # of the machine, as it was when it gave the last number
        self.acked = 0
        self.refused: list[str] = []
        folder.mkdir(parents=True, exist_ok=True)
        save_identity(folder / "kiosk.key", identity_of(asker))

    def start(self, server_url: str, module: str = "tests.faults.kiosk_driver") -> None:
        config = self._folder / "kiosk.toml"
        config.write_text(
            f'server_url = "{server_url}"\nkey = "{self._folder}/kiosk.key"\n'
            f'database = "sqlite:///{self.database}"\n'
        )
        self._process = run_in(
            self._space,
            ["-m", module, str(config)],
            self._folder / "kiosk.log",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            environment=self._environment,
        )
        self._listener = threading.Thread(target=self._listen, args=(self._process.stdout,))
        self._listener.start()

    @property
    def database(self) -> Path:
        return self._folder / "kiosk.db"

    def issue(self, service_id: str = "a") -> str | None:
        """Ask for a number, and wait for it; None: it was refused, or the kiosk is gone."""
        process = self._process
        if process is None or process.stdin is None:
            return None
        while not self._answers.empty():  # of a kiosk that was killed
            self._answers.get()
        self._asked_s = time.monotonic()
        try:
            process.stdin.write(f"{service_id}\n".encode())
            process.stdin.flush()
        except (OSError, ValueError):  # it is gone, or its input is closed already
            return None
        while True:
            try:
                what, value = self._answers.get(timeout=PATIENCE_S)
            except queue.Empty:
                raise RuntimeError(f"{self._name} does not answer: {self.said()}") from None
            self._asked_s = None
            return value if what == "given" else None

    def kill(self) -> None:
        """SIGKILL: nothing says goodbye."""
        if self._process is not None:
            self._process.kill()
        self._end()

    def wait_for_more(self, count: int = 2) -> None:
        """Return when it has given so many numbers more."""
        before = len(self.given_s)
        wait_until(lambda: len(self.given_s) >= before + count, timeout_s=PATIENCE_S)

    def stop(self) -> None:
        """The end of its input tells it to."""
        if self._process is not None and self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
            try:
                self._process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._end()

    def _end(self) -> None:
        if self._process is None or self._process.stdin is None or self._process.stdout is None:
            return
        self._process.wait()
        self._listener.join()
        self._process.stdout.close()
        with contextlib.suppress(OSError):  # what it has not read any more
            self._process.stdin.close()
        self._process = None

    def is_dead(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def is_all_at_the_hall(self) -> bool:
        """Whether the hall holds every number this kiosk has given, as far as it was told."""
        with self._lock:
            return self.acked >= max(self._began, default=0)

    def numbers(self) -> list[str]:
        """Each number it has told, or was found on its disk."""
        with self._lock:
            return [number for number, _ in self._began.values()]

    def unconfirmed(self) -> set[str]:
        """The numbers of which it does not know whether the hall has them."""
        with self._lock:
            return {number for seq, (number, _) in self._began.items() if seq > self.acked}

    def seen(self, clocks_agree_s: float) -> list[Seen]:
        """What its citizens saw; a number waits for certain once the hall has confirmed it."""
        with self._lock:
            return [
                Seen(
                    client=self._name,
                    kind=Kind.ISSUE,
                    key=f"{self._name}-{seq}",
                    began_s=began_s - clocks_agree_s,
                    ended_s=min((at_s for at_s, acked in self._acked if acked >= seq), default=None),
                    number=number,
                )
                for seq, (number, began_s) in self._began.items()
            ]

    def said(self) -> str:
        return (self._folder / "kiosk.log").read_text()

    def _listen(self, output: IO[bytes] | None) -> None:
        for line in output or ():
            ((what, value),) = json.loads(line).items()
            with self._lock:
                if what == "acked":
                    self.acked = value
                    self._acked.append((time.monotonic(), value))
                elif what == "given":
                    self._began[value[1]] = (value[0], self._asked_s or time.monotonic())
                    self.given_s[value[0]] = time.monotonic()
                    self.clock_ahead_s = value[2] - time.time()
                elif what == "written":
                    # Given, and the kiosk was killed before it could say so.
                    for number, seq in value:
                        self._began.setdefault(seq, (number, self._unanswered_s or time.monotonic()))
                    self._unanswered_s = None
                elif what == "refused":
                    self.refused.append(value)
            if what == "given":
                self._answers.put((what, value[0]))
            elif what == "refused":
                self._answers.put((what, value))
        self._unanswered_s = self._unanswered_s or self._asked_s  # before the crowd asks the next process
        self._answers.put(("gone", ""))


def run_in(
    space: str,
    arguments: Sequence[str],
    log: Path,
    *,
    stdin: int = subprocess.DEVNULL,
    stdout: int = subprocess.DEVNULL,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Python with `arguments` in that network, one process. What it says of trouble is added to `log`."""
    with log.open("ab") as complaints:
        return subprocess.Popen(
            ["ip", "netns", "exec", space, sys.executable, *arguments],
            stdin=stdin,
            stdout=stdout,
            stderr=complaints,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
        )
