"""A morning in a hall of real processes, in which everybody writes down what they saw."""

import http.client
import json
import logging
import math
import random
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.history import Findings, Kind, Seen, judge
from benchmarks.queue_faults import record_of
from models.store.database import open_database
from models.store.hall_issuers import count_parked
from models.wire import MOST_ENTRIES_A_PAGE, WIRE_VERSION
from tests.faults.net import Net, network
from tests.faults.processes import CLOCKS_AGREE_S, PATIENCE_S, Kiosk, Server
from tests.helpers.halls import HALL, PASSWORD, PLAN, set_up_hall
from tests.helpers.kiosks import K1, K2, add_enrolled
from tests.helpers.servers import Client
from tests.helpers.waiting import wait_until

log = logging.getLogger(__name__)

BETWEEN_CITIZENS_S = (0.02, 0.12)
BETWEEN_CALLS_S = 0.03
AGAIN_S = 0.2


class NotAnswered(Exception):
    """A command was asked again and again, in vain."""


class Clerk:
    """Somebody at a counter who calls, over and over. What is not answered is asked again under its key.

    What each answer has entered into the hall's log is kept, for a hall that was put back (docs/protocol.md).
    """

    def __init__(self, address: str, number: int) -> None:
        self._name, self._number = f"s{number}", number
        self._client = Client(address)
        self._history: list[Seen] = []
        self._log: list[dict[str, Any]] = []
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._call_for_ever, name=self._name)
        self._gives_up = False
        self.idle_s = -math.inf  # when it last began to ask and nobody waited

    def open(self) -> None:
        self._client.log_in(self._name, PASSWORD)
        self._command("open")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def give_up(self) -> None:
        """Stop, whether the last command is answered or not."""
        self._gives_up = True
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join()

    @property
    def history(self) -> Sequence[Seen]:
        return list(self._history)

    def _call_for_ever(self) -> None:
        while not self._stopping.wait(BETWEEN_CALLS_S):
            began_s = time.monotonic()
            try:
                key, answer = self._command("next")
            except NotAnswered as error:
                log.error("%s", error)
                return
            number = None if answer["ticket"] is None else answer["ticket"]["number"]
            self._history.append(
                Seen(
                    client=self._name,
                    kind=Kind.NEXT,
                    key=key,
                    began_s=began_s,
                    ended_s=time.monotonic(),
                    number=number,
                )
            )
            self.idle_s = began_s if number is None else -math.inf

    def _command(self, name: str) -> tuple[str, dict[str, Any]]:
        key = f"{name}-{uuid.uuid4().hex}"
        deadline_s = time.monotonic() + PATIENCE_S
        while True:
            said: Any = "no answer"
            try:
                status, said = self._client.command(f"/api/counters/{self._number}/{name}", key=key)
                if status == 200:
                    self._log += said["log"]
                    return key, said
                if said["error"] == "hall_recovering":
                    self._hand_over()
                if said["error"] == "done_before_restore":
                    return key, self._look()
            except (OSError, ValueError, http.client.HTTPException) as error:
                said = error
            if self._gives_up or time.monotonic() > deadline_s:
                raise NotAnswered(f"{self._name}: {name}: {said}")
            time.sleep(AGAIN_S)

    def _hand_over(self) -> None:
        _, _, body = self._client.ask("GET", "/api/hall")
        epoch = json.loads(body)["epoch"]
        for first in range(0, len(self._log) + 1, MOST_ENTRIES_A_PAGE):
            self._client.command(
                f"/api/desk/hand-over?counters={self._number}",
                version=WIRE_VERSION,
                epoch=epoch,
                entries=self._log[first : first + MOST_ENTRIES_A_PAGE],
                is_all=first + MOST_ENTRIES_A_PAGE > len(self._log),
            )

    def _look(self) -> dict[str, Any]:
        _, _, body = self._client.ask("GET", f"/api/counters/{self._number}")
        view: dict[str, Any] = json.loads(body)
        return view


