"""What is handed over to a hall that was put back, and whom it waits for."""

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from models.event_log import GENESIS, Entry, Event, enter
from models.sync.copies import Tip
from models.sync.intake import Held
from models.sync.lost_hours import ENTRY, ENTRY_HASH, INCARNATION, KEY, Seating, fold
from models.sync.recovery import again, awaited, counter_peer, gather, is_whole, kiosk_peer, owing, untold
from models.ticket import EventKind, Ticket, TicketState
from models.ticket_log import ticket_of, told_whole
from tests.models.sync.logs import written

BACKUP = written("a", "b")
LOG = written("c", "d", "e", "f", after=BACKUP)
BASE = Tip(seq=2, hash=BACKUP[-1].hash)
TICKET = Ticket(
    id="K1.1.1",
    issuer_id="K1",
    public_id="0" * 32,
    service_id="a",
    service_day=date(2026, 11, 20),
    number="A1-001",
    arrived_at_ms=1,
    counts_from_ms=1,
)


def happened(
    kind: str, body: dict[str, str | int | float | None], *, actor: str = "hall", seq: int = 1
) -> Event:
    return Event(seq=seq, kind=kind, at_ms=seq, actor=actor, ticket_id="", before=None, after=None, body=body)


# ---- putting together ----


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_copies_are_put_together_in_whatever_order_they_come(order: tuple[int, ...]) -> None:
    held = [LOG[2:][index] for index in order]
    found = gather(BASE, [*held, *held])
    assert (list(found.chain), list(found.loose)) == (LOG[2:], [])


def test_what_the_backup_holds_already_is_left_out() -> None:
    assert gather(BASE, LOG).chain == LOG[2:]


def test_what_does_not_join_on_is_loose() -> None:
    found = gather(BASE, [LOG[2], LOG[4], LOG[5]])
    assert (list(found.chain), list(found.loose)) == (LOG[2:3], LOG[4:])


def test_of_two_logs_that_join_on_the_longer_is_the_log() -> None:
    other = written("x", after=LOG[:3])
    found = gather(BASE, [*other[2:], *LOG[2:]])
    assert (list(found.chain), list(found.loose)) == (LOG[2:], [other[-1]])


def test_of_two_logs_that_join_on_the_one_of_the_later_epoch_is_the_log() -> None:
    later = written(EventKind.EPOCH_BEGAN, after=LOG[:3])
    found = gather(BASE, [*LOG[2:], *later[2:]])
    assert list(found.chain) == later[2:]


def test_a_place_that_does_not_follow_is_not_joined_on() -> None:
    event = replace(LOG[2].event, seq=7)
    liar = Entry(event=event, prev_hash=BASE.hash, hash="f" * 64)
    assert gather(BASE, [liar]).chain == []


def told(kind: str, body: dict[str, str | int | float | None], seq: int, actor: str = "staff:a") -> Entry:
    return enter(happened(kind, body, actor=actor, seq=seq), GENESIS)


@pytest.mark.parametrize(
    "body",
    [{"key": "k1"}, {"entry": 7, "incarnation": 1}, {"was_hash": "f" * 64}],
    ids=["a command", "an entry of a kiosk", "entered anew before"],
)
def test_a_deed_that_stands_in_several_places_is_told_once(body: dict[str, str | int | float | None]) -> None:
    first, second = told("x", body, 3), told("x", body, 9)
    assert untold([first, second], []) == [first]
    assert untold([first], [second]) == []


def test_what_was_entered_anew_is_the_deed_it_was() -> None:
    first = told("x", {}, 3)
    anew = told("x", again(first), 9)
    assert untold([first], [anew]) == []
    assert untold([told("x", again(anew), 12)], [anew]) == []


def test_deeds_that_differ_are_all_told() -> None:
    loose = [
        told("x", {"key": "k1"}, 3),
        told("y", {"key": "k1"}, 4),
        told("x", {"key": "k1"}, 5, actor="staff:b"),
        told("x", {"entry": 7, "incarnation": 1}, 6),
        told("x", {"entry": 7, "incarnation": 2}, 7),
        told("x", {}, 8),
        told("x", {}, 9),
    ]
    assert untold(loose, []) == loose


def test_an_altered_entry_is_not_whole() -> None:
    assert is_whole(LOG[2])
    assert not is_whole(replace(LOG[2], event=replace(LOG[2].event, actor="somebody")))


# ---- whom to wait for ----


def test_the_city_that_holds_the_log_is_awaited_too() -> None:
    assert awaited(set(), {3}, [], set(), has_city=True) == ["counter:3", "city"]
    assert awaited(set(), {3}, [], {"city"}, has_city=True) == ["counter:3"]


