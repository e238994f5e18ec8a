"""In the evening a kiosk tells on paper what it has done."""

from kiosk.day_paper import DayAtKiosk, day_report
from kiosk.journey.visit import IssuedTicket
from models.paper_roll import Roll
from models.print_job import Job, State
from printers.contents import Kind
from printers.raster import draw
from printers.slip import PAPER_58MM, PAPER_80MM
from tests.helpers.slips import said_on, slip_of
from tests.helpers.stub_hall import CATALOGUE

NINE_MS = 1_763_777_700_000  # 09:15 in Hà Nội, 22/11/2025
MINUTE_MS = 60_000


def ticket(number: str, minute: int, service: str = "cert") -> IssuedTicket:
    return IssuedTicket(
        id=f"K1.1.{minute}",
        number=number,
        service_id=service,
        public_id="0" * 32,
        issued_at_ms=NINE_MS + minute * MINUTE_MS,
        ahead=None,
        counters=(),
    )


def job(number: str, state: State, copies: int = 1) -> Job:
    return Job(ticket_id=number, number=number, queued_at_ms=0, state=state, copies=copies)


DAY = DayAtKiosk(
    tickets=[
        (ticket("A1-001", 0), job("A1-001", State.PRINTED)),
        (ticket("A1-002", 5), job("A1-002", State.PRINTED, copies=2)),
        (ticket("X1-001", 9, "gone"), job("X1-001", State.UNKNOWN)),
    ],
    roll=Roll(length_mm=80_000, used_mm=21_400),
    now_ms=NINE_MS + 8 * 60 * MINUTE_MS,
)


def said(day: DayAtKiosk) -> list[str]:
    return said_on(slip_of(Kind.DAY, day_report(CATALOGUE, day), PAPER_80MM))


def test_the_report_counts_tickets_by_service_and_names_the_first_and_the_last() -> None:
    service = CATALOGUE.services[0].name_vi
    assert {"Số đã cấp: 3", f"{service}: 2", "gone: 1"} <= {*said(DAY)}
    assert {"Số đầu: A1-001 lúc 09:15", "Số cuối: X1-001 lúc 09:24"} <= {*said(DAY)}


def test_the_report_tells_what_became_of_the_papers_and_of_the_roll() -> None:
    assert {"Phiếu đã in: 2", "Bản in lại: 1", "Phiếu cần xem lại: X1-001"} <= {*said(DAY)}
    assert {"Giấy đã dùng: 21 m", "Giấy còn lại: khoảng 59 m"} <= {*said(DAY)}


def test_a_day_without_tickets_is_told_too() -> None:
    nothing = DayAtKiosk(tickets=[], roll=None, now_ms=NINE_MS)
    assert {"Số đã cấp: 0", "Phiếu cần xem lại: không có"} <= {*said(nothing)}


def test_the_report_fits_on_both_papers() -> None:
    for paper in (PAPER_80MM, PAPER_58MM):
        assert draw(slip_of(Kind.DAY, day_report(CATALOGUE, DAY), paper)).width == paper.width_dots
