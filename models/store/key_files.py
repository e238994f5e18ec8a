"""The wrapped keys of face records: one small file each, in a directory no backup of the database holds.

Without its key a sealed template is noise for ever, also in yesterday's backup: destroying the key erases.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.face_record import PERSON_ID


class KeyFiles:
    """Files in `directory`, which is made when it is missing, readable by their owner alone."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._directory = directory

    def put(self, person_id: str, wrapped_key: bytes) -> None:
        """Keep the key of this person, in place of an older one; it is on the disk when this returns."""
        path = self._path(person_id)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        draft = _draft_of(path)
        draft.touch(mode=0o600)
        with draft.open("r+b") as file:
            file.write(wrapped_key)
            file.truncate()
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _settle(path.parent)

    @contextmanager
    def exchanged(self, person_id: str, wrapped_key: bytes) -> Iterator[None]:
        """Keep this key from now on; the one before again if what is done meanwhile fails."""
        before = self.get(person_id)
        self.put(person_id, wrapped_key)
        try:
            yield
        except BaseException:
            if before is None:
                self.destroy(person_id)
            else:
                self.put(person_id, before)
            raise

    def get(self, person_id: str) -> bytes | None:
        """The key of this person; None when there is none, or no longer."""
        try:
            return self._path(person_id).read_bytes()
        except FileNotFoundError:
            return None

    def destroy(self, person_id: str) -> None:
        """Overwrite the key of this person and remove it; nothing happens where there is none."""
        path = self._path(person_id)
        if any([_overwrite(path), _overwrite(_draft_of(path))]):
            _settle(path.parent)

    def person_ids(self) -> frozenset[str]:
        """Whose keys there are."""
        return frozenset(path.name for path in self._directory.glob("*/*") if PERSON_ID.fullmatch(path.name))

    def _path(self, person_id: str) -> Path:
        """Raises ValueError for an id that came from elsewhere and is none: it names a file here."""
        if not PERSON_ID.fullmatch(person_id):
            raise ValueError("this is no person's id")
        return self._directory / person_id[:2] / person_id  # a city's records would make one folder slow


def _draft_of(path: Path) -> Path:
    """What is left there by a write that was cut short, and by no other."""
    return path.with_name(f".{path.name}")


def _overwrite(path: Path) -> bool:
    """Whether there was anything."""
    try:
        with path.open("r+b") as file:
            file.write(os.urandom(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return False
    return True


def _settle(directory: Path) -> None:
    opened = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
