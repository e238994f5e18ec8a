"""What kiosks and desks do for a hall that was put back from a backup: copy its log, and hand it over."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import Response

from models.event_log import GENESIS
from models.store.database import Connection
from models.store.hall_copies import entries_after, first_since, tip_of
from models.store.hall_epoch import epoch_state
from models.sync.copies import Tip, is_on_the_way
from models.sync.recovery import counter_peer, kiosk_peer
from models.turn import MINUTE_MS
from models.wire import (
    MOST_ENTRIES_A_PAGE,
    WIRE_VERSION,
    HandOver,
    HandOverAnswer,
    LogPage,
    WireError,
    decode,
)
from queue_server.answers import json_answer
from queue_server.context import Context
from queue_server.draw import draw_code
from queue_server.pages.session_cookie import token_in
from queue_server.pages.signed import Signature, signed_by
from queue_server.recover import hand_over, hear_epoch
from queue_server.refusal import Refusal, Refused
from queue_server.sessions import staff_of

COPIED_MS = 14 * 24 * 60 * MINUTE_MS  # how far back a new copy begins: no backup put back is older
MOST_EPOCH = 1 << 53
_BODY = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": {"title": "HandOver"}}}}
}
Counters = Annotated[list[Annotated[int, Query(ge=1, le=9999)]], Query(max_length=50)]


def follower(context: Context) -> Callable[..., Awaitable[None]]:
    """Refuses the command of a desk that follows another epoch than ours; if it is a later one, we stop."""

    async def check(
        followed: Annotated[int | None, Header(alias="Motcua-Epoch", ge=1, lt=MOST_EPOCH)] = None,
    ) -> None:
        if followed is None or followed == context.epoch:
            return
        if followed > context.epoch:
            await context.change(partial(hear_epoch, hall=context.hall, epoch=followed))
            raise Refused(Refusal.HALL_REPLACED)
        raise Refused(Refusal.OTHER_EPOCH)

    return check


def routes(context: Context) -> APIRouter:
    """The end points of kiosks and of staff."""
    router = APIRouter(tags=["recovery"])
    hall = context.hall

    @router.get("/api/kiosk/log", response_model=LogPage)
    async def log_after(
        request: Request,
        after: Annotated[int, Query(ge=-1, lt=MOST_EPOCH)] = -1,
        last_hash: Annotated[str, Query(alias="hash", pattern=r"^[0-9a-f]{64}$")] = GENESIS,
        authorization: Signature = "",
    ) -> Response:
        """The entries after that one; `after=-1`: where a new copy begins."""
        await signed_by(request, context, authorization)
        now_ms = context.now_ms()

        def work(connection: Connection) -> LogPage:
            tip = Tip(seq=after, hash=last_hash)
            if after < 0:
                tip = first_since(connection, hall.id, now_ms - COPIED_MS)
            entries = entries_after(connection, hall.id, tip, MOST_ENTRIES_A_PAGE)
            state = epoch_state(connection, hall.id)
            return LogPage(
                version=WIRE_VERSION,
                epoch=state.epoch,
                is_known=is_on_the_way(is_found=entries is not None, is_gathering=state.is_gathering),
                base_seq=state.base_seq,
                last=tip_of(connection, hall.id).seq,
                entries=entries or (),
            )

        return json_answer(await context.read(work))

    @router.post("/api/kiosk/hand-over", response_model=HandOverAnswer, openapi_extra=_BODY)
    async def of_kiosk(request: Request, authorization: Signature = "") -> Response:
        asker = await signed_by(request, context, authorization)
        return await take([kiosk_peer(asker.issuer_id)], _message(await request.body()))

    @router.post("/api/desk/hand-over", response_model=HandOverAnswer, openapi_extra=_BODY)
    async def of_desk(request: Request, counters: Counters) -> Response:
        """What the pages of those counters were told, on one machine."""
        token, now_ms = token_in(request, context.settings), context.now_ms()
        await context.write(lambda connection: staff_of(connection, token, context.settings, now_ms))
        message = _message(await request.body())
        return await take([counter_peer(number) for number in counters], message)

    async def take(peers: list[str], message: HandOver) -> Response:
        taking = partial(
            hand_over, hall=hall, peers=peers, message=message, draw_code=draw_code, now_ms=context.now_ms()
        )
        return json_answer(await context.change(taking))

    return router


def _message(body: bytes) -> HandOver:
    message = decode(HandOver, body)
    if len(message.entries) > MOST_ENTRIES_A_PAGE:
        raise WireError(f"entries: at most {MOST_ENTRIES_A_PAGE} at once")
    return message
