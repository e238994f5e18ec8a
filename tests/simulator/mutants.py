"""The product's guards, each taken away in turn: the simulator has to notice, or it proves nothing.

A mutant is a name, and what is put in the place of one function. Seeds: where the first test looked.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from unittest.mock import patch

from models.event_log import Entry, Event
from models.sync import arrival, copies, epoch, intake, lost_hours, numbering, outbox, recovery
from models.ticket_log import ticket_of
from tests.simulator.desk import Desk
from tests.simulator.kiosk import Disk, Kiosk, Paper
from tests.simulator.world import Faults


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """name: what is wrong, in words. where, what: the function. seed: where it was found first."""

    name: str
    where: Any
    what: str
    instead: Any
    faults: Faults = field(default_factory=Faults)
    seed: int = 0


def _no_dedupe(
    held: intake.Held, entries: Sequence[Entry], is_another: Callable[..., bool]
) -> Sequence[Entry]:
    return list(entries)


def _no_gap_check(
    held: intake.Held, entries: Sequence[Entry], is_another: Callable[..., bool]
) -> Sequence[Entry]:
    return [entry for entry in entries if entry.event.seq > held.high]


def _believe_any_epoch(box: outbox.Outbox, *, epoch: int, high: int) -> outbox.Outbox:
    return replace(box, acked=max(box.acked, min(high, box.last)), epoch=epoch)


def _never_send_again(box: outbox.Outbox, *, epoch: int, high: int) -> outbox.Outbox:
    if epoch < box.epoch:
        raise outbox.OldHall
    return replace(box, acked=max(box.acked, min(high, box.last)), epoch=epoch)


def _forget_what_was_acked(box: outbox.Outbox, *, epoch: int, high: int) -> outbox.Outbox:
    return replace(box, acked=box.last, epoch=max(epoch, box.epoch))


def _print_first(self: Kiosk, disk: Disk, paper: Paper) -> None:
    self.papers.append(paper)
    self.commit(disk)


def _keep_nothing(self: Desk, disk: Any, seen: tuple[str, str] | None = None) -> None:
    _COMMIT_OF_DESK(self, replace(disk, entries=()), seen)


_COMMIT_OF_DESK = Desk.commit
_GATHER = recovery.gather
_FOLD = lost_hours.fold
_AWAITED = recovery.awaited
_ARRIVALS_MS = arrival.arrivals_ms


def _drop_loose(base: copies.Tip, entries: Any) -> recovery.Gathered:
    return replace(_GATHER(base, entries), loose=[])


def _gather_nothing(base: copies.Tip, entries: Any) -> recovery.Gathered:
    return recovery.Gathered(chain=[], loose=[])


def _fold(**changes: Any) -> Callable[[Any], lost_hours.LostHours]:
    return lambda events: replace(_FOLD(events), **changes)


def _oldest_version(events: Any) -> lost_hours.LostHours:
    events = list(events)
    found = _FOLD(events)
    tickets = dict(found.tickets)
    for event in reversed(events):
        ticket = ticket_of(event)
        if ticket is not None:
            tickets[ticket.id] = ticket
    return replace(found, tickets=tickets)


def _no_gate(kiosks: Any, counters: Any, entries: Any, heard: Any) -> list[str]:
    return []


def _gate_without_counters(kiosks: Any, counters: Any, entries: Any, heard: Any) -> list[str]:
    return [peer for peer in _AWAITED(kiosks, counters, entries, heard) if peer.startswith("kiosk")]


def _gate_without_kiosks(kiosks: Any, counters: Any, entries: Any, heard: Any) -> list[str]:
    return [peer for peer in _AWAITED(kiosks, counters, entries, heard) if peer.startswith("counter")]


def _gate_of_the_backup(kiosks: Any, counters: Any, entries: Any, heard: Any) -> list[str]:
    return list(_AWAITED(kiosks, counters, [], heard))


def _copy_with_gaps(tip: Any, entries: Sequence[Entry]) -> Sequence[Entry]:
    return list(entries[1:]) if len(entries) > 2 else list(entries)


def _always_one(count: numbering.Count, day: Any, *, is_sure: bool) -> numbering.Count:
    if count.sure_day is None or day != count.sure_day:
        return numbering.Count(last=1, sure_day=day)
    return replace(count, last=count.last + 1)


def _raw(events: Sequence[Event], **_of: int | None) -> Sequence[int]:
    return [event.at_ms for event in events]


def _on_receipt(events: Sequence[Event], *, received_ms: int, **_of: int | None) -> Sequence[int]:
    return [received_ms for _ in events]


def _one_clock(events: Sequence[Event], **of: Any) -> Sequence[int]:
    return _ARRIVALS_MS([replace(event, body={}) for event in events], **of)


def _pending_again(self: Desk) -> None:
    """A page that makes a new key each time it asks."""
    if self.disk.pending is not None:
        self.disk = replace(self.disk, pending=(f"{self.counter}-{self.world.now_ms}", self.disk.pending[1]))
    _ASK(self)


_ASK = Desk.ask


def _same_epoch(known: int, now_ms: int) -> int:
    return known


def _listen_to_all(promised: int, told: int) -> epoch.Heard:
    return epoch.Heard.SAME if told == promised else epoch.Heard.NEWER


MUTANTS = [
    Mutant(name="what comes twice is taken twice", where=intake, what="fresh", instead=_no_dedupe, seed=50),
    Mutant(
        name="a gap is not noticed",
        where=intake,
        what="fresh",
        instead=_no_gap_check,
        faults=Faults(skip=0.02),
    ),
    Mutant(name="an old hall is believed", where=outbox, what="confirmed", instead=_believe_any_epoch),
    Mutant(
        name="nothing is sent again after a restore",
        where=outbox,
        what="confirmed",
        instead=_never_send_again,
    ),
    Mutant(name="sent is taken for held", where=outbox, what="confirmed", instead=_forget_what_was_acked),
    Mutant(name="the paper comes before the disk", where=Kiosk, what="give", instead=_print_first),
    Mutant(
        name="a page keeps nothing of what it was told",
        where=Desk,
        what="commit",
        instead=_keep_nothing,
        seed=4,
    ),
    Mutant(name="a page makes its key anew each time", where=Desk, what="ask", instead=_pending_again),
    Mutant(
        name="what does not join on is dropped", where=recovery, what="gather", instead=_drop_loose, seed=4
    ),
    Mutant(name="nothing is gathered", where=recovery, what="gather", instead=_gather_nothing),
    Mutant(
        name="commands that were done are forgotten",
        where=lost_hours,
        what="fold",
        instead=_fold(commands={}),
        seed=8,
    ),
    Mutant(name="tickets are not put back", where=lost_hours, what="fold", instead=_fold(tickets={})),
    Mutant(
        name="the oldest version of a ticket counts",
        where=lost_hours,
        what="fold",
        instead=_oldest_version,
        seed=2,
    ),
    Mutant(name="the hall waits for nobody", where=recovery, what="awaited", instead=_no_gate),
    Mutant(
        name="the hall waits for no counter",
        where=recovery,
        what="awaited",
        instead=_gate_without_counters,
        seed=8,
    ),
    Mutant(
        name="the hall waits for no kiosk",
        where=recovery,
        what="awaited",
        instead=_gate_without_kiosks,
        seed=13,
    ),
    Mutant(
        name="the hall waits only for whom its backup knows",
        where=recovery,
        what="awaited",
        instead=_gate_of_the_backup,
        seed=8,
    ),
    Mutant(
        name="the hall goes on before it holds the kiosks' own logs",
        where=recovery,
        what="owing",
        instead=lambda own_logs, held: [],
    ),
    Mutant(name="a copy may have gaps", where=copies, what="continued", instead=_copy_with_gaps, seed=1),
    Mutant(
        name="a hall that gathers says what it does not know",
        where=copies,
        what="is_on_the_way",
        instead=lambda *, is_found, is_gathering: is_found,
        faults=Faults(put_back=0.3, again=0.9),
        seed=5,
    ),
    Mutant(
        name="what was entered anew is entered again",
        where=recovery,
        what="untold",
        instead=lambda loose, told: list(loose),
        seed=19,
    ),
    Mutant(
        name="a series is given again after a restore",
        where=numbering,
        what="nth_after_restore",
        instead=lambda nth: nth,
        seed=47,
    ),
    Mutant(
        name="an enrolment gets the series before", where=numbering, what="series_of", instead=lambda nth: "1"
    ),
    Mutant(
        name="a day the kiosk is not sure of begins at 1",
        where=numbering,
        what="counted",
        instead=_always_one,
        seed=8,
    ),
    Mutant(name="the kiosk's clock is believed", where=arrival, what="arrivals_ms", instead=_raw, seed=8),
    Mutant(
        name="two clocks are taken for one", where=arrival, what="arrivals_ms", instead=_one_clock, seed=42
    ),
    Mutant(
        name="who comes late through the network came late",
        where=arrival,
        what="arrivals_ms",
        instead=_on_receipt,
    ),
    Mutant(name="a new epoch has the old number", where=epoch, what="next_epoch", instead=_same_epoch),
    Mutant(
        name="a replaced hall goes on",
        where=epoch,
        what="is_replaced",
        instead=lambda own, heard: False,
        seed=17,
    ),
    Mutant(name="whoever speaks last is followed", where=epoch, what="hear", instead=_listen_to_all, seed=65),
]


@contextmanager
def living(mutant: Mutant) -> Iterator[None]:
    with patch.object(mutant.where, mutant.what, mutant.instead):
        yield
