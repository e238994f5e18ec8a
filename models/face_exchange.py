"""What the kiosks of one hall tell each other of faces, through the hall, which can read none of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, with_config

from models.face_record import PERSON_ID, FaceErasure, FaceRecord

MOST_CHANGES_A_MESSAGE = 10  # each costs the hall two flushes of its disk, while nobody is called (ADR-0025)
MOST_CHANGES_AN_ANSWER = 100
MOST_TEMPLATE_BYTES = 4096  # of the known engines the largest makes 540
MOST_KEY_BYTES = 256
LONGEST_CONSENT_MS = (
    366 * 24 * 3_600_000
)  # docs/face-consent.md: 12 months, one of which may be a leap year's
MOST_FACES = 2_000  # known without a card: with more, strangers would be recognised (ADR-0001)

_BYTES = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")
_LINE = re.compile(r"[^\x00-\x1f\x7f-\x9f]{1,200}")
_NAME = re.compile(r"[!-~]{1,128}")
_CONSENT = re.compile(r"[^\x00-\x08\x0b-\x1f\x7f-\x9f]{1,4000}")

FaceChange = FaceRecord | FaceErasure


def _checked(change: FaceChange) -> FaceChange:
    """`change`, if it can be kept anywhere. Raises ValueError that says why not, without a word of it."""
    if not PERSON_ID.fullmatch(change.person_id):
        raise ValueError("this is no person's id")
    if isinstance(change, FaceErasure):
        sound: dict[str, object] = {"at_ms": change.at_ms >= 0}
    else:
        sound = {
            "shown_name": _LINE.fullmatch(change.shown_name),
            "card_digest": change.card_digest is None or _NAME.fullmatch(change.card_digest),
            "kind": _NAME.fullmatch(change.kind),
            "sealed_template": 0 < len(change.sealed_template) <= MOST_TEMPLATE_BYTES,
            "wrapped_key": 0 < len(change.wrapped_key) <= MOST_KEY_BYTES,
            "secret_id": _NAME.fullmatch(change.secret_id),
            "consent_text": _CONSENT.fullmatch(change.consent_text),
            "consented_at_ms": change.consented_at_ms >= 0,
            "expires_at_ms": 0 < change.expires_at_ms - change.consented_at_ms <= LONGEST_CONSENT_MS,
        }
    if wrong := [field for field, is_sound in sound.items() if not is_sound]:
        raise ValueError(f"{', '.join(wrong)} cannot be used")
    return change


_Checked = Annotated[FaceRecord | FaceErasure, AfterValidator(_checked)]


@with_config(_BYTES)
@dataclass(frozen=True, kw_only=True)
class FacePush:
    """A kiosk hands over what it has learnt and erased, oldest first."""

    version: int
    changes: Sequence[_Checked]


@dataclass(frozen=True, kw_only=True)
class FacesTaken:
    """All of it is held for good. new: how many of the changes were news to the hall."""

    version: int
    new: int


@with_config(_BYTES)
@dataclass(frozen=True, kw_only=True)
class FaceFeed:
    """What has changed in the hall after the place a kiosk asked for, in order.

    last: up to where a kiosk is that has taken these over: what to ask after next. The same as it asked for:
    there is no more. Less than that: the hall holds an older record of faces, begin again from 0.
    """

    version: int
    changes: Sequence[_Checked]
    last: int
