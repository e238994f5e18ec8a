"""Thresholds are raised when strangers pass them, lowered when people are refused, and else left alone."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.faces.calibration import Evidence, Proposal, propose
from kiosk.faces.open_set import Strangers
from kiosk.faces.template import OperatingPoint, Vector

POINT = OperatingPoint(verify=0.68, identify=0.735, margin=0.08, same_visit=0.55, false_match_rate=1e-5)
PEOPLE = 1000
PAIRS = PEOPLE * (PEOPLE - 1) // 2


def scores(*tops: float, rest: float = 0.3, count: int = PAIRS) -> Vector:
    """`count` scores: these on top, all others alike."""
    drawn = np.full(count, rest, np.float32)
    drawn[: len(tops)] = tops
    return drawn


def strangers(*tops: tuple[float, float], count: int = PEOPLE) -> Strangers:
    """`count` strangers: these on top, each with how far ahead the nearest person is."""
    return Strangers(
        bests=scores(*(best for best, _ in tops), count=count),
        leads=scores(*(lead for _, lead in tops), rest=0.01, count=count),
    )


def proposed(
    impostor: Vector,
    *,
    genuine: Sequence[float] = (),
    confirmed: Sequence[float] = (),
    among: Strangers | None = None,
) -> Proposal:
    return propose(
        Evidence(
            impostor=impostor,
            strangers=among or strangers(),
            genuine=genuine,
            confirmed=confirmed,
        ),
        POINT,
    )


def test_too_few_pairs_keep_what_was_shipped_and_say_how_many_it_takes() -> None:
    proposal = proposed(scores(0.99, count=45), among=strangers(count=10))
    assert not any(each.changed for each in (proposal.verify, proposal.identify, proposal.margin))
    assert proposal.identify.why == (
        "kept: 45 pairs of different people are too few to tell, it takes 384143"
    )
    assert proposal.margin.why == "kept: 10 people are too few to tell how many strangers are named"


def test_pairs_enough_for_one_threshold_may_be_too_few_for_the_other() -> None:
    proposal = proposed(scores(0.7, 0.7, 0.7, count=50_000))
    assert proposal.verify.value == pytest.approx(0.701)
    assert "too few" in proposal.identify.why


def test_strangers_who_are_apart_change_nothing() -> None:
    proposal = proposed(scores())
    assert not any(each.changed for each in (proposal.verify, proposal.identify, proposal.margin))
    assert proposal.identify.why.startswith("kept: strangers pass it no oftener")


def test_strangers_who_look_alike_raise_both_thresholds() -> None:
    alike = np.linspace(0.70, 0.80, 500)
    proposal = proposed(scores(*alike))
    assert proposal.identify.value > POINT.identify
    assert proposal.identify.mistaken is not None
    assert proposal.identify.mistaken.high <= 1e-5
    assert proposal.verify.value > POINT.verify
    assert proposal.verify.mistaken is not None
    assert proposal.verify.mistaken.high <= 1e-4


def test_to_identify_never_takes_less_than_to_verify() -> None:
    proposal = proposed(scores(0.9, 0.9, 0.9, count=50_000))
    assert proposal.verify.value > POINT.identify
    assert proposal.identify.value == proposal.verify.value


def test_people_who_are_refused_lower_a_threshold_no_further_than_helps_them() -> None:
    genuine = np.linspace(0.60, 0.90, 301).tolist()
    proposal = proposed(scores(), genuine=genuine)
    assert proposal.verify.value == pytest.approx(0.603, abs=0.0015)
    assert proposal.verify.refused is not None
    assert proposal.verify.refused.value <= 0.01
    assert proposal.verify.why.startswith("lowered")


def test_a_threshold_is_not_lowered_below_what_the_strangers_allow() -> None:
    alike = np.linspace(0.60, 0.66, 500)
    proposal = proposed(scores(*alike), genuine=np.linspace(0.5, 0.9, 301).tolist())
    assert 0.60 < proposal.verify.value < POINT.verify
    assert proposal.verify.mistaken is not None
    assert proposal.verify.mistaken.high <= 1e-4


def test_few_pictures_do_not_lower_a_threshold() -> None:
    assert not proposed(scores(), genuine=np.linspace(0.5, 0.9, 99).tolist()).verify.changed


def test_confirmed_recognitions_never_lower_a_threshold() -> None:
    """They are of people who passed it; who was refused is not among them."""
    proposal = proposed(scores(), confirmed=np.linspace(0.60, 0.95, 5000).tolist())
    assert not proposal.identify.changed


def test_confirmed_recognitions_tell_what_a_raised_threshold_costs() -> None:
    proposal = proposed(scores(*np.full(50, 0.7999)), confirmed=[0.75, 0.78, 0.85, 0.9])
    assert proposal.identify.value == pytest.approx(0.8)
    assert proposal.identify.refused is not None
    assert (proposal.identify.refused.count, proposal.identify.refused.of) == (2, 4)


def test_records_that_look_like_one_person_are_counted() -> None:
    assert proposed(scores(0.735001, 0.99, count=45)).alike == 2


def test_strangers_far_ahead_of_the_next_person_raise_the_margin() -> None:
    among = strangers(*[(0.80, 0.15)] * 40)
    margin = proposed(scores(), among=among).margin
    assert margin.value == pytest.approx(0.151)
    assert margin.mistaken is not None
    assert margin.mistaken.count == 0


def test_strangers_below_the_threshold_do_not_matter_to_the_margin() -> None:
    assert not proposed(scores(), among=strangers(*[(0.70, 0.4)] * 40)).margin.changed


@given(
    st.lists(st.floats(0.0, 1.0), max_size=200),
    st.lists(st.floats(0.0, 1.0), max_size=200),
    st.sampled_from([45, 50_000, PAIRS]),
)
def test_whatever_is_changed_is_supported_by_the_bound(
    tops: list[float], genuine: list[float], count: int
) -> None:
    proposal = proposed(scores(*tops[:45], count=count), genuine=genuine)
    for each in (proposal.verify, proposal.identify):
        if each.changed and "no less than to know one person" not in each.why:
            assert each.mistaken is not None
            assert each.mistaken.high <= each.allowed
    assert proposal.identify.value >= proposal.verify.value


def test_nobody_at_all_keeps_what_was_shipped() -> None:
    nobody = Strangers(bests=np.array([], np.float32), leads=np.array([], np.float32))
    proposal = proposed(scores(count=0), among=nobody)
    assert not proposal.margin.changed
    assert proposal.verify.mistaken is None
    assert proposal.alike == 0
