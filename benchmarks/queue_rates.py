"""How fast a hall issues, calls and shows over HTTP, on SQLite and on PostgreSQL, every commit flushed.

Real servers in processes of their own; the clients share the machine with them. Two fresh halls for each:
in one 200 wait, and four a second are called before displays; in the other 2,000 wait, everybody issues,
and then everybody calls, as fast as answers come, three times. The middle run is held to the floors, the
slowest stands beside it. The peer of each rate is what this machine can make durable in the same run when
it commits one by one: fdatasync for SQLite, commits of one row for PostgreSQL. The open queue systems
cannot run here; studied on a machine like this one, FQM issued 26 to 31 tickets a second and called 30 to
40, with numbers given twice. A note, not a ratio of this run.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg

from benchmarks.figure import figure
from benchmarks.hall_client import Client, Display
from benchmarks.hall_process import HALL, HallProcess, set_up
from benchmarks.postgres import postgres
from models.event_log import first_break
from models.store.database import open_database
from models.store.hall_log import feed_seq, read_all
from models.ticket import EventKind

ISSUERS, OPERATORS = 10, 50
DISPLAYS, MOST_DISPLAYS = 200, 1000
SHOWN_CALLS, BETWEEN_CALLS_S = 120, 0.25
MOST_SHOWN_CALLS = 40  # before a thousand displays, of which nothing is promised
RUNS, LOAD_S = 3, 4.0
HALL_WAITS = 200  # SHOWN_CALLS and MOST_SHOWN_CALLS of them are called
LOAD_WAITS = 2000  # with those issued under load, more than can be called in LOAD_S
FLUSHED_BYTES = 4096
CEILING_S = 2.0


@dataclass(frozen=True, kw_only=True)
class Load:
    """What a number of clients saw: how long each command took, and for how long they all went on."""

    latencies_s: list[float]
    lasted_s: float

    @property
    def per_s(self) -> float:
        return len(self.latencies_s) / self.lasted_s

    @property
    def p99_ms(self) -> float:
        return _p99_ms(self.latencies_s)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """last_s: from sending a call until the last display has it. lost: calls that some display has not."""

    last_s: list[float]
    lost: int


def main() -> int:
    build = Path(__file__).parents[1] / "build"  # on the disk that is measured, which /tmp may not be
    build.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=build) as scratch:
        Path(scratch).chmod(0o755)  # PostgreSQL runs under a user of its own
        ceiling = _flushes_per_s(Path(scratch))
        kept = [_measure("SQLite", lambda name: f"sqlite:///{scratch}/{name}.db", 1, ceiling)]
        with postgres(Path(scratch) / "pg") as new_database:
            ceiling = _commits_per_s(new_database("ceiling"))
            for workers in (1, 4):
                where = f"PostgreSQL, {workers} worker{'s' * (workers > 1)}"
                kept.append(_measure(where, new_database, workers, ceiling))
    return 0 if all(kept) else 1


def _measure(where: str, new_url: Callable[[str], str], workers: int, ceiling_per_s: float) -> bool:
    """Print every figure of one database. The floors are the promises of the architecture."""
    shown_url, loaded_url = new_url(f"shown_{workers}"), new_url(f"loaded_{workers}")
    token = set_up(shown_url, operators=1, waiting=HALL_WAITS)[0]
    with HallProcess(shown_url, workers=workers) as server:
        few, many = asyncio.run(_use_displays(server.address, token, shown_url))
    tokens = set_up(loaded_url, operators=OPERATORS, waiting=LOAD_WAITS)
    with HallProcess(loaded_url, workers=workers) as server:
        issued, called = asyncio.run(_use_counters(server.address, tokens))
    called_twice, given_twice = map(sum, zip(_doubles(shown_url), _doubles(loaded_url), strict=True))
    kept = [
        *_rates(f"{where}: issue, {ISSUERS} clients", issued, ceiling_per_s, p99_at_most_ms=100),
        *_rates(f"{where}: call next, {OPERATORS} operators", called, ceiling_per_s, p99_at_most_ms=250),
        figure(
            f"{where}: call to the last of {DISPLAYS} displays p99", _p99_ms(few.last_s), "ms", at_most=300
        ),
        figure(f"{where}: calls lost on {DISPLAYS} displays", few.lost, "calls", at_most=0),
        figure(f"{where}: call to the last of {MOST_DISPLAYS} displays p99", _p99_ms(many.last_s), "ms"),
        figure(f"{where}: calls lost on {MOST_DISPLAYS} displays", many.lost, "calls", at_most=0),
        figure(f"{where}: tickets called twice", called_twice, "tickets", at_most=0),
        figure(f"{where}: numbers given twice", given_twice, "numbers", at_most=0),
    ]
    return all(kept)


def _rates(name: str, runs: Sequence[Load], ceiling_per_s: float, *, p99_at_most_ms: float) -> list[bool]:
    """The rate of the middle run and the 99th percentile of all, and of the slowest run, not promised."""
    in_order = sorted(runs, key=lambda run: run.per_s)
    middle, slowest = in_order[len(runs) // 2], in_order[0]
    p99_ms = _p99_ms([latency_s for run in runs for latency_s in run.latencies_s])
    return [
        figure(name, middle.per_s, "1/s", peer=ceiling_per_s, at_least=300),
        figure(f"{name}, p99 of all {len(runs)} runs", p99_ms, "ms", at_most=p99_at_most_ms),
        figure(f"{name}, slowest of {len(runs)} runs", slowest.per_s, "1/s"),
        figure(f"{name}, slowest of {len(runs)} runs, p99", slowest.p99_ms, "ms"),
    ]


async def _use_displays(url: str, token: str, database_url: str) -> tuple[Shown, Shown]:
    operator = await Client.connect(url, token)
    few = await _show(url, operator, DISPLAYS, SHOWN_CALLS, database_url)
    many = await _show(url, operator, MOST_DISPLAYS, MOST_SHOWN_CALLS, database_url)
    operator.close()
    return few, many


async def _use_counters(url: str, tokens: Sequence[str]) -> tuple[list[Load], list[Load]]:
    """Everybody issues, then everybody calls, RUNS times."""
    clients = [await Client.connect(url, token) for token in tokens]
    issued, called = [], []
    for run in range(RUNS):

        async def issue(client: Client, _index: int, turn: int, run: int = run) -> None:
            await client.command("/api/tickets", key=f"issue-{run}-{turn:06d}", service_ids=["a"])

        async def call_next(client: Client, index: int, turn: int, run: int = run) -> None:
            answer = await client.command(f"/api/counters/{index + 1}/next", key=f"call-{run}-{turn:07d}")
            if answer["ticket"] is None:
                raise SystemExit("nobody waits any more: raise LOAD_WAITS")

        issued.append(await _load(clients[:ISSUERS], issue))
        called.append(await _load(clients, call_next))
    for client in clients:
        client.close()
    return issued, called


async def _load(clients: Sequence[Client], deed: Callable[[Client, int, int], Awaitable[None]]) -> Load:
    """All `clients` at it for LOAD_S, each as soon as it has its answer."""
    began = time.perf_counter()
    latencies_s: list[float] = []

    async def go_on(client: Client, index: int) -> None:
        turn = 0
        while (sent := time.perf_counter()) - began < LOAD_S:
            await deed(client, index, turn)
            latencies_s.append(time.perf_counter() - sent)
            turn += 1

    await asyncio.gather(*(go_on(client, index) for index, client in enumerate(clients)))
    return Load(latencies_s=latencies_s, lasted_s=time.perf_counter() - began)


async def _show(url: str, operator: Client, displays: int, calls: int, database_url: str) -> Shown:
    """Call that many citizens before that many displays."""
    loop = asyncio.get_running_loop()
    with closing(open_database(database_url, "hall")) as database:
        after = database.read(lambda connection: feed_seq(connection, HALL.id)).result()
    watching = await asyncio.gather(*(Display.connect(url, after) for _ in range(displays)))
    sent_at: dict[str, float] = {}
    for turn in range(calls):
        sent = loop.time()
        answer = await operator.command("/api/counters/1/next", key=f"shown-{displays}-{turn:06d}")
        sent_at[answer["ticket"]["number"]] = sent
        await asyncio.sleep(BETWEEN_CALLS_S)
    deadline = loop.time() + 5
    while any(len(display.heard) < len(sent_at) for display in watching) and loop.time() < deadline:
        await asyncio.sleep(0.01)
    in_order = list(sent_at)
    last_at: dict[str, float] = {}
    lost = 0
    for display in watching:
        if [number for _, number, _ in display.heard] != in_order:  # each once, in order
            lost += 1 + len(set(in_order) - {number for _, number, _ in display.heard})
        for _, number, at in display.heard:
            last_at[number] = max(at, last_at.get(number, 0.0))
        display.close()
    return Shown(last_s=[last_at[number] - sent for number, sent in sent_at.items()], lost=lost)


def _p99_ms(values_s: Sequence[float]) -> float:
    # inclusive: the other method goes on beyond the greatest of few values
    return statistics.quantiles(values_s, n=100, method="inclusive")[98] * 1000


def _flushes_per_s(folder: Path) -> float:
    """How many small appends this disk makes durable one after the other."""
    block = os.urandom(FLUSHED_BYTES)
    with (folder / "flushed").open("wb", buffering=0) as file:

        def flush() -> None:
            file.write(block)
            os.fdatasync(file.fileno())

        return _per_s(flush)


def _commits_per_s(url: str) -> float:
    """How many single rows this PostgreSQL commits one after the other."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE row (n bigint)")
        return _per_s(lambda: connection.execute("INSERT INTO row VALUES (1)"))


def _per_s(deed: Callable[[], object]) -> float:
    began, count = time.perf_counter(), 0
    while time.perf_counter() - began < CEILING_S:
        deed()
        count += 1
    return count / (time.perf_counter() - began)


def _doubles(url: str) -> tuple[int, int]:
    """Tickets called twice and numbers given twice, from the record, which must be whole."""
    with closing(open_database(url, "hall")) as database:
        entries = database.read(lambda connection: list(read_all(connection, HALL.id))).result()
    if first_break(entries) is not None:
        raise SystemExit("the record is not whole")
    events = [entry.event for entry in entries]
    calls = Counter(event.ticket_id for event in events if event.kind == EventKind.TICKET_CALLED)
    numbers = Counter(event.body["number"] for event in events if event.kind == EventKind.TICKET_ISSUED)
    return sum(count > 1 for count in calls.values()), sum(count > 1 for count in numbers.values())


if __name__ == "__main__":
    sys.exit(main())
