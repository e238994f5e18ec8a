"""The kiosks of a hall hand each other the faces they know, sealed, through here."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from models.face_exchange import MOST_CHANGES_A_MESSAGE, FaceFeed, FacePush, FacesTaken
from models.wire import WireError, decode
from queue_server.answers import json_answer
from queue_server.context import Context
from queue_server.faces import accept_faces, feed, hear
from queue_server.pages.signed import Signature, signed_by

_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"title": "FacePush"}}},
    }
}


def routes(context: Context) -> APIRouter:
    """/api/kiosk/faces. A kiosk signs each request."""
    router = APIRouter(prefix="/api/kiosk", tags=["kiosk"])
    hall = context.hall

    @router.post("/faces", response_model=FacesTaken, openapi_extra=_BODY)
    async def hand_over(request: Request, authorization: Signature = "") -> Response:
        asker, now_ms = await signed_by(request, context, authorization), context.now_ms()
        changes = decode(FacePush, await request.body()).changes
        if len(changes) > MOST_CHANGES_A_MESSAGE:
            raise WireError(f"changes: at most {MOST_CHANGES_A_MESSAGE} at once")
        taken = await context.write(
            lambda connection: accept_faces(connection, hall, context.face_keys, asker, changes, now_ms)
        )
        return json_answer(taken)

    @router.get("/faces", response_model=FaceFeed)
    async def ask(
        request: Request,
        after: Annotated[int, Query(ge=0, lt=1 << 53)],
        authorization: Signature = "",
    ) -> Response:
        asker, now_ms = await signed_by(request, context, authorization), context.now_ms()
        await context.write(lambda connection: hear(connection, hall, asker, after, now_ms))
        return json_answer(
            await context.read(lambda connection: feed(connection, hall, context.face_keys, after))
        )

    return router
