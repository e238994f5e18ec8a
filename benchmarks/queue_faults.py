"""Nothing is lost, shared, called twice or forgotten when the server is killed in the middle of it.

50 operators and 50 issuers with 2,000 tickets, on SQLite in one process and on PostgreSQL with 1 and 4
workers. The server gets SIGKILL several times and is started again; the clients go on asking with their keys.
Their own histories (build/history-*.jsonl) are judged by benchmarks/history.py, which knows nothing of the
server, and held against the record at the end. A kill does not empty the disk's cache: for that see ADR-0002.
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

from benchmarks.figure import figure
from benchmarks.hall_client import Client
from benchmarks.hall_process import HALL, HallProcess, set_up
from benchmarks.history import Findings, Kind, Seen, judge, write_history
from benchmarks.postgres import postgres
from benchmarks.queue_people import Crowd, use_queue
from models.event_log import first_break
from models.store.database import open_database
from models.store.hall_log import read_all
from models.ticket import EventKind

CROWD = Crowd(operators=50, issuers=50, tickets=2000)
KILLS = 4


def main() -> int:
    build = Path(__file__).parents[1] / "build"
    build.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=build) as scratch:
        Path(scratch).chmod(0o755)  # PostgreSQL runs under a user of its own
        kept = [_try("SQLite", f"sqlite:///{scratch}/hall.db", 1, build)]
        with postgres(Path(scratch) / "pg") as new_database:
            kept += [
                _try(f"PostgreSQL-{workers}", new_database(f"hall_{workers}"), workers, build)
                for workers in (1, 4)
            ]
    return 0 if all(kept) else 1


def _try(where: str, url: str, workers: int, folder: Path) -> bool:
    history, findings = play(url, workers, CROWD, kills=KILLS)
    write_history(folder / f"history-{where}.jsonl", history)
    said = f"{where}, {findings.issued} tickets, {KILLS} kills"
    kept = [
        figure(f"{said}: {fault.replace('_', ' ')}", count, "", at_most=0)
        for fault, count in findings.faults.items()
    ]
    figure(f"{said}: asked again", findings.asked_again, "commands")
    return all(kept) and findings.is_sound and findings.issued == CROWD.tickets


def play(url: str, workers: int, crowd: Crowd, *, kills: int) -> tuple[list[Seen], Findings]:
    """What the crowd saw of a server on an empty database that was killed that often, and what is wrong."""
    tokens = set_up(url, operators=crowd.operators)
    with HallProcess(url, workers=workers) as server:

        async def connect(index: int) -> Client:
            return await Client.connect(server.address, tokens[index % len(tokens)])

        history = asyncio.run(use_queue(crowd, connect, _killer(server, kills, workers)))
    return history, judge(history, record_of(url, HALL.id))


def _killer(server: HallProcess, kills: int, workers: int) -> Callable[[float], Awaitable[None]]:
    """Kills the server each time another share of the numbers has been given; every other time one worker."""
    killed = 0

    async def disturb(share_given: float) -> None:
        nonlocal killed
        if killed < kills and share_given >= (killed + 1) / (kills + 1):
            killed += 1
            if workers > 1 and killed % 2 == 0:
                server.kill_a_worker()
            else:
                await asyncio.to_thread(server.restart)

    return disturb


def record_of(url: str, hall_id: str) -> list[tuple[Kind, str]]:
    """What the hall's log says was issued and called; the log itself must be whole."""
    with closing(open_database(url, "hall")) as database:
        entries = database.read(lambda connection: list(read_all(connection, hall_id))).result()
    if first_break(entries) is not None:
        raise SystemExit("the record is not whole")
    kinds = {EventKind.TICKET_ISSUED.value: Kind.ISSUE, EventKind.TICKET_CALLED.value: Kind.NEXT}
    return [
        (kinds[entry.event.kind], str(entry.event.body["number"]))
        for entry in entries
        if entry.event.kind in kinds
    ]


if __name__ == "__main__":
    sys.exit(main())
