"""Back a hall up, and believe in no backup that was not put back once; put a hall back from one."""

import contextlib
import fcntl
import hashlib
import os
import re
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from models.hall import Hall
from models.store.backup import (
    BackupError,
    check_pages,
    copy_database,
    file_of,
    is_empty,
    move_aside,
    scratch_database,
    settle_directory,
    suffix_of,
    unpack,
)
from models.store.database import Connection, StoreError, open_database
from models.store.hall_check import HallBroken, Whole, check_hall
from models.store.hall_setup import find_hall
from queue_server.recover import begin_epoch

_STAMP = "%Y%m%dT%H%M%SZ"
_DIGEST = ".sha256"  # beside each backup, as `sha256sum` writes it and `sha256sum -c` checks it
_BAD = ".bad"
_DRAFT = ".draft"


class BadBackup(BackupError):
    """A file is no backup that a hall can be put back from."""


@dataclass(frozen=True, kw_only=True)
class Backup:
    """A backup that was put back once and is whole. seconds: how long making and checking it took."""

    path: Path
    size: int
    whole: Whole
    removed: tuple[Path, ...]
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Restored:
    """A hall that was put back. aside: what its former database is called now, None where there was none."""

    hall: Hall
    whole: Whole
    epoch: int
    aside: Path | None


def back_up(url: str, directory: Path, *, moment: datetime, keep: int | None = None) -> Backup:
    """Back the hall at `url` up into `directory`, while its server runs, and try that backup.

    keep: how many stay; older ones are removed once the new one is known to be whole. None is all.
    Raises BackupError: nothing was written. Raises BadBackup: what was is no good, and is kept as `.bad`.
    """
    began_s = time.monotonic()
    with _alone_in(directory):
        for left in directory.glob(f"*{_DRAFT}"):  # of a backup that was cut short
            left.unlink()
        stamp, suffix = f"{moment.astimezone(UTC):{_STAMP}}", suffix_of(url)
        draft = directory / f"{stamp}{suffix}{_DRAFT}"
        copy_database(url, draft)
        digest = _sha256(draft)
        try:
            hall, whole = _try(draft, url, directory)
            if _sha256(draft) != digest:
                raise BadBackup("the file is not read as it was written: the disk is failing")
        except StoreError as error:
            bad = directory / f"{stamp}{suffix}{_BAD}"
            draft.rename(bad)
            settle_directory(directory)
            raise BadBackup(f"{bad} cannot be put back: {error}") from error
        path = directory / f"{_file_word(hall.id)}-{stamp}{suffix}"
        _write_digest(path, digest)
        draft.rename(path)
        settle_directory(directory)
        removed = () if keep is None else _remove_older(path, keep)
    return Backup(
        path=path,
        size=path.stat().st_size,
        whole=whole,
        removed=removed,
        seconds=time.monotonic() - began_s,
    )


def restore(path: Path, url: str, *, moment: datetime, replaces: bool) -> Restored:
    """Put the hall in the backup `path` back at `url`: a new epoch, in which it gathers what it lost.

    replaces: a SQLite database that is there is moved aside first; PostgreSQL takes an empty database only.
    Raises BackupError: the database is as it was before.
    """
    if not path.is_file():
        raise BackupError(f"there is no backup at {path}")
    if path.suffix != suffix_of(url):
        raise BackupError(
            f"{path.name} is no backup for {url.partition(':')[0]}: it would end in {suffix_of(url)}"
        )
    _check_digest(path)
    target = file_of(url)
    if not is_empty(url) and (target is None or not replaces):
        how = (
            "create an empty one, and name it in server.toml"
            if target is None
            else "--replace moves it aside"
        )
        raise BackupError(f"there is a database already; {how}")
    now_ms = int(moment.timestamp() * 1000)
    if target is None:
        _try(path, url, path.parent)
        unpack(path, url)
        hall, whole, epoch = _begin(url, now_ms)
        return Restored(hall=hall, whole=whole, epoch=epoch, aside=None)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}{_DRAFT}")
    draft.unlink(missing_ok=True)
    try:
        unpack(path, f"sqlite:///{draft}")
        hall, whole, epoch = _begin(f"sqlite:///{draft}", now_ms)
        aside = None if is_empty(url) else move_aside(url, moment)
        draft.rename(target)
    finally:
        for ending in ("", "-wal", "-shm"):
            draft.with_name(draft.name + ending).unlink(missing_ok=True)
    settle_directory(target.parent)
    return Restored(hall=hall, whole=whole, epoch=epoch, aside=aside)


def _try(path: Path, url: str, directory: Path) -> tuple[Hall, Whole]:
    """Put the backup back where nobody uses it. Raises StoreError."""
    with scratch_database(url, directory) as scratch:
        unpack(path, scratch)
        return _check(scratch)


def _check(url: str) -> tuple[Hall, Whole]:
    """Which hall the database at `url` holds, when it is whole. Raises StoreError."""
    check_pages(url)
    with closing(open_database(url, "hall")) as database:  # which also tries the migrations to this version
        return database.read(_hall_and_whole).result()


def _begin(url: str, now_ms: int) -> tuple[Hall, Whole, int]:
    check_pages(url)
    with closing(open_database(url, "hall")) as database:
        hall, whole = database.read(_hall_and_whole).result()
        epoch = database.write(lambda connection: begin_epoch(connection, hall, now_ms)).result()
    return hall, whole, epoch


def _hall_and_whole(connection: Connection) -> tuple[Hall, Whole]:
    hall = find_hall(connection)
    if hall is None:
        raise BadBackup("it holds no hall")
    try:
        return hall, check_hall(connection, hall)
    except HallBroken as error:
        raise BadBackup(str(error)) from error
    except (ValueError, TypeError, KeyError) as error:  # rows that nobody of ours has written
        raise BadBackup(f"its log or its tickets cannot be read: {error}") from error


@contextlib.contextmanager
def _alone_in(directory: Path) -> Iterator[None]:
    """Nobody else backs up into `directory` meanwhile. Raises BackupError."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        opened = os.open(directory, os.O_RDONLY)
    except OSError as error:
        raise BackupError(f"{directory}: {error.strerror}") from error
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise BackupError(f"another backup is being written into {directory}") from None
    finally:
        os.close(opened)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_digest(path: Path, digest: str) -> None:
    beside = path.with_name(path.name + _DIGEST)
    with beside.open("w", encoding="utf-8") as file:
        file.write(f"{digest}  {path.name}\n")
        file.flush()
        os.fsync(file.fileno())


def _check_digest(path: Path) -> None:
    """A backup that was carried without its digest is still held against its own log."""
    beside = path.with_name(path.name + _DIGEST)
    if beside.is_file() and beside.read_text("utf-8").split()[:1] != [_sha256(path)]:
        raise BadBackup(f"{path} is not what was written ({beside.name} tells so); take another backup")


def _remove_older(path: Path, keep: int) -> tuple[Path, ...]:
    """Keep the newest `keep` backups of the hall of `path` in its directory."""
    name = re.compile(re.escape(path.name[: -len("00000000T000000Z") - len(path.suffix)]) + r"\d{8}T\d{6}Z")
    mine = sorted(
        one
        for one in path.parent.glob(f"*{path.suffix}")
        if name.fullmatch(one.name.removesuffix(path.suffix))
    )
    gone = tuple(mine[:-keep])
    for one in gone:
        one.unlink()
        one.with_name(one.name + _DIGEST).unlink(missing_ok=True)
    settle_directory(path.parent)
    return gone


def _file_word(hall_id: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.]", "_", hall_id).lstrip(".") or "hall"
