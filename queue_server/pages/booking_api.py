"""What a page or another program asks about appointments: what is free, book, cancel."""

import math
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body, Header, Path, Query, Request
from starlette.responses import Response

from models.appointment import Slot
from models.store.database import Connection
from models.store.hall_setup import offer_of
from models.turn import MINUTE_MS
from queue_server.answers import json_answer
from queue_server.at_desk import DeskTicket
from queue_server.book import Booked, Wanted, book, booked_before, cancel_booking, slots_left
from queue_server.context import Context
from queue_server.draw import draw_code
from queue_server.issue import Wish, check_wish
from queue_server.line import CITIZEN
from queue_server.order import Order
from queue_server.pages.desk_api import Key
from queue_server.pages.session_cookie import token_in
from queue_server.pages.typed import MOST_MS, Line
from queue_server.refusal import Refusal, Refused
from queue_server.remind import Contact, contact_for
from queue_server.sessions import staff_of
from queue_server.throttle import LoginThrottle

PublicId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
Services = Annotated[list[Line], Body(embed=True, min_length=1, max_length=5)]
Moment = Annotated[int, Body(embed=True, ge=0, lt=MOST_MS)]
LEAST_CITIZENS_KEY = 32  # all citizens are one actor: whoever guesses a key is shown the code it got
TypedContact = Annotated[Line | None, Body(embed=True, max_length=100)]


@dataclass(frozen=True, kw_only=True)
class DaySlots:
    """The slots of one day that are still to come."""

    service_id: str
    day: date
    slots: Sequence[Slot]


class Bookings:
    """Takes appointments, from citizens no faster than one address may ask for them.

    Whoever is logged in as staff books as staff; everybody else is the citizen, known by nothing.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._throttle = LoginThrottle()

    async def book(self, request: Request, key: str, wanted: Wanted) -> Booked:
        """A number for the slot that is wanted. Raises Refused."""
        context, now_ms, public_id = self._context, self._context.now_ms(), secrets.token_hex(16)

        def look(connection: Connection) -> tuple[Order, Booked | None]:
            order = self._order(connection, request, key, now_ms)
            return order, booked_before(connection, order, wanted)

        order, booked = await context.write(look)
        if booked is not None:
            return booked
        if order.actor == CITIZEN:
            self._slow_down(request, key, now_ms)
        take = partial(book, public_id=public_id, draw_code=draw_code, now_ms=now_ms)
        return await context.write(lambda connection: take(connection, order, wanted))

    async def cancel(self, request: Request, key: str, public_id: str) -> DeskTicket:
        """Give the appointment up. Raises Refused, IllegalMove."""
        now_ms = self._context.now_ms()
        return await self._context.change(
            lambda connection: cancel_booking(
                connection, self._order(connection, request, key, now_ms), public_id, now_ms
            )
        )

    def _order(self, connection: Connection, request: Request, key: str, now_ms: int) -> Order:
        """Who orders. Raises Refused for a session that is over: what staff do is no citizen's deed."""
        hall, settings = self._context.hall, self._context.settings
        token = token_in(request, settings)
        if token:
            return Order.of(hall, staff_of(connection, token, settings, now_ms), key)
        if len(key) < LEAST_CITIZENS_KEY:
            raise Refused(Refusal.BAD_REQUEST)
        return Order(hall=hall, actor=CITIZEN, key=key)

    def _slow_down(self, request: Request, key: str, now_ms: int) -> None:
        """An address with many wishes is let through only so often."""
        wait_ms = self._throttle.wait_ms(key, request.client.host if request.client else "", now_ms)
        if wait_ms:
            raise Refused(Refusal.TOO_MANY_TRIES, minutes=math.ceil(wait_ms / MINUTE_MS))


def routes(context: Context, bookings: Bookings) -> APIRouter:
    """/api/booking, for everybody."""
    router = APIRouter(prefix="/api/booking", tags=["booking"])

    @router.get("/slots", response_model=DaySlots)
    async def slots(service_id: Annotated[Line, Query(max_length=64)], day: date) -> Response:
        now_ms = context.now_ms()

        def work(connection: Connection) -> DaySlots:
            service = check_wish(offer_of(connection, context.hall.id), Wish(service_ids=[service_id]))
            free = slots_left(connection, context.hall, service, day, now_ms)
            return DaySlots(service_id=service_id, day=day, slots=free)

        return json_answer(await context.read(work))

    @router.post("", status_code=201, response_model=Booked)
    async def take(
        request: Request, key: Key, service_ids: Services, slot_ms: Moment, contact: TypedContact = None
    ) -> Response:
        wanted = Wanted(service_ids=service_ids, slot_ms=slot_ms, contact=contact)
        return json_answer(await bookings.book(request, key, wanted), 201)

    @router.get("/{public_id}/contact", response_model=Contact)
    async def contact(public_id: PublicId, authorization: Annotated[str, Header()] = "") -> Response:
        secret = authorization.removeprefix("Bearer ")
        return json_answer(
            await context.read(lambda connection: contact_for(connection, context.hall, secret, public_id))
        )

    @router.post("/{public_id}/cancel", response_model=DeskTicket)
    async def cancel(request: Request, public_id: PublicId, key: Key) -> Response:
        return json_answer(await bookings.cancel(request, key, public_id))

    return router
