"""A hall that is put back from a backup knows again what it knew, and calls nobody before."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from models.event_log import Entry
from models.service_day import service_day
from models.signing import Asker
from models.store.database import Connection, Database
from models.store.hall_enrolments import revoke_issuer
from models.store.hall_epoch import epoch_state
from models.store.hall_log import HallRecovering, HallReplaced, read_all
from models.store.hall_setup import seats
from models.store.hall_staff import Staff
from models.store.hall_tickets import tickets_in
from models.store.late import begin_command
from models.ticket import EventKind, Ticket, TicketState
from models.wire import WIRE_VERSION, HandOver
from queue_server import attend, call, undo
from queue_server.asking import kiosk_for
from queue_server.desk import close_counter, open_counter, pause_counter
from queue_server.enrol import enrol, offer_code, revoke_kiosk
from queue_server.recover import (
    awaited_peers,
    begin_epoch,
    go_on_if_all_are_heard,
    hand_over,
    hear_epoch,
    recovery_of,
    waive,
)
from queue_server.refusal import Refusal, Refused
from tests.helpers.halls import HALL, KioskLog, desk, issue, moment_ms, set_up_hall, whole_log
from tests.helpers.halls import hand_over as push_log
from tests.helpers.put_back import Tables, backup, put_back

NOW_MS = moment_ms(9)
LATER_MS = moment_ms(10)
DAY = service_day(NOW_MS, HALL.timezone)


def entries_of(database: Database) -> list[Entry]:
    return database.read(lambda connection: list(read_all(connection, HALL.id))).result()


def codes() -> str:
    return "12345678"


def give(
    database: Database,
    peer: str,
    entries: Sequence[Entry],
    *,
    epoch: int | None = None,
    is_all: bool = True,
    own_last: int = 0,
) -> Sequence[str]:
    """`peer` hands over; who is still awaited."""
    if epoch is None:
        epoch = database.read(partial(epoch_state, hall_id=HALL.id)).result().epoch
    message = HandOver(version=WIRE_VERSION, epoch=epoch, entries=entries, is_all=is_all, own_last=own_last)
    taking = partial(hand_over, hall=HALL, peers=[peer], message=message, draw_code=codes, now_ms=LATER_MS)
    return database.write(taking).result().awaited


def awaited(database: Database) -> Sequence[str]:
    return database.read(partial(awaited_peers, hall=HALL)).result()


def press(
    database: Database, deed: Callable[..., Any], staff: Staff, number: int, key: str, *more: Any
) -> Any:
    """A command at a counter."""
    at = desk(staff, number, key)
    return database.write(lambda connection: deed(connection, at, NOW_MS, *more)).result()


def open_it(database: Database, staff: Staff, number: int, now_ms: int = NOW_MS) -> None:
    opening = partial(
        open_counter, hall=HALL, staff=staff, number=number, key=f"open-{number}", now_ms=now_ms
    )
    database.write(opening).result()


def all_tickets(database: Database) -> list[Ticket]:
    states = list(TicketState)
    reading = partial(tickets_in, hall_id=HALL.id, service_day=DAY, states=states)
    return database.read(reading).result()


def a_morning(database: Database) -> tuple[list[Staff], KioskLog, Tables]:
    """A hall whose backup is of the night, and what happened in it since."""
    people = set_up_hall(database)
    saved = backup(database)
    kiosk = KioskLog()
    for index in range(4):
        kiosk.issue("a", "A", NOW_MS + index)
    push_log(database, kiosk.push(NOW_MS + 10), NOW_MS + 10)
    issue(database, people[0], "a b", "desk-1", NOW_MS + 20)
    open_it(database, people[0], 1)
    press(database, call.call_next, people[0], 1, "call-0001")
    press(database, attend.serve, people[0], 1, "serve-0001")
    press(database, call.call_next, people[0], 1, "call-0002")
    return people, kiosk, saved


def test_what_a_backup_did_not_know_comes_back_from_a_copy(database: Database) -> None:
    _, _, saved = a_morning(database)
    before, log = all_tickets(database), entries_of(database)
    put_back(database, saved, LATER_MS)
    assert all_tickets(database) == []
    assert give(database, "kiosk:K1", log) == ["counter:1"]
    assert give(database, "counter:1", []) == []
    assert all_tickets(database) == before
    assert entries_of(database)[: len(log)] == log
    assert whole_log(database)[-1].kind == EventKind.EPOCH_BEGAN


def test_nobody_is_called_and_no_number_is_given_before_all_have_handed_over(database: Database) -> None:
    people, _, saved = a_morning(database)
    log = entries_of(database)
    put_back(database, saved, LATER_MS)
    with pytest.raises(HallRecovering):
        issue(database, people[0], "a", "desk-2", LATER_MS)
    give(database, "kiosk:K1", log)
    with pytest.raises(HallRecovering):
        open_it(database, people[1], 2, LATER_MS)
    give(database, "counter:1", [])
    open_it(database, people[1], 2, LATER_MS)


def test_a_hall_that_gathers_does_not_say_that_nobody_waits(database: Database) -> None:
    people, _, saved = a_morning(database)
    log = entries_of(database)
    saved["counter"] = backup(database)["counter"]  # the counter was open already
    put_back(database, saved, LATER_MS)
    with pytest.raises(HallRecovering):
        press(database, call.call_next, people[0], 1, "call-0009")
    give(database, "counter:1", log)
    with pytest.raises(HallRecovering):
        press(database, call.call_next, people[0], 1, "call-0009")


def test_what_only_a_desk_was_told_comes_back_from_its_page(database: Database) -> None:
    _, _, saved = a_morning(database)
    before, log = all_tickets(database), entries_of(database)
    put_back(database, saved, LATER_MS)
    give(database, "kiosk:K1", log[:-2])
    give(database, "counter:1", log[-3:])
    assert all_tickets(database) == before


def test_what_does_not_join_on_is_entered_anew(database: Database) -> None:
    _, _, saved = a_morning(database)
    before, log = all_tickets(database), entries_of(database)
    put_back(database, saved, LATER_MS)
    give(database, "kiosk:K1", log[:-3])
    give(database, "counter:1", log[-1:])
    assert next(one for one in before if one.state is TicketState.CALLED) in all_tickets(database)
    again = [event for event in whole_log(database) if event.body.get("recovered") == log[-1].event.seq]
    assert [event.kind for event in again] == [EventKind.TICKET_CALLED]


def test_a_hall_that_is_put_back_twice_tells_each_deed_once(database: Database) -> None:
    _, _, saved = a_morning(database)
    before, log = all_tickets(database), entries_of(database)
    put_back(database, saved, LATER_MS)
    give(database, "kiosk:K1", log[:-3])
    give(database, "counter:1", log[-1:])
    once = entries_of(database)
    put_back(database, saved, LATER_MS + 1)
    give(database, "kiosk:K1", once)
    give(database, "counter:1", log[-1:])
    assert {one.id for one in all_tickets(database)} == {one.id for one in before}
    deeds = Counter((one.kind, one.ticket_id) for one in whole_log(database))
    assert deeds[EventKind.TICKET_CALLED, log[-1].event.ticket_id] == 1
    assert {count for (_, ticket), count in deeds.items() if ticket} == {1}


def test_a_citizen_of_whom_only_a_call_came_back_is_in_the_record_from_the_issue_on(
    database: Database,
) -> None:
    _, kiosk, saved = a_morning(database)
    log = entries_of(database)
    called = log[-1].event.ticket_id
    put_back(database, saved, LATER_MS)
    give(database, "counter:1", log[-1:])
    give(database, "kiosk:K1", [])
    epoch = database.read(partial(epoch_state, hall_id=HALL.id)).result().epoch
    push_log(database, replace(kiosk.push(LATER_MS), epoch=epoch), LATER_MS)
    of_ticket = [event.kind for event in whole_log(database) if event.ticket_id == called]
    assert of_ticket == [EventKind.TICKET_ISSUED, EventKind.TICKET_CALLED]
    issues = [event.ticket_id for event in whole_log(database) if event.kind == EventKind.TICKET_ISSUED]
    assert len(issues) == len(set(issues)) == 4


def test_a_command_that_was_done_is_not_done_again(database: Database) -> None:
    people, _, saved = a_morning(database)
    log = entries_of(database)
    put_back(database, saved, LATER_MS)
    give(database, "kiosk:K1", log)
    give(database, "counter:1", [])
    before = all_tickets(database)
    with pytest.raises(Refused) as refused:
        press(database, call.call_next, people[0], 1, "call-0002")
    assert refused.value.refusal is Refusal.DONE_BEFORE_RESTORE
    assert all_tickets(database) == before


def test_a_kiosk_that_sends_again_what_came_back_gives_nobody_two_places(database: Database) -> None:
    _, kiosk, saved = a_morning(database)
    log = entries_of(database)
    epoch = put_back(database, saved, LATER_MS)
    answer = push_log(database, kiosk.push(LATER_MS), LATER_MS)
    assert (answer.epoch, answer.high, answer.recovering) == (epoch, 0, True)
    give(database, "counter:1", log)
    give(database, "kiosk:K1", log[:2])
    assert push_log(database, replace(kiosk.push(LATER_MS), epoch=epoch), LATER_MS).high == 4
    assert len(all_tickets(database)) == 5


def test_entries_that_came_back_only_in_part_are_taken_from_the_kiosk(database: Database) -> None:
    _, kiosk, saved = a_morning(database)
    log = entries_of(database)
    epoch = put_back(database, saved, LATER_MS)
    give(database, "kiosk:K1", log[:2])
    push = replace(kiosk.push(LATER_MS), epoch=epoch)
    assert push_log(database, push, LATER_MS).high == 4
    assert [one.number for one in all_tickets(database)] == ["A1-001", "A1-002", "A1-003", "A1-004"]


def test_the_reception_goes_on_after_its_last_number(database: Database) -> None:
    people, _, saved = a_morning(database)
    log = entries_of(database)
    put_back(database, saved, LATER_MS)
    give(database, "kiosk:K1", log)
    give(database, "counter:1", [])
    assert issue(database, people[0], "a", "desk-2", LATER_MS).number == "A9-002"


def test_who_sat_where_is_known_again(database: Database) -> None:
    people, _, saved = a_morning(database)
    open_it(database, people[1], 2)
    pausing = partial(pause_counter, hall=HALL, staff=people[1], number=2, key="pause-02", now_ms=NOW_MS)
    database.write(partial(pausing, reason="họp")).result()
    open_it(database, people[2], 3)
    closing = partial(close_counter, hall=HALL, staff=people[2], number=3, key="close-03", now_ms=NOW_MS)
    database.write(closing).result()
    log = entries_of(database)
    put_back(database, saved, LATER_MS)
    assert give(database, "kiosk:K1", log) == ["counter:1", "counter:2"]
    give(database, "counter:1", [])
    give(database, "counter:2", [])
    found = database.read(partial(seats, hall_id=HALL.id)).result()
    assert [(seat.staff_login, seat.paused_reason) for seat in found] == [
        ("s1", None),
        ("s2", "họp"),
        (None, None),
    ]


def test_overtaking_is_known_again_unless_it_was_taken_back(database: Database) -> None:
    people = set_up_hall(database)
    saved = backup(database)
    for index in range(3):
        issue(database, people[0], "a", f"regular-{index}", NOW_MS - 60_000 + index)
    issue(database, people[0], "b", "other-b", NOW_MS - 30_000, priority="elderly")
    open_it(database, people[0], 3)
    press(database, call.call_next, people[0], 3, "call-0001")
    overtaken = backup(database)["overtaking"]
    assert overtaken
    log = entries_of(database)
    press(database, undo.undo, people[0], 3, "undo-0001")
    taken_back = entries_of(database)
    put_back(database, saved, LATER_MS)
    give(database, "kiosk:K1", log)
    give(database, "counter:3", [])
    assert backup(database)["overtaking"] == overtaken
    put_back(database, saved, LATER_MS)
    give(database, "kiosk:K1", taken_back)
    give(database, "counter:3", [])
    assert backup(database)["overtaking"] == []


def test_somebody_may_be_waived_by_name(database: Database) -> None:
    _, _, saved = a_morning(database)
    put_back(database, saved, LATER_MS)
    waiving = partial(waive, hall=HALL, by="Lan", draw_code=codes, now_ms=LATER_MS)
    with pytest.raises(Refused) as refused:
        database.write(partial(waiving, peer="kiosk:K9")).result()
    assert refused.value.refusal is Refusal.NOT_AWAITED
    assert not database.write(partial(waiving, peer="kiosk:K1")).result()
    assert whole_log(database)[-1].body["waived"] == "kiosk:K1 by Lan"


def test_what_comes_when_it_is_over_is_kept_for_a_person_to_see(database: Database) -> None:
    _, _, saved = a_morning(database)
    log = entries_of(database)
    put_back(database, saved, LATER_MS)
    waiving = partial(waive, hall=HALL, peer="kiosk:K1", by="Lan", draw_code=codes, now_ms=LATER_MS)
    database.write(waiving).result()
    assert not give(database, "kiosk:K1", log)
    state = database.read(partial(recovery_of, hall=HALL)).result()
    of_tickets = [entry for entry in log if entry.event.ticket_id]
    assert (state.since_ms, state.late, list(state.awaited)) == (None, len(of_tickets), [])
    assert all_tickets(database) == []


def test_what_comes_late_and_is_in_the_log_already_needs_nobody_to_see_it(database: Database) -> None:
    _, _, saved = a_morning(database)
    log = entries_of(database)
    put_back(database, saved, LATER_MS)
    give(database, "kiosk:K1", log)
    give(database, "counter:1", [])
    give(database, "counter:1", log)
    assert database.read(partial(recovery_of, hall=HALL)).result().late == 0


def before_the_copy(database: Database) -> tuple[list[Staff], KioskLog, int]:
    """A hall that has gathered, but for the newest two numbers: their kiosk had not copied those yet."""
    people, kiosk, saved = a_morning(database)
    log = entries_of(database)
    kiosk.issue("a", "A", NOW_MS + 90)
    kiosk.issue("a", "A", NOW_MS + 90)
    push_log(database, kiosk.push(NOW_MS + 91), NOW_MS + 91)
    epoch = put_back(database, saved, LATER_MS)
    assert give(database, "kiosk:K1", log, own_last=6) == ["counter:1"]
    assert give(database, "counter:1", []) == ["kiosk:K1"]
    return people, kiosk, epoch


def test_a_hall_takes_no_command_before_it_holds_what_its_kiosks_had_written(database: Database) -> None:
    people, kiosk, epoch = before_the_copy(database)
    with pytest.raises(HallRecovering):
        open_it(database, people[1], 2, LATER_MS)
    answer = push_log(database, replace(kiosk.push(LATER_MS), epoch=epoch), LATER_MS)
    assert (answer.high, answer.recovering) == (6, False)
    assert not awaited(database)
    open_it(database, people[1], 2, LATER_MS)


def test_a_command_in_the_same_batch_as_the_last_copy_is_refused_as_well(database: Database) -> None:
    people = set_up_hall(database)
    saved = backup(database)
    open_it(database, people[0], 1)
    log = entries_of(database)
    epoch = put_back(database, saved, LATER_MS)
    give(database, "kiosk:K1", log, own_last=1)
    message = HandOver(version=WIRE_VERSION, epoch=epoch, entries=[], is_all=True)

    def batch(connection: Connection) -> None:
        hand_over(connection, HALL, ["counter:1"], message, codes, LATER_MS)
        begin_command(connection)
        call.call_next(connection, desk(people[0], 1, "call-0001"), LATER_MS)

    with pytest.raises(HallRecovering):
        database.write(batch).result()


def test_a_push_that_is_not_the_last_leaves_the_hall_waiting(database: Database) -> None:
    people, kiosk, epoch = before_the_copy(database)
    push_log(database, replace(kiosk.push(LATER_MS, kiosk.entries[:5]), epoch=epoch), LATER_MS)
    assert awaited(database) == ["kiosk:K1"]
    with pytest.raises(HallRecovering):
        open_it(database, people[1], 2, LATER_MS)


def test_a_hall_that_waits_for_own_logs_goes_on_by_a_clock_that_is_behind_its_log(database: Database) -> None:
    _, kiosk, epoch = before_the_copy(database)
    an_hour_ago_ms = NOW_MS - 3_600_000
    push_log(database, replace(kiosk.push(an_hour_ago_ms), epoch=epoch), an_hour_ago_ms)
    assert not awaited(database)


def test_a_kiosk_that_was_enrolled_anew_since_the_backup_has_to_hand_over_again(database: Database) -> None:
    people = set_up_hall(database)
    saved = backup(database)
    offer = offer_code(database, "K1", NOW_MS)
    database.write(partial(enrol, hall=HALL, code=offer.code, public_key="ab" * 32, now_ms=NOW_MS)).result()
    open_it(database, people[0], 1)
    log = entries_of(database)
    saved["counter"] = backup(database)["counter"]
    put_back(database, saved, LATER_MS)
    give(database, "kiosk:K1", [], own_last=5)  # the machine before, which is switched on still
    assert give(database, "counter:1", log) == ["kiosk:K1"]
    assert give(database, "kiosk:K1", []) == []


def test_an_operator_is_told_whose_own_log_is_missing(database: Database) -> None:
    before_the_copy(database)
    found = database.read(partial(recovery_of, hall=HALL)).result()
    assert (list(found.awaited), dict(found.lacks)) == (["kiosk:K1"], {"kiosk:K1": 6})


def test_a_kiosk_that_died_before_its_own_log_came_may_be_waived_by_name(database: Database) -> None:
    people, _, _ = before_the_copy(database)
    waiving = partial(waive, hall=HALL, peer="kiosk:K1", by="Lan", draw_code=codes, now_ms=LATER_MS)
    assert not database.write(waiving).result()
    last = whole_log(database)[-1]
    assert (last.kind, dict(last.body)) == (EventKind.KIOSK_WAIVED, {"peer": "kiosk:K1", "by": "Lan"})
    open_it(database, people[1], 2, LATER_MS)


def test_a_hall_that_is_put_back_while_it_waits_for_own_logs_gathers_anew(database: Database) -> None:
    before_the_copy(database)
    put_back(database, backup(database), LATER_MS + 1)
    assert awaited(database) == ["kiosk:K1", "counter:1"]
    give(database, "kiosk:K1", [])
    assert give(database, "counter:1", []) == []


def test_a_forged_copy_is_not_believed(database: Database) -> None:
    _, _, saved = a_morning(database)
    log = entries_of(database)
    put_back(database, saved, LATER_MS)
    event = replace(log[0].event, actor="kiosk:K2")
    give(database, "kiosk:K1", [replace(log[0], event=event), *log[1:]])
    assert "A1-001" not in [one.number for one in all_tickets(database)]


def test_a_hall_without_anybody_to_ask_goes_on(database: Database) -> None:
    people = set_up_hall(database)
    database.write(partial(revoke_issuer, hall_id=HALL.id, issuer_id="K1", at_ms=NOW_MS)).result()
    put_back(database, backup(database), LATER_MS)
    going = partial(go_on_if_all_are_heard, hall=HALL, draw_code=codes, now_ms=LATER_MS)
    database.write(going).result()
    assert issue(database, people[0], "a", "desk-1", LATER_MS).number == "A9-001"


def test_a_second_recovery_begins_where_the_first_was_interrupted(database: Database) -> None:
    _, _, saved = a_morning(database)
    before, log = all_tickets(database), entries_of(database)
    first = put_back(database, saved, LATER_MS)
    give(database, "kiosk:K1", log[:3], is_all=False)
    second = put_back(database, backup(database), LATER_MS)
    assert second > first
    give(database, "kiosk:K1", log)
    give(database, "counter:1", [])
    assert all_tickets(database) == before


def test_a_message_of_another_epoch_is_refused(database: Database) -> None:
    _, _, saved = a_morning(database)
    epoch = put_back(database, saved, LATER_MS)
    with pytest.raises(Refused) as refused:
        give(database, "kiosk:K1", [], epoch=epoch - 1)
    assert refused.value.refusal is Refusal.OTHER_EPOCH


def test_a_hall_that_hears_of_its_successor_stops(database: Database) -> None:
    people = set_up_hall(database)
    database.write(partial(hear_epoch, hall=HALL, epoch=5)).result()
    with pytest.raises(HallReplaced):
        issue(database, people[0], "a", "desk-1", NOW_MS)
    epoch = database.write(lambda connection: begin_epoch(connection, HALL, 0)).result()
    assert epoch == 6


def test_a_command_in_the_same_batch_as_that_word_is_refused_as_well(database: Database) -> None:
    people = set_up_hall(database)

    def batch(connection: Connection) -> None:
        open_counter(connection, HALL, people[0], 1, "open-1", NOW_MS)
        hear_epoch(connection, HALL, 5)
        begin_command(connection)
        call.call_next(connection, desk(people[0], 1, "call-0001"), NOW_MS)

    with pytest.raises(HallReplaced):
        database.write(batch).result()


def test_a_kiosk_that_follows_a_later_hall_stops_this_one(database: Database) -> None:
    people = set_up_hall(database)
    kiosk = KioskLog()
    kiosk.issue("a", "A", NOW_MS)
    answer = push_log(database, replace(kiosk.push(NOW_MS), epoch=9), NOW_MS)
    assert (answer.epoch, answer.high) == (1, 0)
    with pytest.raises(HallReplaced):
        issue(database, people[0], "a", "desk-1", NOW_MS)


def test_a_kiosk_that_came_after_the_backup_is_known_again_and_waited_for(database: Database) -> None:
    people, _, saved = a_morning(database)
    offer = offer_code(database, "K2", NOW_MS)
    work = partial(enrol, hall=HALL, code=offer.code, public_key="ab" * 32, now_ms=NOW_MS)
    enrolled = database.write(work).result()
    log = entries_of(database)
    put_back(database, saved, LATER_MS)
    assert give(database, "kiosk:K1", log) == ["kiosk:K2", "counter:1"]
    asking = partial(kiosk_for, hall=HALL, asker=Asker(issuer_id="K2", incarnation=enrolled.incarnation))
    assert database.read(asking).result() == "K2"
    give(database, "kiosk:K2", [])
    give(database, "counter:1", [])
    assert issue(database, people[0], "a", "desk-2", LATER_MS).number == "A9-002"


def test_a_kiosk_that_was_revoked_since_the_backup_stays_so(database: Database) -> None:
    _, _, saved = a_morning(database)
    revoke_kiosk(database, "K1", NOW_MS)
    log = entries_of(database)
    put_back(database, saved, LATER_MS)
    give(database, "counter:1", log)
    assert not awaited(database)
    with pytest.raises(Refused) as refused:
        database.read(partial(kiosk_for, hall=HALL, asker=Asker(issuer_id="K1", incarnation=1))).result()
    assert refused.value.refusal is Refusal.REVOKED


def test_no_series_is_given_that_the_backup_may_not_know_of(database: Database) -> None:
    set_up_hall(database)
    put_back(database, backup(database), LATER_MS)
    give(database, "kiosk:K1", [])
    offer = offer_code(database, "K2", LATER_MS)
    work = partial(enrol, hall=HALL, code=offer.code, public_key="ab" * 32, now_ms=LATER_MS)
    assert database.write(work).result().series == "11"
