"""False matches and false refusals: small cases by hand, and what holds for all scores."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.faces.evaluation import FARS, PairScores, all_pairs, lowest_threshold
from kiosk.faces.share import Share
from kiosk.faces.template import Metric, TemplateKind, Vector

COSINE = TemplateKind(engine="drawn", version="1", dim=8, metric=Metric.COSINE)
DISTANCE = TemplateKind(engine="drawn", version="1", dim=8, metric=Metric.DISTANCE)

a_score = st.floats(-1, 1, width=32)
some_scores = st.lists(a_score, min_size=1, max_size=60)


def test_a_score_at_the_threshold_is_accepted() -> None:
    scores = PairScores.of([0.9, 0.5, 0.7], [0.1, 0.5, 0.2, 0.3])
    assert scores.false_accepts(0.5) == Share(count=1, of=4)
    assert scores.false_refusals(0.5) == Share(count=0, of=3)


def test_a_score_below_the_threshold_is_refused() -> None:
    scores = PairScores.of([0.9, 0.5, 0.7], [0.1, 0.5, 0.2, 0.3])
    assert scores.false_accepts(0.6) == Share(count=0, of=4)
    assert scores.false_refusals(0.6) == Share(count=1, of=3)


def test_a_threshold_between_two_float32_numbers_lets_neither_more_in() -> None:
    just_below = float(np.float32(0.7))  # 0.69999999
    assert just_below < 0.7
    assert PairScores.of([], [just_below]).false_accepts(0.7) == Share(count=0, of=1)


def test_without_pairs_there_is_no_rate() -> None:
    nothing = PairScores.of([], [])
    assert nothing.false_accepts(0.5) is None
    assert nothing.false_refusals(0.5) is None
    assert nothing.equal_error_rate() is None
    assert nothing.roc() == []


def test_tar_is_told_at_the_lowest_threshold_that_keeps_the_far() -> None:
    impostor = np.linspace(0.0, 0.99, 100)  # 0.00, 0.01, … 0.99
    told = PairScores.of([0.95, 0.985, 0.99, 1.0], impostor).tar_at(0.01)
    assert told.threshold == pytest.approx(0.98, abs=1e-5)
    assert told.tar == Share(count=3, of=4)
    assert told.reason is None


def test_too_few_impostor_pairs_say_so() -> None:
    told = PairScores.of([0.9], np.linspace(0, 1, 999)).tar_at(1e-3)
    assert told.threshold is None
    assert told.tar is None
    assert told.reason == "999 pairs of different people; a FAR of 0.001 takes 1000"


def test_one_pair_in_a_far_is_just_enough() -> None:
    assert PairScores.of([0.9], np.linspace(0, 1, 1000)).tar_at(1e-3).threshold is not None


def test_strangers_alone_have_a_threshold_and_no_tar() -> None:
    told = PairScores.of([], np.linspace(0, 1, 1000)).tar_at(1e-2)
    assert told.threshold is not None
    assert told.tar is None
    assert told.reason == "no two pictures of one person"


def test_the_equal_error_rate_of_one_wrong_in_four_each_way() -> None:
    assert PairScores.of([0.2, 0.7, 0.8, 0.9], [0.1, 0.0, 0.3, 0.75]).equal_error_rate() == pytest.approx(
        0.25
    )


def test_between_two_thresholds_the_equal_error_rate_lies_on_their_line() -> None:
    # At 0.5 FRR is 0 and FAR 1/2; above it FRR is 1 and FAR 1/2: they meet at 1/2.
    assert PairScores.of([0.5], [0.4, 0.6]).equal_error_rate() == pytest.approx(0.5)


@given(some_scores, some_scores)
def test_people_who_are_all_told_apart_have_no_equal_error(some: list[float], others: list[float]) -> None:
    genuine = [3 + score for score in some]
    assert PairScores.of(genuine, others).equal_error_rate() == 0.0


@given(some_scores)
def test_pairs_that_cannot_be_told_apart_err_half_the_time(scores: list[float]) -> None:
    assert PairScores.of(scores, scores).equal_error_rate() == pytest.approx(0.5)


@given(some_scores, some_scores)
def test_the_equal_error_rate_is_the_same_when_all_is_turned_round(
    genuine: list[float], impostor: list[float]
) -> None:
    turned = PairScores.of([-score for score in impostor], [-score for score in genuine])
    assert turned.equal_error_rate() == pytest.approx(PairScores.of(genuine, impostor).equal_error_rate())


@given(some_scores, st.lists(a_score, min_size=1, max_size=2000))
def test_tar_rises_with_far(genuine: list[float], impostor: list[float]) -> None:
    scores = PairScores.of(genuine, impostor)
    tars = [told.tar.value for told in map(scores.tar_at, FARS) if told.tar is not None]
    assert tars == sorted(tars, reverse=True)


@given(some_scores, some_scores)
def test_the_curve_goes_from_everybody_to_no_stranger_and_never_back(
    genuine: list[float], impostor: list[float]
) -> None:
    curve = PairScores.of(genuine, impostor).roc()
    assert (curve[0].far, curve[-1].far) == (1.0, 0.0)
    assert [point.far for point in curve] == sorted((point.far for point in curve), reverse=True)
    assert [point.tar for point in curve] == sorted((point.tar for point in curve), reverse=True)


@given(some_scores, st.integers(0, 60))
def test_no_more_than_asked_for_are_above_the_lowest_threshold(scores: list[float], at_most: int) -> None:
    rising = np.sort(np.array(scores, np.float32))
    threshold = lowest_threshold(rising, at_most)
    assert (rising >= threshold).sum() <= at_most


def test_the_curve_of_millions_of_pairs_is_thinned() -> None:
    random = np.random.default_rng(0)
    curve = PairScores.of(random.normal(0.8, 0.1, 1000), random.normal(0, 0.1, 1_000_000)).roc()
    assert len(curve) < 60


def drawn(count: int, kind: TemplateKind) -> Vector:
    templates = np.random.default_rng(count).normal(size=(count, kind.dim)).astype(np.float32)
    return np.stack([kind.restored(template) for template in templates])


@pytest.mark.parametrize("kind", [COSINE, DISTANCE])
def test_all_pairs_are_every_two_once(kind: TemplateKind) -> None:
    templates = drawn(7, kind)
    owners = ["an", "binh", "an", "chi", "an", "binh", "dung"]
    expected: dict[bool, list[float]] = {True: [], False: []}
    for one, other in combinations(range(7), 2):
        expected[owners[one] == owners[other]].append(kind.score(templates[one], templates[other]))
    scores = all_pairs(templates, owners, kind)
    np.testing.assert_allclose(scores.genuine, sorted(expected[True]), rtol=1e-5)
    np.testing.assert_allclose(scores.impostor, sorted(expected[False]), rtol=1e-5)


def test_one_picture_makes_no_pair() -> None:
    scores = all_pairs(drawn(1, COSINE), ["an"], COSINE)
    assert len(scores.genuine) == len(scores.impostor) == 0
