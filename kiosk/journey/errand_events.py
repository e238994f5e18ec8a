"""What happens in a visit that wants no number, in the past tense; `visit` says in whose visit."""

from dataclasses import dataclass, field

from kiosk.journey.errand import NoDossier
from kiosk.journey.telex import Typed
from models.dossier import DossierStatus, NextStep
from models.opinion import Rating, Topic


@dataclass(frozen=True, kw_only=True)
class DossierWayTouched:
    pass


@dataclass(frozen=True, kw_only=True)
class DossierCodeTyped:
    """typed: all that stands in the field now."""

    typed: Typed


@dataclass(frozen=True, kw_only=True)
class FindDossierTouched:
    pass


@dataclass(frozen=True, kw_only=True)
class DossierFound:
    visit: int
    status: DossierStatus = field(repr=False)
    next_step: NextStep


@dataclass(frozen=True, kw_only=True)
class DossierNotFound:
    visit: int
    code: str = field(repr=False)
    why: NoDossier


@dataclass(frozen=True, kw_only=True)
class OpinionWayTouched:
    pass


@dataclass(frozen=True, kw_only=True)
class RatingTouched:
    rating: Rating


@dataclass(frozen=True, kw_only=True)
class TopicTouched:
    """The rating is about this, or is not after all."""

    topic: Topic


@dataclass(frozen=True, kw_only=True)
class WriteTouched:
    """The visitor wants to say it in words."""


@dataclass(frozen=True, kw_only=True)
class FeedbackTyped:
    """typed: all that stands in the field now."""

    typed: Typed


@dataclass(frozen=True, kw_only=True)
class WrittenTouched:
    """The visitor has written everything."""


@dataclass(frozen=True, kw_only=True)
class SendTouched:
    pass


@dataclass(frozen=True, kw_only=True)
class OpinionGiven:
    """tracking_code: the code to follow the answer by, None where there will be none."""

    visit: int
    tracking_code: str | None = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class OpinionNotGiven:
    visit: int


ErrandEvent = (
    DossierWayTouched
    | DossierCodeTyped
    | FindDossierTouched
    | DossierFound
    | DossierNotFound
    | OpinionWayTouched
    | RatingTouched
    | TopicTouched
    | WriteTouched
    | FeedbackTyped
    | WrittenTouched
    | SendTouched
    | OpinionGiven
    | OpinionNotGiven
)
