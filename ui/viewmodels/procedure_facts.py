"""Fees, times and forms of paper in words a citizen reads."""

from collections.abc import Sequence

from kiosk.kiosk import Offer
from models.procedures.procedure import (
    Confidence,
    Duration,
    Fee,
    OnlineLevel,
    Paper,
    PaperForm,
    Procedure,
    TimeUnit,
)
from ui.i18n import Words
from ui.viewmodels.procedure_tiles import name_of


def paper_about(paper: Paper, words: Words) -> str:
    """In what form it is wanted, how often, and in which case; empty for one of any form that all need."""
    said = [
        "" if paper.form is PaperForm.ANY else words.text(f"sheet.{paper.form}"),
        words.text("sheet.copies", n=paper.count) if paper.count > 1 else "",
        paper.only_if,
    ]
    return ", ".join(part for part in said if part)


def fee_of(fee: Fee, words: Words) -> tuple[str, str]:
    """What it costs, and what is to be known of it."""
    if fee.direct_vnd is None:
        return words.text("sheet.fee_unknown"), fee.note
    cost = _cost(fee.direct_vnd, fee.per, words)
    if fee.online_vnd is not None and fee.online_vnd != fee.direct_vnd:
        online = _cost(fee.online_vnd, fee.per, words)
        cost = f"{cost}; " + words.text("sheet.fee_online", cost=online)
    return cost, fee.note


def time_of(time: Duration, words: Words) -> tuple[str, str]:
    """How long it takes at most, and what is to be known of that."""
    if time.unit is TimeUnit.SAME_DAY:
        return words.text("sheet.same_day"), time.note
    if time.unit is None or time.number is None:
        return time.note or words.text("sheet.time_unknown"), ""
    return words.text(f"sheet.{time.unit}", n=time.number), time.note


def online_of(level: OnlineLevel | None, words: Words) -> str:
    """How much of it can be done online; empty where that is not known."""
    return "" if level is None else words.text(f"sheet.online_{level}")


def source_of(procedure: Procedure, offer: Offer | None, words: Words) -> tuple[str, str]:
    """Where this was read and when, and that it is to be asked for when it is not certain."""
    catalogue = offer.procedures if offer else None
    known = {one.id: one for one in catalogue.sources} if catalogue else {}
    sources = [known[id_] for id_ in procedure.source_ids if id_ in known]
    names = dict.fromkeys(words.choose({"vi": one.name_vi, "en": one.name_en}) for one in sources)
    said = ", ".join(names)
    if procedure.checked_on is not None and said:
        said = words.text("sheet.read_on", source=said, day=f"{procedure.checked_on:%d/%m/%Y}")
    uncertain = procedure.confidence is Confidence.LOW
    return said, words.text("sheet.uncertain") if uncertain else ""


def for_phone(procedure: Procedure, to_bring: Sequence[Paper], words: Words) -> str:
    """The checklist as a short plain text."""
    papers = [(paper.name, paper_about(paper, words)) for paper in to_bring]
    return "\n".join(
        [
            f"{name_of(procedure, words)} ({procedure.code})"
            if procedure.code
            else name_of(procedure, words),
            *(f"– {name}: {about}" if about else f"– {name}" for name, about in papers),
        ]
    )


def _cost(vnd: int, per: str, words: Words) -> str:
    if vnd == 0:
        return words.text("sheet.free")
    cost = words.text("sheet.dong", n=f"{vnd:,}".replace(",", "."))
    return f"{cost}/{per}" if per else cost
