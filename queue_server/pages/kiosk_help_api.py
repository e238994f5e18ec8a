"""Somebody at a kiosk asks for a person: those at the counters are told."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from queue_server.answers import json_answer
from queue_server.call_staff import Called, call_staff
from queue_server.context import Context
from queue_server.order import Order
from queue_server.pages.desk_api import Id, Key
from queue_server.pages.signed import Signature, signed_by


def routes(context: Context) -> APIRouter:
    """/api/kiosk/help. A kiosk signs each request."""
    router = APIRouter(prefix="/api/kiosk", tags=["kiosk"])

    @router.post("/help", response_model=Called)
    async def help_wanted(request: Request, key: Key, screen: Id, authorization: Signature = "") -> Response:
        asker, now_ms = await signed_by(request, context, authorization), context.now_ms()
        order = Order(hall=context.hall, actor=f"kiosk:{asker.issuer_id}", key=key)
        return json_answer(
            await context.change(lambda connection: call_staff(connection, order, screen, now_ms))
        )

    return router
