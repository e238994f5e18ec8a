"""Commands about a ticket that is not at a counter: give, cancel, let back, send on, check in."""

import secrets
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Path, Request
from starlette.responses import Response

from models.calling.policy import REGULAR
from models.event_log import Entry
from models.store.database import Connection
from models.store.hall_log import entered
from queue_server import line
from queue_server.answers import desk_answer
from queue_server.at_desk import DeskTicket
from queue_server.check_in import check_in
from queue_server.context import Context
from queue_server.from_paper import OnPaper, take_paper
from queue_server.issue import IssuedTicket, Wish, issue_ticket
from queue_server.order import Order
from queue_server.pages.desk_api import Answer, Id, Key, Reason, SentTo, Version, check_goal
from queue_server.pages.recovery_api import follower
from queue_server.pages.session_cookie import token_in
from queue_server.pages.typed import Line
from queue_server.sessions import staff_of

TicketId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
MOST_SCANNED = 500
Services = Annotated[list[Line], Body(embed=True, min_length=1, max_length=5)]


def routes(context: Context) -> APIRouter:
    """/api/tickets, for staff."""
    router = APIRouter(prefix="/api/tickets", tags=["ticket"], dependencies=[Depends(follower(context))])
    settings, hall = context.settings, context.hall

    async def do(request: Request, key: str, deed: Callable[[Connection, Order, int], Answer]) -> Response:
        token, now_ms = token_in(request, settings), context.now_ms()

        def work(connection: Connection) -> tuple[Answer, list[Entry]]:
            staff = staff_of(connection, token, settings, now_ms)
            answer = deed(connection, Order.of(hall, staff, key), now_ms)
            return answer, list(entered(connection))

        return desk_answer(*await context.change(work))

    @router.post("", status_code=201, response_model=IssuedTicket)
    async def issue(request: Request, key: Key, service_ids: Services, priority: Id = REGULAR) -> Response:
        token, now_ms, public_id = token_in(request, settings), context.now_ms(), secrets.token_hex(16)
        wish = Wish(service_ids=service_ids, priority=priority)
        wait = context.foresight.wait(service_ids[0], priority)

        def work(connection: Connection) -> tuple[IssuedTicket, list[Entry]]:
            staff = staff_of(connection, token, settings, now_ms)
            answer = issue_ticket(
                connection, hall, staff, wish=wish, public_id=public_id, key=key, now_ms=now_ms, wait=wait
            )
            return answer, list(entered(connection))

        return desk_answer(*await context.change(work), 201)

    @router.post("/from-paper", response_model=OnPaper)
    async def from_paper(
        request: Request, key: Key, scanned: Annotated[Line, Body(embed=True, max_length=MOST_SCANNED)]
    ) -> Response:
        """Somebody scanned the code on a ticket: how it stands, let in first if nobody has told of it."""
        return await do(request, key, lambda c, order, now: take_paper(c, order, scanned, now))

    @router.post("/{public_id}/cancel", response_model=DeskTicket)
    async def cancel(
        request: Request, public_id: TicketId, key: Key, version: Version = None, reason: Reason = ""
    ) -> Response:
        return await do(
            request, key, lambda c, order, now: line.cancel(c, order, public_id, version, reason, now)
        )

    @router.post("/{public_id}/rejoin", response_model=DeskTicket)
    async def rejoin(request: Request, public_id: TicketId, key: Key, version: Version = None) -> Response:
        return await do(request, key, lambda c, order, now: line.rejoin(c, order, public_id, version, now))

    @router.post("/{public_id}/transfer", response_model=DeskTicket)
    async def transfer(
        request: Request,
        public_id: TicketId,
        key: Key,
        goal: SentTo,
        version: Version = None,
        reason: Reason = "",
    ) -> Response:
        check_goal(goal)
        return await do(
            request,
            key,
            lambda c, order, now: line.redirect(c, order, public_id, version, goal, reason, now),
        )

    @router.post("/{public_id}/priority", response_model=DeskTicket)
    async def priority(
        request: Request, public_id: TicketId, key: Key, priority: Id, version: Version = None
    ) -> Response:
        return await do(
            request, key, lambda c, order, now: line.prioritise(c, order, public_id, version, priority, now)
        )

    @router.post("/{public_id}/check-in", response_model=DeskTicket)
    async def check_it_in(request: Request, public_id: TicketId, key: Key) -> Response:
        return await do(request, key, lambda c, order, now: check_in(c, order, public_id, now))

    return router
