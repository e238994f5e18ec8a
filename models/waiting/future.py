"""One possible future of a hall, played from how it stands now by the very rules that call citizens.

Lighter than `models.calling.simulation`, with which it agrees (tests/models/waiting/test_future.py): it
starts in the middle of a day, draws a duration only when it is needed, and ends once all it was asked about
have been called.
"""

import heapq
import math
from bisect import bisect_left, bisect_right, insort
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from random import Random

from models.calling.discipline import (
    CALLS_SEEN,
    LINE_SEEN,
    Head,
    best_place,
    call_interval_ms,
    head_in,
    score_ms,
    why_keep_order,
)
from models.calling.policy import PriorityClass, Rule
from models.waiting.habits import Habits, draw_arrivals
from models.waiting.situation import ANY, CounterNow, Newcomer, Situation, working_hours

_Group = tuple[str, float, float, int, int]
"""Who keep their order among themselves: service, how their class is treated, whom they were sent to."""


class Futures:
    """A situation made ready to be played many times over.

    newcomers: by an id of their own; they are called when it would be their turn, but take nobody's turn and
    nobody's time.
    """

    def __init__(self, situation: Situation, habits: Habits, newcomers: Mapping[str, Newcomer]) -> None:
        self.situation, self.habits, self.policy = situation, habits, situation.policy
        self.newcomers = {
            key: (self.head(one.priority, situation.now_ms, key), one.service_id)
            for key, one in newcomers.items()
        }
        self.service_of = {one.ticket_id: one.service_id for one in situation.waiting}
        self.overtaken = {one.ticket_id: one.overtaken for one in situation.waiting}
        self.groups: dict[_Group, list[Head]] = {}
        for one in situation.waiting:
            sent_to = situation.sent_to.get(one.ticket_id, ANY)
            head = self.head(one.priority, one.counts_from_ms, one.ticket_id, sent_to != ANY)
            insort(self.groups.setdefault(_group_of(one.service_id, head, sent_to), []), head)
        skills = [frozenset(one.service_ids) for one in situation.counters]
        self.pools = sorted(set(skills), key=sorted)
        self.pool_at = [self.pools.index(each) for each in skills]
        self.lines = [
            sorted(
                head.counts_from_ms for key, heads in self.groups.items() if key[0] in pool for head in heads
            )
            for pool in self.pools
        ]
        self.calls_ms = [
            [at_ms for at_ms, service_id in situation.recent_calls if service_id in pool][-CALLS_SEEN:]
            for pool in self.pools
        ]
        self.working = working_hours(situation)
        priorities = {one.priority for one in situation.waiting} | {
            one.priority for one in newcomers.values()
        }
        classes = [self.policy.class_of(priority) for priority in priorities]
        self.comes = {
            place: [one for one in coming if self._may_pass(one[1], classes)]
            for place, coming in habits.comes.items()
        }
        self.booked = sorted(
            (one.counts_from_ms, one.service_id, one.priority)
            for one in situation.booked
            if one.counts_from_ms > situation.now_ms and self._may_pass(one.priority, classes)
        )

    def play(self, tickets: Collection[str], random: Random) -> tuple[Mapping[str, int], int]:
        """When each of `tickets` and of the newcomers is called in one future, as `random` will have it; who
        never is, is left out. And how many were called until all that was known: what the playing cost."""
        return _Future(self, random).play(set(tickets), dict(self.newcomers))

    def head(self, priority: str, counts_from_ms: int, ticket_id: str, sent_here: bool = False) -> Head:
        """A ticket in the terms of the policy."""
        return head_in(self.policy.class_of(priority), counts_from_ms, ticket_id, sent_here)

    def _may_pass(self, priority: str, waiting: Sequence[PriorityClass]) -> bool:
        """Whether somebody of this class who comes later could be called before one who waits now."""
        rule, comer = self.policy.rule, self.policy.class_of(priority)
        if rule is Rule.FIFO:
            return False
        if rule is Rule.CREDIT:
            return any(comer.credit_min > one.credit_min or comer.rate > one.rate for one in waiting)
        return any(comer.rank < one.rank for one in waiting)


