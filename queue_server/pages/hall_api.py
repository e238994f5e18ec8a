"""What everybody in the hall may know: how it stands, now and from now on, and whether the server is well."""

import asyncio
from functools import partial
from typing import Any

from fastapi import APIRouter, HTTPException
from starlette.responses import JSONResponse, Response, StreamingResponse

from models.store.database import Connection, StoreError, schema_of
from models.store.hall_issuers import count_parked, last_contacts
from models.store.hall_log import feed_seq
from models.store.hall_tickets import hall_view
from models.wire import HallView
from queue_server.answers import json_answer
from queue_server.context import Context
from queue_server.events import MOST_WATCHERS, HallStream

HEALTH_WITHIN_S = 5.0
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {}}, "description": "`event: hall`, `data:` a HallView"}
}


def routes(context: Context) -> APIRouter:
    """/api/hall, its stream, and /healthz."""
    router = APIRouter(tags=["hall"])

    @router.get("/api/hall", response_model=HallView)
    async def hall() -> Response:
        view = await context.read(
            partial(hall_view, hall_id=context.hall.id, service_day=context.today(), now_ms=context.now_ms())
        )
        return json_answer(view)

    @router.get("/api/hall/events", response_class=StreamingResponse, responses=_STREAM)
    async def events() -> Response:
        if context.hub.watchers >= MOST_WATCHERS:
            raise HTTPException(503)
        context.hub.touch()  # whoever joins sees also what another program wrote into the database
        return HallStream(context.hub)

    @router.get("/healthz")
    async def healthz() -> Response:
        hall_id, now_ms = context.hall.id, context.now_ms()

        def work(connection: Connection) -> dict[str, object]:
            return {
                "schema": schema_of(connection),
                "feed_seq": feed_seq(connection, hall_id),
                "parked": count_parked(connection, hall_id),
                "kiosks": [
                    {"id": kiosk, "silent_s": None if at_ms is None else max(0, now_ms - at_ms) // 1000}
                    for kiosk, at_ms in last_contacts(connection, hall_id).items()
                ],
            }

        try:
            async with asyncio.timeout(HEALTH_WITHIN_S):
                found = await context.read(work)
        except (StoreError, TimeoutError):
            return JSONResponse({"status": "database not reachable"}, 503)
        return JSONResponse({"status": "ok"} | found)

    return router
