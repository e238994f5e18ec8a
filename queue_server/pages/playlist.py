"""Where the head of the hall decides what the kiosks show while nobody stands at them."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from models.playlist import LONGEST_S, MOST_CARDS, MOST_IN_TEXT, MOST_IN_TITLE, SHORTEST_S, CardIcon
from models.store.database import Connection
from models.store.hall_playlist import playlist_of
from models.wire import encode
from queue_server.context import Context
from queue_server.pages.manager import manager_in
from queue_server.playlist import tag_of
from queue_server.render import Renderer


def routes(context: Context, renderer: Renderer) -> APIRouter:
    """/playlist, for managers."""
    router = APIRouter(include_in_schema=False)

    @router.get("/playlist")
    async def playlist_page(request: Request) -> Response:
        staff = await manager_in(request, context)
        today = context.today()

        def work(connection: Connection) -> dict[str, object]:
            found = playlist_of(connection, context.hall.id)
            cards = [
                {
                    "card": one,
                    "json": encode(one).decode(),
                    "tag": tag_of(one),
                    "standing": one.standing_on(today),
                }
                for one in found.cards
            ]
            return {
                "staff": staff,
                "today": today,
                "cards": cards,
                "shows_hall_status": found.shows_hall_status,
                "icons": tuple(CardIcon),
                "most_cards": MOST_CARDS,
                "most_in_title": MOST_IN_TITLE,
                "most_in_text": MOST_IN_TEXT,
                "shortest_s": SHORTEST_S,
                "longest_s": LONGEST_S,
            }

        return renderer.page("playlist.html", await context.read(work))

    return router
