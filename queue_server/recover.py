"""Bring a hall that was put back from a backup up to where it was, from the copies others hold of its log."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from models.event_log import Entry
from models.hall import Hall
from models.service_day import service_day
from models.store.database import Connection
from models.store.hall_city import has_city
from models.store.hall_copies import entries_about, tip_of
from models.store.hall_enrolments import pass_over
from models.store.hall_epoch import (
    epoch_state,
    forget_recovery,
    keep_recovered,
    note_peer,
    noted_peers,
    own_logs,
    recovered_entries,
    save_epoch,
)
from models.store.hall_issuers import enrolled_kiosks, held_logs
from models.store.hall_log import Happening, append_entries, append_events, last_moment
from models.store.hall_put_back import (
    put_back_commands,
    put_back_counts,
    put_back_enrolments,
    put_back_overtakings,
    put_back_seats,
    put_back_tickets,
)
from models.store.hall_setup import seats
from models.store.hall_tickets import find_ticket
from models.sync.epoch import is_replaced, next_epoch
from models.sync.lost_hours import fold
from models.sync.recovery import (
    RECOVERED,
    Gathered,
    again,
    awaited,
    gather,
    is_whole,
    owing,
    untold,
)
from models.ticket import EventKind, Ticket
from models.ticket_log import ticket_of
from models.wire import WIRE_VERSION, HandOver, HandOverAnswer
from queue_server.issue import issued
from queue_server.order import Body
from queue_server.refusal import Refusal, Refused

OPERATOR = "operator"


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """How far a recovery has got. since_ms: None while there is none. gathered: entries handed over so far.

    lacks: who has handed over, with how far its own log goes that the hall still waits for.

    late: entries that came when it was over, for a person to look at.
    """

    epoch: int
    since_ms: int | None
    replaced_by: int | None
    heard: Sequence[str]
    awaited: Sequence[str]
    gathered: int
    lacks: Mapping[str, int]
    late: int


def begin_epoch(connection: Connection, hall: Hall, now_ms: int) -> int:
    """The database was put back from a backup, or takes the place of another: a new epoch, which it returns.

    From now on the hall gathers, and nothing else, until nobody is awaited any more.
    """
    state, tip = epoch_state(connection, hall.id), tip_of(connection, hall.id)
    epoch = next_epoch(max(state.epoch, state.replaced_by or 0), now_ms)
    forget_recovery(connection, hall.id)
    save_epoch(
        connection,
        hall.id,
        epoch=epoch,
        recovering_since_ms=now_ms,
        gathered_at_ms=None,
        replaced_by=None,
        base_seq=tip.seq,
    )
    pass_over(connection, hall.id)
    return epoch


def hear_epoch(connection: Connection, hall: Hall, epoch: int) -> None:
    """Somebody follows a hall of that epoch. If it is a later one than ours, we are the hall no more."""
    if is_replaced(epoch_state(connection, hall.id).epoch, epoch):
        save_epoch(connection, hall.id, replaced_by=epoch)


def hand_over(
    connection: Connection,
    hall: Hall,
    peers: Sequence[str],
    message: HandOver,
    draw_code: Callable[[], str],
    now_ms: int,
) -> HandOverAnswer:
    """Take what `peers` (one kiosk, or the counters of one desk) hold of our log.

    Whoever is the last ends the gathering. What comes when it is over already is kept for a person to see.
    Raises Refused: of another epoch.
    """
    state = epoch_state(connection, hall.id)
    if message.epoch != state.epoch:
        raise Refused(Refusal.OTHER_EPOCH)
    is_late = not state.is_gathering
    whole = [entry for entry in message.entries if entry.event.seq > state.base_seq and is_whole(entry)]
    if is_late:
        of_tickets = [entry for entry in whole if entry.event.ticket_id]
        in_log = entries_about(connection, hall.id, {entry.event.ticket_id for entry in of_tickets})
        keep_recovered(connection, hall.id, untold(of_tickets, in_log), is_late=True)
        missing = awaited_peers(connection, hall)
        return HandOverAnswer(version=WIRE_VERSION, epoch=state.epoch, awaited=missing)
    keep_recovered(connection, hall.id, whole, is_late=False)
    put_back_enrolments(connection, hall, [entry.event for entry in whole])  # they have to hand over as well
    if message.is_all:
        for peer in peers:
            note_peer(connection, hall.id, peer, now_ms, own_last=message.own_last)
    return HandOverAnswer(
        version=WIRE_VERSION,
        epoch=state.epoch,
        awaited=_go_on_if_all_are_heard(connection, hall, draw_code, now_ms),
    )


def waive(
    connection: Connection, hall: Hall, peer: str, by: str, draw_code: Callable[[], str], now_ms: int
) -> Sequence[str]:
    """`peer` cannot come any more, says `by`. Who is still awaited. Raises Refused: nobody waits for it."""
    if peer not in awaited_peers(connection, hall):
        raise Refused(Refusal.NOT_AWAITED, peer=peer)
    note_peer(connection, hall.id, peer, now_ms, waived_by=by)
    if not epoch_state(connection, hall.id).is_gathering:  # the beginning of the epoch is in the log already
        waived = _by_operator(hall, EventKind.KIOSK_WAIVED, now_ms, {"peer": peer, "by": by})
        append_events(connection, hall.id, [waived], is_recovery=True)
    return _go_on_if_all_are_heard(connection, hall, draw_code, now_ms)


def awaited_peers(connection: Connection, hall: Hall) -> Sequence[str]:
    """Whom the hall waits for before it goes on; nobody while it works as ever."""
    state = epoch_state(connection, hall.id)
    if state.recovering_since_ms is None:
        return ()
    if not state.is_gathering:
        return owing(own_logs(connection, hall.id), held_logs(connection, hall.id))
    gathered = _gathered(connection, hall)
    return awaited(
        enrolled_kiosks(connection, hall.id),
        [seat.counter.number for seat in seats(connection, hall.id) if seat.staff_id is not None],
        [*gathered.chain, *gathered.loose],
        noted_peers(connection, hall.id),
        has_city=has_city(connection, hall.id),
    )


def recovery_of(connection: Connection, hall: Hall) -> Recovery:
    """How the recovery of the hall stands."""
    state = epoch_state(connection, hall.id)
    missing = awaited_peers(connection, hall)
    logs = {} if state.is_gathering else own_logs(connection, hall.id)
    return Recovery(
        epoch=state.epoch,
        since_ms=state.recovering_since_ms,
        replaced_by=state.replaced_by,
        heard=list(noted_peers(connection, hall.id)),
        awaited=missing,
        lacks={peer: last for peer, last in logs.items() if peer in missing},
        gathered=len(recovered_entries(connection, hall.id, is_late=False)),
        late=len(recovered_entries(connection, hall.id, is_late=True)),
    )


def go_on_if_all_are_heard(
    connection: Connection, hall: Hall, draw_code: Callable[[], str], now_ms: int
) -> None:
    """End the recovery if nobody is awaited: a hall without kiosks that was closed has nobody to ask."""
    if epoch_state(connection, hall.id).recovering_since_ms is not None:
        _go_on_if_all_are_heard(connection, hall, draw_code, now_ms)


def go_on_if_nothing_is_owed(connection: Connection, hall: Hall) -> Sequence[str]:
    """End the recovery of a hall whose log is whole, once it holds the kiosks' own; whose it still lacks."""
    missing = awaited_peers(connection, hall)
    if not missing:
        save_epoch(connection, hall.id, recovering_since_ms=None, gathered_at_ms=None)
        forget_recovery(connection, hall.id)
    return missing


