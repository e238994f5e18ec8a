"""What kiosks ask for the time nobody stands at them: the cards, unless they know them already."""

from typing import Annotated

from fastapi import APIRouter, Header
from starlette.responses import Response

from models.playlist import Playlist
from models.store.database import Connection
from models.store.hall_playlist import playlist_of
from queue_server.accept import issuer_for
from queue_server.answers import json_answer
from queue_server.context import Context
from queue_server.pages.bearer import bearer_token
from queue_server.playlist import tag_of

Known = Annotated[str, Header(max_length=100, description="The ETag of the playlist the kiosk holds.")]


def routes(context: Context) -> APIRouter:
    """/api/kiosk/playlist. A kiosk shows its token as `Authorization: Bearer …`."""
    router = APIRouter(prefix="/api/kiosk", tags=["kiosk"])

    @router.get("/playlist", response_model=Playlist, responses={304: {"description": "As known already."}})
    async def look(authorization: Annotated[str, Header()] = "", if_none_match: Known = "") -> Response:
        token = bearer_token(authorization)

        def work(connection: Connection) -> Playlist:
            issuer_for(connection, token)
            return playlist_of(connection, context.hall.id)

        found = await context.read(work)
        tag = f'"{tag_of(found)}"'
        is_known = if_none_match.removeprefix("W/") == tag  # a proxy that packs the answer weakens the tag
        answer = Response(status_code=304) if is_known else json_answer(found)
        answer.headers["ETag"] = tag
        return answer

    return router
