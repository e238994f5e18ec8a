"""One administrative procedure: who may apply, what to bring, what it costs, how long it takes."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PaperForm(StrEnum):
    """In what form a paper is wanted."""

    FILLED_IN = "filled_in"
    ORIGINAL = "original"
    COPY = "copy"
    SHOWN = "shown"
    ANY = "any"


class TimeUnit(StrEnum):
    """SAME_DAY: on the day itself; the number counts for nothing then."""

    SAME_DAY = "same_day"
    HOUR = "hour"
    WORKING_DAY = "working_day"
    DAY = "day"


class OnlineLevel(StrEnum):
    """How much of it can be done online."""

    WHOLE = "whole"
    PART = "part"


class Confidence(StrEnum):
    """How well the entry was checked against its source."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, kw_only=True)
class Paper:
    """Something to bring. only_if: the case in which it is needed, empty when it always is."""

    name: str
    form: PaperForm = PaperForm.ANY
    count: int = 1
    only_if: str = ""


@dataclass(frozen=True, kw_only=True)
class Fee:
    """What it costs at the counter and online: 0 is free, None is set by the province. per: e.g. a page."""

    direct_vnd: int | None = None
    online_vnd: int | None = None
    per: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Duration:
    """How long it takes at most. unit None: the source does not say, or the note does."""

    number: int | None = None
    unit: TimeUnit | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """One administrative procedure of the catalogue.

    code: the national one, None while unverified. plain_vi, plain_en: what it is, in a citizen's words.
    asked_often: shown first among equals. service_id: who takes it in this hall, None is the help desk.
    checked_on: the day of the source its facts were read from. valid_to: the last day it holds.
    remarks: for the hall, not for citizens.
    """

    id: str
    name_vi: str
    field_id: str
    code: str | None = None
    name_en: str = ""
    official_name: str = ""
    plain_vi: str = ""
    plain_en: str = ""
    who_may_apply: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = ()
    fee: Fee = Fee()
    time: Duration = Duration()
    online: OnlineLevel | None = None
    agency: str = ""
    legal_basis: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    life_event_ids: tuple[str, ...] = ()
    asked_often: bool = False
    service_id: str | None = None
    source_ids: tuple[str, ...] = ()
    checked_on: date | None = None
    confidence: Confidence = Confidence.LOW
    valid_from: date | None = None
    valid_to: date | None = None
    remarks: tuple[str, ...] = ()

    def is_valid_on(self, day: date) -> bool:
        """Whether it can be applied for on `day`."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )
