"""What counters command: open and close, call, and give a number at the reception desk."""

import secrets
from collections.abc import Callable
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated

from fastapi import APIRouter, Body, Path, Request
from starlette.responses import Response

from models.store.database import Connection
from models.ticket import AT_COUNTER, MOVES, Move
from queue_server import call
from queue_server.answers import json_answer
from queue_server.call import Desk, DeskAnswer
from queue_server.context import Context
from queue_server.desk import close_counter, open_counter
from queue_server.issue import IssuedTicket, issue_ticket
from queue_server.pages.session_cookie import token_in
from queue_server.sessions import staff_of

Key = Annotated[str, Body(embed=True, min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
Number = Annotated[int, Path(ge=1, le=9999)]


class Command(StrEnum):
    NEXT = "next"
    RECALL = "recall"
    SERVE = "serve"
    FINISH = "finish"
    NO_SHOW = "no-show"


_USE_CASES: MappingProxyType[Command, Callable[[Connection, Desk, int], DeskAnswer]] = MappingProxyType(
    {
        Command.NEXT: call.call_next,
        Command.RECALL: call.recall,
        Command.SERVE: call.serve,
        Command.FINISH: call.finish,
        Command.NO_SHOW: call.no_show,
    }
)


# What may be commanded in each state of the ticket at the counter, so that a page offers nothing else.
_OF_MOVE = MappingProxyType(
    {
        Move.RECALL: Command.RECALL,
        Move.SERVE: Command.SERVE,
        Move.FINISH: Command.FINISH,
        Move.MARK_NO_SHOW: Command.NO_SHOW,
    }
)
COMMANDS_IN = MappingProxyType(
    {"empty": [Command.NEXT]}
    | {
        state.value: [Command.NEXT, *(_OF_MOVE[move] for start, move in MOVES if start is state)]
        for state in sorted(AT_COUNTER)
    }
)


def routes(context: Context) -> APIRouter:
    """The commands of staff, who are known by their session cookie."""
    router = APIRouter(prefix="/api", tags=["desk"])
    settings, hall = context.settings, context.hall

    @router.post("/tickets", status_code=201, response_model=IssuedTicket)
    async def issue(request: Request, key: Key, service_id: Annotated[str, Body()]) -> Response:
        token, now_ms, public_id = token_in(request, settings), context.now_ms(), secrets.token_hex(16)

        def work(connection: Connection) -> IssuedTicket:
            staff = staff_of(connection, token, settings, now_ms)
            return issue_ticket(
                connection, hall, staff, service_id=service_id, public_id=public_id, key=key, now_ms=now_ms
            )

        return json_answer(await context.change(work), 201)

    @router.post("/counters/{number}/open")
    async def open_it(request: Request, number: Number) -> dict[str, bool]:
        token, now_ms = token_in(request, settings), context.now_ms()

        def work(connection: Connection) -> None:
            open_counter(connection, hall, staff_of(connection, token, settings, now_ms), number)

        await context.change(work)
        return {"open": True}

    @router.post("/counters/{number}/close")
    async def close_it(request: Request, number: Number) -> dict[str, bool]:
        token, now_ms = token_in(request, settings), context.now_ms()

        def work(connection: Connection) -> None:
            staff = staff_of(connection, token, settings, now_ms)
            close_counter(connection, hall, staff, number, now_ms)

        await context.change(work)
        return {"open": False}

    @router.post("/counters/{number}/{command}", response_model=DeskAnswer)
    async def command_it(request: Request, number: Number, command: Command, key: Key) -> Response:
        token, now_ms = token_in(request, settings), context.now_ms()

        def work(connection: Connection) -> DeskAnswer:
            staff = staff_of(connection, token, settings, now_ms)
            desk = Desk(hall=hall, staff=staff, counter_number=number, key=key)
            return _USE_CASES[command](connection, desk, now_ms)

        return json_answer(await context.change(work))

    return router
