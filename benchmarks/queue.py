"""How fast a hall issues, calls and shows, over HTTP, on SQLite with every commit flushed to the disk.

A real server in a process of its own; the clients share the machine with it. The peer of each rate is what
the disk itself can flush in the same run: whoever commits one by one cannot be faster than that.
"""

import asyncio
import json
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.figure import figure
from models.event_log import first_break
from models.hall import Counter as HallCounter
from models.hall import Hall, HallPlan, Service
from models.store.database import Connection, Database, open_database
from models.store.hall_log import read_all
from models.store.hall_setup import seat_staff
from models.store.hall_staff import Staff, add_staff, find_staff
from models.ticket import EventKind
from queue_server.app import system_now_ms
from queue_server.issue import issue_ticket
from queue_server.serve import serve
from queue_server.sessions import begin_session
from queue_server.settings import Settings
from queue_server.setup import create_hall

ISSUERS, OPERATORS, DISPLAYS = 10, 50, 50
ISSUE_S, CALL_S, SHOWN_CALLS = 8.0, 8.0, 60
BETWEEN_CALLS_S = 0.05
WAITING = 8000  # more than can be called in CALL_S
FLUSHED_BYTES = 4096
NO_PASSWORD = "-"  # noqa: S105  the sessions are put in place without logging in
HALL = Hall(id="bench", authority="UBND", centre="Trung tâm", name="Sảnh")
SERVICE = Service(id="a", letter="A", name_vi="Chứng thực", name_en="Certification")
PLAN = HallPlan(
    hall=HALL,
    services=[SERVICE],
    counters=[
        HallCounter(number=number, name="Quầy", service_ids=["a"]) for number in range(1, OPERATORS + 1)
    ],
)


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
        return statistics.quantiles(self.latencies_s, n=100)[98] * 1000


def main() -> int:
    build = Path(__file__).parents[1] / "build"  # on the disk that is measured, which /tmp may not be
    build.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=build) as scratch:
        url = f"sqlite:///{scratch}/hall.db"
        tokens = _set_up(url)
        flushes_per_s = _flushes_per_s(Path(scratch))
        receiving, sending = multiprocessing.Pipe(duplex=False)
        server = multiprocessing.get_context("spawn").Process(target=_serve, args=(url, sending))
        server.start()
        try:
            issued, called, shown_s = asyncio.run(_measure(receiving.recv(), tokens))
        finally:
            server.terminate()
            server.join()
        doubles = _doubles(url)
    return 0 if _tell(issued, called, shown_s, doubles, flushes_per_s) else 1


def _tell(
    issued: Load, called: Load, shown_s: list[float], doubles: tuple[int, int], flushes_per_s: float
) -> bool:
    """Print every figure. The floors are the promises of the architecture."""
    shown_p99_ms = statistics.quantiles(shown_s, n=100)[98] * 1000
    kept = [
        figure("issue, 10 clients", issued.per_s, "1/s", peer=flushes_per_s, at_least=300),
        figure("issue p99, 10 clients", issued.p99_ms, "ms", at_most=100),
        figure("call next, 50 operators", called.per_s, "1/s", peer=flushes_per_s, at_least=300),
        figure("call next p99, 50 operators", called.p99_ms, "ms", at_most=250),
        figure("call to the last of 50 displays p99", shown_p99_ms, "ms", at_most=300),
        figure("tickets called twice", doubles[0], "tickets", at_most=0),
        figure("numbers given twice", doubles[1], "numbers", at_most=0),
    ]
    return all(kept)


def _set_up(url: str) -> list[str]:
    """A hall with an operator at each counter and many citizens waiting; returns the session tokens."""
    with closing(open_database(url, "hall")) as database:
        create_hall(database, PLAN)
        people = database.write(_sit_down).result()
        _let_wait(database, people[0])
    return [_token(staff) for staff in people]


def _sit_down(connection: Connection) -> list[Staff]:
    people = []
    for number in range(1, OPERATORS + 1):
        add_staff(connection, HALL.id, login=f"s{number}", name="", role="staff", password_hash=NO_PASSWORD)
        staff = find_staff(connection, HALL.id, f"s{number}")
        if staff is None:
            raise SystemExit("the staff just added are not there")
        seat_staff(connection, HALL.id, number, staff.id)
        settings = Settings(database_url="")
        begin_session(connection, staff, token=_token(staff), settings=settings, now_ms=system_now_ms())
        people.append(staff)
    return people


def _token(staff: Staff) -> str:
    return f"session-of-{staff.login}"


def _let_wait(database: Database, staff: Staff) -> None:
    def issue(connection: Connection, index: int) -> None:
        issue_ticket(
            connection,
            HALL,
            staff,
            service_id="a",
            public_id=f"{index:032x}",
            key=f"waiting-{index}",
            now_ms=system_now_ms(),
        )

    for future in [database.write(partial(issue, index=index)) for index in range(WAITING)]:
        future.result()


