"""How well queries find the procedures people mean: the figures, and every miss."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError

from models.procedures.lookup import Found

Search = Callable[[str, int], Sequence[Found]]


@dataclass(frozen=True, kw_only=True)
class Query:
    """expected: ids of the procedures that are right, none: it must be refused. kind: how it is written."""

    q: str
    expected: Sequence[str]
    kind: str = ""
    id: str = ""


@dataclass(frozen=True, kw_only=True)
class QueryFile:
    queries: Sequence[Query]


@dataclass(frozen=True, kw_only=True)
class Miss:
    """found: what was answered instead, best first."""

    id: str
    q: str
    kind: str
    expected: Sequence[str]
    found: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Figures:
    """top_1, top_3, mrr: of the `asked`, those in scope. refused: of the `out_of_scope`. None: no such."""

    asked: int
    top_1: float | None
    top_3: float | None
    mrr: float | None
    out_of_scope: int
    refused: float | None


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """p50_ms, p95_ms: how long one search took. by_kind: the same figures for each kind of query."""

    all: Figures
    by_kind: Mapping[str, Figures]
    p50_ms: float
    p95_ms: float
    misses: Sequence[Miss] = field(default_factory=tuple)


class QueriesError(Exception):
    """The file of queries cannot be read; the message says where."""


def read_queries(content: bytes) -> Sequence[Query]:
    """The queries of a file: {"queries": [{"q": …, "expected": […], "kind": …, "id": …}, …]}."""
    try:
        return TypeAdapter(QueryFile).validate_json(content).queries
    except ValidationError as error:
        raise QueriesError(
            "\n".join(f"{'.'.join(map(str, one['loc'])) or 'file'}: {one['msg']}" for one in error.errors())
        ) from None


def evaluate(search: Search, queries: Sequence[Query], now_s: Callable[[], float]) -> Evaluation:
    """Ask every query once. now_s: a clock that only goes forward."""
    answers: list[tuple[Query, Sequence[str]]] = []
    took_ms: list[float] = []
    for query in queries:
        start_s = now_s()
        found = search(query.q, 3)
        took_ms.append((now_s() - start_s) * 1000)
        answers.append((query, [one.procedure.id for one in found]))
    took_ms.sort()
    kinds = sorted({query.kind for query in queries})
    return Evaluation(
        all=_figures(answers),
        by_kind={kind: _figures([one for one in answers if one[0].kind == kind]) for kind in kinds},
        p50_ms=_share(took_ms, 0.5),
        p95_ms=_share(took_ms, 0.95),
        misses=[
            Miss(id=query.id, q=query.q, kind=query.kind, expected=query.expected, found=found)
            for query, found in answers
            if (found[0] not in query.expected if found else query.expected)
        ],
    )


def _figures(answers: Sequence[tuple[Query, Sequence[str]]]) -> Figures:
    places = [_place(query, found) for query, found in answers if query.expected]
    refused = [not found for query, found in answers if not query.expected]
    return Figures(
        asked=len(places),
        top_1=_mean([place == 1 for place in places]),
        top_3=_mean([place is not None for place in places]),
        mrr=_mean([1 / place if place else 0.0 for place in places]),
        out_of_scope=len(refused),
        refused=_mean(refused),
    )


def _place(query: Query, found: Sequence[str]) -> int | None:
    return next((nth for nth, id in enumerate(found, start=1) if id in query.expected), None)


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None


def _share(ordered: Sequence[float], share: float) -> float:
    return round(ordered[min(int(len(ordered) * share), len(ordered) - 1)], 3) if ordered else 0.0
