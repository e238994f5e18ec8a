"""Slips as they usually are and with the longest words there may be, to see a template before citizens do."""

from dataclasses import replace
from datetime import datetime

from models.waiting.promises import WaitRange
from printers.contents import (
    Checklist,
    ChecklistPaper,
    Content,
    DayReport,
    DossierPaper,
    DossierReceipt,
    FeedbackReceipt,
    Kind,
    ServiceCount,
)
from printers.ticket import TicketSlip, ticket_words

_AUTHORITY = "Ủy ban nhân dân phường Hà Đông"
_CENTRE = "Trung tâm Phục vụ hành chính công"
_TICKET = TicketSlip(
    authority=_AUTHORITY.upper(),
    centre=_CENTRE.upper(),
    hall=f"{_CENTRE} phường Hà Đông",
    number="A1-017",
    service_vi="Chứng thực bản sao, chữ ký",
    service_en="Certified copies and signatures",
    counters="1, 2",
    ahead=5,
    wait=WaitRange(p50_min=12, p80_min=20),
    issued_at=datetime(2026, 11, 23, 9, 15),  # noqa: DTZ001 printed as it is
    follow_url="https://motcua.example/t/0123456789abcdef0123456789abcdef#0123456789012345",
    ticket_code="K1-20261123-0017",
)
_LONGEST_TICKET = replace(
    _TICKET,
    hall="Điểm tiếp nhận số 2, nhà văn hóa tổ dân phố số 14, phường Hà Đông",
    number="AB12-1048",
    service_vi="Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất",
    service_en="Changes to land use rights and to the ownership of assets attached to land",
    counters="11, 12, 13, 14, 15, 16",
    ahead=125,
    wait=WaitRange(p50_min=170, p80_min=290),
    is_estimate=True,
    appointment=datetime(2026, 11, 23, 9, 30),  # noqa: DTZ001 printed as it is
    priority_vi="Người có công với cách mạng",
    priority_en="Person with merit to the revolution",
    reprint=2,
)
_CHECKLIST = Checklist(
    centre=_CENTRE,
    procedure="Đăng ký khai sinh",
    code="1.001193",
    source="Cổng Dịch vụ công quốc gia, xem ngày 21/11/2026",
    papers=(
        ChecklistPaper(name="Tờ khai đăng ký khai sinh", about="Tờ khai, điền đầy đủ"),
        ChecklistPaper(name="Giấy chứng sinh", about="Bản chính"),
    ),
)
_DOSSIER = DossierReceipt(
    authority=_AUTHORITY.upper(),
    centre=_CENTRE.upper(),
    code="H26.17.03-261123-0001",
    procedure="Đăng ký khai sinh",
    received_at="23/11/2026 09:41",
    due_at="24/11/2026",
    collect_at="Quầy 3",
    lookup_url="https://motcua.example/d/0123456789abcdef0123456789abcdef",
    papers=(
        DossierPaper(name="Tờ khai đăng ký khai sinh", count="1 bản chính"),
        DossierPaper(name="Giấy chứng sinh", count="1 bản chính"),
    ),
)
_FEEDBACK = FeedbackReceipt(
    authority=_AUTHORITY.upper(),
    centre=_CENTRE.upper(),
    code="PA-7K4M-2Q",
    topic="Thời gian chờ",
    received_at="23/11/2026 10:05",
    answer_by="03/12/2026",
    lookup_url="https://motcua.example/f/0123456789abcdef0123456789abcdef",
)
_DAY = DayReport(
    centre=_CENTRE,
    kiosk="K1",
    date="23/11/2026",
    time="17:02",
    issued="214",
    services=(
        ServiceCount(name="Chứng thực bản sao, chữ ký", count="118"),
        ServiceCount(name="Hộ tịch", count="62"),
        ServiceCount(name="Đất đai, nhà ở", count="34"),
    ),
    first="A1-001 lúc 07:31",
    last="B1-034 lúc 16:48",
    printed="213",
    copies="2",
    in_doubt="C1-012",
    used_m="23",
    left_m="57",
)

SAMPLES: dict[Kind, tuple[Content, ...]] = {
    Kind.TICKET: (ticket_words(_TICKET), ticket_words(_LONGEST_TICKET)),
    Kind.LONG_TICKET: (ticket_words(_TICKET), ticket_words(_LONGEST_TICKET)),
    Kind.CHECKLIST: (
        _CHECKLIST,
        replace(
            _CHECKLIST,
            procedure=_LONGEST_TICKET.service_vi,
            more_papers=(ChecklistPaper(name="Giấy ủy quyền", about="có khi phải chứng thực"),),
        ),
    ),
    Kind.DOSSIER: (
        _DOSSIER,
        replace(
            _DOSSIER,
            procedure=_LONGEST_TICKET.service_vi,
            collect_at=f"{_CENTRE} phường Hà Đông, quầy 12",
            papers=(*_DOSSIER.papers, DossierPaper(name=_LONGEST_TICKET.service_vi, count="12 bản sao")),
            reprint="2",
        ),
    ),
    Kind.FEEDBACK: (
        _FEEDBACK,
        replace(_FEEDBACK, topic="Thái độ phục vụ của cán bộ, công chức", lookup_url=""),
    ),
    Kind.DAY: (
        _DAY,
        replace(
            _DAY,
            services=(*_DAY.services, ServiceCount(name=_LONGEST_TICKET.service_vi, count="1048")),
            in_doubt=", ".join(f"C1-{n:03}" for n in range(12, 30)),
            used_m="",
            left_m="",
        ),
    ),
}
"""Of each kind one as usual and the longest there may be."""
