"""Play a hall forward: who would be called when, by the very rules that call real citizens.

Event by event, without a clock or chance of its own: whatever is uncertain is drawn before, into the visits.
"""

import heapq
from bisect import bisect_left, bisect_right, insort
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from models.calling.discipline import (
    CALLS_SEEN,
    LINE_SEEN,
    Head,
    best_place,
    call_interval_ms,
    head_in,
    why_keep_order,
)
from models.calling.policy import Policy, Rule


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """A citizen who comes for one service.

    counts_from_ms: from when waiting counts for the turn, an appointment from its time on. service_ms: how
    long it takes. patience_ms: leaves after waiting so long, None stays. comes: False does not answer the
    call. All of it is theirs, not the policy's, so two policies can be tried on the same day.
    """

    id: str
    service_id: str
    priority: str
    arrived_ms: int
    counts_from_ms: int
    service_ms: int
    patience_ms: int | None = None
    comes: bool = True

    @property
    def waits_from_ms(self) -> int:
        """Who is too early has not waited before the appointment; who waited before has not waited here."""
        return max(self.arrived_ms, self.counts_from_ms)


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """A counter. shifts: when it works, ascending, the gaps are breaks; work begun is finished. pace: how
    much longer than others it takes, 1.0 is as long."""

    number: int
    service_ids: Sequence[str]
    shifts: Sequence[tuple[int, int]]
    pace: float = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """called_ms, counter: None if the citizen was never called. overtaken: how often a counter that could
    have called this citizen called one who came later. left: lost patience."""

    visit: Visit
    called_ms: int | None
    counter: int | None
    overtaken: int
    left: bool

    @property
    def waited_ms(self) -> int | None:
        """None if never called."""
        return None if self.called_ms is None else max(0, self.called_ms - self.visit.waits_from_ms)


def simulate(
    visits: Sequence[Visit],
    desks: Sequence[Desk],
    policy: Policy,
    *,
    no_show_ms: int,
    until_ms: int | None = None,
) -> list[Outcome]:
    """What becomes of each of `visits`, whose ids differ, in the same order.

    no_show_ms: how long a counter waits for who does not come. until_ms: nothing happens after it.
    """
    floor = _Floor(visits, desks, policy, no_show_ms)
    floor.play(until_ms)
    return floor.outcomes()


_ARRIVES, _LEAVES, _IS_FREE = range(3)  # what happens at the same moment happens in this order


class _Pool:
    """The line before all counters that give the same services."""

    __slots__ = ("calls_ms", "groups", "line", "service_ids")

    def __init__(self, service_ids: frozenset[str]) -> None:
        self.service_ids = service_ids
        self.groups: list[list[Head]] = []
        self.line: list[int] = []
        self.calls_ms: deque[int] = deque(maxlen=CALLS_SEEN)


