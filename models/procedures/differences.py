"""What a new edition of the catalogue changes: procedures that come, go, or are told otherwise."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.procedures.catalogue import Catalogue
from models.procedures.columns import COLUMNS
from models.procedures.procedure import Procedure


class Change(StrEnum):
    ADDED = "thêm"
    REMOVED = "bỏ"
    CHANGED = "sửa"


@dataclass(frozen=True, kw_only=True)
class Altered:
    """One field that is told otherwise. heading: as the columns of a table call it."""

    heading: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What happens to one procedure, or one of the lists it refers to."""

    change: Change
    what: str
    altered: Sequence[Altered] = ()


def differences(old: Catalogue, new: Catalogue) -> Sequence[Difference]:
    """What changes from `old` to `new`, procedures first, in the order of the new edition."""
    return [*_of_procedures(old, new), *_of_lists(old, new)]


def told(found: Sequence[Difference]) -> str:
    """`found` for a person at a terminal."""
    lines: list[str] = []
    for one in found:
        lines.append(f"{one.change.value:<5} {one.what}")
        for field in one.altered:
            lines += [f"      {field.heading}:", f"        - {_one_line(field.before)}"]
            lines.append(f"        + {_one_line(field.after)}")
    counts = [f"{change.value} {sum(one.change is change for one in found)}" for change in Change]
    return "\n".join([*lines, ", ".join(counts)])


def _of_procedures(old: Catalogue, new: Catalogue) -> Iterator[Difference]:
    before = {one.id: one for one in old.procedures}
    for procedure in new.procedures:
        was = before.pop(procedure.id, None)
        what = _called(procedure)
        if was is None:
            yield Difference(change=Change.ADDED, what=what)
        elif altered := [
            Altered(heading=column.heading, before=column.of(was), after=column.of(procedure))
            for column in COLUMNS
            if column.of(was) != column.of(procedure)
        ]:
            yield Difference(change=Change.CHANGED, what=what, altered=altered)
    for was in before.values():
        yield Difference(change=Change.REMOVED, what=_called(was))


def _of_lists(old: Catalogue, new: Catalogue) -> Iterator[Difference]:
    for name, befores, afters in (
        ("lĩnh vực", old.fields, new.fields),
        ("sự kiện đời sống", old.life_events, new.life_events),
        ("nguồn", old.sources, new.sources),
    ):
        before = {one.id: one for one in befores}
        after = {one.id: one for one in afters}
        for id in {**before, **after}:
            if before.get(id) != after.get(id):
                change = (
                    Change.ADDED
                    if id not in before
                    else Change.REMOVED
                    if id not in after
                    else Change.CHANGED
                )
                yield Difference(change=change, what=f"{name} {id}")


def _called(procedure: Procedure) -> str:
    return f"{procedure.id} – {procedure.name_vi}"


def _one_line(text: str) -> str:
    return " / ".join(text.splitlines()) or "(để trống)"
