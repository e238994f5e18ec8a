"""Back a hall up while it works, believe the backup only when it has been put back once, and put it back."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from models.event_log import GENESIS, enter
from models.hall import Hall
from models.store.backup import (
    copy_database,
    is_empty,
    is_file_database,
    move_aside,
    scratch_database,
    suffix_for,
    unpack,
)
from models.store.database import Connection, StoreError, look_into, open_database
from models.store.hall_copies import tip_of
from models.store.hall_log import read_all
from models.store.hall_tickets import count_tickets
from models.ticket import EventKind
from queue_server.recover import begin_epoch
from queue_server.setup import the_hall

Result = TypeVar("Result")


class BackupError(Exception):
    """There is no backup that could be trusted; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Backup:
    """A backup that was put back once and found whole."""

    path: Path
    size_bytes: int
    entries: int
    tickets: int
    took_s: float


@dataclass(frozen=True, kw_only=True)
class PutBack:
    """epoch: which the hall is in now. aside: where the database before it lies; None: there was none."""

    hall: Hall
    epoch: int
    aside: Path | None


def back_up(url: str, directory: Path, now_ms: int, keep: int | None = None) -> Backup:
    """Write a backup of the hall at `url` into `directory`, and put it back in a scratch database.

    keep: how many backups of this hall stay there, the newest ones. Raises BackupError; StoreError.
    """
    began_s = time.monotonic()
    hall_id = look_into(url, "hall", the_hall).id
    moment = datetime.fromtimestamp(now_ms / 1000, UTC)
    path = directory / f"{hall_id}-{moment:%Y%m%dT%H%M%SZ}{suffix_for(url)}"
    unfinished = path.with_name(f"unfinished-{path.name}")
    try:
        directory.mkdir(parents=True, exist_ok=True)
        copy_database(url, unfinished)
        unfinished.chmod(0o600)
        _sync(unfinished)
        size_bytes = unfinished.stat().st_size
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise BackupError(f"{directory}: {error.strerror}") from error
    except StoreError:
        unfinished.unlink(missing_ok=True)
        raise
    try:
        entries, tickets = check_backup(unfinished, url)
    except (BackupError, StoreError) as error:
        bad = unfinished.rename(path.with_name(f"{path.name}.bad"))
        raise BackupError(f"the backup cannot be trusted, it is kept as {bad}: {error}") from error
    unfinished.rename(path)
    _sync(directory)
    for old in sorted(directory.glob(f"{hall_id}-*{suffix_for(url)}"))[: -keep if keep else 0]:
        old.unlink()
    return Backup(
        path=path,
        size_bytes=size_bytes,
        entries=entries,
        tickets=tickets,
        took_s=time.monotonic() - began_s,
    )


def check_backup(path: Path, url: str) -> tuple[int, int]:
    """Put `path` back in a scratch database beside `url`: how many entries and tickets it holds.

    Raises BackupError: the log is not whole, or the tickets are not those the log tells of. StoreError.
    """
    with scratch_database(url) as scratch:
        unpack(path, scratch)
        return _in_database(scratch, _count_what_is_whole)


def put_back(path: Path, url: str, now_ms: int, *, replace: bool) -> PutBack:
    """Make the database at `url` what it was when `path` was written, as a hall of a new epoch.

    No server may use it. replace: a database of one file that is there already is moved aside. Raises
    BackupError, StoreError.
    """
    check_backup(path, url)
    aside = None
    if not is_empty(url):
        if not (replace and is_file_database(url)):
            raise StoreError("there is a database already; " + _how_to_make_room(url))
        aside = move_aside(url, f".before-{datetime.fromtimestamp(now_ms / 1000, UTC):%Y%m%dT%H%M%SZ}")
    unpack(path, url)
    hall, epoch = _in_database(url, lambda connection: _begin(connection, now_ms))
    return PutBack(hall=hall, epoch=epoch, aside=aside)


def _begin(connection: Connection, now_ms: int) -> tuple[Hall, int]:
    hall = the_hall(connection)
    return hall, begin_epoch(connection, hall, now_ms)


def _in_database(url: str, work: Callable[[Connection], Result]) -> Result:
    database = open_database(url, "hall")
    try:
        return database.write(work).result()
    finally:
        database.close()


def _how_to_make_room(url: str) -> str:
    if is_file_database(url):
        return "--replace moves it aside"
    return "put the backup back into an empty one: createdb, and its name in server.toml"


def _count_what_is_whole(connection: Connection) -> tuple[int, int]:
    hall = the_hall(connection)
    seq, last_hash, told = 0, GENESIS, set()
    for entry in read_all(connection, hall.id):
        seq += 1
        if entry.event.seq != seq or enter(entry.event, last_hash) != entry:
            raise BackupError(f"entry {seq} of the log is not what was written")
        last_hash = entry.hash
        if entry.event.kind in (EventKind.TICKET_ISSUED, EventKind.TICKET_BOOKED):
            told.add(entry.event.ticket_id)
    tip = tip_of(connection, hall.id)
    if (tip.seq, tip.hash) != (seq, last_hash):
        raise BackupError(f"the log ends at entry {seq}, and should at {tip.seq}")
    tickets = count_tickets(connection, hall.id)
    if tickets != len(told):
        raise BackupError(f"there are {tickets} tickets, and the log tells of {len(told)}")
    return seq, tickets


def _sync(path: Path) -> None:
    """Flush a file or a directory to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
