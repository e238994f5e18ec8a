"""The figures of one service day, recomputed from the record each time they are asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.hall import Hall, Service
from models.print_report import PrintRow, print_rows
from models.report import Report, Row, report
from models.store.database import Connection
from models.store.hall_log import read_day
from models.store.hall_setup import rules_of, services_of
from models.waiting.promises import PromiseScore, score_promises


@dataclass(frozen=True, kw_only=True)
class DayReport:
    """services: by id, to name the rows. by_service: those rows in the order the hall lists its services.
    promises: were the waiting times honest? classes: names of the priority classes by id. prints: what became
    of the papers, by kiosk."""

    day: date
    figures: Report
    promises: PromiseScore
    classes: Mapping[str, str]
    services: Mapping[str, Service]
    by_service: Sequence[Row]
    prints: Sequence[PrintRow]


def day_report(connection: Connection, hall: Hall, day: date) -> DayReport:
    """What happened in the hall on `day`."""
    events = list(read_day(connection, hall.id, day))
    figures = report(events, hall.timezone)
    services = {service.id: service for service in services_of(connection, hall.id)}
    rank = {service_id: position for position, service_id in enumerate(services)}
    return DayReport(
        day=day,
        figures=figures,
        promises=score_promises(events),
        classes={one.id: one.name_vi for one in rules_of(connection, hall.id).policy.classes},
        services=services,
        by_service=sorted(figures.by_service, key=lambda row: rank.get(row.key, len(rank))),
        prints=print_rows(events),
    )
