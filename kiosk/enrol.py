"""Make this machine a kiosk of its hall, by the code the hall's operator gave."""

from pathlib import Path

from kiosk.hall_line import HallLine, SyncError, decode_answer
from kiosk.identity import KioskIdentity, key_to_enrol, save_identity
from models.signing import Asker, public_key_of
from models.store import kiosk_log
from models.store.database import Connection, open_database
from models.wire import WIRE_VERSION, Enrol, Enrolled, encode

_SAID = {
    "wrong_code": "the hall does not know this code; look at it again, or ask for a new one",
    "code_expired": "this code is more than 24 hours old; ask for a new one",
    "code_used": "this code has been used already, by another key; ask for a new one",
    "too_many_tries": "too many wrong codes from here; wait five minutes",
}


class EnrolError(Exception):
    """The kiosk is not enrolled; the message says why and what to do."""


def check_log(database_url: str, abandon: int | None) -> tuple[str, ...]:
    """The numbers of the log in that database which never reached a hall.

    abandon: how many of them are given up. Raises EnrolError unless it is said exactly, or there are none: a
    new enrolment has a new log, so nothing sends them afterwards; and where the kiosk is still running.
    """
    path = _path(database_url)
    if not path.exists():
        return ()
    database = open_database(database_url, "kiosk")
    try:
        unsent = database.read(kiosk_log.unsent_numbers).result()
    finally:
        database.close()
    if path.with_name(f"{path.name}-wal").exists():
        raise EnrolError("another program uses the kiosk's database; stop the kiosk first")
    if len(unsent) != (abandon or 0):
        raise EnrolError(
            f"{len(unsent)} tickets given here have not reached the hall: {', '.join(unsent) or 'none'}. "
            "Let the kiosk send them first; or, if that cannot be, give their numbers to the staff and "
            f"add --abandon {len(unsent)}"
        )
    return tuple(unsent)


def enrol(*, server_url: str, ca_file: str | None, key_file: Path, database_url: str, code: str) -> Enrolled:
    """Enrol with `code`, and keep the key. A log of an enrolment before is set aside, beside the new one.

    Interrupted anywhere, it can be done again with the same code. Raises EnrolError, StoreError and
    kiosk.identity.IdentityError.
    """
    private_key = key_to_enrol(key_file)
    asked = Enrol(version=WIRE_VERSION, code=code, public_key=public_key_of(private_key))
    line = HallLine(server_url=server_url, identity=None, ca_file=ca_file)
    try:
        enrolled = decode_answer(Enrolled, line.ask("POST", "/api/kiosk/enrol", encode(asked)))
    except SyncError as error:
        raise EnrolError(_SAID.get(error.refusal, f"not enrolled: {error}")) from error
    asker = Asker(issuer_id=enrolled.issuer_id, incarnation=enrolled.incarnation)
    _set_aside(database_url, f"before-{asker.issuer_id}.{asker.incarnation}")
    save_identity(key_file, KioskIdentity(asker=asker, private_key=private_key))
    return enrolled


def _set_aside(database_url: str, name: str) -> None:
    """Rename a database that holds a log: one log is of one enrolment."""
    path = _path(database_url)
    if not path.exists():
        return
    database = open_database(database_url, "kiosk")
    try:
        is_empty = database.read(_is_empty).result()
    finally:
        database.close()
    if is_empty:
        return
    try:
        path.rename(path.with_name(f"{path.name}.{name}"))
    except OSError as error:
        raise EnrolError(f"{path} cannot be renamed: {error.strerror}") from error


def _is_empty(connection: Connection) -> bool:
    return kiosk_log.last_seq(connection) == 0


def _path(database_url: str) -> Path:
    return Path(database_url.removeprefix("sqlite:///"))
