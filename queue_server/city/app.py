"""The city's web application: what halls ask of it."""

import asyncio
import math
from collections.abc import Callable
from functools import partial
from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from starlette.responses import JSONResponse, Response

from models.city_wire import MOST_ENTRIES, CityAnswer, HallPush, JoinCity, Joined
from models.event_log import GENESIS
from models.signing import PUBLIC_KEY, Asker, claim_in, is_signed
from models.store.city_halls import CityHall, city_halls
from models.store.city_log import city_entries_after
from models.store.database import Connection, Database, StoreError
from models.store.schema import schema_of
from models.sync.copies import Tip
from models.turn import MINUTE_MS
from models.wire import WIRE_VERSION, LogPage, WireError, decode
from queue_server.answers import json_answer
from queue_server.app import system_now_ms
from queue_server.city.enrol import join
from queue_server.city.intake import known_hall, take
from queue_server.guard import Guard
from queue_server.pages.recovery_api import MOST_EPOCH
from queue_server.pages.signed import Signature, target_of
from queue_server.refusal import Refusal, Refused
from queue_server.throttle import LoginThrottle

AT_ONCE = 8  # messages read and written; the others wait, so that the memory has an end
ARRIVING = 64  # messages on their way in
BODY_S = 30.0  # one that drips in takes nobody's place for long
_ANYBODY = ""  # a code names no hall before it is known


def create_city_app(
    database: Database, *, base_url: str, now_ms: Callable[[], int] = system_now_ms
) -> FastAPI:
    """The web application of the city in `database`, which the caller opened and closes afterwards."""
    app = FastAPI(title="Một Cửa, city", version="1", docs_url=None, redoc_url=None)
    throttle = LoginThrottle()
    turns, arriving = asyncio.Semaphore(AT_ONCE), asyncio.Semaphore(ARRIVING)

    async def body_of(request: Request) -> bytes:
        try:
            async with arriving, asyncio.timeout(BODY_S):
                return await request.body()
        except TimeoutError:
            raise Refused(Refusal.BAD_REQUEST) from None

    async def signed_by(request: Request, authorization: str) -> tuple[CityHall, bytes]:
        """Which hall signed the request, and its body. Raises Refused."""
        claim = claim_in(authorization)
        if claim is None:
            raise Refused(Refusal.NOT_SIGNED)
        hall = await asyncio.wrap_future(database.read(partial(known_hall, asker=claim.asker)))
        body = await body_of(request)
        key = hall.public_key or ""
        if not is_signed(claim, key, method=request.method, target=target_of(request), body=body):
            raise Refused(Refusal.BAD_SIGNATURE)
        return hall, body

    @app.post("/api/city/join", response_model=Joined)
    async def join_city(request: Request) -> Response:
        """All that is asked without a signature. Wrong codes are slowed down like log-ins."""
        address = request.client.host if request.client else ""
        wait_ms = throttle.wait_ms(_ANYBODY, address, now_ms())
        if wait_ms:
            raise Refused(Refusal.TOO_MANY_TRIES, minutes=math.ceil(wait_ms / MINUTE_MS))
        asked = decode(JoinCity, await body_of(request))
        if not PUBLIC_KEY.fullmatch(asked.public_key):
            raise WireError("public_key: 64 hex digits are expected")
        joined = await asyncio.wrap_future(database.write(partial(join, asked=asked, now_ms=now_ms())))
        throttle.forgive(_ANYBODY, address)
        return json_answer(joined)

    @app.post("/api/city/push", response_model=CityAnswer)
    async def push(request: Request, authorization: Signature = "") -> Response:
        hall, body = await signed_by(request, authorization)
        async with turns:
            message = decode(HallPush, body)
            if len(message.entries) > MOST_ENTRIES:
                raise WireError(f"entries: at most {MOST_ENTRIES} at once")
            asker = Asker(issuer_id=hall.id, incarnation=hall.nth)
            taking = partial(take, asker=asker, push=message, now_ms=now_ms())
            return json_answer(await asyncio.wrap_future(database.write(taking)))

    @app.get("/api/city/log", response_model=LogPage)
    async def log_after(
        request: Request,
        after: Annotated[int, Query(ge=0, lt=MOST_EPOCH)],
        last_hash: Annotated[str, Query(alias="hash", pattern=r"^[0-9a-f]{64}$")] = GENESIS,
        most: Annotated[int, Query(ge=0, le=MOST_ENTRIES)] = MOST_ENTRIES,
        authorization: Signature = "",
    ) -> Response:
        """What the city holds of the asking hall's own log, after that entry."""
        hall, _ = await signed_by(request, authorization)
        async with turns:

            def work(connection: Connection) -> LogPage:
                entries = city_entries_after(connection, hall.id, Tip(seq=after, hash=last_hash), most)
                return LogPage(
                    version=WIRE_VERSION,
                    epoch=hall.epoch,
                    is_known=entries is not None,
                    base_seq=0,
                    last=hall.high,
                    entries=entries or (),
                )

            return json_answer(await asyncio.wrap_future(database.read(work)))

    @app.get("/healthz")
    async def healthz() -> Response:
        def work(connection: Connection) -> dict[str, object]:
            return {"schema": schema_of(connection), "halls": len(city_halls(connection))}

        return JSONResponse(await asyncio.wrap_future(database.read(work)))

    @app.exception_handler(Refused)
    async def _refused(request: Request, error: Refused) -> Response:
        return _refuse(request.url.path, error)

    @app.exception_handler(WireError)
    async def _wire(request: Request, error: WireError) -> Response:
        return JSONResponse({"error": Refusal.BAD_REQUEST, "message": str(error)}, 422)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> Response:
        return _refuse(request.url.path, Refused(Refusal.BAD_REQUEST))

    @app.exception_handler(StoreError)
    async def _store(request: Request, error: StoreError) -> Response:
        return _refuse(request.url.path, Refused(Refusal.STORE_TROUBLE))

    app.add_middleware(Guard, base_url=base_url, is_secure=base_url.startswith("https:"), refuse=_refuse)
    return app


def _refuse(_path: str, refused: Refused) -> Response:
    return JSONResponse({"error": refused.refusal}, refused.status)
