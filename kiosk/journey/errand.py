"""What somebody came for who wants no number: to hear of a dossier, or to say what they think."""

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.journey.telex import Typed
from models.dossier import DossierStatus, NextStep
from models.opinion import Opinion, Rating, Topic


class NoDossier(StrEnum):
    """Why nothing can be told of a dossier. FAILED: where they are known cannot be asked."""

    MALFORMED = "malformed"
    UNKNOWN = "unknown"
    FAILED = "failed"


class NoOpinion(StrEnum):
    """Why an opinion does not go further as it is. FAILED: it could not be handed over."""

    BLANK = "blank"
    NO_PHONE = "no_phone"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class DossierQuestion:
    """The dossier a visitor asks about. typed: its code, as far as it was entered.

    asked: the code that is being looked up, None while none is. status: what was found, and next_step what to
    do about it; no_dossier: why there is nothing to be told.
    """

    typed: Typed = field(default_factory=Typed)
    asked: str | None = field(default=None, repr=False)
    no_dossier: NoDossier | None = None
    status: DossierStatus | None = field(default=None, repr=False)
    next_step: NextStep | None = None


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An opinion that is still being said. is_on_its_way: it is being handed over, and changes no more.

    tracking_code: the code to follow the answer by, None where there will be none.
    """

    rating: Rating | None = None
    topics: frozenset[Topic] = frozenset()
    typed: Typed = field(default_factory=Typed)
    phone: str = field(default="", repr=False)
    is_on_its_way: bool = False
    no_opinion: NoOpinion | None = None
    tracking_code: str | None = field(default=None, repr=False)

    @property
    def opinion(self) -> Opinion:
        text = self.typed.text.strip()
        return Opinion(rating=self.rating, topics=self.topics, text=text, phone=self.phone)
