"""What ought to become of tickets, thought out once more and as simply as can be: no database, no log.

Each command either changes the model or raises No. Only whom a counter calls is not decided here: the
model is told, and says whether it may be.
"""

from collections import Counter
from copy import copy
from dataclasses import dataclass, field
from datetime import date

from models.ticket import (
    AT_COUNTER,
    MOST_SERVICES,
    MOVES,
    OVER,
    UNDO_WITHIN_MS,
    UNDOABLE,
    Move,
    Ticket,
    TicketState,
)
from models.turn import MINUTE_MS, ReturnRule

LATE_MIN = 15


class No(Exception):
    """The command must be refused."""


@dataclass(kw_only=True)
class Citizen:
    """A ticket, as far as this model looks. moves: its version."""

    ticket_id: str
    day: date
    service: str
    later: list[str]
    state: TicketState
    counts_from_ms: int
    moves: int = 1
    counter: int | None = None
    sent_to: str = ""
    held_by: str | None = None
    until_ms: int = 0
    called_ms: int = 0
    no_shows: int = 0

    @classmethod
    def of(cls, ticket: Ticket) -> "Citizen":
        """A ticket that has just come into the hall."""
        return cls(
            ticket_id=ticket.id,
            day=ticket.service_day,
            service=ticket.service_id,
            later=list(ticket.then_service_ids),
            state=ticket.state,
            counts_from_ms=ticket.counts_from_ms,
        )

    @property
    def place(self) -> tuple[int, str]:
        """Where it stands in the order of turn."""
        return self.counts_from_ms, self.ticket_id

    def move(self, move: Move) -> None:
        """One step by the table."""
        if (self.state, move) not in MOVES:
            raise No
        self.state = MOVES[self.state, move]
        self.moves += 1


@dataclass(kw_only=True)
class Place:
    """A counter. undo: when the last command was given, and where each ticket of it stood before."""

    gives: str
    person: str | None = None
    is_paused: bool = False
    opened_on: date | None = None
    undo: tuple[int, list[tuple[str, Citizen, int]]] | None = None

    def leave(self) -> None:
        """Nobody sits here."""
        self.person, self.is_paused, self.opened_on, self.undo = None, False, None, None


