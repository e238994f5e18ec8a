"""What kiosks ask: take over my log, what does the hall offer, who is expected today?"""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import Response

from models.store.database import Connection
from models.store.hall_setup import services_of
from models.wire import (
    MOST_EVENTS_A_PUSH,
    WIRE_VERSION,
    Bookings,
    Catalogue,
    Push,
    PushAnswer,
    WireError,
    decode,
)
from queue_server.accept import UnknownToken, accept_push, issuer_for
from queue_server.answers import json_answer
from queue_server.book import bookings_for_kiosk
from queue_server.context import Context

_PUSH_BODY = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": {"title": "Push"}}}}
}


def routes(context: Context) -> APIRouter:
    """The end points under /api/kiosk. A kiosk shows its token as `Authorization: Bearer …`."""
    router = APIRouter(prefix="/api/kiosk", tags=["kiosk"])

    @router.post("/push", response_model=PushAnswer, openapi_extra=_PUSH_BODY)
    async def push(request: Request, authorization: Annotated[str, Header()] = "") -> Response:
        token = _token(authorization)
        await context.read(lambda connection: issuer_for(connection, token))  # before a stranger's body
        message = decode(Push, await request.body())
        if len(message.entries) > MOST_EVENTS_A_PUSH:
            raise WireError(f"entries: at most {MOST_EVENTS_A_PUSH} at once")
        now_ms = context.now_ms()
        answer = await context.change(
            lambda connection: accept_push(connection, context.hall, token, message, now_ms)
        )
        return json_answer(answer)

    @router.get("/catalogue", response_model=Catalogue)
    async def catalogue(authorization: Annotated[str, Header()] = "") -> Response:
        token = _token(authorization)

        def work(connection: Connection) -> Catalogue:
            issuer = issuer_for(connection, token)
            return Catalogue(
                version=WIRE_VERSION,
                hall=context.hall,
                services=services_of(connection, context.hall.id),
                issuer_id=issuer.id,
                incarnation=issuer.incarnation,
                series=issuer.series,
                follow_url=f"{context.settings.base_url}/t/{{public_id}}",
            )

        return json_answer(await context.read(work))

    @router.get("/bookings", response_model=Bookings)
    async def bookings(
        code: Annotated[str, Query(max_length=16)] = "", authorization: Annotated[str, Header()] = ""
    ) -> Response:
        token, today = _token(authorization), context.today()

        def work(connection: Connection) -> Bookings:
            issuer_for(connection, token)
            return bookings_for_kiosk(connection, context.hall, today, code)

        return json_answer(await context.read(work))

    return router


def _token(authorization: str) -> str:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise UnknownToken("no token")
    return token
