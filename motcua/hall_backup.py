"""`motcua hall backup`, `restore` and `recovery`: keep a hall, put it back, and see it find what it lost."""

import argparse
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from models.store.database import Database, StoreError, look_into, open_database
from motcua.cli import CommandError
from motcua.config import ServerConfig
from queue_server.backup import back_up, restore
from queue_server.draw import draw_code
from queue_server.recover import Recovery, awaited_peers, begin_epoch, recovery_of, waive
from queue_server.refusal import Refused
from queue_server.setup import SetupError, the_hall

BACKUP_DEEDS = ("backup", "restore", "recovery")


def add_backup_arguments(deeds: Any) -> None:
    """deeds: the subparsers of `motcua hall`."""
    backup = deeds.add_parser(
        "backup", help="back the hall up while it is open, and put that back once to try it"
    )
    backup.add_argument("--to", type=Path, required=True, metavar="DIR", help="where backups are kept")
    backup.add_argument(
        "--keep", type=_count, metavar="N", help="remove all but the newest N; all are kept if not said"
    )
    restoring = deeds.add_parser("restore", help="put the hall back from a backup; no server may run")
    restoring.add_argument("file", type=Path)
    restoring.add_argument(
        "--replace", action="store_true", help="move the SQLite database that is there aside"
    )
    recovery = deeds.add_parser("recovery", help="how far a hall that was put back has got")
    deed = recovery.add_mutually_exclusive_group()
    deed.add_argument(
        "--begin", action="store_true", help="this database takes the place of another: a new epoch"
    )
    deed.add_argument(
        "--waive", metavar="PEER", help="wait no more for kiosk:ID, counter:NUMBER or city; needs --by"
    )
    recovery.add_argument("--by", metavar="NAME", help="who decided that; it is kept in the hall's record")


def run_backup(options: argparse.Namespace, config: ServerConfig) -> int:
    try:
        match options.deed:
            case "backup":
                _back_up(options, config)
            case "restore":
                _restore(options, config)
            case _:
                with closing(open_database(config.database, "hall")) as database:
                    _recover(options, database)
    except (StoreError, SetupError) as error:
        raise CommandError(str(error)) from error
    return 0


def _back_up(options: argparse.Namespace, config: ServerConfig) -> None:
    made = back_up(config.database, options.to, moment=datetime.now(UTC), keep=options.keep)
    for path in made.removed:
        print(f"removed {path}")
    print(
        f"{made.path}: {made.size / 1e6:.1f} MB, {made.whole.entries} entries, {made.whole.tickets} tickets; "
        f"put back once and whole, {made.seconds:.1f} s"
    )


def _restore(options: argparse.Namespace, config: ServerConfig) -> None:
    done = restore(options.file, config.database, moment=datetime.now(UTC), replaces=options.replace)
    if done.aside is not None:
        print(f"the former database is {done.aside}")
    whole = done.whole
    held = f"{whole.entries} entries, {whole.tickets} tickets"
    print(f"{done.hall.name}: {held}, up to {_at(whole.last_at_ms)}")
    print(f"epoch {done.epoch} has begun. {_NEXT}")
    _print_recovery(look_into(config.database, "hall", lambda c: recovery_of(c, the_hall(c))))


_NEXT = (
    "Now start the server: kiosks and desks hand over what the hall has lost since, by themselves.\n"
    "It gives no number and calls nobody until all of them have; `motcua hall recovery` tells who is awaited."
)


def _recover(options: argparse.Namespace, database: Database) -> None:
    hall = database.read(the_hall).result()
    now_ms = time.time_ns() // 1_000_000
    if options.begin:
        epoch = database.write(lambda connection: begin_epoch(connection, hall, now_ms)).result()
        print(f"epoch {epoch} has begun. {_NEXT}")
    elif options.waive is not None:
        if not options.by:
            raise CommandError("say who decided that: --by NAME")
        try:
            database.write(lambda c: waive(c, hall, options.waive, options.by, draw_code, now_ms)).result()
        except Refused as error:
            awaited = database.read(lambda connection: awaited_peers(connection, hall)).result()
            raise CommandError(f"nobody waits for {options.waive}; awaited: {_names(awaited)}") from error
    _print_recovery(database.read(lambda connection: recovery_of(connection, hall)).result())


def _print_recovery(found: Recovery) -> None:
    if found.replaced_by is not None:
        print(f"epoch {found.replaced_by} has begun elsewhere: switch this server off")
    if found.since_ms is None:
        print(f"epoch {found.epoch}: the hall works")
    elif found.lacks:
        print(f"epoch {found.epoch}: gathered {found.gathered} entries; kiosks have still to send their own")
        lacks = (f"{peer} (up to entry {last})" for peer, last in found.lacks.items())
        print(f"awaited: {_names(lacks)}")
    else:
        print(f"epoch {found.epoch}: gathering since {_at(found.since_ms)}, {found.gathered} entries so far")
        print(f"heard: {_names(found.heard)}")
        print(f"awaited: {_names(found.awaited)}")
    if found.late:
        print(f"{found.late} entries came too late; give those citizens a new number at the desk")


def _names(peers: Any) -> str:
    return ", ".join(peers) or "nobody"


def _at(at_ms: int) -> str:
    return f"{datetime.fromtimestamp(at_ms / 1000, UTC):%Y-%m-%d %H:%M:%S} UTC"


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number
