"""The kiosks of a hall hand each other the faces they know, sealed, through here."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import Response

from models.face_exchange import MOST_CHANGES_A_MESSAGE, FaceFeed, FacePush, FacesTaken
from models.wire import WireError, decode
from queue_server.answers import json_answer
from queue_server.context import Context
from queue_server.faces import accept_faces, feed, hear, kiosk_for
from queue_server.pages.bearer import bearer_token

_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"title": "FacePush"}}},
    }
}


def routes(context: Context) -> APIRouter:
    """/api/kiosk/faces. A kiosk shows its token as `Authorization: Bearer …`."""
    router = APIRouter(prefix="/api/kiosk", tags=["kiosk"])
    hall = context.hall

    @router.post("/faces", response_model=FacesTaken, openapi_extra=_BODY)
    async def hand_over(request: Request, authorization: Annotated[str, Header()] = "") -> Response:
        token, now_ms = bearer_token(authorization), context.now_ms()
        await context.read(lambda connection: kiosk_for(connection, hall, token))  # before a stranger's body
        changes = decode(FacePush, await request.body()).changes
        if len(changes) > MOST_CHANGES_A_MESSAGE:
            raise WireError(f"changes: at most {MOST_CHANGES_A_MESSAGE} at once")
        taken = await context.write(
            lambda connection: accept_faces(connection, hall, context.face_keys, token, changes, now_ms)
        )
        return json_answer(taken)

    @router.get("/faces", response_model=FaceFeed)
    async def ask(
        after: Annotated[int, Query(ge=0, lt=1 << 53)], authorization: Annotated[str, Header()] = ""
    ) -> Response:
        token, now_ms = bearer_token(authorization), context.now_ms()
        await context.write(lambda connection: hear(connection, hall, token, after, now_ms))
        return json_answer(
            await context.read(lambda connection: feed(connection, hall, context.face_keys, after))
        )

    return router
