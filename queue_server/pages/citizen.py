"""The page behind the QR code on a ticket: how the turn stands, on the citizen's own phone."""

import re

from fastapi import APIRouter
from starlette.responses import Response

from queue_server.context import Context
from queue_server.follow import follow_ticket
from queue_server.render import Renderer

_PUBLIC_ID = re.compile(r"[0-9a-f]{32}")


def routes(context: Context, renderer: Renderer) -> APIRouter:
    """/t/{public_id}. Nobody can guess the address of another ticket: it is 128 random bits."""
    router = APIRouter(include_in_schema=False)

    @router.get("/t/{public_id}")
    async def turn(public_id: str) -> Response:
        now_ms = context.now_ms()
        found = (
            await context.read(lambda connection: follow_ticket(connection, context.hall, public_id, now_ms))
            if _PUBLIC_ID.fullmatch(public_id)
            else None
        )
        if found is None:
            return renderer.page("ticket_unknown.html", status=404)
        return renderer.page("ticket.html", {"turn": found})

    return router
