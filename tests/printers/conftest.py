from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from models.paper_proof import Paper, prove
from printers.slip import PAPER_80MM, Slip
from printers.ticket import TicketSlip
from printers.virtual.printer import VirtualPrinter
from tests.helpers.printers import virtual_printer as a_virtual_printer
from tests.helpers.slips import ticket_on

PROOF = prove(Paper(nth=1, seq=17, letter="A", count=17, issued_at_s=1_795_147_200), bytes(32))
TICKET = TicketSlip(
    authority="ỦY BAN NHÂN DÂN PHƯỜNG HÀ ĐÔNG",
    centre="TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
    hall="Trung tâm Phục vụ hành chính công phường Hà Đông",
    number="A1-017",
    service_vi="Chứng thực bản sao, chữ ký",
    service_en="Certified copies and signatures",
    counters="1, 2",
    ahead=5,
    issued_at=datetime(2026, 11, 22, 9, 15, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
    follow_url=f"https://motcua.hadong.hanoi.gov.vn/t/{PROOF.public_id}#{PROOF.digits}",
    ticket_code="K1-20261122-0017",
)


@pytest.fixture
def ticket() -> TicketSlip:
    return TICKET


@pytest.fixture
def slip() -> Slip:
    return ticket_on(PAPER_80MM, TICKET)


@pytest.fixture
def virtual_printer(tmp_path: Path) -> Iterator[VirtualPrinter]:
    with a_virtual_printer(tmp_path / "paper") as printer:
        yield printer
