"""What a kiosk sends, and what it believes of what it is answered."""

import pytest

from models.sync.epoch import Heard, hear, is_replaced, next_epoch
from models.sync.numbering import PASSED_OVER, nth_after_restore, series_of
from models.sync.outbox import NotOurLog, OldHall, Outbox, confirmed

OUTBOX = Outbox(last=9, acked=5, epoch=3)


def test_what_the_hall_holds_need_not_be_sent_again() -> None:
    assert confirmed(OUTBOX, epoch=3, high=7) == Outbox(last=9, acked=7, epoch=3)


def test_within_an_epoch_what_was_confirmed_stays_so() -> None:
    assert confirmed(OUTBOX, epoch=3, high=2) == OUTBOX


def test_the_hall_of_a_new_epoch_gets_again_what_it_does_not_hold() -> None:
    assert confirmed(OUTBOX, epoch=4, high=2) == Outbox(last=9, acked=2, epoch=4)


def test_a_hall_that_was_replaced_is_not_believed() -> None:
    with pytest.raises(OldHall):
        confirmed(OUTBOX, epoch=2, high=9)


@pytest.mark.parametrize("epoch", [3, 4])
def test_a_kiosk_whose_log_was_lost_learns_it_from_the_hall(epoch: int) -> None:
    with pytest.raises(NotOurLog):
        confirmed(OUTBOX, epoch=epoch, high=10)


def test_an_epoch_is_the_same_newer_or_older() -> None:
    assert [hear(3, told) for told in (2, 3, 4)] == [Heard.OLDER, Heard.SAME, Heard.NEWER]
    assert [is_replaced(3, heard) for heard in (2, 3, 4)] == [False, False, True]


def test_the_same_backup_put_back_twice_makes_two_epochs() -> None:
    first = next_epoch(1, 1_795_000_000_000)
    assert next_epoch(1, 1_795_000_001_000) > first > 1


def test_an_epoch_is_above_all_that_were_heard_of_whatever_the_clock_says() -> None:
    assert next_epoch(1_900_000_000, 1_795_000_000_000) == 1_900_000_001


def test_no_series_is_the_receptions_own_and_none_is_given_twice() -> None:
    series = [series_of(nth) for nth in range(1, 40)]
    assert series[:10] == ["1", "2", "3", "4", "5", "6", "7", "8", "10", "11"]
    assert len(set(series)) == len(series)


def test_a_hall_put_back_passes_over_what_it_may_have_given_since() -> None:
    assert nth_after_restore(3) == 3 + PASSED_OVER
