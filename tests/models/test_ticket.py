from dataclasses import replace
from datetime import date

import pytest

from models.ticket import (
    AT_COUNTER,
    EVENT_OF_MOVE,
    MOVES,
    OVER,
    UNDOABLE,
    IllegalMove,
    Move,
    Ticket,
    TicketState,
    for_counter,
    for_person,
    moved,
    printed_number,
    state_after,
    taken_back,
    ticket_id,
)

TICKET = Ticket(
    id="K1.1.1",
    issuer_id="K1",
    public_id="0" * 32,
    service_id="a",
    service_day=date(2026, 11, 20),
    number="A1-001",
    arrived_at_ms=0,
    counts_from_ms=0,
)


@pytest.mark.parametrize(("state", "move"), sorted(MOVES))
def test_a_move_in_the_table_leads_where_the_table_says(state: TicketState, move: Move) -> None:
    assert state_after(state, move) is MOVES[state, move]


@pytest.mark.parametrize(
    ("state", "move"),
    [(state, move) for state in TicketState for move in Move if (state, move) not in MOVES],
)
def test_every_other_move_is_refused_and_says_why(state: TicketState, move: Move) -> None:
    with pytest.raises(IllegalMove, match=f"a ticket that is {state} cannot {move}") as refused:
        state_after(state, move)
    assert (refused.value.state, refused.value.move) == (state, move)


def test_nothing_leads_out_of_the_end_of_a_visit() -> None:
    assert {TicketState.FINISHED, TicketState.CANCELLED, TicketState.EXPIRED} == OVER


def test_whatever_is_not_over_ends_with_the_day() -> None:
    for state in set(TicketState) - OVER:
        assert state_after(state, Move.EXPIRE) is TicketState.EXPIRED


def test_every_state_but_a_booking_is_reached_by_a_move() -> None:
    assert set(TicketState) - set(MOVES.values()) == {TicketState.BOOKED}


def test_every_move_is_told_in_the_log_under_its_own_name() -> None:
    assert set(EVENT_OF_MOVE) == set(Move)
    alike = {Move.CONTINUE_HERE, Move.CONTINUE_ELSEWHERE}  # the next part of a visit, here or there
    assert len(set(EVENT_OF_MOVE.values())) == len(set(Move) - alike) + 1


def test_a_move_counts_as_a_new_version_and_changes_what_is_asked_for() -> None:
    called = moved(TICKET, Move.CALL, counter_number=3)
    assert called == replace(TICKET, state=TicketState.CALLED, version=2, counter_number=3)


def test_a_move_that_is_taken_back_is_a_version_of_its_own() -> None:
    called = moved(TICKET, Move.CALL, counter_number=3, calls=1)
    assert taken_back(called, TICKET) == replace(TICKET, version=3)


@pytest.mark.parametrize(("state", "move"), sorted(MOVES))
def test_only_a_slip_of_the_finger_can_be_taken_back(state: TicketState, move: Move) -> None:
    before = replace(TICKET, state=state)
    after = moved(before, move)
    undone = {one for start, one in MOVES if start is state and MOVES[start, one] is after.state}
    if undone & UNDOABLE:
        assert taken_back(after, before).state is state
    else:
        with pytest.raises(IllegalMove, match=f"{after.state} cannot undo"):
            taken_back(after, before)


def test_who_alone_may_call_a_ticket_is_named_without_mistaking_a_counter_for_a_person() -> None:
    assert (for_counter(3), for_person("3")) == ("counter:3", "staff:3")


def test_a_ticket_stands_at_a_counter_from_its_call_to_its_end() -> None:
    assert {TicketState.CALLED, TicketState.SERVING} == AT_COUNTER


@pytest.mark.parametrize(
    ("count", "number"), [(1, "A1-001"), (17, "A1-017"), (999, "A1-999"), (1000, "A1-1000")]
)
def test_a_number_has_three_digits_and_grows_past_them(count: int, number: str) -> None:
    assert printed_number("A", "1", count) == number


def test_a_ticket_is_named_after_the_entry_that_issued_it() -> None:
    assert ticket_id("K1", 2, 7) == "K1.2.7"
