"""Issue a ticket, with or without a server: commit first, and only then show or print the number."""

from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk import clock
from kiosk.journey.outlook import LastTold, outlook
from kiosk.journey.visit import IssuedTicket
from models.calling.policy import REGULAR
from models.hall import Service
from models.paper_proof import MARK
from models.service_day import service_day
from models.store import kiosk_log
from models.store.database import Database
from models.wire import Catalogue


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
        given = self.database.write(
            lambda connection: kiosk_log.issue(
                connection,
                issuer_id=self.catalogue.issuer_id,
                incarnation=self.catalogue.incarnation,
                series=self.catalogue.series,
                service_id=service.id,
                letter=service.letter,
                service_day=service_day(now_ms, self.catalogue.hall.timezone),
                private_key=self.private_key,
                now_ms=now_ms,
                is_sure=moment.is_sure,
                wait=None if seen.is_estimate else seen.wait,
                priority=priority,
            )
        ).result()
        return IssuedTicket(
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

    def follow_url(self, public_id: str) -> str:
        """The page of a ticket, for its citizen's phone."""
        return self.catalogue.follow_url.replace("{public_id}", public_id)

    def record_print(self, ticket: IssuedTicket, outcome: str) -> None:
        """Write down what became of the paper. Raises StoreError where it could not be saved."""
        moment = self.moment()
        self.database.write(
            lambda connection: kiosk_log.record_print(
                connection,
                issuer_id=self.catalogue.issuer_id,
                ticket_id=ticket.id,
                number=ticket.number,
                outcome=outcome,
                now_ms=moment.ms,
                is_sure=moment.is_sure,
            )
        ).result()

    def _service(self, service_id: str) -> Service:
        return {service.id: service for service in self.catalogue.services}[service_id]
