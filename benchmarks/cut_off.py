"""Two kiosks come back after a day without their hall, with clocks 40 minutes wrong. One JSON object a line.

Each gave 1,000 numbers in those 24 hours, to citizens who came to one or the other as it fell; one clock was
40 minutes fast, the other as slow, since a restart off line. They have tried in vain for a while when the
hall is there again. Measured is from then until it has confirmed the last number, and how far its order is
from that in which people came; the peer is the order by the kiosks' own clocks.
"""

import logging
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from random import Random

from sqlalchemy import select

from benchmarks.figure import figure
from benchmarks.hall_kiosk import enrolled, kiosk_at, link_to
from benchmarks.hall_process import HALL, HallProcess, set_up
from kiosk import clock, hall_clock
from kiosk.identity import KioskIdentity
from kiosk.issuer import Issuer
from models.store import kiosk_log
from models.store.database import open_database
from models.store.hall_issuers import count_parked
from models.store.hall_tables import ticket

NUMBERS = 1000  # of each kiosk
DAY_MS = 24 * 60 * 60_000
WRONG_MS = (40 * 60_000, -40 * 60_000)
MOST_S, MOST_PLACES = 10.0, 0.1
IN_VAIN_S = 25.0
PATIENCE_S = 90.0


@dataclass
class Times:
    """What a kiosk's machine believes: `ago_ms` before the truth, and `wrong_ms` off it."""

    ago_ms: int = 0
    wrong_ms: int = 0

    def wall_ms(self) -> int:
        return time.time_ns() // 1_000_000 - self.ago_ms + self.wrong_ms

    def steady_ms(self) -> int:
        return time.monotonic_ns() // 1_000_000 - self.ago_ms + 2 * DAY_MS


def main() -> int:
    """Print every figure; 1 when one is beyond its floor."""
    with tempfile.TemporaryDirectory() as folder:
        return _measure(Path(folder))


def _measure(folder: Path) -> int:
    url = f"sqlite:///{folder}/hall.db"
    set_up(url, operators=1)
    chance = Random(24)
    shares: tuple[list[int], list[int]] = ([], [])  # how long ago people came to each kiosk, oldest first
    for ago_ms in sorted((chance.randrange(1000, DAY_MS) for _ in range(2 * NUMBERS)), reverse=True):
        full = [len(share) == NUMBERS for share in shares]
        shares[full.index(False) if any(full) else chance.randrange(2)].append(ago_ms)
    spawn = multiprocessing.get_context("spawn")
    hall, kiosks = HallProcess(url), []
    with hall:
        for index, share in enumerate(shares):
            ours, theirs = spawn.Pipe()
            given = (hall.address, enrolled(url, f"K{index + 1}"), folder / f"k{index}.db", WRONG_MS[index])
            process = spawn.Process(target=_kiosk, args=(*given, share, theirs))
            process.start()
            kiosks.append((process, ours))
        for _, ours in kiosks:
            ours.recv()  # it has met its hall
    for _, ours in kiosks:
        ours.send("cut off")
    gave: list[list[tuple[str, int]]] = [ours.recv() for _, ours in kiosks]
    time.sleep(IN_VAIN_S)
    with hall:
        back_s = time.monotonic()
        took_s = max(ours.recv() for _, ours in kiosks) - back_s
        for process, _ in kiosks:
            process.join()
    came = [(ago_ms, name) for given, share in zip(gave, shares, strict=True)
            for (name, _), ago_ms in zip(given, share, strict=True)]  # fmt: skip
    true_order = [name for _, name in sorted(came, reverse=True)]
    own_order = [name for _, name in sorted((at_ms, name) for given in gave for name, at_ms in given)]
    with closing(open_database(url, "hall")) as database:
        ordered = select(ticket.c.id).order_by(ticket.c.counts_from_ms, ticket.c.id)
        hall_order = list(database.read(lambda connection: connection.scalars(ordered).all()).result())
        parked = database.read(partial(count_parked, hall_id=HALL.id)).result()
    missing = len(set(true_order) ^ set(hall_order)) + parked
    results = [
        figure("2,000 numbers of a day without a line: at the hall", took_s, "s", at_most=MOST_S),
        figure(
            "the same: missing, twice or parked",
            missing + len(hall_order) - len(set(hall_order)),
            "",
            at_most=0,
        ),
        figure(
            "the same: places off the order of arrival, mean, clocks 40 minutes wrong",
            _places_off(true_order, hall_order),
            "places",
            peer=_places_off(true_order, own_order),
            at_most=MOST_PLACES,
        ),
    ]
    return 0 if all(results) else 1


def _places_off(true_order: list[str], order: list[str]) -> float:
    place = {name: index for index, name in enumerate(true_order)}
    return sum(abs(place[name] - index) for index, name in enumerate(order)) / len(order)


def _kiosk(
    url: str, identity: KioskIdentity, store: Path, wrong_ms: int, ago_ms: list[int], pipe: Pipe
) -> None:
    """Meet the hall, be cut off and restarted with a wrong clock, give the numbers, and come back."""
    logging.disable(logging.WARNING)
    times = Times()
    clock.now_ms = times.wall_ms
    clock.steady_ms = times.steady_ms
    with kiosk_at(url, identity, store) as kiosk:
        _wait_until(lambda: bool(kiosk.catalogues))
        catalogue = kiosk.catalogues[-1]
    pipe.send("met")
    pipe.recv()
    times.wrong_ms, times.ago_ms = wrong_ms, DAY_MS
    with closing(open_database(f"sqlite:///{store}", "kiosk")) as database:
        of_this_start = hall_clock.HallClock(database)
        issuer = Issuer(
            private_key=identity.private_key,
            database=database,
            catalogue=catalogue,
            moment=of_this_start.moment,
        )
        gave = []
        for times.ago_ms in ago_ms:
            given = issuer.issue("a", None)
            gave.append((given.id, given.issued_at_ms))
        times.ago_ms = 0
        pipe.send(gave)
        link = link_to(url, identity, database, [])
        link.clock = of_this_start  # it was not switched off since
        link.start()
        _wait_until(lambda: database.read(kiosk_log.load_outbox).result().acked == len(ago_ms))
        pipe.send(time.monotonic())
        link.stop()


def _wait_until(what: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + PATIENCE_S
    while not what():
        if time.monotonic() > deadline_s:
            raise SystemExit("the kiosk did not get that far")
        time.sleep(0.01)


if __name__ == "__main__":
    sys.exit(main())
