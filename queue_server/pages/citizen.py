"""The page behind the QR code on a ticket: how the turn stands, on the citizen's own phone."""

import re

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from models.appointment import shown_code
from models.service_day import local_time
from models.ticket import IllegalMove, TicketState
from queue_server.context import Context
from queue_server.follow import Turn, follow_ticket
from queue_server.pages.booking_api import Bookings
from queue_server.qr import qr_svg
from queue_server.refusal import Refusal, Refused
from queue_server.render import Renderer

_PUBLIC_ID = re.compile(r"[0-9a-f]{32}")


def routes(context: Context, renderer: Renderer, bookings: Bookings) -> APIRouter:
    """/t/{public_id}. Nobody can guess the address of another ticket: it is 128 random bits."""
    router = APIRouter(include_in_schema=False)

    async def page(template: str, public_id: str) -> Response:
        now_ms = context.now_ms()
        turn = (
            await context.read(lambda connection: follow_ticket(connection, context.hall, public_id, now_ms))
            if _PUBLIC_ID.fullmatch(public_id)
            else None
        )
        if turn is None:
            return renderer.page("ticket_unknown.html", status=404)
        wait = context.foresight.of_ticket(turn.ticket.id)
        return renderer.page(template, {"turn": turn, "wait": wait} | _appointment(turn))

    def _appointment(turn: Turn) -> dict[str, object]:
        slot_ms, code = turn.ticket.slot_ms, turn.code
        return {
            "at": None if slot_ms is None else local_time(slot_ms, context.hall.timezone),
            "code": None if code is None else shown_code(code),
            "qr": None if code is None else qr_svg(code),
        }

    @router.get("/t/{public_id}")
    async def turn(public_id: str) -> Response:
        return await page("ticket.html", public_id)

    @router.get("/t/{public_id}/cancel")
    async def ask(public_id: str) -> Response:
        return await page("ticket_cancel.html", public_id)

    @router.post("/t/{public_id}/cancel")
    async def cancel(request: Request, public_id: str) -> Response:
        if not _PUBLIC_ID.fullmatch(public_id):
            raise Refused(Refusal.NO_SUCH_TICKET)
        try:
            # A ticket is given up once: its own name serves as the key.
            await bookings.cancel(request, public_id, public_id)
        except IllegalMove as error:
            if error.state is not TicketState.CANCELLED:
                raise
        return RedirectResponse(f"/t/{public_id}", 303)

    return router
