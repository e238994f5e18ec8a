"""What kiosks ask for the time nobody stands at them: the cards, unless they know them already."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from models.playlist import Playlist
from models.store.hall_playlist import playlist_of
from queue_server.context import Context
from queue_server.pages.known_edition import AS_KNOWN, IfNoneMatch, edition_answer, known_digests
from queue_server.pages.signed import Signature, signed_by
from queue_server.playlist import tag_of


def routes(context: Context) -> APIRouter:
    """/api/kiosk/playlist. A kiosk signs each request."""
    router = APIRouter(prefix="/api/kiosk", tags=["kiosk"])

    @router.get("/playlist", response_model=Playlist, responses=AS_KNOWN)
    async def look(
        request: Request, authorization: Signature = "", if_none_match: IfNoneMatch = ""
    ) -> Response:
        await signed_by(request, context, authorization)
        found = await context.read(lambda connection: playlist_of(connection, context.hall.id))
        digest = tag_of(found)
        return edition_answer(digest, None if digest in known_digests(if_none_match) else found)

    return router
