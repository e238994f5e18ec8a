"""The hall takes each entry of a kiosk's log once, in its order, or says why not."""

from dataclasses import replace

import pytest

from models.event_log import GENESIS, Event
from models.sync.copies import (
    CopyBroken,
    Tip,
    continued,
    is_on_the_way,
    parted_at,
)
from models.sync.intake import DoesNotContinue, Fault, Held, fresh
from tests.models.sync.logs import written

LOG = written("a", "b", "c", "d")
HELD = Held(high=2, high_hash=LOG[1].hash)
NOTHING = Held(high=0, high_hash=GENESIS)


def is_another(_event: Event) -> bool:
    return False


def test_a_log_is_taken_from_its_beginning() -> None:
    assert fresh(NOTHING, LOG, is_another) == LOG


def test_what_comes_twice_is_taken_once() -> None:
    assert fresh(HELD, LOG, is_another) == LOG[2:]
    assert fresh(HELD, LOG[:2], is_another) == []


def test_entries_that_leave_a_gap_are_not_taken() -> None:
    with pytest.raises(DoesNotContinue) as refused:
        fresh(HELD, LOG[3:], is_another)
    assert refused.value.fault is Fault.GAP


def test_a_log_that_was_begun_anew_is_noticed_by_its_last_entry() -> None:
    with pytest.raises(DoesNotContinue) as refused:
        fresh(HELD, written("x", "y", "z"), is_another)
    assert refused.value.fault is Fault.FORK


def test_a_log_that_was_begun_anew_is_noticed_by_what_it_tells() -> None:
    with pytest.raises(DoesNotContinue) as refused:
        fresh(HELD, LOG[:1], lambda event: event.kind == "a")
    assert refused.value.fault is Fault.FORK


def test_an_entry_that_was_altered_is_a_fork() -> None:
    altered = replace(LOG[2], event=replace(LOG[2].event, actor="somebody"))
    with pytest.raises(DoesNotContinue) as refused:
        fresh(HELD, [altered], is_another)
    assert refused.value.fault is Fault.FORK


def test_a_copy_begins_anywhere_and_goes_on_without_a_gap() -> None:
    assert continued(None, LOG[1:]) == LOG[1:]
    assert continued(Tip(seq=2, hash=LOG[1].hash), LOG) == LOG[2:]


@pytest.mark.parametrize(
    "entries",
    [
        LOG[3:],
        written("x", "y", "z")[2:],
        [replace(LOG[2], event=replace(LOG[2].event, actor="somebody"))],
    ],
    ids=["a gap", "another log", "altered"],
)
def test_what_does_not_continue_a_copy_breaks_it(entries: list[object]) -> None:
    with pytest.raises(CopyBroken):
        continued(Tip(seq=2, hash=LOG[1].hash), entries)  # type: ignore[arg-type]


def test_a_copy_is_kept_up_to_the_backup_or_not_at_all() -> None:
    assert parted_at(Tip(seq=9, hash="h"), base_seq=4) == 4
    assert parted_at(Tip(seq=4, hash="h"), base_seq=4) == -1
    assert parted_at(None, base_seq=4) == -1


def test_a_hall_that_gathers_calls_nothing_unknown() -> None:
    assert is_on_the_way(is_found=True, is_gathering=False)
    assert is_on_the_way(is_found=False, is_gathering=True)
    assert not is_on_the_way(is_found=False, is_gathering=False)
