"""What happens about the visitor's face, in the past tense, beside `events.py`."""

from dataclasses import dataclass, field

from kiosk.journey.enrolment import Consent, HeldFace
from kiosk.journey.head_turn import Challenge


@dataclass(frozen=True, kw_only=True)
class FaceOnRecord:
    """The face of the card's holder is kept here."""

    visit: int
    card_number: str = field(repr=False)
    person_id: str


@dataclass(frozen=True, kw_only=True)
class FaceVerified:
    """The camera sees the holder of the card that was shown."""

    visit: int
    card_number: str = field(repr=False)
    person_id: str


@dataclass(frozen=True, kw_only=True)
class FaceHeld:
    """What is kept here of the visitor's face."""

    visit: int
    held: HeldFace


@dataclass(frozen=True, kw_only=True)
class EnrolmentOffered:
    """This kiosk can keep the visitor's face, and may ask whether they want that."""

    visit: int


@dataclass(frozen=True, kw_only=True)
class EnrolTouched:
    """The visitor wishes to be recognised by face from the next time on."""


@dataclass(frozen=True, kw_only=True)
class ForgetFaceTouched:
    """The visitor, recognised by face, wishes not to be any more."""


@dataclass(frozen=True, kw_only=True)
class ConsentTouched:
    """The visitor agrees to this, or does not after all."""

    consent: Consent


@dataclass(frozen=True, kw_only=True)
class GoOnTouched:
    """The visitor means what the screen asks about, or wants it tried again."""


@dataclass(frozen=True, kw_only=True)
class DeclineTouched:
    """The visitor does not want what the screen asks about."""


@dataclass(frozen=True, kw_only=True)
class FaceFramed:
    """One more good picture of the face to be learnt. good_frames: how many there are now."""

    visit: int
    good_frames: int


@dataclass(frozen=True, kw_only=True)
class FaceChallenged:
    """The visitor is asked to turn the head, and has done so much of it."""

    visit: int
    challenge: Challenge


@dataclass(frozen=True, kw_only=True)
class FaceKept:
    """The face is safely stored until `until_ms`, under `person_id`."""

    visit: int
    person_id: str
    until_ms: int


@dataclass(frozen=True, kw_only=True)
class FaceNotKept:
    visit: int


@dataclass(frozen=True, kw_only=True)
class FaceErased:
    visit: int


@dataclass(frozen=True, kw_only=True)
class FaceNotErased:
    visit: int


FaceWishEvent = (
    FaceOnRecord
    | FaceVerified
    | FaceHeld
    | EnrolmentOffered
    | EnrolTouched
    | ForgetFaceTouched
    | ConsentTouched
    | GoOnTouched
    | DeclineTouched
    | FaceFramed
    | FaceChallenged
    | FaceKept
    | FaceNotKept
    | FaceErased
    | FaceNotErased
)
