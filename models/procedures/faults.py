"""What is wrong with a catalogue somebody wants to import: everything at once, each thing with its place."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from models.procedures.catalogue import Catalogue
from models.procedures.procedure import Procedure


@dataclass(frozen=True, kw_only=True)
class Fault:
    """where: as whoever made the file finds it, such as "dòng 12, cột phí trực tiếp"."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class CatalogueFaults(Exception):
    """The file cannot be taken over. The message has a line for each fault."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


def check_catalogue(catalogue: Catalogue, where: Callable[[int, str], str]) -> Iterator[Fault]:
    """What contradicts itself in `catalogue`. where: the place of a field of the nth procedure."""
    for name, ids in (
        ("lĩnh vực", [one.id for one in catalogue.fields]),
        ("sự kiện đời sống", [one.id for one in catalogue.life_events]),
        ("nguồn", [one.id for one in catalogue.sources]),
    ):
        for twice in _twice(ids):
            yield Fault(where=name, what=f"id «{twice}» có hai lần")
    if not catalogue.procedures:
        yield Fault(where="danh mục", what="không có thủ tục nào")
    ids = [one.id for one in catalogue.procedures]
    for nth, procedure in enumerate(catalogue.procedures):
        if procedure.id in ids[:nth]:
            yield Fault(where=where(nth, "id"), what=f"id «{procedure.id}» đã có ở thủ tục trước")
        for field, what in _faults_of(procedure, catalogue):
            yield Fault(where=where(nth, field), what=what)


def _faults_of(procedure: Procedure, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """The field and what is wrong with it."""
    if not procedure.id.strip():
        yield "id", "không được để trống"
    if not procedure.name_vi.strip():
        yield "name_vi", "không được để trống"
    for field, named, known in (
        ("field_id", [procedure.field_id], [one.id for one in catalogue.fields]),
        ("life_event_ids", procedure.life_event_ids, [one.id for one in catalogue.life_events]),
        ("source_ids", procedure.source_ids, [one.id for one in catalogue.sources]),
    ):
        for unknown in _unknown(named, known):
            yield field, f"không có «{unknown}» trong danh mục"
    for field, vnd in (
        ("fee.direct_vnd", procedure.fee.direct_vnd),
        ("fee.online_vnd", procedure.fee.online_vnd),
    ):
        if vnd is not None and vnd < 0:
            yield field, "phí không được âm"
    if procedure.time.number is not None and (procedure.time.number < 1 or procedure.time.unit is None):
        yield "time.number", "thời hạn phải từ 1 trở lên và có đơn vị"
    if any(not paper.name.strip() or paper.count < 1 for paper in procedure.papers):
        yield "papers", "mỗi giấy tờ cần có tên và số lượng từ 1 trở lên"
    if procedure.valid_from and procedure.valid_to and procedure.valid_to < procedure.valid_from:
        yield "valid_to", "hết hiệu lực trước khi có hiệu lực"


def _unknown(named: Collection[str], known: Collection[str]) -> list[str]:
    return [one for one in named if one not in known]


def _twice(ids: Sequence[str]) -> list[str]:
    return [one for one, times in Counter(ids).items() if times > 1]
