"""Sign what a kiosk asks of its hall, and check it. The one door to Ed25519 (RFC 8032).

Nothing is signed twice in another sense: the text names its purpose, the request line and the body's digest.
"""

import base64
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PRIVATE_KEY_BYTES = 32
SIGNATURE_BYTES = 64
PUBLIC_KEY = re.compile("[0-9a-f]{64}")
ISSUER_ID = re.compile("[A-Za-z0-9]{1,32}")
SCHEME = "Motcua-Ed25519"
_CONTEXT = "motcua-request-1"
_HEADER = re.compile(
    rf"(?i:{SCHEME}) ({ISSUER_ID.pattern})\.([1-9][0-9]{{0,8}})\.([A-Za-z0-9_-]{{86}})"  # 64 bytes
)


@dataclass(frozen=True, kw_only=True)
class Asker:
    """One enrolment of a kiosk: enrolled again it is another, with a key of its own."""

    issuer_id: str
    incarnation: int


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What a header says of who asks; true only if the signature is by the key of that enrolment."""

    asker: Asker
    signature: bytes


def public_key_of(private_key: bytes) -> str:
    """The public half of a key of 32 random bytes: 64 hex digits."""
    return Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw().hex()


def canonical_text(method: str, target: str, body: bytes) -> bytes:
    """What is signed. target: the path with the query, byte for byte as it stands in the request line."""
    return "\n".join([_CONTEXT, method, target, hashlib.sha256(body).hexdigest()]).encode()


def authorization(asker: Asker, private_key: bytes, *, method: str, target: str, body: bytes) -> str:
    """The header `Authorization` of this very request."""
    signature = _sign(private_key, canonical_text(method, target, body))
    encoded = base64.urlsafe_b64encode(signature).decode().rstrip("=")
    return f"{SCHEME} {asker.issuer_id}.{asker.incarnation}.{encoded}"


def claim_in(header: str) -> Claim | None:
    """Who the header `Authorization` says asks; None where it is none of ours."""
    found = _HEADER.fullmatch(header)
    if found is None:
        return None
    issuer_id, incarnation, encoded = found.groups()
    return Claim(
        asker=Asker(issuer_id=issuer_id, incarnation=int(incarnation)),
        signature=base64.urlsafe_b64decode(encoded + "=="),
    )


def is_signed(claim: Claim, public_key: str, *, method: str, target: str, body: bytes) -> bool:
    """Whether whoever holds the private half of `public_key` asked exactly this."""
    return _verifies(public_key, canonical_text(method, target, body), claim.signature)


def sign_text(private_key: bytes, text: str) -> bytes:
    """The signature of something that is no request; `text` begins with a purpose of its own."""
    return _sign(private_key, text.encode())


def is_signed_text(public_key: str, text: str, signature: bytes) -> bool:
    """Whether whoever holds the private half of `public_key` signed exactly this."""
    return _verifies(public_key, text.encode(), signature)


def _sign(private_key: bytes, message: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(private_key).sign(message)


def _verifies(public_key: str, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(signature, message)
    except (InvalidSignature, ValueError):  # the latter: what stands there is no key
        return False
    return True
