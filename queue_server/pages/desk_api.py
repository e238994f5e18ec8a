"""What counters command: open and close, call, serve, hold, send on, take back."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, TypeVar

from fastapi import APIRouter, Body, Depends, Path, Request
from starlette.responses import Response

from models.event_log import Entry
from models.store.database import Connection
from models.store.hall_log import entered
from models.store.hall_staff import Staff
from models.ticket import AT_COUNTER, MOVES, Move, Outcome
from queue_server import attend, call
from queue_server.answers import desk_answer, json_answer
from queue_server.at_desk import Desk, DeskAnswer
from queue_server.attend import Goal
from queue_server.context import Context
from queue_server.desk import CounterAnswer, close_counter, open_counter, pause_counter, resume_counter
from queue_server.look import DeskView, look_at_desk
from queue_server.pages.recovery_api import follower
from queue_server.pages.session_cookie import token_in
from queue_server.pages.typed import MOST_NUMBER, Line, Plain
from queue_server.refusal import Refusal, Refused
from queue_server.sessions import onlooker, staff_of
from queue_server.undo import undo

Key = Annotated[str, Body(embed=True, min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
Version = Annotated[int | None, Body(embed=True, ge=1, le=MOST_NUMBER)]
Reason = Annotated[Line, Body(embed=True, max_length=200)]
Id = Annotated[Line, Body(embed=True, max_length=64)]
SentTo = Annotated[Goal, Plain, Body(embed=True)]
PublicId = Annotated[str, Body(embed=True, pattern=r"^[0-9a-f]{32}$")]
Minutes = Annotated[int, Body(embed=True, ge=1, le=240)]
Number = Annotated[int, Path(ge=1, le=9999)]

Answer = TypeVar("Answer")


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What the person who commands saw at the counter; a command to something else is refused.

    ticket: its public id, "" where nobody was seen. None does not look.
    """

    version: int | None = None
    ticket: str | None = None


async def looked(  # async: FastAPI would take a thread for anything else
    version: Version = None,
    ticket: Annotated[str | None, Body(embed=True, pattern=r"^([0-9a-f]{32})?$")] = None,
) -> Seen:
    """What the body of a command says of it."""
    return Seen(version=version, ticket=ticket)


Looked = Annotated[Seen, Depends(looked)]


class Press(StrEnum):
    """Commands that ask for nothing else."""

    NEXT = "next"
    RECALL = "recall"
    SERVE = "serve"
    NO_SHOW = "no-show"
    UNDO = "undo"


_USE_CASES: MappingProxyType[Press, Callable[[Connection, Desk, int], DeskAnswer]] = MappingProxyType(
    {
        Press.NEXT: call.call_next,
        Press.RECALL: call.recall,
        Press.SERVE: attend.serve,
        Press.NO_SHOW: call.no_show,
        Press.UNDO: undo,
    }
)

# What may be commanded in each state of the ticket at the counter, so that a page offers nothing else.
_OF_MOVE = MappingProxyType(
    {
        Move.RECALL: "recall",
        Move.SERVE: "serve",
        Move.FINISH: "finish",
        Move.MARK_NO_SHOW: "no-show",
        Move.HOLD: "hold",
        Move.TRANSFER: "transfer",
        Move.SET_PRIORITY: "priority",
        Move.ADD_SERVICE: "add-service",
    }
)
COMMANDS_IN = MappingProxyType(
    {"empty": ["next"]}
    | {
        state.value: [
            "next",
            *(_OF_MOVE[move] for start, move in MOVES if start is state and move in _OF_MOVE),
        ]
        for state in sorted(AT_COUNTER)
    }
)


