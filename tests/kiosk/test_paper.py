"""The ticket's paper says what the screen says."""

from kiosk.paper import ticket_slip
from kiosk.visit import IssuedTicket
from models.waiting.promises import WaitRange
from printers.slip import PAPER_58MM, Text
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
)


def test_the_promised_wait_is_on_the_paper() -> None:
    slip = ticket_slip(CATALOGUE, TICKET, PAPER_58MM)
    said = [element.text for element in slip.elements if isinstance(element, Text)]
    assert {"Còn 5 người chờ trước, dự kiến 12–20 phút", "5 people ahead, about 12–20 min"} <= {*said}
