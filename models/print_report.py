"""What became of the papers of a day, kiosk by kiosk: a pure function of the event log."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from models.event_log import Event
from models.print_job import ON_PAPER, Reason, State
from models.ticket import EventKind


@dataclass(frozen=True, kw_only=True)
class PrintRow:
    """The papers of one kiosk (`kiosk`, its id): how many were wanted, and how they ended.

    at_once: without trouble. later: after trouble, or once somebody had looked. missing: never came, as far
    as is known. troubles: how often each stood in the way, the most frequent first.
    """

    kiosk: str
    wanted: int
    at_once: int
    later: int
    missing: int
    troubles: Mapping[Reason, int]


@dataclass(kw_only=True)
class _Papers:
    at_once: set[str] = field(default_factory=set)
    later: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)
    troubles: Counter[Reason] = field(default_factory=Counter)


def print_rows(events: Iterable[Event]) -> Sequence[PrintRow]:
    """The kiosks that printed something, by their ids. events: in log order."""
    papers: dict[str, _Papers] = defaultdict(_Papers)
    for event in events:
        if event.kind == EventKind.SLIP_PRINTED:
            _count(papers[event.actor.removeprefix("kiosk:")], event)
    return [
        PrintRow(
            kiosk=kiosk,
            wanted=len(of.at_once | of.later | of.missing),
            at_once=len(of.at_once),
            later=len(of.later),
            missing=len(of.missing),
            troubles=dict(of.troubles.most_common()),
        )
        for kiosk, of in sorted(papers.items())
    ]


def _count(papers: _Papers, event: Event) -> None:
    ticket, outcome = event.ticket_id, event.body["outcome"]
    if outcome in ON_PAPER or outcome == State.SETTLED:
        if ticket in papers.missing:
            papers.missing.remove(ticket)
            papers.later.add(ticket)
        elif ticket not in papers.later:
            papers.at_once.add(ticket)
        return
    papers.at_once.discard(ticket)
    papers.later.discard(ticket)
    papers.missing.add(ticket)
    trouble = event.body.get("trouble")
    # A kiosk of another version may know another one.
    papers.troubles[Reason(trouble) if trouble in set(Reason) else Reason.OFFLINE] += 1
