"""Where the head of the hall, or a program, tries another way of calling on a day that was."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body, Request
from pydantic import Field
from starlette.datastructures import QueryParams
from starlette.responses import Response

from models.calling.policy import Rule
from models.calling.what_if import AS_IT_WAS, AS_SIMULATED, Comparison
from queue_server.answers import json_answer
from queue_server.context import Context
from queue_server.pages.manager import manager_in
from queue_server.refusal import Refusal, Refused
from queue_server.render import Renderer
from queue_server.what_if import MOST_TRIALS, TARGET_MIN, Setting, Stage, Trial, set_stage
from queue_server.what_if_table import BAR_WIDTH, table

EARLIER_MIN = (0, 60, 30, 15, -15, -30, -60)
MOST_EXTRA = 3
Seed = Annotated[int, Field(ge=0, lt=2**31)]


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """One trial as the page's form says it. extra: counters more; services: what they give, none is all."""

    rule: Rule | None
    max_overtakes: int | None
    max_wait_min: int | None
    closed: Sequence[int]
    extra: int
    services: Sequence[str]
    earlier_min: int

    @property
    def changes_anything(self) -> bool:
        """Whether there is something to try."""
        limits = (self.max_overtakes, self.max_wait_min)
        changed = self.rule or self.closed or self.extra or self.earlier_min
        return bool(changed) or any(limit is not None for limit in limits)

    def trial(self, name: str, every_service: Sequence[str]) -> Trial:
        """The same, to be tried out under `name`."""
        return Trial(
            name=name,
            rule=self.rule,
            max_overtakes=self.max_overtakes,
            max_wait_min=self.max_wait_min,
            closed=self.closed,
            added=[self.services or every_service] * self.extra,
            open_earlier_min=self.earlier_min,
        )


@dataclass(frozen=True, kw_only=True)
class Form:
    """The form as it was filled in. seed: a made-up morning instead of `day`."""

    day: date
    made_up: bool
    seed: int
    target_min: int
    chosen: Sequence[Chosen]


def routes(context: Context, renderer: Renderer) -> APIRouter:
    """/what-if and /api/what-if, for managers."""
    router = APIRouter()
    stage = Stage()

    async def setting_of(day: date | None, seed: int) -> Setting:
        return await context.read(partial(set_stage, hall=context.hall, day=day, seed=seed))

    async def play(setting: Setting, trials: Sequence[Trial], target_min: float) -> Comparison:
        return await asyncio.to_thread(stage.play, setting, trials, target_min)

    @router.get("/what-if", include_in_schema=False)
    async def page(request: Request) -> Response:
        await manager_in(request, context)
        today, query, words = context.today(), request.query_params, renderer.words
        form, refused, result = _empty_form(today), None, None
        try:
            form = _form(query, today)
        except ValueError:
            refused = Refused(Refusal.BAD_REQUEST)
        setting = await setting_of(None if form.made_up else form.day, form.seed)
        if query and refused is None:
            every = [one.id for one in setting.services]
            trials = [
                one.trial(words.vi("what_if.trial_short", n=n), every)
                for n, one in enumerate(form.chosen, start=1)
                if one.changes_anything
            ]
            try:
                comparison = await play(setting, trials, form.target_min)
                result = table(comparison, setting.rules.policy.classes)
            except Refused as error:
                refused = error
        return renderer.page(
            "what_if.html",
            {
                "form": form,
                "today": today,
                "setting": setting,
                "rules": tuple(Rule),
                "earlier": EARLIER_MIN,
                "most_extra": MOST_EXTRA,
                "columns": {AS_IT_WAS: "was", AS_SIMULATED: "simulated"},
                "services": {one.id: one for one in setting.services},
                "result": result,
                "bar_width": BAR_WIDTH,
                "error": refused and words.vi(f"refused.{refused.refusal}", **refused.details),
            },
            refused.status if refused else 200,
        )

    @router.post("/api/what-if", response_model=Comparison, tags=["rules"])
    async def compare(
        request: Request,
        variations: Annotated[list[Trial], Body(max_length=MOST_TRIALS)],
        day: Annotated[date | None, Body()] = None,
        seed: Annotated[Seed | None, Body()] = None,
        target_min: Annotated[float, Body()] = TARGET_MIN,
    ) -> Response:
        await manager_in(request, context)
        if (day is None) is (seed is None):
            raise Refused(Refusal.BAD_REQUEST)
        setting = await setting_of(day, seed or 0)
        return json_answer(await play(setting, variations, target_min))

    return router


def _empty_form(today: date) -> Form:
    return _form(QueryParams(), today)


def _form(query: QueryParams, today: date) -> Form:
    """Raises ValueError for what no form of ours sends."""
    return Form(
        day=date.fromisoformat(query["day"]) if query.get("day") else today,
        made_up=query.get("on") == "morning",
        seed=_number(query, "seed") or 1,
        target_min=_number(query, "target") or TARGET_MIN,
        chosen=[_chosen(query, n) for n in range(1, MOST_TRIALS + 1)],
    )


def _chosen(query: QueryParams, n: int) -> Chosen:
    rule, extra = query.get(f"rule{n}"), _number(query, f"extra{n}") or 0
    if not 0 <= extra <= MOST_EXTRA:
        raise ValueError(extra)
    return Chosen(
        rule=Rule(rule) if rule else None,
        max_overtakes=_number(query, f"most{n}"),
        max_wait_min=_number(query, f"wait{n}"),
        closed=[int(number) for number in query.getlist(f"close{n}")],
        extra=extra,
        services=query.getlist(f"gives{n}"),
        earlier_min=_number(query, f"earlier{n}") or 0,
    )


def _number(query: QueryParams, name: str) -> int | None:
    text = query.get(name)
    return int(text) if text else None
