"""A kiosk becomes one of the hall's, by the code its technician was given."""

import math

from fastapi import APIRouter, Request
from starlette.responses import Response

from models.signing import PUBLIC_KEY
from models.wire import Enrol, Enrolled, WireError, decode
from queue_server.answers import json_answer
from queue_server.context import Context
from queue_server.enrol import enrol
from queue_server.refusal import Refusal, Refused
from queue_server.sessions import MINUTE_MS
from queue_server.throttle import LoginThrottle

_BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": {"title": "Enrol"}}}}}
_ANYBODY = ""  # a code names no one before it is known


def routes(context: Context) -> APIRouter:
    """/api/kiosk/enrol, all that is asked without a signature. Wrong codes are slowed down like log-ins."""
    router = APIRouter(prefix="/api/kiosk", tags=["kiosk"])
    throttle = LoginThrottle()

    @router.post("/enrol", response_model=Enrolled, openapi_extra=_BODY)
    async def enrol_kiosk(request: Request) -> Response:
        now_ms, address = context.now_ms(), request.client.host if request.client else ""
        asked = decode(Enrol, await request.body())
        if not PUBLIC_KEY.fullmatch(asked.public_key):
            raise WireError("public_key: 64 hex digits are expected")
        wait_ms = throttle.wait_ms(_ANYBODY, address, now_ms)
        if wait_ms:
            raise Refused(Refusal.TOO_MANY_TRIES, minutes=math.ceil(wait_ms / MINUTE_MS))
        enrolled = await context.change(
            lambda connection: enrol(connection, context.hall, asked.code, asked.public_key, now_ms)
        )
        throttle.forgive(_ANYBODY, address)
        return json_answer(enrolled)

    return router
