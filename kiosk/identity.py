"""Who this kiosk is to its hall, and the key that proves it, in a file that only its owner may read."""

import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from models.signing import PRIVATE_KEY_BYTES, Asker, authorization


class IdentityError(Exception):
    """The key file is not there, not whole, or not secret; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class KioskIdentity:
    """One enrolment, and its key of 32 bytes."""

    asker: Asker
    private_key: bytes = field(repr=False)

    def authorization(self, method: str, target: str, body: bytes) -> str:
        """The header of this very request. target: path and query, as sent."""
        return authorization(self.asker, self.private_key, method=method, target=target, body=body)


def load_identity(path: Path) -> KioskIdentity:
    """Who the key file says this kiosk is. Raises IdentityError."""
    stored = _load(path)
    if stored is None:
        raise IdentityError(f"this kiosk is not enrolled: there is no {path}; run `motcua kiosk enrol`")
    key, issuer_id, incarnation = _key_in(stored), stored.get("issuer_id"), stored.get("incarnation")
    if key is None or not isinstance(issuer_id, str) or not isinstance(incarnation, int):
        raise IdentityError(f"{path} is no key of a kiosk; enrol it again")
    return KioskIdentity(asker=Asker(issuer_id=issuer_id, incarnation=incarnation), private_key=key)


def save_identity(path: Path, identity: KioskIdentity) -> None:
    """From now on this is who the kiosk is, also after a power cut."""
    of_key = {**vars(identity.asker), "private_key": identity.private_key.hex()}
    _save(path, of_key)
    _next(path).unlink(missing_ok=True)


def key_to_enrol(path: Path) -> bytes:
    """The key the kiosk enrols with next, on the disk before the hall hears of it.

    It is the same until the hall has answered, so that an answer lost on the way can be asked for once more.
    """
    kept, in_use = _key_at(_next(path)), _key_at(path)
    if kept is not None and kept != in_use:
        return kept
    key = secrets.token_bytes(PRIVATE_KEY_BYTES)
    _save(_next(path), {"private_key": key.hex()})
    return key


def _next(path: Path) -> Path:
    return path.with_name(f"{path.name}.next")


def _key_at(path: Path) -> bytes | None:
    return _key_in(_load(path) or {})


def _key_in(stored: dict[str, object]) -> bytes | None:
    try:
        key = bytes.fromhex(str(stored.get("private_key")))
    except ValueError:
        return None
    return key if len(key) == PRIVATE_KEY_BYTES else None


def _load(path: Path) -> dict[str, object] | None:
    try:
        if path.stat().st_mode & 0o077:
            raise IdentityError(f"{path} holds a secret and other users can read it; run: chmod 600 {path}")
        stored = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise IdentityError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError:
        return {}
    return stored if isinstance(stored, dict) else {}


def _save(path: Path, content: dict[str, object]) -> None:
    draft = path.with_name(f".{path.name}.draft")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(content, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _settle(path.parent)
    except OSError as error:
        raise IdentityError(f"{path} cannot be written: {error.strerror}") from error


def _settle(directory: Path) -> None:
    opened = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
