from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from printers.slip import PAPER_80MM, Slip, TicketSlip, lay_out
from printers.virtual_printer import VirtualPrinter

TICKET = TicketSlip(
    authority="ỦY BAN NHÂN DÂN PHƯỜNG HÀ ĐÔNG",
    centre="TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
    hall="Trung tâm Phục vụ hành chính công phường Hà Đông",
    number="A1-017",
    service_vi="Chứng thực bản sao, chữ ký",
    service_en="Certified copies and signatures",
    counters="Quầy 1, 2",
    ahead=5,
    issued_at=datetime(2026, 11, 22, 9, 15, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
    follow_url="https://motcua.example/t/0123456789abcdef0123456789abcdef",
    ticket_code="K1-20261122-0017",
)


@pytest.fixture
def ticket() -> TicketSlip:
    return TICKET


@pytest.fixture
def slip() -> Slip:
    return lay_out(TICKET, PAPER_80MM)


@pytest.fixture
def virtual_printer(tmp_path: Path) -> Iterator[VirtualPrinter]:
    with VirtualPrinter(tmp_path / "paper") as printer:
        yield printer
