"""What kiosks ask for the time nobody stands at them: the cards, unless they know them already."""

from typing import Annotated

from fastapi import APIRouter, Header
from starlette.responses import Response

from models.playlist import Playlist
from models.store.database import Connection
from models.store.hall_playlist import playlist_of
from queue_server.accept import issuer_for
from queue_server.context import Context
from queue_server.pages.bearer import bearer_token
from queue_server.pages.known_edition import AS_KNOWN, IfNoneMatch, edition_answer, known_digests
from queue_server.playlist import tag_of


def routes(context: Context) -> APIRouter:
    """/api/kiosk/playlist. A kiosk shows its token as `Authorization: Bearer …`."""
    router = APIRouter(prefix="/api/kiosk", tags=["kiosk"])

    @router.get("/playlist", response_model=Playlist, responses=AS_KNOWN)
    async def look(authorization: Annotated[str, Header()] = "", if_none_match: IfNoneMatch = "") -> Response:
        token = bearer_token(authorization)

        def work(connection: Connection) -> Playlist:
            issuer_for(connection, token)
            return playlist_of(connection, context.hall.id)

        found = await context.read(work)
        digest = tag_of(found)
        return edition_answer(digest, None if digest in known_digests(if_none_match) else found)

    return router
