"""Take a kiosk into the hall by a code that is good once, or put it out again."""

from dataclasses import dataclass

from models.hall import Hall
from models.service_day import service_day
from models.signing import ISSUER_ID
from models.store.database import Connection, Database
from models.store.hall_enrolments import (
    Enrolment,
    EnrolmentState,
    OfferedCode,
    find_code,
    find_enrolment,
    give_series,
    next_nth,
    revoke_issuer,
    use_code,
)
from models.store.hall_enrolments import offer_code as store_code
from models.store.hall_issuers import find_issuer, last_contacts
from models.store.hall_log import Happening, append_events
from models.sync.numbering import series_of
from models.ticket import EventKind
from models.wire import WIRE_VERSION, Enrolled
from queue_server.check_in import BOOKING
from queue_server.issue import RECEPTION
from queue_server.one_time_code import CODE_LASTS_MS, as_drawn, as_shown, draw_one_time_code
from queue_server.refusal import Refusal, Refused
from queue_server.setup import SetupError, the_hall


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A code for the technician. replaces: whether there is such a kiosk; it goes when the code is used."""

    code: str
    replaces: bool


def offer_code(database: Database, issuer_id: str, now_ms: int) -> Offer:
    """A new code to enrol that kiosk with, good once and for a day; one given for it before is void."""
    if issuer_id in (RECEPTION, BOOKING) or not ISSUER_ID.fullmatch(issuer_id):
        raise SetupError(f"{issuer_id!r} cannot name a kiosk; write letters and digits, such as K1")
    code = draw_one_time_code()

    def work(connection: Connection) -> Offer:
        hall = the_hall(connection)
        expires_at_ms = now_ms + CODE_LASTS_MS
        store_code(connection, hall.id, issuer_id, code=code, expires_at_ms=expires_at_ms)
        replaces = issuer_id in last_contacts(connection, hall.id)
        return Offer(code=as_shown(code), replaces=replaces)

    return database.write(work).result()


def enrol(connection: Connection, hall: Hall, code: str, public_key: str, now_ms: int) -> Enrolled:
    """Give a kiosk its name, its incarnation and its series for `code`. Raises Refused.

    Whoever did not hear the answer asks again with the same key and has it again.
    """
    offered = find_code(connection, hall.id, as_drawn(code))
    if offered is None:
        raise Refused(Refusal.WRONG_CODE)
    if now_ms >= offered.expires_at_ms:
        raise Refused(Refusal.CODE_EXPIRED)
    enrolment = (
        _enrolled(connection, hall, offered, public_key, now_ms)
        if offered.used_nth is None
        else find_enrolment(connection, hall.id, offered.used_nth)
    )
    if (
        enrolment is None
        or enrolment.public_key != public_key
        or enrolment.state is not EnrolmentState.IN_USE
    ):
        raise Refused(Refusal.CODE_USED)
    return Enrolled(
        version=WIRE_VERSION,
        issuer_id=enrolment.issuer_id,
        incarnation=enrolment.nth,
        series=enrolment.series,
    )


def revoke_kiosk(database: Database, issuer_id: str, now_ms: int) -> None:
    """Take a kiosk out of the hall: its key opens nothing, its code neither, and no erasure waits for it.

    What it still holds of faces is erased by hand (docs/operate.md). It may be enrolled again.
    """

    def work(connection: Connection) -> None:
        hall = the_hall(connection)
        issuer = find_issuer(connection, issuer_id)
        if issuer is None or issuer_id not in last_contacts(connection, hall.id):
            raise SetupError(f"there is no kiosk {issuer_id!r}")
        revoke_issuer(connection, hall.id, issuer_id, at_ms=now_ms)
        told = _happening(
            hall,
            EventKind.KIOSK_REVOKED,
            now_ms,
            actor="operator",
            body={"issuer_id": issuer_id, "incarnation": issuer.incarnation},
        )
        append_events(connection, hall.id, [told])

    database.write(work).result()


def _enrolled(
    connection: Connection, hall: Hall, offered: OfferedCode, public_key: str, now_ms: int
) -> Enrolment:
    nth = next_nth(connection, hall.id)
    enrolment = Enrolment(
        issuer_id=offered.issuer_id,
        nth=nth,
        series=series_of(nth),
        public_key=public_key,
        state=EnrolmentState.IN_USE,
    )
    give_series(connection, hall.id, enrolment, at_ms=now_ms)
    use_code(connection, hall.id, offered.issuer_id, nth)
    told = _happening(
        hall,
        EventKind.KIOSK_ENROLLED,
        now_ms,
        actor=f"kiosk:{enrolment.issuer_id}",
        body={
            "issuer_id": enrolment.issuer_id,
            "incarnation": nth,
            "series": enrolment.series,
            "public_key": public_key,
        },
    )
    append_events(connection, hall.id, [told])
    return enrolment


def _happening(
    hall: Hall, kind: EventKind, now_ms: int, *, actor: str, body: dict[str, str | int]
) -> Happening:
    return Happening(
        kind=kind,
        at_ms=now_ms,
        actor=actor,
        ticket_id="",
        service_day=service_day(now_ms, hall.timezone),
        body=dict(body),
    )
