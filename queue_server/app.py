"""Put the server together: the one place where pages, hall, database and clock meet."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from models.hall import Hall
from models.store.database import Database
from models.store.hall_epoch import epoch_state
from queue_server.answers import Answers
from queue_server.chores import chores_of, keep_doing
from queue_server.context import Context
from queue_server.events import Hub
from queue_server.foresight import Foresight
from queue_server.guard import Guard
from queue_server.pages import (
    booking,
    booking_api,
    citizen,
    desk_api,
    display,
    faces,
    faces_api,
    hall_api,
    kiosk_api,
    kiosk_enrol_api,
    kiosk_faces_api,
    kiosk_help_api,
    kiosk_playlist_api,
    kiosks,
    manager,
    playlist,
    playlist_api,
    recovery_api,
    reports,
    rules_api,
    staff,
    tickets_api,
    what_if,
)
from queue_server.passwords import PasswordChecks
from queue_server.render import Renderer
from queue_server.settings import Settings
from queue_server.words import load_words

_STATIC = Path(__file__).parent / "static"


def system_now_ms() -> int:
    """This machine's clock, milliseconds since 1970-01-01 UTC."""
    return time.time_ns() // 1_000_000


def create_app(
    database: Database, hall: Hall, settings: Settings, *, now_ms: Callable[[], int] = system_now_ms
) -> FastAPI:
    """The web application of `hall`. The caller opened `database` and closes it afterwards.

    `app.state.hub` is the hub: whoever stops the server closes it first, or open streams would never end.
    """

    context = Context(
        database=database,
        hall=hall,
        settings=settings,
        hub=Hub(lambda: context.look()),
        foresight=Foresight(database, hall),
        epoch=database.read(partial(epoch_state, hall_id=hall.id)).result().epoch,
        now_ms=now_ms,
    )
    renderer = Renderer(hall, load_words())
    passwords = PasswordChecks()
    answers = Answers(renderer)
    bookings = booking_api.Bookings(context)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        broadcaster = asyncio.create_task(context.hub.run())
        chores = [asyncio.create_task(keep_doing(chore)) for chore in chores_of(context)]
        yield
        for chore in chores:
            chore.cancel()
        await asyncio.gather(*chores, return_exceptions=True)
        context.hub.close()
        await broadcaster
        passwords.close()

    app = FastAPI(title="Một Cửa", version="1", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.state.hub = context.hub
    app.include_router(kiosk_api.routes(context))
    app.include_router(kiosk_enrol_api.routes(context))
    app.include_router(kiosk_playlist_api.routes(context))
    app.include_router(kiosk_help_api.routes(context))
    app.include_router(recovery_api.routes(context))
    app.include_router(kiosk_faces_api.routes(context))
    app.include_router(hall_api.routes(context))
    app.include_router(desk_api.routes(context))
    app.include_router(tickets_api.routes(context))
    app.include_router(rules_api.routes(context))
    app.include_router(playlist_api.routes(context))
    app.include_router(faces_api.routes(context))
    app.include_router(display.routes(context, renderer))
    app.include_router(staff.routes(context, renderer, passwords))
    app.include_router(reports.routes(context, renderer))
    app.include_router(manager.routes(context, renderer))
    app.include_router(playlist.routes(context, renderer))
    app.include_router(faces.routes(context, renderer))
    app.include_router(kiosks.routes(context, renderer))
    app.include_router(what_if.routes(context, renderer))
    app.include_router(citizen.routes(context, renderer, bookings))
    app.include_router(booking_api.routes(context, bookings))
    app.include_router(booking.routes(context, renderer, bookings))
    app.mount("/static", StaticFiles(directory=_STATIC))
    answers.install(app)
    app.add_middleware(Guard, base_url=settings.base_url, is_secure=settings.is_secure, refuse=answers.refuse)
    return app
