"""The floor of the small hall: people at its counters, a clock the test sets, and a look at everything."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from models.calling.policy import APPOINTMENT, REGULAR
from models.hall import HallPlan, HallRules
from models.store.database import Connection, Database
from models.store.hall_setup import save_rules
from models.store.hall_staff import Staff
from models.store.hall_tables import metadata
from models.store.hall_tickets import admit, find_by_public_id
from models.ticket import Ticket, TicketState
from models.turn import MINUTE_MS
from queue_server.at_desk import DeskAnswer, DeskTicket
from queue_server.check_in import check_in
from queue_server.desk import CounterAnswer
from queue_server.look import DeskView, look_at_desk
from queue_server.order import Order
from queue_server.refusal import Refusal, Refused
from queue_server.upkeep import keep_up
from tests.helpers.halls import HALL, PLAN, desk, issue, moment_ms, seat, set_up_hall

EVERYTHING = [table for table in metadata.sorted_tables if table.name != "session"]


class Floor:
    """Person n sits at counter n, unless said otherwise. Every command has a key of its own."""

    def __init__(
        self,
        database: Database,
        *,
        plan: HallPlan = PLAN,
        people: int = 3,
        seated: bool = True,
        now_ms: int = moment_ms(8),
    ) -> None:
        self.database = database
        self.now_ms = now_ms
        self._booked = 0
        self.people = set_up_hall(database, plan=plan, staff_count=people)
        for number, staff in enumerate(self.people, start=1):
            if seated:
                seat(database, staff, number)

    def wait(self, minutes: float = 0, *, seconds: float = 0) -> None:
        """Time passes."""
        self.now_ms += round(minutes * MINUTE_MS + seconds * 1000)

    def rules(self, rules: HallRules) -> None:
        """The hall goes by other rules from now on."""
        self.database.write(partial(save_rules, hall_id=HALL.id, rules=rules)).result()

    def come(self, service_ids: str = "a", *, priority: str = REGULAR, key: str | None = None) -> str:
        """A citizen gets a number at the reception; its public id. service_ids: with a space between."""
        key = key or uuid.uuid4().hex
        given = issue(self.database, self.people[0], service_ids, key, self.now_ms, priority=priority)
        return given.public_id

    def book(self, slot_ms: int, *, day: int = 20, service_id: str = "a") -> str:
        """An appointment for a day of November 2026, made long ago; its public id."""
        self._booked += 1
        ticket = Ticket(
            id=f"desk.0.{self._booked}",
            issuer_id="desk",
            public_id=f"{self._booked:032x}",
            service_id=service_id,
            service_day=date(2026, 11, day),
            number=f"{service_id.upper()}H-{self._booked:03d}",
            arrived_at_ms=slot_ms,
            counts_from_ms=slot_ms,
            slot_ms=slot_ms,
            priority=APPOINTMENT,
            state=TicketState.BOOKED,
        )
        self.database.write(partial(admit, hall_id=HALL.id, ticket=ticket)).result()
        return ticket.public_id

    def at(
        self,
        number: int,
        use_case: Callable[..., DeskAnswer],
        *more: Any,
        by: int | None = None,
        key: str | None = None,
        version: int | None = None,
        seen: str | None = None,
        **named: Any,
    ) -> DeskAnswer:
        """A command at a counter. by: the person, else who has the counter's number."""
        at = replace(desk(self._staff(by or number), number, key or uuid.uuid4().hex, version), seen=seen)
        now_ms = self.now_ms
        return self.database.write(lambda c: use_case(c, at, now_ms, *more, **named)).result()

    def counter(
        self,
        number: int,
        use_case: Callable[..., CounterAnswer],
        *,
        by: int | None = None,
        key: str | None = None,
        **more: Any,
    ) -> CounterAnswer:
        """A command about a counter itself."""
        work = partial(
            use_case,
            hall=HALL,
            staff=self._staff(by or number),
            number=number,
            key=key or uuid.uuid4().hex,
            now_ms=self.now_ms,
            **more,
        )
        return self.database.write(work).result()

    def line(
        self,
        use_case: Callable[..., DeskTicket],
        public_id: str,
        *,
        version: int | None = None,
        by: int = 1,
        key: str | None = None,
        **more: Any,
    ) -> DeskTicket:
        """A command about a ticket that is not at a counter."""
        order = Order.of(HALL, self._staff(by), key or uuid.uuid4().hex)
        work = partial(use_case, order=order, public_id=public_id, now_ms=self.now_ms, **more)
        if use_case is not check_in:
            work = partial(work, version=version)
        return self.database.write(work).result()

    def keep_up(self) -> int:
        """Let the hall do what is due."""
        return self.database.write(partial(keep_up, hall=HALL, now_ms=self.now_ms)).result()

    def look(self, number: int, by: int | None = None, *, whole_hall: bool = False) -> DeskView:
        """What the person at that counter sees."""
        staff = self._staff(by or number)
        now_ms = self.now_ms
        return self.database.read(
            lambda c: look_at_desk(c, HALL, staff, number, now_ms, whole_hall=whole_hall)
        ).result()

    def ticket(self, public_id: str) -> Ticket:
        """The ticket as it is stored."""
        found = self.database.read(partial(find_by_public_id, public_id=public_id)).result()
        assert found is not None
        return found

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of the database, but for who is logged in."""

        def work(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
            return {
                table.name: [
                    tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))
                ]
                for table in EVERYTHING
            }

        return self.database.read(work).result()

    @contextmanager
    def refuses(self, why: Refusal | type[Exception]) -> Iterator[None]:
        """What is tried inside is refused for that reason, and nothing at all has changed by it."""
        before = self.everything()
        with pytest.raises(Refused if isinstance(why, Refusal) else why) as error:
            yield
        if isinstance(error.value, Refused):
            assert error.value.refusal is why
        assert self.everything() == before

    def _staff(self, number: int) -> Staff:
        return self.people[number - 1]


def called(answer: DeskAnswer) -> str | None:
    """The public id of the ticket a command was about."""
    return None if answer.ticket is None else answer.ticket.public_id
