"""The short cut to a waiting time, for when so many wait that playing them all would take too long."""

import math
from collections.abc import Collection, Mapping

from models.calling.discipline import MARGIN, Head, score_ms
from models.calling.policy import Policy, Rule
from models.waiting.future import Futures
from models.waiting.promises import MINUTE_MS, WaitRange

# From the mean of a sum of services to its p80, where each service differs from the next by 0.6 of its mean.
_P80_SIGMAS, _VISITS_SIGMA = 0.84, 0.6


def queue_rule(futures: Futures, asked: Collection[str]) -> Mapping[str, WaitRange]:
    """What each of the waiting tickets `asked`, and each newcomer, still waits: the usual length of all that
    comes before, shared among the counters that give the service; of services that some counter gives."""
    situation, now_ms = futures.situation, futures.situation.now_ms
    begins_ms = {
        counter.number: hours[0][0]
        for counter, hours in zip(situation.counters, futures.working, strict=True)
        if hours
    }
    line = [(head, group[0]) for group, heads in futures.groups.items() for head in heads]
    gives = {
        each: {
            one.number for one in situation.counters if each in one.service_ids and one.number in begins_ms
        }
        for each in {service_id for _, service_id in (*line, *futures.newcomers.values())}
    }
    usual_ms = {each: futures.habits.durations.mean_ms(each) for each in gives}
    busy_ms = {
        one.number: futures.habits.durations.mean_ms(one.busy_with)
        for one in situation.counters
        if one.busy_with is not None
    }
    everybody_ms = sum(usual_ms[service_id] for _, service_id in line) / max(1, len(begins_ms))
    half_way_ms = now_ms + everybody_ms / 2
    # How long whoever waits longest will have waited in order of arrival.
    longest_ms = max(
        (
            now_ms - head.counts_from_ms + everybody_ms * (place + 1) / len(line)
            for place, (head, _) in enumerate(sorted(line))
        ),
        default=0.0,
    )
    ahead = dict.fromkeys(gives, 0)
    ranges: dict[str, WaitRange] = {}
    for head, service_id in sorted(
        (*line, *futures.newcomers.values()),
        key=lambda each: _place(situation.policy, each[0], half_way_ms, longest_ms),
    ):
        own = gives[service_id]
        if own and (head.ticket_id in asked or head.ticket_id in futures.newcomers):
            # A counter that gives other services too takes only its part of what waits for them.
            parts = [
                (number * len(own & gives[each]) / len(gives[each]), usual_ms[each])
                for each, number in ahead.items()
                if number
            ]
            # Of c busy counters the first is free after a c-th of a service.
            first_ms = sum(busy_ms.get(number, 0.0) for number in own) / len(own)
            before_ms = first_ms + sum(number * each_ms for number, each_ms in parts)
            spread_ms = _VISITS_SIGMA * math.sqrt(sum(number * each_ms**2 for number, each_ms in parts))
            idle_ms = max(0, min(begins_ms[number] for number in own) - now_ms)
            ranges[head.ticket_id] = WaitRange(
                p50_min=(idle_ms + before_ms / len(own)) / MINUTE_MS,
                p80_min=(idle_ms + (before_ms + _P80_SIGMAS * spread_ms) / len(own)) / MINUTE_MS,
            )
        if own and head.ticket_id not in futures.newcomers:
            ahead[service_id] += 1
    return ranges


def _place(policy: Policy, head: Head, at_ms: float, longest_ms: float) -> tuple[float, Head]:
    """Sorts by who is called first: as things will stand at `at_ms`, or by arrival where somebody will have
    waited so long (longest_ms) that nobody may pass."""
    if policy.rule in (Rule.STRICT, Rule.ZMS):
        return head.rank, head
    most_ms = math.inf if policy.max_wait_min is None else policy.max_wait_min * MINUTE_MS * (1 - MARGIN)
    if policy.rule is Rule.CREDIT and longest_ms < most_ms:
        return -score_ms(head, round(at_ms)), head
    return 0, head
