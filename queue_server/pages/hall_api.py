"""What everybody in the hall may know: how it stands, now and from now on, and whether the server is well."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Header, HTTPException, Query
from pydantic import Field
from starlette.responses import JSONResponse, Response, StreamingResponse

from models.store.database import Connection, StoreError
from models.store.hall_issuers import count_parked, last_contacts
from models.store.hall_log import feed_seq
from models.store.schema import schema_of
from models.wire import HallView
from queue_server.answers import json_answer
from queue_server.context import Context
from queue_server.events import MOST_WATCHERS, HallStream
from queue_server.feed import NOBODYS_SEQ, Feed

HEALTH_WITHIN_S = 5.0
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {"text/event-stream": {}},
        "description": (
            "`event: hall`, `data:` a HallView, after each change. With `Last-Event-ID` or `last_event_id` "
            "also each public event of the log after that one, once and in order: `event: call`, or else "
            "its kind, `id:` its place in the log, `data:` kind, at_ms, number, service_id and counter. "
            "`event: reset` where it cannot go on from there: it is of another day, or too far back."
        ),
    }
}
_Seq = Annotated[int | None, Field(ge=0, lt=1 << 53)]


def routes(context: Context) -> APIRouter:
    """/api/hall, its stream, and /healthz."""
    router = APIRouter(tags=["hall"])
    feed = Feed(context.database, context.hall, context.now_ms)
    context.hub.follow(feed, is_shared=context.settings.workers > 1)

    @router.get("/api/hall", response_model=HallView)
    async def hall() -> Response:
        return json_answer(await context.view())

    @router.get("/api/hall/events", response_class=StreamingResponse, responses=_STREAM)
    async def events(
        last_event_id: Annotated[_Seq, Header()] = None,
        asked_for: Annotated[_Seq, Query(alias="last_event_id")] = None,
    ) -> Response:
        if context.hub.watchers >= MOST_WATCHERS:
            raise HTTPException(503)
        context.hub.touch()  # whoever joins sees also what another program wrote into the database
        after_seq = asked_for if last_event_id is None else last_event_id
        if after_seq is not None and after_seq > context.hub.seq and after_seq > await feed.newest_seq():
            after_seq = NOBODYS_SEQ
        return HallStream(context.hub, after_seq)

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
