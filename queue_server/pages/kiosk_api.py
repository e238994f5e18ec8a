"""What kiosks ask: take over my log, what does the hall offer and tell, who is expected today?"""

from collections.abc import Collection
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from models.procedures.shipped import shipped_catalogue
from models.store.database import Connection
from models.store.hall_catalogue import digest_of, edition_on, read_edition
from models.store.hall_setup import rules_of, services_of
from models.wire import (
    MOST_EVENTS_A_PUSH,
    WIRE_VERSION,
    Bookings,
    Catalogue,
    Priority,
    Procedures,
    Push,
    PushAnswer,
    WireError,
    decode,
)
from queue_server.accept import accept_push
from queue_server.answers import json_answer
from queue_server.asking import enrolment_of
from queue_server.book import bookings_for_kiosk
from queue_server.context import Context
from queue_server.pages.known_edition import AS_KNOWN, IfNoneMatch, edition_answer, known_digests
from queue_server.pages.signed import Signature, signed_by

_PUSH_BODY = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": {"title": "Push"}}}}
}


def routes(context: Context) -> APIRouter:
    """The end points under /api/kiosk. A kiosk signs each request."""
    router = APIRouter(prefix="/api/kiosk", tags=["kiosk"])

    @router.post("/push", response_model=PushAnswer, openapi_extra=_PUSH_BODY)
    async def push(request: Request, authorization: Signature = "") -> Response:
        asker = await signed_by(request, context, authorization)
        message = decode(Push, await request.body())
        if len(message.entries) > MOST_EVENTS_A_PUSH:
            raise WireError(f"entries: at most {MOST_EVENTS_A_PUSH} at once")
        now_ms = context.now_ms()
        answer = await context.change(
            lambda connection: accept_push(connection, context.hall, asker, message, now_ms)
        )
        return json_answer(answer)

    @router.get("/catalogue", response_model=Catalogue)
    async def catalogue(request: Request, authorization: Signature = "") -> Response:
        asker = await signed_by(request, context, authorization)

        def work(connection: Connection) -> Catalogue:
            enrolment = enrolment_of(connection, context.hall, asker)
            return Catalogue(
                version=WIRE_VERSION,
                hall=context.hall,
                services=services_of(connection, context.hall.id),
                issuer_id=enrolment.issuer_id,
                incarnation=enrolment.nth,
                series=enrolment.series,
                follow_url=f"{context.settings.base_url}/t/{{public_id}}",
                priorities=[
                    Priority(
                        id=one.id,
                        name_vi=one.name_vi,
                        name_en=one.name_en,
                        proof_vi=one.proof_vi,
                        proof_en=one.proof_en,
                    )
                    for one in rules_of(connection, context.hall.id).policy.claimable
                ],
            )

        return json_answer(await context.read(work))

    @router.get("/procedures", response_model=Procedures, responses=AS_KNOWN)
    async def procedures(
        request: Request, authorization: Signature = "", if_none_match: IfNoneMatch = ""
    ) -> Response:
        await signed_by(request, context, authorization)
        today, known = context.today(), known_digests(if_none_match)
        return edition_answer(
            *await context.read(lambda connection: _procedures(connection, context.hall.id, today, known))
        )

    @router.get("/bookings", response_model=Bookings)
    async def bookings(
        request: Request,
        code: Annotated[str, Query(max_length=16)] = "",
        authorization: Signature = "",
    ) -> Response:
        await signed_by(request, context, authorization)
        today = context.today()
        return json_answer(
            await context.read(lambda connection: bookings_for_kiosk(connection, context.hall, today, code))
        )

    return router


def _procedures(
    connection: Connection, hall_id: str, today: date, known: Collection[str]
) -> tuple[str, Procedures | None]:
    """The digest of what the hall tells today; and that itself, unless it is one of the `known` ones.

    A hall that has taken over no catalogue yet, being older than catalogues are, tells the shipped one.
    """
    edition = edition_on(connection, hall_id, today)
    service_ids = [service.id for service in services_of(connection, hall_id)]
    of_edition = _digest_of_shipped() if edition is None else edition.digest
    digest = sha256("\n".join([of_edition, *service_ids]).encode()).hexdigest()
    if digest in known:
        return digest, None
    whole = shipped_catalogue() if edition is None else read_edition(connection, hall_id, edition.number)
    return digest, Procedures(version=WIRE_VERSION, digest=digest, catalogue=whole.within(service_ids))


@cache
def _digest_of_shipped() -> str:
    return digest_of(shipped_catalogue())
