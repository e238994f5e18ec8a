"""The large screen of the hall, the way to every page, and the typeface of all of them."""

from fastapi import APIRouter, HTTPException
from starlette.responses import FileResponse, Response

from assets import font
from models.store.database import Connection
from models.store.hall_setup import seats, services_of
from queue_server.context import Context
from queue_server.render import Renderer

_WEIGHTS = frozenset({"Regular", "Medium", "SemiBold", "Bold", "ExtraBold"})


def routes(context: Context, renderer: Renderer) -> APIRouter:
    """/, /display and /fonts."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def index() -> Response:
        return renderer.page("index.html")

    @router.get("/display")
    async def display() -> Response:
        def work(connection: Connection) -> dict[str, object]:
            return {
                "counters": [seat.counter for seat in seats(connection, context.hall.id)],
                "services": services_of(connection, context.hall.id),
            }

        return renderer.page("display.html", await context.read(work))

    @router.get("/fonts/{weight}.ttf")
    async def typeface(weight: str) -> Response:
        if weight not in _WEIGHTS:
            raise HTTPException(404)
        return FileResponse(font(weight), media_type="font/ttf", headers={"Cache-Control": "max-age=86400"})

    return router
