"""What this kiosk has done today, on paper, for whoever closes the hall in the evening. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.journey.visit import IssuedTicket
from models.paper_roll import Roll
from models.print_job import DONE, Job
from models.service_day import local_time
from models.wire import Catalogue
from printers.contents import DayReport, ServiceCount

_MM_PER_M = 1000


@dataclass(frozen=True, kw_only=True)
class DayAtKiosk:
    """tickets: all that were given today, each with its paper. roll: what is left of it."""

    tickets: Sequence[tuple[IssuedTicket, Job]]
    roll: Roll | None
    now_ms: int


def day_report(catalogue: Catalogue, day: DayAtKiosk) -> DayReport:
    """What is told of `day`; it names nobody."""
    zone = catalogue.hall.timezone
    now = local_time(day.now_ms, zone)
    names = {service.id: service.name_vi for service in catalogue.services}
    counts = Counter(names.get(ticket.service_id, ticket.service_id) for ticket, _ in day.tickets)
    in_doubt = [job.number for _, job in day.tickets if job.state not in DONE]
    first_and_last = [
        f"{ticket.number} lúc {local_time(ticket.issued_at_ms, zone):%H:%M}"
        for ticket, _ in (*day.tickets[:1], *day.tickets[-1:])
    ]
    first, last = first_and_last or ("", "")
    return DayReport(
        centre=catalogue.hall.centre,
        kiosk=catalogue.issuer_id,
        date=f"{now:%d/%m/%Y}",
        time=f"{now:%H:%M}",
        issued=str(len(day.tickets)),
        services=tuple(ServiceCount(name=name, count=str(n)) for name, n in counts.most_common()),
        first=first,
        last=last,
        printed=str(len(day.tickets) - len(in_doubt)),
        copies=str(sum(max(0, job.copies - 1) for _, job in day.tickets)),
        in_doubt=", ".join(in_doubt) or "không có",
        used_m=f"{day.roll.used_mm / _MM_PER_M:.0f}" if day.roll else "",
        left_m=f"{day.roll.left_mm / _MM_PER_M:.0f}" if day.roll else "",
    )