def _go_on_if_all_are_heard(
    connection: Connection, hall: Hall, draw_code: Callable[[], str], now_ms: int
) -> Sequence[str]:
    missing = awaited_peers(connection, hall)
    if missing:
        return missing
    if epoch_state(connection, hall.id).is_gathering:
        _take_up(connection, hall, draw_code, now_ms)
        save_epoch(connection, hall.id, gathered_at_ms=now_ms)
    return go_on_if_nothing_is_owed(connection, hall)


def _gathered(connection: Connection, hall: Hall) -> Gathered:
    entries = recovered_entries(connection, hall.id, is_late=False)
    return gather(tip_of(connection, hall.id), entries)


def _take_up(connection: Connection, hall: Hall, draw_code: Callable[[], str], now_ms: int) -> None:
    state, gathered = epoch_state(connection, hall.id), _gathered(connection, hall)
    waived = {peer: by for peer, by in noted_peers(connection, hall.id).items() if by is not None}
    if gathered.chain:
        append_entries(connection, hall, gathered.chain)
    now_ms = max(now_ms, last_moment(connection, hall.id))
    events = [entry.event for entry in (*gathered.chain, *gathered.loose)]
    anew = _entered_anew(connection, hall, gathered, now_ms)
    lost = fold(events)
    refused = put_back_tickets(connection, hall, lost.tickets.values(), draw_code)
    put_back_overtakings(connection, events)
    put_back_seats(connection, hall, lost.seats)
    put_back_commands(connection, lost.commands)
    put_back_counts(connection, hall, lost)
    body: Body = {
        "epoch": state.epoch,
        "base_seq": state.base_seq,
        "recovered": len(events),
        "not_taken": " ".join(ticket.number for ticket in refused),
        "waived": "; ".join(f"{peer} by {by}" for peer, by in sorted(waived.items())),
    }
    began = _by_operator(hall, EventKind.EPOCH_BEGAN, now_ms, body)
    append_events(connection, hall.id, [*anew, began], is_recovery=True)


