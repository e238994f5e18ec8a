"""A face as the kiosks of one hall hand it on: sealed, with the key that opens it wrapped.

Whoever carries a record can read neither: that takes the hall's face secret, which only its kiosks have.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum

PERSON_ID = re.compile(r"[0-9a-f]{16}")
"""What a person is called: random, and good for the name of a file."""


class ConsentEnd(StrEnum):
    """Why a consent does not hold any more. RENEWED: the same person has given another."""

    CITIZEN = "citizen"
    STAFF = "staff"
    EXPIRED = "expired"
    RENEWED = "renewed"


@dataclass(frozen=True, kw_only=True)
class FaceRecord:
    """One person's face, kept until `expires_at_ms` by their consent.

    shown_name: masked. card_digest: the keyed digest of their card's number, None when no card was shown.
    kind: which engine made the template (kiosk.faces.template.TemplateKind). sealed_template: opened only by
    the record's own key; wrapped_key: that key, opened only by the hall's face secret, which secret_id names.
    consent_text: version and language of what was agreed to.
    """

    person_id: str
    shown_name: str
    card_digest: str | None
    kind: str
    sealed_template: bytes = field(repr=False)
    wrapped_key: bytes = field(repr=False)
    secret_id: str
    consent_text: str
    consented_at_ms: int
    expires_at_ms: int


@dataclass(frozen=True, kw_only=True)
class FaceErasure:
    """Nothing of this person's face may be kept anywhere in the hall."""

    person_id: str
    at_ms: int
    by: ConsentEnd
