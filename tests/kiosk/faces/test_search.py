"""The nearest among many: always by the exact index, nearly always by the one for millions."""

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.faces.search import ExactIndex, IvfSq8Index, SearchError, lists_for
from kiosk.faces.template import Metric, TemplateKind, Vector

COSINE = TemplateKind(engine="drawn", version="1", dim=16, metric=Metric.COSINE)
DISTANCE = TemplateKind(engine="drawn", version="1", dim=16, metric=Metric.DISTANCE)
both_kinds = pytest.mark.parametrize("kind", [COSINE, DISTANCE])


def drawn(count: int, kind: TemplateKind, seed: int = 0) -> Vector:
    templates = np.random.default_rng(seed).normal(size=(count, kind.dim)).astype(np.float32)
    return np.array([kind.restored(template) for template in templates], np.float32).reshape(-1, kind.dim)


@both_kinds
@given(st.integers(0, 300), st.integers(1, 20), st.integers(0, 99))
def test_the_exact_index_finds_what_comparing_all_finds(
    kind: TemplateKind, people: int, count: int, seed: int
) -> None:
    templates, probe = drawn(people, kind, seed), drawn(1, kind, seed + 1000)[0]
    found = ExactIndex(templates, kind).search(probe, count)
    scores = kind.scores(templates, probe)
    np.testing.assert_allclose(found.scores, np.sort(scores)[::-1][:count], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(scores[found.rows], found.scores, rtol=1e-5, atol=1e-6)


@both_kinds
def test_pairs_are_all_at_or_above_the_least_score(
    kind: TemplateKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.faces.search._TILE", 7)
    templates = drawn(40, kind)
    least = float(np.quantile([kind.score(templates[0], other) for other in templates[1:]], 0.5))
    expected = [
        (one, other)
        for one in range(40)
        for other in range(one + 1, 40)
        if kind.score(templates[one], templates[other]) >= least
    ]
    found = list(ExactIndex(templates, kind).pairs(least))
    assert sorted((one, other) for one, other, _ in found) == expected
    assert len(expected) > 100
    assert all(score == kind.score(templates[one], templates[other]) for one, other, score in found)


@both_kinds
def test_the_same_template_twice_is_a_pair_of_score_one(kind: TemplateKind) -> None:
    template = drawn(1, kind)
    ((one, other, score),) = ExactIndex(np.concatenate([template, template]), kind).pairs(0.999)
    assert (one, other) == (0, 1)
    assert score == pytest.approx(1.0)


@both_kinds
def test_the_index_for_millions_finds_people_by_another_look(kind: TemplateKind) -> None:
    pytest.importorskip("faiss")
    templates = drawn(4000, kind)
    index = IvfSq8Index(kind, sample=templates[:2000], lists=32)
    index.add(templates[:1000])
    index.add(templates[1000:])
    assert len(index) == 4000
    looks = drawn(4000, kind, seed=1)[:100] * 0.05 + templates[::40]
    found = [index.search(kind.restored(look), 3) for look in looks]
    assert [int(near.rows[0]) for near in found] == list(range(0, 4000, 40))
    exact = [
        kind.score(kind.restored(look), templates[row])
        for look, row in zip(looks, range(0, 4000, 40), strict=True)
    ]
    np.testing.assert_allclose([near.scores[0] for near in found], exact, atol=0.05)


def test_fewer_than_asked_for_are_found_where_there_are_no_more() -> None:
    pytest.importorskip("faiss")
    index = IvfSq8Index(COSINE, sample=drawn(40, COSINE), lists=1)
    index.add(drawn(2, COSINE))
    assert sorted(index.search(drawn(1, COSINE)[0], 5).rows) == [0, 1]


def test_lists_are_not_learnt_from_too_little() -> None:
    pytest.importorskip("faiss")
    with pytest.raises(SearchError, match="32 lists take 1248 templates to learn from, not 100"):
        IvfSq8Index(COSINE, sample=drawn(100, COSINE), lists=32)


def test_without_faiss_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "faiss", None)
    with pytest.raises(SearchError, match=r"motcua\[search\]"):
        IvfSq8Index(COSINE, sample=drawn(100, COSINE), lists=1)


@pytest.mark.parametrize(
    ("templates", "lists"), [(1, 1), (10_000, 128), (1_000_000, 1024), (10_000_000, 4096)]
)
def test_lists_grow_with_the_root_of_the_templates(templates: int, lists: int) -> None:
    assert lists_for(templates) == lists
