"""Somebody at a kiosk asks for a person: those at the counters are told."""

from typing import Annotated

from fastapi import APIRouter, Header
from starlette.responses import Response

from models.store.database import Connection
from queue_server.accept import issuer_for
from queue_server.answers import json_answer
from queue_server.call_staff import Called, call_staff
from queue_server.context import Context
from queue_server.order import Order
from queue_server.pages.bearer import bearer_token
from queue_server.pages.desk_api import Id, Key


def routes(context: Context) -> APIRouter:
    """/api/kiosk/help. A kiosk shows its token as `Authorization: Bearer …`."""
    router = APIRouter(prefix="/api/kiosk", tags=["kiosk"])

    @router.post("/help", response_model=Called)
    async def help_wanted(key: Key, screen: Id, authorization: Annotated[str, Header()] = "") -> Response:
        token, now_ms = bearer_token(authorization), context.now_ms()

        def work(connection: Connection) -> Called:
            kiosk = issuer_for(connection, token)
            order = Order(hall=context.hall, actor=f"kiosk:{kiosk.id}", key=key)
            return call_staff(connection, order, screen, now_ms)

        return json_answer(await context.change(work))

    return router
