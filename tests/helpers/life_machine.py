"""The hall as a machine for Hypothesis: the real use-cases beside the model in `tests/helpers/life.py`."""

import copy
import random
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
)
from sqlalchemy import select

from models.calling.policy import Policy
from models.event_log import Event, first_break
from models.hall import HallRules
from models.service_day import service_day
from models.store.database import Database
from models.store.hall_log import ClockWentBack, read_all
from models.store.hall_tables import ticket as ticket_table
from models.ticket import (
    AT_COUNTER,
    EVENT_OF_MOVE,
    MOVES,
    UNDOABLE,
    EventKind,
    Move,
    Outcome,
    Ticket,
    TicketState,
)
from queue_server import attend, call, line
from queue_server.at_desk import DeskAnswer
from queue_server.attend import Goal
from queue_server.check_in import check_in
from queue_server.desk import CounterAnswer, close_counter, open_counter, pause_counter, resume_counter
from queue_server.undo import undo
from tests.helpers.floor import Floor, called
from tests.helpers.halls import HALL, PLAN, KioskLog, hand_over, moment_ms
from tests.helpers.life import Citizen, Life, No, Place
from tests.helpers.one_transaction import NOS, OneTransaction, one_transaction

MOST_OVERTAKES = 2
NUMBERS = (1, 2, 3)

# Each step in the log must be one of these: the table's moves, and an undoable one taken back.
STEPS = {(EVENT_OF_MOVE[move], start, end) for (start, move), end in MOVES.items()}
STEPS |= {(EventKind.MOVE_UNDONE, end, start) for (start, move), end in MOVES.items() if move in UNDOABLE}


VISITS = ["a", "b", "a b", "b a", "a b a"]
CLASSES = ["regular", "regular", "elderly", "merit"]
GOALS = [
    *(Goal(service_id=one) for one in "ab"),
    *(Goal(counter=number) for number in NUMBERS),
    *(Goal(login=f"s{number}") for number in NUMBERS),
]