def _by_operator(hall: Hall, kind: str, now_ms: int, body: Body) -> Happening:
    day = service_day(now_ms, hall.timezone)
    return Happening(kind=kind, at_ms=now_ms, actor=OPERATOR, ticket_id="", service_day=day, body=body)


def _entered_anew(connection: Connection, hall: Hall, gathered: Gathered, now_ms: int) -> Sequence[Happening]:
    """What becomes of the events whose places are lost, before their tickets are put back.

    Of a ticket that only a desk was told of, the call is there and the issue is not: that is told first, or
    whoever counts from the log would not count that citizen.
    """
    known = {entry.event.ticket_id for entry in gathered.chain}
    in_log = entries_about(connection, hall.id, {entry.event.ticket_id for entry in gathered.loose} - {""})
    happenings = []
    for entry in untold(gathered.loose, [*gathered.chain, *in_log]):
        ticket = ticket_of(entry.event)
        is_new = (
            ticket is not None
            and ticket.slot_ms is None
            and ticket.id not in known
            and find_ticket(connection, ticket.id) is None
        )
        if ticket is not None and is_new and entry.event.kind != EventKind.TICKET_ISSUED:
            new = Ticket(
                id=ticket.id,
                issuer_id=ticket.issuer_id,
                public_id=ticket.public_id,
                service_id=ticket.service_id,
                service_day=ticket.service_day,
                number=ticket.number,
                arrived_at_ms=ticket.arrived_at_ms,
                counts_from_ms=ticket.counts_from_ms,
                priority=ticket.priority,
            )
            happenings.append(issued(f"kiosk:{ticket.issuer_id}", new, now_ms, {RECOVERED: 0}))
        if is_new or entry.event.kind != EventKind.TICKET_ISSUED:
            happenings.append(_again(entry, hall, now_ms))
        known.add(entry.event.ticket_id)
    return happenings


def _again(entry: Entry, hall: Hall, now_ms: int) -> Happening:
    """An event whose place in the log is lost, as a new one."""
    event, ticket = entry.event, ticket_of(entry.event)
    return Happening(
        kind=event.kind,
        at_ms=now_ms,
        actor=event.actor,
        ticket_id=event.ticket_id,
        service_day=service_day(event.at_ms, hall.timezone) if ticket is None else ticket.service_day,
        before=event.before,
        after=event.after,
        body={**again(entry), "was_at_ms": event.body.get("was_at_ms", event.at_ms)},
    )