class Floor:
    """The hall, its kiosks and clerks. database_url: of the hall."""

    def __init__(
        self, net: Net, server: Server, kiosks: Sequence[Kiosk], database_url: str, chance: random.Random
    ) -> None:
        self.net, self.server, self.kiosks, self.database_url = net, server, kiosks, database_url
        self.chance = chance
        self.clerks = [Clerk(server.address, number) for number in (1, 3)]
        self._closed = threading.Event()
        self._crowds = [threading.Thread(target=self._come, args=(one,)) for one in kiosks]

    def open(self) -> None:
        for clerk in self.clerks:
            clerk.open()
            clerk.start()
        for crowd in self._crowds:
            crowd.start()
        self._await(lambda: all(one.numbers() for one in self.kiosks))

    def wait(self, seconds: float) -> None:
        """Let the morning go on."""
        time.sleep(seconds)

    def wait_for_the_hall(self) -> None:
        """Return when it has taken something of every kiosk."""
        before = [one.acked for one in self.kiosks]
        self._await(lambda: all(one.acked > had for one, had in zip(self.kiosks, before, strict=True)))

    def drain(self) -> None:
        """Nobody comes any more; return when everybody who came has been called."""
        self._closed.set()
        for crowd in self._crowds:
            crowd.join()
        self._await(lambda: all(one.is_all_at_the_hall() for one in self.kiosks))
        all_there_s = time.monotonic()
        self._await(lambda: all(one.idle_s > all_there_s for one in self.clerks))
        for clerk in self.clerks:
            clerk.stop()

    def end(self) -> None:
        """Whatever is still going on ends now."""
        self._closed.set()
        for clerk in self.clerks:
            clerk.give_up()

    def judge(self, clocks_agree_s: float = CLOCKS_AGREE_S) -> Findings:
        """What is wrong with what everybody saw, held against the hall's own record."""
        seen = [one for kiosk in self.kiosks for one in kiosk.seen(clocks_agree_s)]
        seen += [one for clerk in self.clerks for one in clerk.history]
        return judge(seen, record_of(self.database_url, HALL.id))

    def known(self) -> set[str]:
        """The numbers the hall has."""
        return {number for _, number in record_of(self.database_url, HALL.id)}

    def parked(self) -> int:
        with closing(open_database(self.database_url, "hall")) as database:
            return database.read(partial(count_parked, hall_id=HALL.id)).result()

    def _await(self, what: Callable[[], bool]) -> None:
        try:
            wait_until(what, timeout_s=PATIENCE_S)
        except AssertionError as error:
            said = [self.server.said(), *(one.said() for one in self.kiosks)]
            raise AssertionError("\n".join([str(error), *(one[-1500:] for one in said)])) from error

    def _come(self, kiosk: Kiosk) -> None:
        while not self._closed.wait(self.chance.uniform(*BETWEEN_CITIZENS_S)):
            kiosk.issue()


def midday() -> str:
    """A time zone in which midnight is far: with another day the numbers begin anew."""
    return f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"


PLAN_AT_MIDDAY = replace(PLAN, hall=replace(HALL, timezone=midday()))


@contextmanager
def open_floor(
    folder: Path, *, seed: int, kiosks: int = 2, environment: Mapping[str, str] | None = None
) -> Iterator[Floor]:
    """A hall where people come and are called. Prints its seed. environment: of the first kiosk.

    The hall's database is in `folder`/hall, each kiosk's in a directory of its name beside it.
    """
    print(f"seed {seed}")
    with ExitStack() as stack:
        net = stack.enter_context(network(kiosks))
        (folder / "hall").mkdir(exist_ok=True)
        database_url = f"sqlite:///{folder}/hall/hall.db"
        askers = [K1, K2][:kiosks]
        with closing(open_database(database_url, "hall")) as database:
            set_up_hall(database, plan=PLAN_AT_MIDDAY, password=PASSWORD)
            if kiosks == 2:
                database.write(lambda connection: add_enrolled(connection, HALL.id, "K2") and None).result()
        server = Server(net, folder, database_url)
        server.start()
        stack.callback(server.stop)
        machines = []
        for wire, asker in zip(net.wires, askers, strict=True):
            of_this = environment if asker == K1 else None
            kiosk = Kiosk(wire.space, folder / asker.issuer_id, asker, environment=of_this)
            kiosk.start(server.address)
            stack.callback(kiosk.stop)
            machines.append(kiosk)
        floor = Floor(net, server, machines, database_url, random.Random(seed))
        stack.callback(floor.end)
        floor.open()
        yield floor