class HallMachine(RuleBasedStateMachine):
    """Three counters, three people, a kiosk, and a clock that jumps."""

    path: Path

    def __init__(self) -> None:
        super().__init__()
        self._stack = one_transaction(self.path)
        self.connection = self._stack.__enter__()
        self.floor = Floor(cast("Database", OneTransaction(self.connection)))
        self.floor.rules(HallRules(policy=Policy(max_overtakes=MOST_OVERTAKES)))
        self.kiosk = KioskLog()
        gives = {one.number: "".join(one.service_ids) for one in PLAN.counters}
        places = {number: Place(gives=gives[number], person=f"s{number}") for number in NUMBERS}
        self.life = Life(places=places, now_ms=self.floor.now_ms, today=self._today())
        self._log: list[Event] = []
        self._step = 0

    def teardown(self) -> None:
        assert first_break(read_all(self.connection, HALL.id)) is None
        self._stack.__exit__(None, None, None)

    # ---- a command, in the hall and in the model ----

    def both(self, real: Callable[[str], Any], model: Callable[[Any], object]) -> None:
        """Done in both or refused in both; refused or repeated it changes nothing."""
        key = uuid.uuid4().hex
        before = self.floor.everything()
        kept = copy.deepcopy(self.life)
        answer: Any = None
        is_refused = False
        try:
            answer = real(key)
        except NOS:
            is_refused = True
        if is_refused:
            with pytest.raises(No):
                model(None)
            self.life = kept
            assert self.floor.everything() == before
            return
        model(answer)
        after = self.floor.everything()
        assert real(key) == answer
        assert self.floor.everything() == after

    def somebody(self, chance: random.Random, state: TicketState) -> str | None:
        """A ticket, mostly one in that state; None while there is none at all."""
        fitting = [name for name, one in self.life.citizens.items() if one.state is state]
        every = list(self.life.citizens)
        if not every:
            return None
        return chance.choice(fitting * 9 + every)

    def person(self, chance: random.Random, number: int) -> int:
        """Nearly always who sits at the counter."""
        there = self.life.places[number].person
        return int(there[1:]) if there and chance.random() < 0.95 else chance.choice(NUMBERS)

    def counter(self, chance: random.Random, wanted: Callable[[int], object]) -> int:
        """A counter, nearly always such a one if there is any."""
        fitting = [number for number in NUMBERS if wanted(number)]
        return chance.choice(fitting if fitting and chance.random() < 0.95 else NUMBERS)

    def at(self, number: int, by: int, deed: Callable[..., DeskAnswer], *more: Any) -> Callable[[str], Any]:
        return lambda key: self.floor.at(number, deed, *more, by=by, key=key)

    # One rule and a die: left to choose, most runs would bring hardly any citizen to a counter.
    @rule(seed=st.integers(0, 2**32))
    def something_happens(self, seed: int) -> None:
        self._step += 1
        self.happen(random.Random(f"{seed} {self._step}"))

    def happen(self, chance: random.Random) -> None:
        often = [self.come, self.call_next, self.call_next, self.press, self.press, self.press]
        seldom = [
            self.push,
            self.book,
            self.transfer,
            self.resume,
            self.resume,
            self.undo,
            self.undo,
            self.line,
        ]
        seldom += [self.line, self.line, self.seat, self.wait, self.keep_up, self.sleep, self.clock_back]
        chance.choice(often * 2 + seldom)(chance)

    # ---- citizens come ----

    def come(self, chance: random.Random) -> None:
        self._arrive(self.floor.come(chance.choice(VISITS), priority=chance.choice(CLASSES)))

    def push(self, chance: random.Random) -> None:
        now_ms = self.floor.now_ms
        new = []
        for age_min in chance.sample([0, 0, 1, 7, 40, 600], chance.randint(1, 3)):
            service, at_ms = chance.choice("ab"), now_ms - age_min * 60_000
            new.append(self.kiosk.issue(service, service.upper(), at_ms, priority=chance.choice(CLASSES)))
        for _ in range(2):
            hand_over(self.floor.database, self.kiosk.push(now_ms, new), now_ms)
        for entry in new:
            self._arrive(str(entry.event.body["public_id"]))

    def book(self, chance: random.Random) -> None:
        in_min = chance.choice([-30, -10, 5, 60, 24 * 60])
        slot_ms = self.floor.now_ms + in_min * 60_000
        day = service_day(slot_ms, HALL.timezone)
        if day.month == 11:
            self._arrive(self.floor.book(slot_ms, day=day.day))

    def _arrive(self, public_id: str) -> None:
        self.life.citizens[public_id] = Citizen.of(self.floor.ticket(public_id))

    # ---- at a counter ----

    def call_next(self, chance: random.Random) -> None:
        number = self.counter(chance, lambda number: self.life.places[number].person)
        by = self.person(chance, number)

        def model(answer: DeskAnswer | None) -> None:
            self.life.call_next(number, f"s{by}", None if answer is None else called(answer))

        self.both(self.at(number, by, call.call_next), model)

    def press(self, chance: random.Random) -> None:
        number = self.counter(chance, self.life.present)
        by = self.person(chance, number)
        service = chance.choice("ab")
        life = self.life
        deeds: list[tuple[Callable[[str], Any], Callable[..., None]]] = [
            (self.at(number, by, attend.serve), partial(life.press, move=Move.SERVE)),
            (self.at(number, by, call.recall), life.recall),
            (self.at(number, by, call.no_show), life.no_show),
            (self.at(number, by, attend.finish, Outcome.GUIDED), life.finish),
            (self.at(number, by, attend.hold, 5, ""), partial(life.hold, minutes=5)),
            (self.at(number, by, attend.add_service, service), partial(life.add_service, service=service)),
            (
                self.at(number, by, attend.set_priority, "elderly"),
                partial(life.press, move=Move.SET_PRIORITY),
            ),
        ]
        real, model = chance.choice(deeds)
        self.both(real, lambda _: model(number, f"s{by}"))

    def undo(self, chance: random.Random) -> None:
        number = self.counter(chance, lambda number: self.life.places[number].undo)
        by = self.person(chance, number)
        self.both(self.at(number, by, undo), lambda _: self.life.undo(number, f"s{by}"))

    def transfer(self, chance: random.Random) -> None:
        number = self.counter(chance, self.life.present)
        by = self.person(chance, number)
        goal = chance.choice(GOALS)
        self.both(
            self.at(number, by, attend.transfer, goal, ""),
            lambda _: self.life.transfer(number, f"s{by}", goal.service_id or "", mark_of(goal)),
        )

    def resume(self, chance: random.Random) -> None:
        citizen = self.somebody(chance, TicketState.HELD)
        if citizen is not None:
            owner = self.life.citizens[citizen].held_by
            number = self.counter(
                chance,
                lambda number: self.life.places[number].person == owner and not self.life.present(number),
            )
            by = self.person(chance, number)
            self.both(
                self.at(number, by, attend.resume, citizen),
                lambda _: self.life.resume(number, f"s{by}", citizen),
            )

    def seat(self, chance: random.Random) -> None:
        number = chance.choice(NUMBERS)
        deed = chance.choice(["open", "open", "open", "close", "pause", "go on", "go on"])
        by = self.person(chance, number)
        if deed == "open":
            number, by = self.counter(chance, lambda number: not self.life.places[number].person), number
        life = self.life
        deeds: dict[str, tuple[Callable[..., CounterAnswer], Callable[..., None]]] = {
            "open": (open_counter, life.open),
            "close": (close_counter, life.close),
            "pause": (partial(pause_counter, reason="x"), partial(life.pause, is_paused=True)),
            "go on": (resume_counter, partial(life.pause, is_paused=False)),
        }
        real, model = deeds[deed]
        self.both(
            lambda key: self.floor.counter(number, real, by=by, key=key),
            lambda _: model(number, f"s{by}"),
        )

    # ---- in the line ----

    def line(self, chance: random.Random) -> None:
        life = self.life
        goal = chance.choice(GOALS)
        of_state = {
            "cancel": chance.choice([TicketState.WAITING, TicketState.HELD]),
            "redirect": TicketState.WAITING,
            "class": TicketState.WAITING,
            "rejoin": TicketState.NO_SHOW,
            "check in": TicketState.BOOKED,
        }
        there = {one.state for one in life.citizens.values()}
        deed = chance.choice([one for one in of_state if of_state[one] in there] or list(of_state))
        citizen = self.somebody(chance, of_state[deed])
        if citizen is None:
            return
        deeds: dict[str, tuple[Any, dict[str, Any], Callable[[], None]]] = {
            "cancel": (line.cancel, {"reason": ""}, lambda: life.cancel(citizen)),
            "rejoin": (line.rejoin, {}, lambda: life.rejoin(citizen)),
            "redirect": (
                line.redirect,
                {"goal": goal, "reason": ""},
                lambda: life.redirect(citizen, goal.service_id or "", mark_of(goal)),
            ),
            "class": (line.prioritise, {"priority": "elderly"}, lambda: life.prioritise(citizen)),
            "check in": (check_in, {}, lambda: life.check_in(citizen)),
        }
        use_case, more, model = deeds[deed]
        self.both(lambda key: self.floor.line(use_case, citizen, key=key, **more), lambda _: model())

    # ---- time ----

    def wait(self, chance: random.Random) -> None:
        self._jump(chance.choice([1, 1, 9, 9, 11, 120, 600, 3700]) * 1000)

    def sleep(self, chance: random.Random) -> None:
        """To the next morning, but seldom: a day should have time to become one."""
        if chance.random() < 0.3:
            self._jump(moment_ms(8, day=self.life.today.day + 1) - self.floor.now_ms)

    def keep_up(self, chance: random.Random) -> None:
        self.floor.keep_up()
        self.life.keep_up()
        assert self.floor.keep_up() == 0

    def clock_back(self, chance: random.Random) -> None:
        if self._log:
            now_ms = self.floor.now_ms
            self.floor.now_ms = self._log[-1].at_ms - 120_001
            with self.floor.refuses(ClockWentBack):
                self.floor.come()
            self.floor.now_ms = now_ms

    def _jump(self, by_ms: int) -> None:
        self.floor.now_ms += by_ms
        self.life.now_ms = self.floor.now_ms
        self.life.today = self._today()

    def _today(self) -> date:
        return service_day(self.floor.now_ms, HALL.timezone)

    # ---- what is always true ----

    @invariant()
    def the_tickets_stand_where_the_model_says(self) -> None:
        for public_id, one in self.life.citizens.items():
            ticket = self.floor.ticket(public_id)
            assert Citizen.of(ticket) == Citizen(**{**asdict(one), **Unseen(ticket).fields}), public_id
            assert (ticket.version, ticket.sent_to, ticket.no_shows) == (
                one.moves,
                one.sent_to,
                one.no_shows,
            )
            if ticket.state in AT_COUNTER:
                assert ticket.counter_number == one.counter
            if ticket.state is TicketState.HELD:
                assert (ticket.held_by, ticket.held_until_ms) == (one.held_by, one.until_ms)

    @invariant()
    def every_history_in_the_log_is_a_path_in_the_table(self) -> None:
        entries = list(read_all(self.connection, HALL.id))
        self._log = [entry.event for entry in entries]
        stands: dict[str, str | None] = {}
        steps: Counter[str] = Counter()
        for it in self._log:
            if it.after is None:
                continue
            if it.kind != EventKind.TICKET_ISSUED:
                assert (it.kind, it.before, it.after) in STEPS
                assert stands.get(it.ticket_id, it.before) == it.before
                steps[it.ticket_id] += 1
            stands[it.ticket_id] = it.after
        rows = self.connection.execute(
            select(ticket_table.c.id, ticket_table.c.state, ticket_table.c.version)
        )
        for row in rows:
            assert stands.get(row.id, TicketState.BOOKED) == row.state
            assert row.version == 1 + steps[row.id]

    @invariant()
    def nobody_shares_a_counter_or_a_number(self) -> None:
        at: dict[tuple[Any, int], list[str]] = defaultdict(list)
        numbers: Counter[tuple[Any, str]] = Counter()
        for row in self.connection.execute(select(ticket_table)):
            numbers[row.service_day, row.number] += 1
            if row.state in AT_COUNTER:
                at[row.service_day, row.counter_number].append(row.number)
        assert all(len(there) == 1 for there in at.values()), at
        assert set(numbers.values()) <= {1}

    @invariant()
    def nobody_is_overtaken_more_often_than_allowed(self) -> None:
        for where, calls in self.life.overtaken.items():
            assert calls.total() <= MOST_OVERTAKES, where


class Unseen:
    """What `Citizen.of` cannot know of a ticket that has moved: left out of the comparison."""

    def __init__(self, ticket: Ticket) -> None:
        fresh = Citizen.of(ticket)
        names = ("moves", "counter", "sent_to", "held_by", "until_ms", "called_ms", "no_shows")
        self.fields = {name: getattr(fresh, name) for name in names}


def mark_of(goal: Goal) -> str:
    """The `sent_to` of a ticket that is sent there."""
    if goal.counter is not None:
        return f"counter:{goal.counter}"
    return "" if goal.login is None else f"staff:{goal.login}"
