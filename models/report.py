"""What happened in a hall, in figures: a pure function of the event log, so it can always be recomputed."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.event_log import Event
from models.service_day import local_time
from models.ticket import EventKind


@dataclass(frozen=True, kw_only=True)
class Row:
    """Figures of one group of tickets. Times in seconds; None where no ticket got that far."""

    key: str
    issued: int
    served: int
    no_show: int
    waiting_now: int
    wait_p50_s: float | None
    wait_p90_s: float | None
    service_p50_s: float | None
    service_p90_s: float | None


@dataclass(frozen=True, kw_only=True)
class Report:
    """The whole day, then the same figures by service id and by local hour of issue (`"08"`)."""

    total: Row
    by_service: Sequence[Row]
    by_hour: Sequence[Row]


@dataclass(kw_only=True)
class _Life:
    """The moments of one ticket, in milliseconds since 1970."""

    service_id: str
    issued_ms: int
    called_ms: int | None = None
    started_ms: int | None = None
    finished_ms: int | None = None
    no_show: bool = False


def report(events: Iterable[Event], timezone: str) -> Report:
    """Figures of the tickets whose issue is among `events` (in log order).

    Waiting runs from issue to the first call. Service runs from its start, or where no start was
    recorded from the last call, to its finish.
    """
    lives = _lives(events)
    by_service: dict[str, list[_Life]] = defaultdict(list)
    by_hour: dict[str, list[_Life]] = defaultdict(list)
    for life in lives:
        by_service[life.service_id].append(life)
        by_hour[f"{local_time(life.issued_ms, timezone):%H}"].append(life)
    return Report(
        total=_row("total", lives),
        by_service=[_row(key, by_service[key]) for key in sorted(by_service)],
        by_hour=[_row(key, by_hour[key]) for key in sorted(by_hour)],
    )


def percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest of `values` that at least `share` (0..1) of them do not exceed; None of nothing."""
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def _lives(events: Iterable[Event]) -> list[_Life]:
    lives: dict[str, _Life] = {}
    for event in events:
        if event.kind in (EventKind.TICKET_ISSUED, EventKind.TICKET_CHECKED_IN):
            arrived_ms = event.body.get("arrived_at_ms", event.at_ms)
            lives[event.ticket_id] = _Life(
                service_id=str(event.body["service_id"]), issued_ms=int(arrived_ms or event.at_ms)
            )
            continue
        life = lives.get(event.ticket_id)
        if life is None:
            continue
        match event.kind:
            case EventKind.TICKET_CALLED:
                life.called_ms = life.called_ms or event.at_ms
                life.started_ms = event.at_ms
            case EventKind.TICKET_RECALLED | EventKind.SERVICE_STARTED:
                life.started_ms = event.at_ms
            case EventKind.SERVICE_FINISHED:
                life.finished_ms = event.at_ms
            case EventKind.TICKET_NO_SHOW:
                life.no_show = True
    return list(lives.values())


def _row(key: str, lives: Sequence[_Life]) -> Row:
    waits_s = [(life.called_ms - life.issued_ms) / 1000 for life in lives if life.called_ms is not None]
    services_s = [
        (life.finished_ms - life.started_ms) / 1000
        for life in lives
        if life.finished_ms is not None and life.started_ms is not None
    ]
    return Row(
        key=key,
        issued=len(lives),
        served=sum(life.finished_ms is not None for life in lives),
        no_show=sum(life.no_show for life in lives),
        waiting_now=sum(life.called_ms is None for life in lives),
        wait_p50_s=percentile(waits_s, 0.5),
        wait_p90_s=percentile(waits_s, 0.9),
        service_p50_s=percentile(services_s, 0.5),
        service_p90_s=percentile(services_s, 0.9),
    )
