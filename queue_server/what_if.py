"""Try another rule, another counter or another opening hour on a day that was, before citizens have to."""

import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from models.calling.mornings import Demand, World, draw_morning
from models.calling.policy import Policy, Rule
from models.calling.replay import NO_SHOW_MS, Day, replay_day
from models.calling.what_if import AS_IT_WAS, AS_SIMULATED, Comparison, Variation, compare, day_of
from models.event_log import Event
from models.hall import Counter, Hall, HallRules, PlanError, Service, check_rules
from models.store.database import Connection
from models.store.hall_log import read_day
from models.store.hall_setup import rules_of, seats, services_of
from queue_server.refusal import Refusal, Refused

TARGET_MIN = 30
MOST_TRIALS = 3
MOST_TICKETS = 2000
"""A day of so many is tried out in seconds; a hall of one ward sees a tenth of it."""
MOST_ADDED = 10
MOST_EARLIER_MIN = 240
# A made-up morning: how busy the counters are kept, and how much services of one kind differ in length.
_LOAD = 0.85
_SIGMA = 0.55


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What to try; whatever is not said stays as the hall has it.

    max_wait_min: 0 is no such limit. closed: counters that stay closed. added: the services of each counter
    more. open_earlier_min: by so much the counters begin earlier, or later below 0.
    """

    name: str
    rule: Rule | None = None
    max_overtakes: int | None = None
    max_wait_min: int | None = None
    closed: Sequence[int] = ()
    added: Sequence[Sequence[str]] = ()
    open_earlier_min: int = 0


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What a trial is played with. events: of the day; None stands for a morning made up from `seed`."""

    counters: Sequence[Counter]
    services: Sequence[Service]
    rules: HallRules
    day: date | None
    seed: int
    events: Sequence[Event] | None


class Stage:
    """Where trials are played: one at a time, for each keeps a processor busy."""

    def __init__(self) -> None:
        self._busy = threading.Lock()

    def play(self, setting: Setting, trials: Sequence[Trial], target_min: float) -> Comparison:
        """As `try_out`; Refused at once while another one is being played."""
        if not self._busy.acquire(blocking=False):
            raise Refused(Refusal.WHAT_IF_BUSY)
        try:
            return try_out(setting, trials, target_min)
        finally:
            self._busy.release()


def set_stage(connection: Connection, hall: Hall, day: date | None, seed: int) -> Setting:
    """What is needed to try something on `day`; None: on a morning made up from `seed`.

    What the record of a day does not tell is drawn, each time alike.
    """
    return Setting(
        counters=[seat.counter for seat in seats(connection, hall.id)],
        services=services_of(connection, hall.id),
        rules=rules_of(connection, hall.id),
        day=day,
        seed=seed if day is None else day.toordinal(),
        events=None if day is None else list(read_day(connection, hall.id, day)),
    )


def try_out(setting: Setting, trials: Sequence[Trial], target_min: float) -> Comparison:
    """How citizens would have fared. Takes seconds for a large day. Raises Refused."""
    variations = [_variation(setting, trial) for trial in trials]
    names = {AS_IT_WAS, AS_SIMULATED, *(trial.name for trial in trials)}
    if len(trials) > MOST_TRIALS or len(names) < len(trials) + 2 or not 1 <= target_min <= 480:
        raise Refused(Refusal.WHAT_IF_NONSENSE, most=MOST_TRIALS)
    return compare(_day(setting), variations, target_min)


def _day(setting: Setting) -> Day:
    policy, random = setting.rules.policy, Random(setting.seed)  # noqa: S311  not a secret
    if setting.events is None:
        return _made_up(setting, random)
    tickets = len({event.ticket_id for event in setting.events if event.after is not None})
    if tickets > MOST_TICKETS:
        raise Refused(Refusal.WHAT_IF_TOO_LARGE, tickets=tickets, most=MOST_TICKETS)
    skills = {one.number: one.service_ids for one in setting.counters}
    day = replay_day(setting.events, skills, policy, random)
    if not day.visits:
        raise Refused(Refusal.WHAT_IF_EMPTY, day=f"{setting.day:%d/%m/%Y}")
    return day


def _made_up(setting: Setting, random: Random) -> Day:
    """A morning at the hall's own counters, with as many citizens as keep all of them well busy."""
    working = [one for one in setting.counters if one.service_ids]
    world = _world(working, {one.id: one.typical_min for one in setting.services})
    if world.tickets > MOST_TICKETS:
        raise Refused(Refusal.WHAT_IF_TOO_LARGE, tickets=world.tickets, most=MOST_TICKETS)
    day = day_of(draw_morning(world, random), setting.rules.policy, NO_SHOW_MS)
    numbered = [
        replace(desk, number=counter.number) for desk, counter in zip(day.desks, working, strict=True)
    ]
    return replace(day, desks=numbered)


def _world(counters: Sequence[Counter], typical_min: Mapping[str, float]) -> World:
    usual = World()
    busy_min: dict[str, float] = defaultdict(float)
    for counter in counters:
        for service_id in counter.service_ids:
            busy_min[service_id] += _LOAD * (usual.open_min - usual.break_min) / len(counter.service_ids)
    comes = {service_id: busy / typical_min[service_id] for service_id, busy in busy_min.items()}
    return replace(
        usual,
        tickets=round(sum(comes.values())),
        services={
            service_id: Demand(share=count, mean_min=typical_min[service_id], sigma=_SIGMA)
            for service_id, count in comes.items()
        },
        counters=[one.service_ids for one in counters],
    )


def _variation(setting: Setting, trial: Trial) -> Variation:
    """The trial for the simulator, after a look at whether it makes sense in this hall."""
    known = {one.id for one in setting.services}
    for service_ids in trial.added:
        unknown = set(service_ids) - known
        if not service_ids or unknown:
            raise Refused(Refusal.NO_SUCH_SERVICE, service_ids=" ".join(sorted(unknown)))
    for number in trial.closed:
        if number not in {one.number for one in setting.counters}:
            raise Refused(Refusal.NO_SUCH_COUNTER, counter=number)
    if len(trial.added) > MOST_ADDED or abs(trial.open_earlier_min) > MOST_EARLIER_MIN:
        raise Refused(Refusal.WHAT_IF_NONSENSE, most=MOST_TRIALS)
    return Variation(
        name=trial.name,
        policy=_policy(setting.rules, trial),
        closed=trial.closed,
        added=trial.added,
        open_earlier_min=trial.open_earlier_min,
    )


def _policy(rules: HallRules, trial: Trial) -> Policy:
    own = rules.policy
    max_wait_min = own.max_wait_min if trial.max_wait_min is None else trial.max_wait_min or None
    policy = replace(
        own,
        rule=trial.rule or own.rule,
        max_overtakes=own.max_overtakes if trial.max_overtakes is None else trial.max_overtakes,
        max_wait_min=max_wait_min,
    )
    try:
        check_rules(replace(rules, policy=policy))
    except PlanError as error:
        raise Refused(Refusal.BAD_RULES, why=str(error)) from error
    return policy
