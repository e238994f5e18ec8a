"""Issue a ticket, with or without a server: commit first, and only then show or print the number."""

from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk import clock
from kiosk.journey.outlook import LastTold, outlook
from kiosk.journey.visit import IssuedTicket
from models.calling.policy import REGULAR
from models.hall import Service
from models.paper_proof import MARK
from models.print_job import Job
from models.service_day import service_day
from models.store import kiosk_log, kiosk_print
from models.store.database import Connection, Database
from models.wire import Catalogue, encode


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """Issues from this kiosk's own series, so that no other machine can give the same number.

    private_key: the kiosk's, with which each paper is signed (`models.paper_proof`). moment: what time it is.
    """

    database: Database
    catalogue: Catalogue
    private_key: bytes = field(repr=False)
    moment: Callable[[], clock.Moment] = clock.own_moment

    def issue(self, service_id: str, told: LastTold | None, priority: str = REGULAR) -> IssuedTicket:
        """The next ticket for a service, durable when this returns.

        told: the hall as it last told, None if it never did. An estimate is told, and never written down as
        a promise. priority: the class the citizen claims; the regular one if the hall knows it no more.
        Raises StoreError where it could not be saved, KeyError for a service the hall does not
        offer, ClockWrong where today is not known.
        """
        service = self._service(service_id)
        moment = self.moment()
        now_ms = moment.ms
        if priority not in {one.id for one in self.catalogue.priorities}:
            priority = REGULAR
        seen = outlook(told, service.id, priority)
        catalogue = self.catalogue

        def work(connection: Connection) -> IssuedTicket:
            given = kiosk_log.issue(
                connection,
                issuer_id=catalogue.issuer_id,
                incarnation=catalogue.incarnation,
                series=catalogue.series,
                service_id=service.id,
                letter=service.letter,
                service_day=service_day(now_ms, catalogue.hall.timezone),
                private_key=self.private_key,
                now_ms=now_ms,
                is_sure=moment.is_sure,
                wait=None if seen.is_estimate else seen.wait,
                priority=priority,
            )
            ticket = IssuedTicket(
                id=given.id,
                number=given.number,
                service_id=service.id,
                public_id=given.proof.public_id,
                issued_at_ms=now_ms,
                ahead=seen.ahead,
                counters=seen.counters,
                wait=seen.wait,
                is_estimate=seen.is_estimate,
                follow_url=self.follow_url(given.proof.public_id) + MARK + given.proof.digits,
                priority=priority,
            )
            want_paper(connection, ticket)
            return ticket

        return self.database.write(work).result()

    def follow_url(self, public_id: str) -> str:
        """The page of a ticket, for its citizen's phone."""
        return self.catalogue.follow_url.replace("{public_id}", public_id)

    def _service(self, service_id: str) -> Service:
        return {service.id: service for service in self.catalogue.services}[service_id]


def want_paper(connection: Connection, ticket: IssuedTicket) -> None:
    """The paper of a ticket is wanted from when the ticket is there; it holds nothing about the citizen."""
    job = Job(ticket_id=ticket.id, number=ticket.number, queued_at_ms=clock.now_ms())
    kiosk_print.queue(connection, job, encode(ticket).decode())
