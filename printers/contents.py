"""The words of each kind of slip: what a template has placeholders for.

Nothing of them is a citizen's name, address, phone or identity number, so no template can print those.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """A kind of slip, named as its file is."""

    TICKET = "ticket"
    LONG_TICKET = "ticket-long"
    CHECKLIST = "checklist"
    DOSSIER = "dossier"
    FEEDBACK = "feedback"
    DAY = "day"


@dataclass(frozen=True, kw_only=True)
class TicketWords:
    """Empty is what is not known, or not so. ahead_vi, ahead_en: sentences with the wait; ahead, wait: alone.

    hall: empty where authority and centre have said it. call_at: when the call is expected, "09:27–09:35".
    code: what staff find the ticket by. reprint: which copy after the first.
    """

    authority: str
    centre: str
    hall: str
    number: str
    service_vi: str
    service_en: str
    counters: str
    ahead_vi: str
    ahead_en: str
    ahead: str
    wait: str
    call_at: str
    appointment: str
    priority_vi: str
    priority_en: str
    issued_at: str
    follow_url: str
    code: str
    reprint: str


@dataclass(frozen=True, kw_only=True)
class ChecklistPaper:
    """A paper to bring. about: in what form, and in which case."""

    name: str
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """What to bring for a procedure. code: of the procedure, empty where unverified.

    source: where this was read. more_papers: what whoever acts for somebody else brings besides.
    """

    centre: str
    procedure: str
    code: str
    source: str
    papers: tuple[ChecklistPaper, ...]
    more_papers: tuple[ChecklistPaper, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DossierPaper:
    """A paper that was handed in. count: "Bản chính", "2 bản sao"."""

    name: str
    count: str


@dataclass(frozen=True, kw_only=True)
class DossierReceipt:
    """That a dossier was received, and when its result is due. collect_at: where it is handed out."""

    authority: str
    centre: str
    code: str
    procedure: str
    received_at: str
    due_at: str
    collect_at: str
    lookup_url: str
    papers: tuple[DossierPaper, ...] = ()
    reprint: str = ""


@dataclass(frozen=True, kw_only=True)
class FeedbackReceipt:
    """That feedback was taken that will be answered. lookup_url: empty where answers are only told."""

    authority: str
    centre: str
    code: str
    topic: str
    received_at: str
    answer_by: str
    lookup_url: str


@dataclass(frozen=True, kw_only=True)
class ServiceCount:
    name: str
    count: str


@dataclass(frozen=True, kw_only=True)
class DayReport:
    """What a kiosk has done today. first, last: number and time. in_doubt: numbers without a sure paper."""

    centre: str
    kiosk: str
    date: str
    time: str
    issued: str
    services: tuple[ServiceCount, ...]
    first: str
    last: str
    printed: str
    copies: str
    in_doubt: str
    used_m: str
    left_m: str


Content = TicketWords | Checklist | DossierReceipt | FeedbackReceipt | DayReport

CONTENTS: Mapping[Kind, type[Content]] = MappingProxyType(
    {
        Kind.TICKET: TicketWords,
        Kind.LONG_TICKET: TicketWords,
        Kind.CHECKLIST: Checklist,
        Kind.DOSSIER: DossierReceipt,
        Kind.FEEDBACK: FeedbackReceipt,
        Kind.DAY: DayReport,
    }
)
