"""The ticket's paper says what the screen says."""

from dataclasses import replace

from kiosk.journey.visit import IssuedTicket
from kiosk.paper import ticket_slip
from models.waiting.promises import WaitRange
from printers.contents import Kind
from printers.slip import PAPER_58MM, Qr, Slip
from printers.templates import shipped_templates
from tests.helpers.slips import said_on
from tests.helpers.stub_hall import CATALOGUE

TICKET = IssuedTicket(
    id="K1.1.17",
    number="A1-017",
    service_id="cert",
    public_id="b" * 32,
    issued_at_ms=0,
    ahead=5,
    counters=(1, 2),
    wait=WaitRange(p50_min=12, p80_min=20),
    follow_url="http://hall/t/one",
)


def slip(ticket: IssuedTicket) -> Slip:
    return ticket_slip(CATALOGUE, ticket, shipped_templates()[Kind.TICKET], PAPER_58MM)


def test_a_claimed_class_is_on_the_paper_by_its_name() -> None:
    claiming = slip(replace(TICKET, priority="elderly"))
    said = said_on(claiming)
    assert {"ƯU TIÊN · Người cao tuổi", "Priority: Older person"} <= {*said}


def test_the_promised_wait_is_on_the_paper() -> None:
    paper = slip(TICKET)
    said = said_on(paper)
    assert {"Còn 5 người chờ trước, dự kiến 12–20 phút", "5 people ahead, about 12–20 min"} <= {*said}


def test_an_estimate_is_marked_on_the_paper() -> None:
    paper = slip(replace(TICKET, is_estimate=True))
    said = said_on(paper)
    assert "Còn 5 người chờ trước, chờ 12–20 phút (ước tính)" in said
    assert "5 people ahead, about 12–20 min (estimate)" in said


def test_the_code_on_the_paper_leads_where_the_code_on_the_screen_does() -> None:
    codes = [element for element in slip(TICKET).elements if isinstance(element, Qr)]
    assert [code.content for code in codes] == [TICKET.follow_url]
