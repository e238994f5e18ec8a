"""What the kiosks show while nobody stands at them: all who work here see it, managers change it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, Path, Request
from starlette.responses import Response

from models.playlist import MOST_CARDS, Card, CardIcon, CardKind, Playlist
from models.store.database import Connection
from models.store.hall_playlist import playlist_of
from queue_server import playlist
from queue_server.answers import json_answer
from queue_server.context import Context
from queue_server.order import Order
from queue_server.pages.desk_api import Key
from queue_server.pages.session_cookie import token_in
from queue_server.pages.typed import Line, Plain
from queue_server.playlist import PlaylistAnswer
from queue_server.sessions import manager_of, staff_of

CardId = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,64}$")]
CardIds = Annotated[list[Line], Body(embed=True, max_length=MOST_CARDS)]
Is = Annotated[bool, Body(embed=True)]
Seen = Annotated[
    str | None, Body(embed=True, max_length=64, description="The tag of the card as it was seen.")
]


@dataclass(frozen=True, kw_only=True)
class WrittenCard:
    """What a manager writes of a card; see `models.playlist.Card`."""

    kind: CardKind
    title_vi: str
    text_vi: str
    title_en: str
    text_en: str
    icon: CardIcon | None
    shown_from: date | None
    shown_until: date | None
    shown_s: int

    def named(self, card_id: str) -> Card:
        """The card of that id which says this."""
        return Card(id=card_id, **vars(self))


Written = Annotated[WrittenCard, Plain, Body(embed=True, alias="card")]


def routes(context: Context) -> APIRouter:
    """/api/playlist and what belongs to it."""
    router = APIRouter(prefix="/api/playlist", tags=["playlist"])
    settings, hall = context.settings, context.hall

    async def do(
        request: Request, key: str, deed: Callable[[Connection, Order, int], PlaylistAnswer]
    ) -> Response:
        token, now_ms = token_in(request, settings), context.now_ms()

        def work(connection: Connection) -> PlaylistAnswer:
            staff = manager_of(connection, token, settings, now_ms)
            return deed(connection, Order.of(hall, staff, key), now_ms)

        return json_answer(await context.write(work))

    @router.get("", response_model=Playlist)
    async def look(request: Request) -> Response:
        token, now_ms = token_in(request, settings), context.now_ms()

        def work(connection: Connection) -> Playlist:
            staff_of(connection, token, settings, now_ms)
            return playlist_of(connection, hall.id)

        return json_answer(await context.write(work))

    @router.post("/cards", response_model=PlaylistAnswer)
    async def add(request: Request, key: Key, written: Written) -> Response:
        return await do(
            request, key, lambda c, order, now: playlist.add_card(c, order, written.named(""), now)
        )

    @router.post("/cards/{card_id}/change", response_model=PlaylistAnswer)
    async def change(
        request: Request, card_id: CardId, key: Key, written: Written, seen: Seen = None
    ) -> Response:
        wanted = written.named(card_id)
        return await do(request, key, lambda c, order, now: playlist.change_card(c, order, wanted, now, seen))

    @router.post("/cards/{card_id}/switch", response_model=PlaylistAnswer)
    async def switch(request: Request, card_id: CardId, key: Key, on: Is) -> Response:
        return await do(request, key, lambda c, order, now: playlist.switch_card(c, order, card_id, on, now))

    @router.post("/cards/{card_id}/remove", response_model=PlaylistAnswer)
    async def remove(request: Request, card_id: CardId, key: Key) -> Response:
        return await do(request, key, lambda c, order, now: playlist.remove_card(c, order, card_id, now))

    @router.post("/order", response_model=PlaylistAnswer)
    async def arrange(request: Request, key: Key, card_ids: CardIds) -> Response:
        return await do(request, key, lambda c, order, now: playlist.arrange_cards(c, order, card_ids, now))

    @router.post("/hall-status", response_model=PlaylistAnswer)
    async def hall_status(request: Request, key: Key, shown: Is) -> Response:
        return await do(request, key, lambda c, order, now: playlist.show_hall_status(c, order, shown, now))

    return router
