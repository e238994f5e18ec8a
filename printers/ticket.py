"""What a ticket says, as the words its template has places for."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from models.waiting.promises import WaitRange, is_at_once
from printers.contents import TicketWords

_WORDS: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("words.json").read_text("utf-8"))


@dataclass(frozen=True, kw_only=True)
class TicketSlip:
    """What a ticket says, in plain values. No name, no identity number: a ticket needs none.

    counters: where the number will be called, "1, 2"; empty when not known.
    ahead: how many people wait before this one; None leaves the line out.
    wait: how long that may take; None where nobody can tell.
    is_estimate: both are the kiosk's own, the hall could not be asked.
    issued_at: aware, in the hall's own time; printed as given.
    follow_url: goes into the QR code; a random token and nothing about the citizen.
    appointment: when it was booked for, as `issued_at`; None for whoever came without one.
    priority_vi, priority_en: the class of priority that was claimed; empty for none.
    reprint: 0 for the first copy, n for the n-th copy after it.
    """

    authority: str
    centre: str
    hall: str
    number: str
    service_vi: str
    service_en: str
    counters: str
    ahead: int | None
    issued_at: datetime
    follow_url: str
    ticket_code: str
    wait: WaitRange | None = None
    is_estimate: bool = False
    appointment: datetime | None = None
    priority_vi: str = ""
    priority_en: str = ""
    reprint: int = 0


def ticket_words(ticket: TicketSlip) -> TicketWords:
    """What stands on `ticket`'s paper, a word or sentence for each placeholder of its template."""
    return TicketWords(
        authority=ticket.authority,
        centre=ticket.centre,
        hall=_said_once(ticket),
        number=ticket.number,
        service_vi=ticket.service_vi,
        service_en=ticket.service_en,
        counters=ticket.counters,
        ahead_vi=_ahead(ticket, "vi"),
        ahead_en=_ahead(ticket, "en"),
        ahead=""
        if ticket.ahead is None
        else _marked(f"{ticket.ahead}", "vi", is_estimate=ticket.is_estimate),
        wait=_wait_alone(ticket),
        call_at=_call_at(ticket),
        appointment="" if ticket.appointment is None else f"{ticket.appointment:%H:%M}",
        priority_vi=ticket.priority_vi,
        priority_en=ticket.priority_en,
        issued_at=f"{ticket.issued_at:%d/%m/%Y %H:%M}",
        follow_url=ticket.follow_url,
        code=ticket.ticket_code,
        reprint=str(ticket.reprint) if ticket.reprint else "",
    )


def _said_once(ticket: TicketSlip) -> str:
    """The hall's name, empty where authority and centre have said all of it."""
    said = f"{ticket.authority} {ticket.centre}".casefold().split()
    return "" if {*ticket.hall.casefold().split()} <= {*said} else ticket.hall


def _ahead(ticket: TicketSlip, language: str) -> str:
    """How many wait before this one, and how long that may take; empty where nobody can tell."""
    if ticket.ahead is None:
        return ""
    said = _say({0: "ahead_none", 1: "ahead_one"}.get(ticket.ahead, "ahead"), language, n=ticket.ahead)
    wait = _wait(ticket)
    if wait is not None:
        key = "wait" if _is_range(wait) else "wait_about"
        key += "_estimate" if ticket.is_estimate else ""
        said += ", " + _say(key, language, **_minutes(wait))
    return _marked(said, language, is_estimate=ticket.is_estimate)


def _wait_alone(ticket: TicketSlip) -> str:
    wait = _wait(ticket)
    if wait is None:
        return ""
    said = _say("minutes" if _is_range(wait) else "minutes_about", "vi", **_minutes(wait))
    return _marked(said, "vi", is_estimate=ticket.is_estimate)


def _call_at(ticket: TicketSlip) -> str:
    """Between which times the call is expected, as likely as the wait is."""
    wait = _wait(ticket)
    if wait is None:
        return ""
    minutes = dict.fromkeys((wait.p50_min, wait.p80_min))
    return "–".join(f"{ticket.issued_at + timedelta(minutes=one):%H:%M}" for one in minutes)


def _wait(ticket: TicketSlip) -> WaitRange | None:
    """None too for whoever is called at once: that needs no figure."""
    return None if ticket.wait is None or is_at_once(ticket.wait) else ticket.wait


def _is_range(wait: WaitRange) -> bool:
    return wait.p50_min < wait.p80_min


def _minutes(wait: WaitRange) -> dict[str, str]:
    return {"low": f"{wait.p50_min:g}", "high": f"{wait.p80_min:g}"}


def _marked(said: str, language: str, *, is_estimate: bool) -> str:
    return _say("estimate", language, said=said) if is_estimate else said


def _say(key: str, language: str, **values: object) -> str:
    return _WORDS[key][language].format(**values)
