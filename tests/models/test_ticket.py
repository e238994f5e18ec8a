import pytest

from models.ticket import (
    AT_COUNTER,
    EVENT_OF_MOVE,
    MOVES,
    IllegalMove,
    Move,
    TicketState,
    printed_number,
    state_after,
    ticket_id,
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
    ended = {TicketState.FINISHED, TicketState.NO_SHOW}
    assert not [state for state, _ in MOVES if state in ended]


def test_every_move_is_told_in_the_log_under_its_own_name() -> None:
    assert set(EVENT_OF_MOVE) == set(Move)
    assert len(set(EVENT_OF_MOVE.values())) == len(Move)


def test_a_ticket_stands_at_a_counter_from_its_call_to_its_end() -> None:
    assert {TicketState.CALLED, TicketState.SERVING} == AT_COUNTER


@pytest.mark.parametrize(
    ("count", "number"), [(1, "A1-001"), (17, "A1-017"), (999, "A1-999"), (1000, "A1-1000")]
)
def test_a_number_has_three_digits_and_grows_past_them(count: int, number: str) -> None:
    assert printed_number("A", "1", count) == number


def test_a_ticket_is_named_after_the_entry_that_issued_it() -> None:
    assert ticket_id("K1", 2, 7) == "K1.2.7"
