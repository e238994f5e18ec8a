"""The face secret of a hall: one file on each of its kiosks, from which every key about faces is derived.

Without it a stolen database and stolen key files tell nobody's face; with another hall's nothing compares.
"""

import hashlib
import os
import tempfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kiosk.faces.engine import FaceError, Vector
from models.citizen_card import keyed_digest

KEY_BYTES = 32
_NONCE_BYTES = 12  # NIST SP 800-38D, 8.2.2: a 96-bit random nonce, far below 2**32 uses of one key


class VaultError(FaceError):
    """A template or a key was altered, belongs to somebody else, or is readable by others."""


@dataclass(frozen=True)
class FaceSecret:
    """Everything that follows from the 32 secret bytes; none of it can be turned back into them."""

    secret: bytes = field(repr=False)

    @cached_property
    def id(self) -> str:
        """Says which secret it is, and nothing else about it."""
        return self._derived(b"id")[:4].hex()

    def wrap(self, record_key: bytes, person_id: str) -> bytes:
        """The key of one record, closed; it opens only for the same person. 60 bytes."""
        return closed(self._derived(b"wrap"), record_key, bound_to=person_id)

    def unwrap(self, wrapped_key: bytes, person_id: str) -> bytes:
        """Raises VaultError unless it was wrapped by this secret for this person."""
        return opened(self._derived(b"wrap"), wrapped_key, bound_to=person_id)

    def card_digest(self, number: str) -> str:
        """What the holder of the card of that number is looked up by."""
        return keyed_digest(number, self._derived(b"card"))

    def rotation(self, dim: int) -> Vector:
        """A secret (dim, dim) rotation. It changes no distance and no cosine; templates turned by different
        ones do not compare (cosines of 0.2 at most, cosines of one person changed by 9e-7)."""
        wanted = 2 * dim * dim  # two even draws make two normal ones, by Box and Muller
        stream = hashlib.shake_256(self._derived(b"rotation")).digest(8 * wanted)
        even = (np.frombuffer(stream, "<u8") >> 11) / 2**53
        lengths = np.sqrt(-2 * np.log1p(-even[::2]))
        basis, scale = np.linalg.qr((lengths * np.cos(2 * np.pi * even[1::2])).reshape(dim, dim))
        return np.asarray(basis * np.sign(np.diag(scale)), dtype=np.float32)

    def _derived(self, purpose: bytes) -> bytes:
        kdf = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"motcua face " + purpose)
        return kdf.derive(self.secret)


def closed(key: bytes, plain: bytes, *, bound_to: str) -> bytes:
    """`plain` by AES-256-GCM: nonce, cipher text and tag."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to.encode())


def opened(key: bytes, sealed: bytes, *, bound_to: str) -> bytes:
    """What was `closed`. Raises VaultError unless all is as it was then."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to.encode())
    except (InvalidTag, ValueError) as error:
        raise VaultError("it cannot be opened: another key, person or engine, or it was altered") from error


def load_or_create_secret(path: Path) -> FaceSecret:
    """The secret in the file at `path`, made at the first call, readable by its owner alone.

    Raises VaultError when others may read the file or it is not a face secret.
    """
    if not path.exists():
        _create(path)
    if path.stat().st_mode & 0o077:
        raise VaultError(f"{path} can be read by other users; run: chmod 600 {path}")
    secret = path.read_bytes()
    if len(secret) != KEY_BYTES:
        raise VaultError(f"{path} is not a face secret; copy it from another kiosk of the hall")
    return FaceSecret(secret)


def _create(path: Path) -> None:
    """Write the whole secret or nothing; if another process was first, its secret stands."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name) as draft:  # mode 0600
        draft.write(os.urandom(KEY_BYTES))
        draft.flush()
        os.fsync(draft.fileno())
        try:
            os.link(draft.name, path)
        except FileExistsError:
            return
