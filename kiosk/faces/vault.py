"""Seal a citizen's face template so that a stolen disk tells nobody's face."""

import os
import tempfile
from pathlib import Path

import numpy as np
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.faces.engine import FaceError, Vector

_KEY_BYTES = 32
_NONCE_BYTES = 12  # NIST SP 800-38D, 8.2.2: a 96-bit random nonce, far below 2**32 seals under one key


class VaultError(FaceError):
    """A template or its key was altered, belongs to somebody else, or is readable by others."""


def seal(key: bytes, template: Vector, *, person_id: str, engine_version: str) -> bytes:
    """Encrypt one template, bound to its person and engine: neither can be exchanged unnoticed.

    Returns nonce, cipher text and tag: 412 bytes for 192 numbers. float16 costs no accuracy.
    """
    nonce = os.urandom(_NONCE_BYTES)
    plain = template.astype("<f2").tobytes()
    return nonce + AESGCM(key).encrypt(nonce, plain, _bound_to(person_id, engine_version))


def unseal(key: bytes, sealed: bytes, *, person_id: str, engine_version: str) -> Vector:
    """Decrypt one template to float32 of length 1. Raises VaultError unless all is as it was sealed."""
    nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        plain = AESGCM(key).decrypt(nonce, rest, _bound_to(person_id, engine_version))
    except (InvalidTag, ValueError) as error:
        raise VaultError(
            f"the template of {person_id} cannot be opened: another key, person or engine, or it was altered"
        ) from error
    template = np.frombuffer(plain, dtype="<f2").astype(np.float32)
    return np.asarray(template / np.linalg.norm(template), dtype=np.float32)


def load_or_create_key(path: Path) -> bytes:
    """The kiosk's template key, made at the first call, readable by its owner alone.

    Raises VaultError when others may read the file or it is not a key.
    """
    if not path.exists():
        _create_key(path)
    if path.stat().st_mode & 0o077:
        raise VaultError(f"{path} can be read by other users; run: chmod 600 {path}")
    key = path.read_bytes()
    if len(key) != _KEY_BYTES:
        raise VaultError(f"{path} is not a template key; restore it from the backup")
    return key


def _create_key(path: Path) -> None:
    """Write the whole key or nothing; if another process was first, its key stands."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name) as draft:  # mode 0600
        draft.write(os.urandom(_KEY_BYTES))
        draft.flush()
        os.fsync(draft.fileno())
        try:
            os.link(draft.name, path)
        except FileExistsError:
            return


def _bound_to(person_id: str, engine_version: str) -> bytes:
    return f"{person_id}\0{engine_version}".encode()