def routes(context: Context) -> APIRouter:
    """/api/counters: the commands of staff, who are known by their session cookie."""
    router = APIRouter(
        prefix="/api/counters/{number}", tags=["counter"], dependencies=[Depends(follower(context))]
    )
    settings, hall = context.settings, context.hall

    async def do(request: Request, deed: Callable[[Connection, Staff, int], Answer]) -> Response:
        token, now_ms = token_in(request, settings), context.now_ms()

        def work(connection: Connection) -> tuple[Answer, list[Entry]]:
            answer = deed(connection, staff_of(connection, token, settings, now_ms), now_ms)
            return answer, list(entered(connection))

        return desk_answer(*await context.change(work))

    def at(number: int, key: str, seen: Seen, staff: Staff) -> Desk:
        return Desk(
            hall=hall, staff=staff, counter_number=number, key=key, seen=seen.ticket, version=seen.version
        )

    @router.get("", response_model=DeskView)
    async def look(request: Request, number: Number, whole_hall: bool = False) -> Response:
        token, now_ms = token_in(request, settings), context.now_ms()

        def work(connection: Connection) -> DeskView:
            staff = onlooker(connection, token, settings, now_ms)
            return look_at_desk(connection, hall, staff, number, now_ms, whole_hall=whole_hall)

        return json_answer(await context.read(work))

    @router.post("/open", response_model=CounterAnswer)
    async def open_it(request: Request, number: Number, key: Key) -> Response:
        return await do(request, lambda c, staff, now: open_counter(c, hall, staff, number, key, now))

    @router.post("/close", response_model=CounterAnswer)
    async def close_it(request: Request, number: Number, key: Key) -> Response:
        return await do(request, lambda c, staff, now: close_counter(c, hall, staff, number, key, now))

    @router.post("/pause", response_model=CounterAnswer)
    async def pause(request: Request, number: Number, key: Key, reason: Reason) -> Response:
        return await do(
            request, lambda c, staff, now: pause_counter(c, hall, staff, number, key, now, reason)
        )

    @router.post("/go-on", response_model=CounterAnswer)
    async def go_on(request: Request, number: Number, key: Key) -> Response:
        return await do(request, lambda c, staff, now: resume_counter(c, hall, staff, number, key, now))

    @router.post("/finish", response_model=DeskAnswer)
    async def finish(
        request: Request,
        number: Number,
        key: Key,
        seen: Looked,
        outcome: Annotated[Outcome, Body(embed=True)] = Outcome.DONE,
    ) -> Response:
        return await do(
            request,
            lambda c, staff, now: attend.finish(c, at(number, key, seen, staff), now, outcome),
        )

    @router.post("/hold", response_model=DeskAnswer)
    async def hold(
        request: Request,
        number: Number,
        key: Key,
        minutes: Minutes,
        seen: Looked,
        reason: Reason = "",
    ) -> Response:
        return await do(
            request,
            lambda c, staff, now: attend.hold(c, at(number, key, seen, staff), now, minutes, reason),
        )

    @router.post("/resume", response_model=DeskAnswer)
    async def resume(request: Request, number: Number, key: Key, public_id: PublicId) -> Response:
        return await do(
            request, lambda c, staff, now: attend.resume(c, at(number, key, Seen(), staff), now, public_id)
        )

    @router.post("/transfer", response_model=DeskAnswer)
    async def transfer(
        request: Request,
        number: Number,
        key: Key,
        goal: SentTo,
        seen: Looked,
        reason: Reason = "",
    ) -> Response:
        check_goal(goal)
        return await do(
            request,
            lambda c, staff, now: attend.transfer(c, at(number, key, seen, staff), now, goal, reason),
        )

    @router.post("/add-service", response_model=DeskAnswer)
    async def add_service(
        request: Request, number: Number, key: Key, service_id: Id, seen: Looked
    ) -> Response:
        return await do(
            request,
            lambda c, staff, now: attend.add_service(c, at(number, key, seen, staff), now, service_id),
        )

    @router.post("/priority", response_model=DeskAnswer)
    async def priority(request: Request, number: Number, key: Key, priority: Id, seen: Looked) -> Response:
        return await do(
            request,
            lambda c, staff, now: attend.set_priority(c, at(number, key, seen, staff), now, priority),
        )

    @router.post("/{press}", response_model=DeskAnswer)
    async def press(request: Request, number: Number, press: Press, key: Key, seen: Looked) -> Response:
        return await do(
            request, lambda c, staff, now: _USE_CASES[press](c, at(number, key, seen, staff), now)
        )

    return router


def check_goal(goal: Goal) -> None:
    """Raises Refused unless exactly one of service, counter and person is named."""
    if sum(one is not None for one in (goal.service_id, goal.counter, goal.login)) != 1:
        raise Refused(Refusal.BAD_REQUEST)