@dataclass(kw_only=True)
class Life:
    """The hall. overtaken: by which calls each ticket was passed, at the place where it then stood."""

    places: dict[int, Place]
    now_ms: int
    today: date
    citizens: dict[str, Citizen] = field(default_factory=dict)
    overtaken: dict[tuple[str, str, int], Counter[tuple[str, int]]] = field(default_factory=dict)

    def present(self, number: int) -> Citizen | None:
        """Who stands at the counter today."""
        for one in self.citizens.values():
            if one.state in AT_COUNTER and one.counter == number and one.day == self.today:
                return one
        return None

    def callable_at(self, number: int) -> dict[str, Citizen]:
        """Whom the counter may call."""
        place = self.places[number]
        marks = (f"counter:{number}", f"staff:{place.person}")
        return {
            public_id: one
            for public_id, one in self.citizens.items()
            if one.state is TicketState.WAITING
            and one.day == self.today
            and (one.sent_to in marks if one.sent_to else one.service in place.gives)
        }

    # ---- at a counter: `mine` first, `done` last ----

    def mine(self, number: int, person: str) -> Place:
        place = self.places[number]
        if place.person != person:
            raise No
        return place

    def here(self, number: int, person: str) -> Citizen:
        self.mine(number, person)
        one = self.present(number)
        if one is None:
            raise No
        return one

    def done(self, number: int, *steps: tuple[Move, Citizen, Citizen]) -> None:
        undoable = bool(steps) and all(move in UNDOABLE for move, _, _ in steps)
        names = {one.ticket_id: public_id for public_id, one in self.citizens.items()}
        moved = [(names[after.ticket_id], before, after.moves) for _, before, after in steps]
        self.places[number].undo = (self.now_ms, moved) if undoable else None

    def press(self, number: int, person: str, move: Move) -> None:
        """A command that does just this move with who is here."""
        one = self.here(number, person)
        before = copy(one)
        one.move(move)
        self.done(number, (move, before, one))

    def recall(self, number: int, person: str) -> None:
        self.press(number, person, Move.RECALL)
        self.here(number, person).called_ms = self.now_ms

    def no_show(self, number: int, person: str) -> None:
        one = self.here(number, person)
        self.press(number, person, Move.MARK_NO_SHOW)
        one.no_shows += 1

    def hold(self, number: int, person: str, minutes: int) -> None:
        one = self.here(number, person)
        self.press(number, person, Move.HOLD)
        one.held_by, one.until_ms = person, self.now_ms + minutes * MINUTE_MS

    def add_service(self, number: int, person: str, service: str) -> None:
        one = self.here(number, person)
        if len(one.later) + 1 >= MOST_SERVICES:
            raise No
        self.press(number, person, Move.ADD_SERVICE)
        one.later = [*one.later, service]

    def finish(self, number: int, person: str) -> None:
        one = self.here(number, person)
        self.done(number, self._finished(number, one))

    def _finished(self, number: int, one: Citizen) -> tuple[Move, Citizen, Citizen]:
        before = copy(one)
        move = Move.FINISH
        if one.later:
            one.service, *one.later = one.later
            move = Move.CONTINUE_ELSEWHERE
            if one.service in self.places[number].gives:
                move = Move.CONTINUE_HERE
        one.move(move)
        return move, before, one

    def call_next(self, number: int, person: str, called: str | None) -> None:
        """called: who is at the counter now, as the hall says."""
        place = self.mine(number, person)
        if place.is_paused:
            raise No
        one = self.present(number)
        steps = [] if one is None else [self._finished(number, one)]
        if one is None or one.state not in AT_COUNTER:
            waiting = self.callable_at(number)
            assert (called is None) == (not waiting), "a counter calls somebody whenever somebody waits"
            if called is not None:
                steps.append(self._called(number, waiting[called], waiting))
        else:
            assert called is not None
            assert self.citizens[called] is one
        self.done(number, *steps)

    def _called(
        self, number: int, one: Citizen, waiting: dict[str, Citizen]
    ) -> tuple[Move, Citizen, Citizen]:
        before = copy(one)
        one.move(Move.CALL)
        one.called_ms, one.counter, one.sent_to = self.now_ms, number, ""
        for other in waiting.values():
            if other.place < before.place:
                where = (other.ticket_id, other.service, other.counts_from_ms)
                self.overtaken.setdefault(where, Counter())[one.ticket_id, one.moves] += 1
        return Move.CALL, before, one

    def resume(self, number: int, person: str, public_id: str) -> None:
        self.mine(number, person)
        one = self.citizens[public_id]
        if self.present(number) or one.day != self.today or one.held_by not in (None, person):
            raise No
        before = copy(one)
        one.move(Move.RESUME)
        one.counter, one.held_by, one.until_ms = number, None, 0
        self.done(number, (Move.RESUME, before, one))

    def transfer(self, number: int, person: str, service: str, sent_to: str) -> None:
        one = self.here(number, person)
        before = copy(one)
        self._send(one, service, sent_to)
        self.done(number, (Move.TRANSFER, before, one))

    def _send(self, one: Citizen, service: str, sent_to: str) -> None:
        """service: "" for the same. sent_to: "" for whoever gives it."""
        seated = {place.person: number for number, place in self.places.items() if place.person}
        marks = {f"counter:{number}" for number in seated.values()} | {f"staff:{name}" for name in seated}
        if sent_to and sent_to not in marks:
            raise No
        one.move(Move.TRANSFER)
        one.service, one.sent_to = service or one.service, sent_to

    def undo(self, number: int, person: str) -> None:
        place = self.mine(number, person)
        if place.undo is None or self.now_ms - place.undo[0] > UNDO_WITHIN_MS:
            raise No
        for public_id, before, moves in reversed(place.undo[1]):
            now = self.citizens[public_id]
            if now.moves != moves:
                raise No
            before.moves = moves + 1
            self.citizens[public_id] = before
            for calls in self.overtaken.values():
                calls.pop((now.ticket_id, moves), None)
        place.undo = None

    # ---- about a counter ----

    def open(self, number: int, person: str) -> None:
        for other, place in self.places.items():
            if place.person == person and other != number:
                if self.present(other):
                    raise No
                self._gone({f"counter:{other}"})
                place.leave()
        place = self.places[number]
        if place.person not in (None, person):
            self._gone({f"staff:{place.person}"})
        place.leave()
        place.person, place.opened_on = person, self.today

    def close(self, number: int, person: str) -> None:
        if self.places[number].person is None:
            return
        self.mine(number, person)
        if self.present(number):
            raise No
        self._gone({f"counter:{number}", f"staff:{person}"})
        self.places[number].leave()

    def pause(self, number: int, person: str, is_paused: bool) -> None:
        self.mine(number, person).is_paused = is_paused

    def _gone(self, marks: set[str]) -> None:
        for one in self.citizens.values():
            if one.sent_to in marks and one.state is TicketState.WAITING and one.day == self.today:
                one.move(Move.TRANSFER)
                one.sent_to = ""
            elif f"staff:{one.held_by}" in marks and one.state is TicketState.HELD and one.day == self.today:
                one.move(Move.RELEASE)
                one.held_by, one.until_ms = None, 0

    # ---- in the line ----

    def cancel(self, public_id: str) -> None:
        self.citizens[public_id].move(Move.CANCEL)

    def rejoin(self, public_id: str) -> None:
        one = self.of_today(public_id)
        if one.no_shows > ReturnRule().times or self.now_ms - one.called_ms > 60 * MINUTE_MS:
            raise No
        one.move(Move.REJOIN)
        one.counts_from_ms += max(0, self.now_ms - max(one.called_ms, one.counts_from_ms))
        one.sent_to = ""

    def redirect(self, public_id: str, service: str, sent_to: str) -> None:
        one = self.of_today(public_id)
        if one.state in AT_COUNTER:
            raise No
        self._send(one, service, sent_to)

    def prioritise(self, public_id: str) -> None:
        self.of_today(public_id).move(Move.SET_PRIORITY)

    def check_in(self, public_id: str) -> None:
        one = self.of_today(public_id)
        one.move(Move.CHECK_IN)
        early_ms = max(0, one.counts_from_ms - self.now_ms)
        one.counts_from_ms = max(one.counts_from_ms, self.now_ms) - early_ms // 1000

    def of_today(self, public_id: str) -> Citizen:
        one = self.citizens[public_id]
        if one.day != self.today:
            raise No
        return one

    # ---- time ----

    def keep_up(self) -> None:
        for one in self.citizens.values():
            if one.day < self.today and one.state not in OVER:
                one.move(Move.EXPIRE)
            elif one.day == self.today and one.state is TicketState.HELD and one.until_ms <= self.now_ms:
                one.move(Move.RELEASE)
                one.held_by, one.until_ms = None, 0
        for number, place in self.places.items():
            if place.opened_on is not None and place.opened_on < self.today:
                self._gone({f"counter:{number}", f"staff:{place.person}"})
                place.leave()
