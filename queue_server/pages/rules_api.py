"""What the hall has decided, for all who work there to see, and for managers to change."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Body, Header, Path, Request
from starlette.responses import Response

from models.calling.policy import Policy
from models.hall import HallRules, Hours, Interval
from models.store.database import Connection
from models.store.hall_setup import rules_of
from models.turn import ReturnRule
from queue_server import rules
from queue_server.answers import json_answer
from queue_server.context import Context
from queue_server.order import Order
from queue_server.pages.desk_api import Key, Number
from queue_server.pages.session_cookie import token_in
from queue_server.pages.typed import Line, Plain
from queue_server.rules import Changed, Limits
from queue_server.sessions import manager_of, staff_of

Name = Annotated[Line, Path(max_length=64)]
ServiceIds = Annotated[list[Line], Body(embed=True, max_length=50)]
Seen = Annotated[str, Header(max_length=100, description="The ETag of the rules that are to be changed.")]


@dataclass(frozen=True, kw_only=True)
class WholeRules:
    """A hall's rules with none left out, for what is left out would go back to its default unseen."""

    policy: Policy
    hours: Hours | None
    comes_back: ReturnRule
    late_min: int
    slot_min: int
    book_days_ahead: int
    remind_before_min: tuple[int, ...]


def routes(context: Context) -> APIRouter:
    """/api/rules and what belongs to it."""
    router = APIRouter(prefix="/api", tags=["rules"])
    settings, hall = context.settings, context.hall

    async def do(request: Request, key: str, deed: Callable[[Connection, Order, int], Changed]) -> Response:
        token, now_ms = token_in(request, settings), context.now_ms()

        def work(connection: Connection) -> Changed:
            staff = manager_of(connection, token, settings, now_ms)
            return deed(connection, Order.of(hall, staff, key), now_ms)

        return json_answer(await context.change(work))

    @router.get("/rules", response_model=HallRules)
    async def look(request: Request) -> Response:
        token, now_ms = token_in(request, settings), context.now_ms()

        def work(connection: Connection) -> HallRules:
            staff_of(connection, token, settings, now_ms)
            return rules_of(connection, hall.id)

        found = await context.write(work)
        return _tagged(json_answer(found), found)

    @router.put("/rules", response_model=Changed)
    async def change(
        request: Request,
        key: Key,
        whole: Annotated[WholeRules, Plain, Body(embed=True, alias="rules")],
        if_match: Seen = "",
    ) -> Response:
        wanted = HallRules(**vars(whole))

        seen = if_match.removeprefix("W/").strip('"') or None

        def deed(connection: Connection, order: Order, now_ms: int) -> Changed:
            return rules.change_rules(connection, order, wanted, now_ms, seen)

        return _tagged(await do(request, key, deed), wanted)

    @router.put("/services/{service_id}/limits", response_model=Changed)
    async def limit(
        request: Request, service_id: Name, key: Key, limits: Annotated[Limits, Plain, Body(embed=True)]
    ) -> Response:
        return await do(
            request, key, lambda c, order, now: rules.limit_service(c, order, service_id, limits, now)
        )

    @router.put("/counters/{number}/plan", response_model=Changed)
    async def plan(
        request: Request,
        number: Number,
        key: Key,
        service_ids: ServiceIds,
        shifts: Annotated[list[Interval], Body(embed=True, max_length=12)],
    ) -> Response:
        return await do(
            request,
            key,
            lambda c, order, now: rules.plan_counter(c, order, number, service_ids, shifts, now),
        )

    @router.put("/staff/{login}/skills", response_model=Changed)
    async def teach(
        request: Request,
        login: Name,
        key: Key,
        service_ids: Annotated[list[Line] | None, Body(embed=True, max_length=50)],
    ) -> Response:
        return await do(request, key, lambda c, order, now: rules.teach(c, order, login, service_ids, now))

    return router


def _tagged(answer: Response, seen: HallRules) -> Response:
    """`answer` with the name of these very rules: whoever changes them says by it which ones they saw."""
    answer.headers["ETag"] = f'"{rules.digest_of(seen)}"'
    return answer
