"""What the code on a ticket proves: which kiosk gave which number when, though nobody has heard of it.

It stands behind the `#` of the ticket's address, which a phone keeps to itself. All of it are digits: a
scanner types them, and the input methods for Vietnamese (Telex, VNI) change letters, and digits after vowels.
"""

import hashlib
from dataclasses import dataclass

from models.signing import SIGNATURE_BYTES, is_signed_text, sign_text

MARK = "#"
_CONTEXT = "motcua-paper-1\n"
_FIELDS = {"nth": 6, "seq": 7, "letter": 2, "count": 5, "issued_at_s": 10}  # so many digits each
_FIRST_LETTER = ord("A")
_LETTERS = 26
_UNSURE = 50  # added to the letter where the kiosk had not heard what time it is
_HEAD_DIGITS = sum(_FIELDS.values())
_SIGNATURE_DIGITS = 155  # of 512 bits


@dataclass(frozen=True, kw_only=True)
class Paper:
    """nth: the enrolment of the kiosk. seq: of its log's entry. letter: of the service. count: of that day.

    issued_at_s: seconds since 1970-01-01 UTC, by the kiosk. is_sure: by the hall's clock, as it had heard it.
    """

    nth: int
    seq: int
    letter: str
    count: int
    issued_at_s: int
    is_sure: bool = True


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What a code says, true only if `is_by` its kiosk's key. public_id: of the ticket."""

    paper: Paper
    signature: bytes

    @property
    def public_id(self) -> str:
        """32 hex digits that nobody guesses who has not seen the paper, for only the kiosk can sign."""
        return hashlib.sha256(self.signature).hexdigest()[:32]

    @property
    def digits(self) -> str:
        """As it stands on paper."""
        return _head(self.paper) + f"{int.from_bytes(self.signature, 'big'):0{_SIGNATURE_DIGITS}d}"

    def is_by(self, public_key: str) -> bool:
        """Whether whoever holds the private half of `public_key` signed just this."""
        return is_signed_text(public_key, _CONTEXT + _head(self.paper), self.signature)


def prove(paper: Paper, private_key: bytes) -> Proof:
    """The proof of a ticket that is just given."""
    return Proof(paper=paper, signature=sign_text(private_key, _CONTEXT + _head(paper)))


def read_proof(scanned: str) -> Proof | None:
    """The proof in what a scanner typed, whatever has become of the letters before it; None without one."""
    digits = scanned.strip().rpartition(MARK)[2]
    if len(digits) != _HEAD_DIGITS + _SIGNATURE_DIGITS or not (digits.isascii() and digits.isdecimal()):
        return None
    values, at = {}, 0
    for name, length in _FIELDS.items():
        values[name] = int(digits[at : at + length])
        at += length
    number = int(digits[at:])
    is_unsure, nth_letter = divmod(values.pop("letter"), _UNSURE)
    if nth_letter >= _LETTERS or number.bit_length() > 8 * SIGNATURE_BYTES:
        return None
    paper = Paper(letter=chr(_FIRST_LETTER + nth_letter), is_sure=not is_unsure, **values)
    return Proof(paper=paper, signature=number.to_bytes(SIGNATURE_BYTES, "big"))


def _head(paper: Paper) -> str:
    letter = ord(paper.letter) - _FIRST_LETTER + (0 if paper.is_sure else _UNSURE)
    values = {**vars(paper), "letter": letter}
    return "".join(f"{values[name]:0{length}d}" for name, length in _FIELDS.items())
