"""The figures a lookup is judged by."""

import itertools
import json
from collections.abc import Sequence

import pytest

from models.procedures.evaluation import Figures, QueriesError, Query, evaluate, read_queries
from models.procedures.lookup import Found
from tests.helpers.catalogues import BIRTH, COPY, DEATH

ANSWERS = {"first": (BIRTH, DEATH), "second": (DEATH, BIRTH), "wrong": (COPY,), "none": (), "shown": (COPY,)}


def search(query: str, limit: int) -> Sequence[Found]:
    return [Found(procedure=one, score=1.0) for one in ANSWERS[query][:limit]]


QUERIES = [
    Query(q="first", expected=["khai-sinh"], kind="plain", id="1"),
    Query(q="second", expected=["khai-sinh"], kind="plain", id="2"),
    Query(q="wrong", expected=["khai-sinh"], kind="typo", id="3"),
    Query(q="none", expected=[], kind="oos", id="4"),
    Query(q="shown", expected=[], kind="oos", id="5"),
]


def test_right_at_once_among_three_and_refused_are_counted() -> None:
    clock = itertools.count()
    figures = evaluate(search, QUERIES, lambda: float(next(clock)))
    assert figures.all == Figures(asked=3, top_1=0.3333, top_3=0.6667, mrr=0.5, out_of_scope=2, refused=0.5)
    assert figures.by_kind["typo"].top_1 == 0
    assert figures.by_kind["oos"] == Figures(
        asked=0, top_1=None, top_3=None, mrr=None, out_of_scope=2, refused=0.5
    )
    assert (figures.p50_ms, figures.p95_ms) == (1000, 1000)


def test_every_miss_is_told_with_what_was_found_instead() -> None:
    misses = evaluate(search, QUERIES, lambda: 0.0).misses
    assert [(miss.id, list(miss.found)) for miss in misses] == [
        ("2", ["khai-tu", "khai-sinh"]),
        ("3", ["chung-thuc-ban-sao"]),
        ("5", ["chung-thuc-ban-sao"]),
    ]


def test_no_queries_have_no_figures() -> None:
    figures = evaluate(search, [], lambda: 0.0)
    assert (figures.all.top_1, figures.all.refused, figures.p95_ms) == (None, None, 0.0)


def test_a_file_of_queries_may_say_more_than_is_needed() -> None:
    document = {"meta": {}, "queries": [{"q": "a", "expected": ["x"], "expected_codes": ["1"], "field": "f"}]}
    assert read_queries(json.dumps(document).encode()) == [Query(q="a", expected=["x"])]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"{", "file: Invalid JSON"),
        (b"{}", "queries: Field required"),
        (b'{"queries": [{"q": 1}]}', "queries.0.q"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(content: bytes, told: str) -> None:
    with pytest.raises(QueriesError, match=told):
        read_queries(content)
