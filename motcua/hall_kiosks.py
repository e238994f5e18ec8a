"""`motcua hall kiosks` and `parked`: how the kiosks are, and what they sent that nobody could use."""

import argparse
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from typing import Any

from models.store.database import Database, look_into, open_database
from models.store.hall_kiosks import ParkedEntry, file_away, parked_entries
from motcua.cli import CommandError
from motcua.config import ServerConfig
from queue_server.kiosks import KioskState, kiosk_states, own_version
from queue_server.setup import the_hall
from queue_server.words import Words, load_words

KIOSK_DEEDS = ("kiosks", "parked")
MOST_PRINTED = 1000
OPERATOR = "operator"
_HEADS = ("kiosk", "contact", "outbox", "paper", "clock", "disk", "version", "state")


def add_kiosk_arguments(deeds: Any) -> None:
    """deeds: the subparsers of `motcua hall`."""
    deeds.add_parser("kiosks", help="how each kiosk is, and what to do about it")
    parked = deeds.add_parser("parked", help="what kiosks sent and the hall could not use, and why")
    filing = parked.add_mutually_exclusive_group()
    filing.add_argument("--seen", nargs="+", type=_entry, metavar="KIOSK:SEQ", help="file these away as seen")
    filing.add_argument("--all-seen", action="store_true", help="file all of them away as seen")


def run_kiosks(options: argparse.Namespace, config: ServerConfig) -> None:
    """Raises StoreError, SetupError, CommandError."""
    now_ms = time.time_ns() // 1_000_000
    if options.deed == "kiosks":
        states = look_into(config.database, "hall", lambda c: kiosk_states(c, the_hall(c), now_ms))
        _print_table([_HEADS, *(_row(one, now_ms, load_words()) for one in states)])
        print(f"the server's version is {own_version()}")
        return
    with closing(open_database(config.database, "hall")) as database:
        if options.seen or options.all_seen:
            _file_away(database, None if options.all_seen else options.seen, now_ms)
        for entry in _parked(database):
            print(f"{entry.issuer_id}:{entry.seq}", entry.reason, entry.raw)


def _file_away(database: Database, which: Sequence[tuple[str, int]] | None, now_ms: int) -> None:
    hall = database.read(the_hall).result()
    filing = partial(file_away, hall_id=hall.id, which=which, by=OPERATOR, now_ms=now_ms)
    filed = database.write(filing).result()
    if which and not filed:
        raise CommandError("none of these is parked; `motcua hall parked` lists what is")
    print(f"{filed} filed away")


def _parked(database: Database) -> Sequence[ParkedEntry]:
    hall = database.read(the_hall).result()
    return database.read(partial(parked_entries, hall_id=hall.id, seen=False, most=MOST_PRINTED)).result()


def _row(state: KioskState, now_ms: int, words: Words) -> Sequence[str]:
    kiosk, health = state.seen, state.seen.health
    said = " ".join(words.en(f"kiosks.trouble.{one}") for one in state.troubles) or words.en("kiosks.well")
    contact = "never" if kiosk.last_contact_ms is None else _ago(now_ms - kiosk.last_contact_ms, now_ms)
    if health is None:
        return (kiosk.id, contact, "-", "-", "-", "-", "-", said)
    return (
        kiosk.id,
        contact,
        str(health.outbox),
        health.paper,
        f"{(kiosk.clock_ahead_ms or 0) / 1000:+.0f} s",
        "-" if health.disk_free_mb is None else f"{health.disk_free_mb} MB",
        health.program_version,
        said,
    )


def _ago(silent_ms: int, now_ms: int) -> str:
    if silent_ms < 3_600_000:
        return f"{max(0, silent_ms) // 1000} s ago"
    return f"{datetime.fromtimestamp((now_ms - silent_ms) / 1000, UTC):%Y-%m-%d %H:%M} UTC"


def _print_table(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADS) - 1)]
    for *cells, last in rows:
        print("  ".join([*(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)), last]))


def _entry(text: str) -> tuple[str, int]:
    kiosk_id, _, seq = text.rpartition(":")
    if not kiosk_id or not seq.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not KIOSK:SEQ, such as K1:17")
    return kiosk_id, int(seq)
