"""What this kiosk has done today, on paper, for whoever closes the hall in the evening. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.journey.visit import IssuedTicket
from models.paper_roll import Roll
from models.print_job import DONE, Job
from models.service_day import local_time
from models.wire import Catalogue
from printers.slip import Align, Element, Gap, Paper, Rule, Slip, Text, Weight

_MM_PER_M = 1000


@dataclass(frozen=True, kw_only=True)
class DayAtKiosk:
    """tickets: all that were given today, each with its paper. roll: what is left of it."""

    tickets: Sequence[tuple[IssuedTicket, Job]]
    roll: Roll | None
    now_ms: int


def day_slip(catalogue: Catalogue, day: DayAtKiosk, paper: Paper) -> Slip:
    """The slip that tells of `day`; it names nobody."""
    hall = catalogue.hall
    now = local_time(day.now_ms, hall.timezone)
    elements: list[Element] = [
        _line(hall.centre, Weight.MEDIUM, Align.CENTRE),
        Gap(height_mm=1),
        Text(text="Báo cáo ngày", size_mm=6, weight=Weight.BOLD),
        _line(f"{now:%d/%m/%Y}, ki-ốt {catalogue.issuer_id}, in lúc {now:%H:%M}", align=Align.CENTRE),
        Gap(height_mm=1.5),
        Rule(thickness_mm=0.375),
        Gap(height_mm=1.5),
        _line(f"Số đã cấp: {len(day.tickets)}", Weight.BOLD),
    ]
    counts = Counter(ticket.service_id for ticket, _ in day.tickets)
    names = {service.id: service.name_vi for service in catalogue.services}
    elements += [_line(f"{names.get(id_, id_)}: {n}") for id_, n in counts.most_common()]
    if day.tickets:
        first, last = day.tickets[0][0], day.tickets[-1][0]
        elements += [
            _line(f"Số đầu {first.number} lúc {local_time(first.issued_at_ms, hall.timezone):%H:%M}"),
            _line(f"Số cuối {last.number} lúc {local_time(last.issued_at_ms, hall.timezone):%H:%M}"),
        ]
    elements += [Gap(height_mm=2), *_papers(day), Gap(height_mm=1)]
    return Slip(paper=paper, elements=tuple(elements))


def _papers(day: DayAtKiosk) -> list[Element]:
    in_doubt = [job.number for _, job in day.tickets if job.state not in DONE]
    copies = sum(max(0, job.copies - 1) for _, job in day.tickets)
    lines: list[Element] = [
        _line(f"Phiếu đã in: {len(day.tickets) - len(in_doubt)}", Weight.BOLD),
        _line(f"Bản in lại: {copies}"),
        _line(f"Phiếu cần xem lại: {', '.join(in_doubt) or 'không có'}"),
    ]
    if day.roll is not None:
        used_m, left_m = day.roll.used_mm / _MM_PER_M, day.roll.left_mm / _MM_PER_M
        lines.append(_line(f"Cuộn giấy: đã dùng {used_m:.0f} m, còn khoảng {left_m:.0f} m"))
    return lines


def _line(text: str, weight: Weight = Weight.REGULAR, align: Align = Align.LEFT) -> Text:
    return Text(text=text, size_mm=3.4, weight=weight, align=align, max_lines=8)