class _Future:
    """The hall while it is played. Counters and the lines before them go by their index."""

    def __init__(self, hall: Futures, random: Random) -> None:
        self.hall, self.random = hall, random
        self.groups = {key: heads.copy() for key, heads in hall.groups.items()}
        self.callable = [
            [heads for key, heads in self.groups.items() if _may_call(counter, key)]
            for counter in hall.situation.counters
        ]
        self.lines = [line.copy() for line in hall.lines]
        self.calls_ms = [deque(calls_ms, CALLS_SEEN) for calls_ms in hall.calls_ms]
        self.service_of = hall.service_of.copy()
        self.passes: dict[str, list[Head]] = {}
        self.scales: dict[str, float] = {}

    def play(
        self, tickets: set[str], newcomers: dict[str, tuple[Head, str]]
    ) -> tuple[Mapping[str, int], int]:
        hall, rule, calls = self.hall, self.hall.policy.rule, 0
        called_ms: dict[str, int] = {}
        arrivals = self._arrivals()
        coming = next(arrivals, None)
        free = self._first_free()
        while free and (tickets or newcomers):
            now_ms, seat = heapq.heappop(free)
            while coming is not None and coming[0] <= now_ms:
                self._join(*coming)
                coming = next(arrivals, None)
            works_ms = _works_from(hall.working[seat], now_ms)
            if works_ms is None:
                continue
            if works_ms > now_ms:
                heapq.heappush(free, (works_ms, seat))
                continue
            heads = sorted([group[0] for group in self.callable[seat] if group])
            place = best_place(rule, heads, now_ms) if heads else 0
            if place and rule is Rule.CREDIT:
                place = self._within_limits(seat, heads, place, now_ms)
            for key in self._newcomers_called(seat, newcomers, heads, place, now_ms) if newcomers else ():
                called_ms[key] = now_ms
                del newcomers[key]
            if not heads:
                if coming is not None:
                    heapq.heappush(free, (coming[0], seat))
                continue
            head = heads[place]
            calls += 1
            if head.ticket_id in tickets:
                called_ms[head.ticket_id] = now_ms
                tickets.remove(head.ticket_id)
            heapq.heappush(free, (now_ms + self._call(seat, head, now_ms), seat))
        return called_ms, calls

    def _first_free(self) -> list[tuple[int, int]]:
        """When each counter has done what it does now."""
        now_ms, durations = self.hall.situation.now_ms, self.hall.habits.durations
        free = [
            (now_ms, seat)
            if one.busy_with is None
            else (
                now_ms
                + durations.rest_ms(one.busy_with, one.number, now_ms - one.busy_since_ms, self.random),
                seat,
            )
            for seat, one in enumerate(self.hall.situation.counters)
        ]
        heapq.heapify(free)
        return free

    def _arrivals(self) -> Iterator[tuple[int, str, str]]:
        """Who comes when, for what, in which class: those who booked and those who did not."""
        hall, random = self.hall, self.random
        unannounced = draw_arrivals(hall.comes, hall.situation.midnight_ms, hall.situation.now_ms, random)
        come = [one for one in hall.booked if random.random() >= hall.habits.no_show_share]
        return heapq.merge(unannounced, come)

    def _join(self, at_ms: int, service_id: str, priority: str) -> None:
        ticket_id = f"~{len(self.service_of):04}"
        head = self.hall.head(priority, at_ms, ticket_id)
        self.service_of[ticket_id] = service_id
        key = _group_of(service_id, head, ANY)
        group = self.groups.get(key)
        if group is None:
            group = self.groups[key] = []
            for seat, counter in enumerate(self.hall.situation.counters):
                if _may_call(counter, key):
                    self.callable[seat].append(group)
        insort(group, head)
        for line, pool in zip(self.lines, self.hall.pools, strict=True):
            if service_id in pool:
                insort(line, head.counts_from_ms)

    def _call(self, seat: int, head: Head, now_ms: int) -> int:
        """For how long calling this citizen keeps the counter busy."""
        hall, random = self.hall, self.random
        service_id = self.service_of[head.ticket_id]
        for group in self.callable[seat]:
            if group and group[0] is head:
                del group[0]
                break
        for line, calls_ms, pool in zip(self.lines, self.calls_ms, hall.pools, strict=True):
            if service_id in pool:
                del line[bisect_left(line, head.counts_from_ms)]
                calls_ms.append(now_ms)
        habits = hall.habits
        if habits.leaves_per_ms:
            waits_ms = now_ms - max(hall.situation.now_ms, head.counts_from_ms)
            if random.random() > math.exp(-habits.leaves_per_ms * waits_ms):
                return 0
        if random.random() < habits.no_show_share:
            return habits.no_show_ms
        durations = habits.durations
        scale = self.scales.get(service_id)
        if scale is None:
            scale = self.scales[service_id] = math.exp(random.gauss(0.0, durations.doubt(service_id)))
        pool_ms = durations.pool_ms(service_id)
        drawn_ms = pool_ms[int(random.random() * len(pool_ms))]
        return int(drawn_ms * scale * durations.pace.get(hall.situation.counters[seat].number, 1.0))

    def _newcomers_called(
        self,
        seat: int,
        newcomers: Mapping[str, tuple[Head, str]],
        heads: Sequence[Head],
        place: int,
        now_ms: int,
    ) -> Sequence[str]:
        """The newcomers this counter would call before the one at `place`, the best of those who wait."""
        rule, service_ids = self.hall.policy.rule, self.hall.situation.counters[seat].service_ids
        able = [(key, head) for key, (head, service_id) in newcomers.items() if service_id in service_ids]
        if not heads:
            return [key for key, _ in able]
        best = heads[place]
        if rule is Rule.CREDIT:
            best_ms = math.inf if best.sent_here else score_ms(best, now_ms)
            first = [(key, head) for key, head in able if score_ms(head, now_ms) > best_ms]
            # To the limits they are all alike: they all come now.
            if first and self._keeps_order(seat, heads, first[0][1], now_ms):
                return ()
            return [key for key, _ in first]
        pairs = ((key, head, sorted((head, best))) for key, head in able)
        return [key for key, head, pair in pairs if pair[best_place(rule, pair, now_ms)] is head]

    def _within_limits(self, seat: int, heads: Sequence[Head], place: int, now_ms: int) -> int:
        """`place`, or 0 where the limits of the policy forbid to pass over those who came before."""
        passed = heads[:place]
        if self._keeps_order(seat, passed, heads[place], now_ms):
            return 0
        for service_id in {self.service_of[head.ticket_id] for head in passed}:
            insort(self.passes.setdefault(service_id, []), heads[place])
        return place

    def _keeps_order(self, seat: int, passed: Sequence[Head], best: Head, now_ms: int) -> bool:
        """Whether the limits of the policy forbid `best` to pass over those."""
        hall, pool = self.hall, self.hall.pool_at[seat]
        overtaken = max(hall.overtaken.get(head.ticket_id, 0) + self._passes(head) for head in passed)
        every_ms = call_interval_ms(self.calls_ms[pool], now_ms)
        line = self.lines[pool][:LINE_SEEN]
        return why_keep_order(hall.policy, best, overtaken, line, now_ms, every_ms) is not None

    def _passes(self, head: Head) -> int:
        """How many whose place is behind `head` were called before somebody of its service."""
        passes = self.passes.get(self.service_of[head.ticket_id])
        return len(passes) - bisect_right(passes, head) if passes else 0


def _group_of(service_id: str, head: Head, sent_to: int) -> _Group:
    return service_id, head.credit_ms, head.rate, head.rank, sent_to


def _may_call(counter: CounterNow, group: _Group) -> bool:
    service_id, *_, sent_to = group
    return sent_to == counter.number or (sent_to == ANY and service_id in counter.service_ids)


def _works_from(working: Sequence[tuple[int, int]], now_ms: int) -> int | None:
    """The next moment at which a counter works; None: not any more."""
    for from_ms, until_ms in working:
        if now_ms < until_ms:
            return max(from_ms, now_ms)
    return None
