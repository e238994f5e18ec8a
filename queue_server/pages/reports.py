"""The figures of a day, for the head of the hall: on a phone, on paper, on a desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from models.report import Row
from models.service_day import local_time
from queue_server.context import Context
from queue_server.pages.manager import manager_in
from queue_server.render import Renderer
from queue_server.report import day_report

CHART_WIDTH, CHART_HEIGHT, BAR_TOP = 720, 200, 32
FEWEST_PROMISES = 10  # below that a share says nothing
FEWEST_HOURS = 6  # so that the first bars of a morning are not as wide as the page


@dataclass(frozen=True, kw_only=True)
class Bars:
    """One hour of the chart, in the chart's own units, from its top left."""

    hour: str
    x: float
    width: float
    issued: int
    issued_top: float
    served: int
    served_top: float


def hour_bars(rows: Sequence[Row]) -> list[Bars]:
    """The rows of a report by hour as a pair of bars each, empty hours between them included."""
    by_hour = {int(row.key): row for row in rows}
    hours = range(min(by_hour), max(by_hour) + 1) if by_hour else range(0)
    most = max((row.issued for row in rows), default=1)
    step = CHART_WIDTH / max(len(hours), FEWEST_HOURS)

    def top(count: int) -> float:
        return round(CHART_HEIGHT - (CHART_HEIGHT - BAR_TOP) * count / most, 1)

    bars = []
    for index, hour in enumerate(hours):
        row = by_hour.get(hour)
        issued, served = (row.issued, row.served) if row else (0, 0)
        bars.append(
            Bars(
                hour=f"{hour:02d}",
                x=round(index * step + step * 0.14, 1),
                width=round(step * 0.36, 1),
                issued=issued,
                issued_top=top(issued),
                served=served,
                served_top=top(served),
            )
        )
    return bars


def routes(context: Context, renderer: Renderer) -> APIRouter:
    """/reports?day=YYYY-MM-DD, for managers."""
    router = APIRouter(include_in_schema=False)

    @router.get("/reports")
    async def reports(request: Request, day: str = "") -> Response:
        await manager_in(request, context)
        today = context.today()
        wanted = _day(day) or today
        report = await context.read(lambda connection: day_report(connection, context.hall, wanted))
        return renderer.page(
            "reports.html",
            {
                "report": report,
                "bars": hour_bars(report.figures.by_hour),
                "fewest_promises": FEWEST_PROMISES,
                "chart_width": CHART_WIDTH,
                "chart_height": CHART_HEIGHT,
                "previous": wanted - timedelta(days=1) if wanted > date.min else None,
                "next": wanted + timedelta(days=1) if wanted < today else None,
                "now": local_time(context.now_ms(), context.hall.timezone),
            },
        )

    return router


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