def test_every_kiosk_and_every_open_counter_is_awaited() -> None:
    assert awaited({"K2", "K1"}, {3}, [], set()) == ["kiosk:K1", "kiosk:K2", "counter:3"]
    assert awaited({"K1"}, {3}, [], {kiosk_peer("K1"), counter_peer(3)}) == []


def test_what_was_gathered_tells_of_counters_and_kiosks_that_came_and_went() -> None:
    entries = [
        *written(EventKind.COUNTER_OPENED, body={"counter": 1}),
        *written(EventKind.COUNTER_OPENED, body={"counter": 2}),
        *written(EventKind.COUNTER_CLOSED, body={"counter": 3}),
        *written(EventKind.COUNTER_CLOSED, body={"counter": 1}),
        *written(EventKind.KIOSK_ENROLLED, body={"issuer_id": "K2"}),
        *written(EventKind.KIOSK_REVOKED, body={"issuer_id": "K1"}),
        *written("anything else"),
    ]
    assert awaited({"K1"}, {3}, entries, set()) == ["kiosk:K2", "counter:2"]


# ---- what the lost hours have done ----


def test_a_ticket_is_told_whole() -> None:
    whole = replace(
        TICKET, then_service_ids=("b", "c"), state=TicketState.HELD, version=7, held_by="lan", slot_ms=5
    )
    for ticket in (TICKET, whole):
        assert ticket_of(happened("x", dict(told_whole(ticket)))) == ticket
    assert ticket_of(happened("x", {})) is None


def test_of_a_ticket_the_newest_version_counts() -> None:
    called = replace(TICKET, state=TicketState.CALLED, version=2)
    events = [happened("x", dict(told_whole(one))) for one in (TICKET, called, TICKET)]
    assert fold(events).tickets == {TICKET.id: called}


def test_a_command_is_known_by_who_gave_it_and_its_key() -> None:
    assert fold([happened("x", {KEY: "k1"}, actor="staff:lan", seq=4)]).commands == {("staff:lan", "k1"): 4}


def test_how_far_a_kiosks_log_is_held_is_known_for_each_of_its_incarnations() -> None:
    events = [
        happened("x", {INCARNATION: nth, ENTRY: entry, ENTRY_HASH: f"{nth} {entry}"}, actor="kiosk:K1")
        for nth, entry in ((1, 4), (1, 6), (1, 5), (2, 1))
    ]
    assert fold(events).logs == {
        ("K1", 1): Held(high=6, high_hash="1 6"),
        ("K1", 2): Held(high=1, high_hash="2 1"),
    }


def test_who_sits_where_is_what_was_told_last() -> None:
    lan = "staff:lan"
    events = [
        happened(EventKind.COUNTER_OPENED, {"counter": 1, "login": "lan"}, actor=lan, seq=1),
        happened(EventKind.COUNTER_PAUSED, {"counter": 1, "reason": "họp"}, actor=lan, seq=2),
        happened(EventKind.COUNTER_OPENED, {"counter": 2, "login": "mai"}, actor="staff:mai", seq=3),
        happened(EventKind.COUNTER_CLOSED, {"counter": 2, "login": "mai"}, actor="staff:mai", seq=4),
        happened(EventKind.COUNTER_PAUSED, {"counter": 3, "reason": "ăn"}, actor=lan, seq=5),
        happened(EventKind.COUNTER_RESUMED, {"counter": 3}, actor=lan, seq=6),
    ]
    assert fold(events).seats == {
        1: Seating(login="lan", since_ms=2, paused_reason="họp"),
        2: Seating(login=None, since_ms=4),
        3: Seating(login="lan", since_ms=6),
    }


def test_kiosks_that_came_and_went_are_told_in_their_order() -> None:
    events = [
        happened(EventKind.KIOSK_ENROLLED, {"issuer_id": "K2"}),
        happened(EventKind.KIOSK_REVOKED, {"issuer_id": "K2"}),
    ]
    assert fold(events).enrolments == tuple(events)


# ---- the kiosks' own logs ----


def test_a_kiosk_of_whose_own_log_the_hall_lacks_the_end_is_waited_for() -> None:
    own_logs = {"kiosk:K1": 7, "kiosk:K2": 7, "kiosk:K3": 7}
    assert owing(own_logs, {"K1": 6, "K2": 7, "K3": 8}) == ["kiosk:K1"]


def test_a_kiosk_that_the_hall_knows_no_more_owes_nothing() -> None:
    assert owing({"kiosk:K1": 7}, {}) == []