class _Floor:
    """The hall while it is played. Visits and counters go by their index."""

    def __init__(
        self, visits: Sequence[Visit], desks: Sequence[Desk], policy: Policy, no_show_ms: int
    ) -> None:
        self.visits, self.desks, self.policy, self.no_show_ms = visits, desks, policy, no_show_ms
        self.index_of = {visit.id: index for index, visit in enumerate(visits)}
        self.class_of = {visit.priority: policy.class_of(visit.priority) for visit in visits}
        skills = [frozenset(desk.service_ids) for desk in desks]
        pools = {each: _Pool(each) for each in skills}
        self.pool_at = [pools[each] for each in skills]
        self.pools_of = {
            service_id: [pool for pool in pools.values() if service_id in pool.service_ids]
            for service_id in {visit.service_id for visit in visits}
        }
        self.groups: dict[tuple[str, float, float, int], list[Head]] = {}
        # For each service the places in the order of those called before somebody who waited for it.
        self.passes: dict[str, list[Head]] = {service_id: [] for service_id in self.pools_of}
        self.passes_at_arrival: dict[int, int] = {}
        self.waiting: dict[int, Head] = {}
        self.ended: dict[int, Outcome] = {}
        self.idle: list[int] = []
        self.turns = [0] * len(desks)
        self.coming = [(visit.arrived_ms, _ARRIVES, index, 0) for index, visit in enumerate(visits)]
        self.coming += [
            (desk.shifts[0][0], _IS_FREE, index, 0) for index, desk in enumerate(desks) if desk.shifts
        ]
        heapq.heapify(self.coming)

    def play(self, until_ms: int | None) -> None:
        while self.coming and (until_ms is None or self.coming[0][0] <= until_ms):
            now_ms, what, index, turn = heapq.heappop(self.coming)
            if what == _ARRIVES:
                self._arrive(index, now_ms)
            elif what == _LEAVES:
                if index in self.waiting:
                    self._end(index, None, None)
            elif turn == self.turns[index]:
                self._be_free(index, now_ms)

    def outcomes(self) -> list[Outcome]:
        for index in tuple(self.waiting):
            self._end(index, None, None, left=False)
        return [
            self.ended.get(index)
            or Outcome(visit=visit, called_ms=None, counter=None, overtaken=0, left=False)
            for index, visit in enumerate(self.visits)
        ]

    def note_call(self, moment_ms: int, service_id: str) -> None:
        for pool in self.pools_of.get(service_id, ()):
            pool.calls_ms.append(moment_ms)

    def _arrive(self, index: int, now_ms: int) -> None:
        visit = self.visits[index]
        head = head_in(self.class_of[visit.priority], visit.counts_from_ms, visit.id)
        self.waiting[index] = head
        if passes := self._passes(head, visit.service_id):
            self.passes_at_arrival[index] = passes
        insort(self._group(visit.service_id, head), head)
        for pool in self.pools_of[visit.service_id]:
            insort(pool.line, head.counts_from_ms)
        if visit.patience_ms is not None:
            heapq.heappush(self.coming, (visit.waits_from_ms + visit.patience_ms, _LEAVES, index, 0))
        for seat in self.idle:
            if visit.service_id in self.pool_at[seat].service_ids:
                self.idle.remove(seat)
                self._call(seat, now_ms)
                break

    def _be_free(self, seat: int, now_ms: int) -> None:
        """A counter calls, or has a break, or waits for somebody to come while its shift lasts."""
        if seat in self.idle:
            self.idle.remove(seat)
        for start_ms, end_ms in self.desks[seat].shifts:
            if now_ms < start_ms:
                heapq.heappush(self.coming, (start_ms, _IS_FREE, seat, self.turns[seat]))
                return
            if now_ms < end_ms:
                if not self._call(seat, now_ms):
                    self.idle.append(seat)
                    heapq.heappush(self.coming, (end_ms, _IS_FREE, seat, self.turns[seat]))
                return

    def _call(self, seat: int, now_ms: int) -> bool:
        """Whether there was somebody to call."""
        pool = self.pool_at[seat]
        heads = sorted([group[0] for group in pool.groups if group])
        if not heads:
            return False
        place = best_place(self.policy.rule, heads, now_ms)
        if place > 0:
            place = self._allowed(pool, heads, place, now_ms)
        index = self.index_of[heads[place].ticket_id]
        visit, desk = self.visits[index], self.desks[seat]
        self._end(index, now_ms, desk.number)
        self.note_call(now_ms, visit.service_id)
        self.turns[seat] += 1
        busy_ms = int(visit.service_ms * desk.pace) if visit.comes else self.no_show_ms
        heapq.heappush(self.coming, (now_ms + busy_ms, _IS_FREE, seat, self.turns[seat]))
        return True

    def _allowed(self, pool: _Pool, heads: Sequence[Head], place: int, now_ms: int) -> int:
        """`place`, or 0 where the limits of the policy forbid to pass over those who came before."""
        passed = {
            self.visits[self.index_of[head.ticket_id]].service_id: head for head in heads[place - 1 :: -1]
        }
        if self.policy.rule is Rule.CREDIT:
            overtaken = max(self._passes(head, service_id) for service_id, head in passed.items())
            every_ms = call_interval_ms(pool.calls_ms, now_ms)
            line = pool.line[:LINE_SEEN]
            if why_keep_order(self.policy, heads[place], overtaken, line, now_ms, every_ms):
                return 0
        for service_id in passed:
            insort(self.passes[service_id], heads[place])
        return place

    def _end(self, index: int, called_ms: int | None, counter: int | None, *, left: bool = True) -> None:
        """The citizen waits no longer: called, or gone."""
        visit, head = self.visits[index], self.waiting.pop(index)
        group = self._group(visit.service_id, head)
        del group[bisect_left(group, head)]
        for pool in self.pools_of[visit.service_id]:
            del pool.line[bisect_left(pool.line, head.counts_from_ms)]
        self.ended[index] = Outcome(
            visit=visit,
            called_ms=called_ms,
            counter=counter,
            overtaken=self._passes(head, visit.service_id) - self.passes_at_arrival.get(index, 0),
            left=called_ms is None and left,
        )

    def _passes(self, head: Head, service_id: str) -> int:
        """How many were called whose place is behind `head`, before somebody of its service."""
        passes = self.passes[service_id]
        return len(passes) - bisect_right(passes, head)

    def _group(self, service_id: str, head: Head) -> list[Head]:
        """Those of one service whom the policy treats alike: they keep their order."""
        key = (service_id, head.credit_ms, head.rate, head.rank)
        group = self.groups.get(key)
        if group is None:
            group = self.groups[key] = []
            for pool in self.pools_of[service_id]:
                pool.groups.append(group)
        return group
