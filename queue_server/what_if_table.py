"""A comparison as people read it: for every class of citizens one block, every way of calling one column."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from models.calling.policy import PriorityClass
from models.calling.what_if import ALL, Comparison, Row
from queue_server.render import minutes

BAR_WIDTH = 200


@dataclass(frozen=True, kw_only=True)
class Line:
    """One measure. key: of its words, under `what_if.`. cells: what it is in each column."""

    key: str
    cells: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One column's waiting in a chart, in its units from the left. None: nobody was called."""

    p50: float | None
    p90: float | None


@dataclass(frozen=True, kw_only=True)
class Block:
    """One class. name: None for all citizens together."""

    name: str | None
    tickets: int
    lines: Sequence[Line]
    bars: Sequence[Bar]


@dataclass(frozen=True, kw_only=True)
class Table:
    """columns: the names of the ways of calling, in order."""

    columns: Sequence[str]
    blocks: Sequence[Block]


def table(comparison: Comparison, classes: Sequence[PriorityClass]) -> Table:
    """`comparison` side by side, all citizens first; by class where there are several."""
    by_class: dict[str, dict[str, Row]] = {}
    for row in comparison.rows:
        by_class.setdefault(row.priority, {})[row.variation] = row
    if len(by_class) == 2:  # all, and the one class they are of
        by_class = {ALL: by_class[ALL]}
    columns = list(by_class[ALL])
    names = {one.id: one.name_vi for one in classes}
    longest_min = max((row.wait_p90_min or 0 for row in comparison.rows), default=0)
    return Table(
        columns=columns,
        blocks=[
            _block(None if priority == ALL else names.get(priority, priority), rows, columns, longest_min)
            for priority, rows in by_class.items()
        ],
    )


def _block(name: str | None, rows: Mapping[str, Row], columns: Sequence[str], longest_min: float) -> Block:
    ordered = [rows[column] for column in columns]  # the same citizens in each

    def length(wait_min: float | None) -> float | None:
        return None if wait_min is None else round(BAR_WIDTH * wait_min / max(1, longest_min), 1)

    return Block(
        name=name,
        tickets=ordered[0].tickets,
        lines=[Line(key=key, cells=[said(row) for row in ordered]) for key, said in _MEASURES.items()],
        bars=[Bar(p50=length(row.wait_p50_min), p90=length(row.wait_p90_min)) for row in ordered],
    )


def _wait(wait_min: float | None) -> str:
    return minutes(None if wait_min is None else wait_min * 60)


_MEASURES: Mapping[str, Callable[[Row], str]] = {
    "p50": lambda row: _wait(row.wait_p50_min),
    "p90": lambda row: _wait(row.wait_p90_min),
    "longest": lambda row: _wait(row.longest_min),
    "within": lambda row: "–" if row.within_target is None else f"{row.within_target:.0%}",
    "overtaken": lambda row: str(row.most_overtaken),
    "left": lambda row: str(row.left),
}