def _serve(url: str, ready: Pipe) -> None:
    serve(Settings(database_url=url, port=0), ready=ready.send)


def _flushes_per_s(folder: Path) -> float:
    """How many small appends this disk makes durable one after the other."""
    block = os.urandom(FLUSHED_BYTES)
    with (folder / "flushed").open("wb", buffering=0) as file:
        began, count = time.perf_counter(), 0
        while time.perf_counter() - began < 3:
            file.write(block)
            os.fdatasync(file.fileno())
            count += 1
        return count / (time.perf_counter() - began)


async def _measure(url: str, tokens: list[str]) -> tuple[Load, Load, list[float]]:
    clients = [await Client.connect(url, token) for token in tokens]

    async def issue(client: Client, index: int, turn: int) -> None:
        await client.command("/api/tickets", key=f"issue-{turn:06d}", service_id="a")

    async def call_next(client: Client, index: int, turn: int) -> None:
        answer = await client.command(f"/api/counters/{index + 1}/next", key=f"call-{turn:07d}")
        if answer["ticket"] is None:
            raise SystemExit("nobody waits any more: raise WAITING")

    issued = await _load(clients[:ISSUERS], ISSUE_S, issue)
    called = await _load(clients, CALL_S, call_next)
    shown_s = await _show(url, clients[0])
    for client in clients:
        client.close()
    return issued, called, shown_s


async def _load(
    clients: "list[Client]", seconds: float, deed: "Callable[[Client, int, int], Awaitable[None]]"
) -> Load:
    """All `clients` at it for so many seconds, each as soon as it has its answer."""
    began = time.perf_counter()
    latencies_s: list[float] = []

    async def go_on(client: Client, index: int) -> None:
        turn = 0
        while (sent := time.perf_counter()) - began < seconds:
            await deed(client, index, turn)
            latencies_s.append(time.perf_counter() - sent)
            turn += 1

    await asyncio.gather(*(go_on(client, index) for index, client in enumerate(clients)))
    return Load(latencies_s=latencies_s, lasted_s=time.perf_counter() - began)


async def _show(url: str, operator: "Client") -> list[float]:
    """Seconds from sending a call until the last of many displays has received it, for each of many calls."""
    seen: dict[str, list[float]] = {}
    everybody_ready = asyncio.Event()
    ready = 0

    async def display() -> None:
        nonlocal ready
        reader, writer = await _open(url)
        writer.write(b"GET /api/hall/events HTTP/1.1\r\nHost: bench\r\n\r\n")
        known = None
        while line := await reader.readline():
            if not line.startswith(b"data:"):
                continue
            calls = json.loads(line[5:])["recent_calls"]
            newest = calls[0]["ticket_number"] if calls else ""
            if known is None:
                ready += 1
                if ready == DISPLAYS:
                    everybody_ready.set()
            elif newest != known:
                seen.setdefault(newest, []).append(time.perf_counter())
            known = newest

    displays = [asyncio.create_task(display()) for _ in range(DISPLAYS)]
    await everybody_ready.wait()
    sent_at: dict[str, float] = {}
    for turn in range(SHOWN_CALLS):
        sent = time.perf_counter()
        answer = await operator.command("/api/counters/1/next", key=f"shown-{turn:06d}")
        sent_at[answer["ticket"]["number"]] = sent
        await asyncio.sleep(BETWEEN_CALLS_S)
    deadline = time.perf_counter() + 5
    while any(len(seen.get(number, ())) < DISPLAYS for number in sent_at) and time.perf_counter() < deadline:
        await asyncio.sleep(0.01)
    for one in displays:
        one.cancel()
    return [max(seen[number]) - sent for number, sent in sent_at.items()]


class Client:
    """One HTTP connection that is kept open, with nothing between it and the socket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, token: str) -> None:
        self._reader, self._writer, self._token = reader, writer, token

    @classmethod
    async def connect(cls, url: str, token: str) -> "Client":
        return cls(*await _open(url), token)

    async def command(self, path: str, **order: str) -> "dict[str, dict[str, str]]":
        body = json.dumps(order).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: bench\r\nCookie: motcua={self._token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self._writer.write(head.encode() + body)
        answer_head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = int(answer_head.split(b"content-length:")[1].split(b"\r\n")[0])
        answer = await self._reader.readexactly(length)
        if b" 200 " not in answer_head[:20] and b" 201 " not in answer_head[:20]:
            raise SystemExit(f"{path} was answered {answer!r}")
        return dict(json.loads(answer))

    def close(self) -> None:
        self._writer.close()


async def _open(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    address = urlsplit(url)
    return await asyncio.open_connection(address.hostname, address.port, limit=1 << 20)


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
