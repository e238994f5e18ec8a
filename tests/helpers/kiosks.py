"""Kiosks with keys that everybody here knows, and how they sign what they ask."""

from collections.abc import Generator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import httpx2 as httpx

from kiosk.identity import KioskIdentity, save_identity
from kiosk.issuer import Issuer
from kiosk.journey.visit import IssuedTicket
from models.signing import Asker, public_key_of
from models.store import kiosk_log
from models.store.database import Connection, open_database
from models.store.hall_enrolments import Enrolment, EnrolmentState, give_series, next_nth
from queue_server.demo import enrol_demo_kiosk


def private_key_of(asker: Asker) -> bytes:
    """32 bytes that are always the same for the same enrolment."""
    return sha256(f"{asker.issuer_id}.{asker.incarnation}".encode()).digest()


def identity_of(asker: Asker) -> KioskIdentity:
    return KioskIdentity(asker=asker, private_key=private_key_of(asker))


K1 = Asker(issuer_id="K1", incarnation=1)
K2 = Asker(issuer_id="K2", incarnation=2)
STRANGER = Asker(issuer_id="K9", incarnation=9)
IDENTITY = identity_of(K1)


def add_enrolled(connection: Connection, hall_id: str, issuer_id: str) -> Asker:
    """One more kiosk of the hall, of which its log says nothing. The first is enrolment 1, with series 1."""
    nth = next_nth(connection, hall_id)
    asker = Asker(issuer_id=issuer_id, incarnation=nth)
    enrolment = Enrolment(
        issuer_id=issuer_id,
        nth=nth,
        series=str(nth),
        public_key=public_key_of(private_key_of(asker)),
        state=EnrolmentState.IN_USE,
    )
    give_series(connection, hall_id, enrolment, at_ms=0)
    return asker


def enrolled_demo_kiosk(hall_url: str, key_file: Path, now_ms: int) -> None:
    """The demo's kiosk is enrolled, and its key is in `key_file`."""
    with closing(open_database(hall_url, "hall")) as hall:
        enrolled = enrol_demo_kiosk(hall, public_key_of(IDENTITY.private_key), now_ms)
    asker = Asker(issuer_id=enrolled.issuer_id, incarnation=enrolled.incarnation)
    save_identity(key_file, KioskIdentity(asker=asker, private_key=IDENTITY.private_key))


class Signing(httpx.Auth):
    """Signs each request of a test's client. `by`: with whose key, if not the asker's own."""

    requires_request_body = True

    def __init__(self, asker: Asker = K1, by: Asker | None = None) -> None:
        self._identity = KioskIdentity(asker=asker, private_key=private_key_of(by or asker))

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = self._identity.authorization(
            request.method, request.url.raw_path.decode(), request.content
        )
        yield request


SIGNED = Signing()


def record_print(issuer: Issuer, ticket: IssuedTicket, outcome: str = "printed") -> None:
    """The kiosk has written down what became of the ticket's paper."""
    moment = issuer.moment()
    issuer.database.write(
        lambda connection: kiosk_log.record_print(
            connection,
            issuer_id=issuer.catalogue.issuer_id,
            ticket_id=ticket.id,
            number=ticket.number,
            outcome=outcome,
            trouble=None,
            now_ms=moment.ms,
            is_sure=moment.is_sure,
        )
    ).result()
