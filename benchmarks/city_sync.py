"""A city takes over the backlog of all its halls at once. One JSON object a line.

600 halls were cut off for a day and come back in the same moment, each with its day's log, to a city on
PostgreSQL whose commits are flushed. Every message is signed, every entry's hash checked. The peer writes the
same rows to the same server, a message's in a transaction, with no network, signature or check at all.
"""

import argparse
import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.figure import figure
from benchmarks.hall_process import HALL, set_up
from benchmarks.postgres import postgres
from models.city_wire import MOST_ENTRIES, CityAnswer, HallPush, JoinCity
from models.event_log import Entry, first_break
from models.signing import Asker, authorization, public_key_of
from models.store.city_halls import city_halls
from models.store.city_log import append_hall_entries, read_hall_log
from models.store.database import Connection, open_database
from models.store.hall_log import read_all
from models.store.hall_staff import find_staff
from models.wire import WIRE_VERSION, decode, encode
from queue_server.at_desk import Desk
from queue_server.attend import finish, serve
from queue_server.call import call_next
from queue_server.city.enrol import join, offer_hall_code
from queue_server.issue import Wish, issue_ticket

HALLS = 600
TICKETS = 420  # a hall's day; four entries each
EPOCH = 1
LEAST_A_SECOND = 10_000.0
MOST_GROWTH = 1.25  # of the server's memory while the second half comes in
KEY = bytes(range(32))
TARGET = "/api/city/push"
PROGRAM = """
import sys
from queue_server.city.serve import serve_city
from queue_server.settings import Settings
serve_city(Settings(database_url=sys.argv[1], port=0), ready=lambda address: print(address, flush=True))
"""


def main() -> int:
    """Print every figure; 1 when one is beyond its floor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--halls", type=int, default=HALLS)
    halls = parser.parse_args().halls
    build = Path(__file__).parents[1] / "build"
    build.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=build) as folder, ExitStack() as stack:
        Path(folder).chmod(0o755)  # PostgreSQL runs under a user of its own
        new_database = stack.enter_context(postgres(Path(folder) / "pg"))
        day = _a_day(f"sqlite:///{folder}/hall.db")
        names = [f"H{index:04}" for index in range(halls)]
        plain = _plain_rows(new_database("plain"), names, day)
        city_url = new_database("city")
        _let_join(city_url, names)
        with _city(city_url) as (address, pid):
            half, rest = names[: halls // 2], names[halls // 2 :]
            began_s = time.perf_counter()
            asyncio.run(_send(address, half, day))
            at_half_mb = _peak_mb(pid)
            asyncio.run(_send(address, rest, day))
            took_s = time.perf_counter() - began_s
            peak_mb = _peak_mb(pid)
        _check(city_url, day, halls)
    results = [
        figure(
            f"{halls} halls, a day's backlog each, into a city",
            halls * len(day) / took_s,
            "entries/s",
            peer=plain,
            at_least=LEAST_A_SECOND,
        ),
        figure("memory of the city's server, most", peak_mb, "MB"),
        figure(
            "the same, against after half of the halls", peak_mb / at_half_mb, "times", at_most=MOST_GROWTH
        ),
    ]
    return 0 if all(results) else 1


def _a_day(url: str) -> Sequence[Entry]:
    """What a hall writes when that many citizens take a number, are called, served and done."""
    set_up(url, operators=1)
    with closing(open_database(url, "hall")) as database:
        staff = database.read(partial(find_staff, hall_id=HALL.id, login="s1")).result()
        if staff is None:
            raise SystemExit("the operator is not there")

        def work(connection: Connection, index: int) -> None:
            now_ms = 1_795_140_000_000 + index * 60_000
            issue_ticket(
                connection,
                HALL,
                staff,
                wish=Wish(service_ids=["a"]),
                public_id=f"{index:032x}",
                key=f"issue-{index}",
                now_ms=now_ms,
            )
            for step, (name, do) in enumerate((("call", call_next), ("serve", serve), ("finish", finish)), 1):
                desk = Desk(hall=HALL, staff=staff, counter_number=1, key=f"{name}-{index}")
                do(connection, desk, now_ms + step * 1000)

        for index in range(TICKETS):
            database.write(partial(work, index=index)).result()
        return database.read(lambda connection: list(read_all(connection, HALL.id))).result()


def _let_join(url: str, names: Sequence[str]) -> None:
    with closing(open_database(url, "city")) as database:
        for name in names:
            code = offer_hall_code(database, name, now_ms=0)
            asked = JoinCity(version=WIRE_VERSION, code=code, public_key=public_key_of(KEY), hall=HALL)
            database.write(partial(join, asked=asked, now_ms=1)).result()


@contextmanager
def _city(url: str) -> Iterator[tuple[str, int]]:
    command = [sys.executable, "-c", PROGRAM, url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]) as city:
        if city.stdout is None or not (address := city.stdout.readline().strip()):
            raise SystemExit("the city did not start")
        try:
            yield address, city.pid
        finally:
            city.terminate()


async def _send(address: str, names: Sequence[str], day: Sequence[Entry]) -> None:
    """All of these halls at once, each its own log, one message after the other."""
    lots = [day[first : first + MOST_ENTRIES] for first in range(0, len(day), MOST_ENTRIES)]
    bodies = [encode(HallPush(version=WIRE_VERSION, epoch=EPOCH, entries=(), keep_to=0))]
    bodies += [encode(HallPush(version=WIRE_VERSION, epoch=EPOCH, entries=lot)) for lot in lots]
    await asyncio.gather(*(_send_one(address, name, bodies, len(day)) for name in names))


async def _send_one(address: str, name: str, bodies: Sequence[bytes], last: int) -> None:
    where = urlsplit(address)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    high = -1
    for body in bodies:
        asker = Asker(issuer_id=name, incarnation=1)
        signed = authorization(asker, KEY, method="POST", target=TARGET, body=body)
        head = (
            f"POST {TARGET} HTTP/1.1\r\nHost: {where.netloc}\r\nAuthorization: {signed}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        answered = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        size = int(answered.split("content-length: ")[1].split("\r\n")[0])
        high = decode(CityAnswer, await reader.readexactly(size)).high
    writer.close()
    if high != last:
        raise SystemExit(f"{name}: the city holds {high} of {last}")


def _plain_rows(url: str, names: Sequence[str], day: Sequence[Entry]) -> float:
    """Entries a second when the rows are only written."""
    _let_join(url, names)
    with closing(open_database(url, "city")) as database:
        began_s = time.perf_counter()
        for name in names:
            for first in range(0, len(day), MOST_ENTRIES):
                lot = day[first : first + MOST_ENTRIES]
                database.write(partial(append_hall_entries, hall_id=name, entries=lot)).result()
        return len(names) * len(day) / (time.perf_counter() - began_s)


def _check(url: str, day: Sequence[Entry], halls: int) -> None:
    """Everything is there once, as it was written: looked at in full for three halls, by count for all."""
    with closing(open_database(url, "city")) as database:
        found = database.read(city_halls).result()
        if [one.high for one in found] != [len(day)] * halls:
            raise SystemExit("the city does not hold the log of every hall")
        for one in (found[0], found[halls // 2], found[-1]):
            log = database.read(lambda c, name=one.id: list(read_hall_log(c, name))).result()  # type: ignore[misc]
            if log != list(day) or first_break(log) is not None:
                raise SystemExit(f"the log of {one.id} is not what it wrote")


def _peak_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1000


if __name__ == "__main__":
    sys.exit(main())
