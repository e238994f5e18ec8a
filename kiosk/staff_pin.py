"""The PIN that opens the staff panel: kept as a hash, and not looked at for ever longer when it was wrong."""

import hashlib
import hmac
import logging
import secrets
import time
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass

SHORTEST_PIN = 6
LONGEST_PIN = 12
# OWASP's password storage cheat sheet, scrypt: 2**14 blocks of 1 KiB, five times over. A quarter of a second.
_COST, _BLOCK, _PARALLEL = 2**14, 8, 5
_SALT_BYTES = 16
_HASH_BYTES = 32
HASH_PATTERN = rf"^scrypt\${_COST}\${_BLOCK}\${_PARALLEL}\$[A-Za-z0-9+/]{{22}}==\$[A-Za-z0-9+/]{{43}}=$"
"""What `hash_pin` makes; a setting that is something else is refused when the kiosk starts."""

FREE_TRIES = 3
FIRST_LOCK_S = 60.0
LONGEST_LOCK_S = 3600.0  # somebody who plays with it must not keep the staff out for a day

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Attempts:
    """wrong: wrong PINs since the last right one. locked_until_s: no PIN is looked at before."""

    wrong: int = 0
    locked_until_s: float = 0.0


def after_wrong(attempts: Attempts, now_s: float) -> Attempts:
    """One more was wrong: from the third on no PIN is looked at for a minute, then for twice as long."""
    wrong = attempts.wrong + 1
    if wrong < FREE_TRIES:
        return Attempts(wrong=wrong)
    lock_s = min(FIRST_LOCK_S * 2 ** (wrong - FREE_TRIES), LONGEST_LOCK_S)
    return Attempts(wrong=wrong, locked_until_s=now_s + lock_s)


class PinGate:
    """Lets in whoever knows the PIN. Takes a quarter of a second a try: never on the screen's thread."""

    def __init__(self, stored_hash: str, *, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._stored_hash = stored_hash
        self._clock_s = clock_s
        self._attempts = Attempts()

    def locked_s(self, pin: str) -> float | None:
        """None when `pin` is right; else how long no PIN is looked at from now on, 0 for not at all."""
        now_s = self._clock_s()
        if now_s < self._attempts.locked_until_s:
            return self._attempts.locked_until_s - now_s
        if matches(pin, self._stored_hash):
            self._attempts = Attempts()
            log.info("staff have opened the panel")
            return None
        self._attempts = after_wrong(self._attempts, now_s)
        locked_s = max(0.0, self._attempts.locked_until_s - now_s)
        log.warning("wrong staff PIN, %d in a row; locked for %.0f s", self._attempts.wrong, locked_s)
        return locked_s


def is_sound(pin: str) -> bool:
    """Whether `pin` may be a PIN: only digits, for there are no letters on the keys, and enough of them."""
    return pin.isascii() and pin.isdecimal() and SHORTEST_PIN <= len(pin) <= LONGEST_PIN


def hash_pin(pin: str) -> str:
    """How a PIN is stored: scrypt with its own salt, the costs in front."""
    salt = secrets.token_bytes(_SALT_BYTES)
    parts = ("scrypt", str(_COST), str(_BLOCK), str(_PARALLEL), _text(salt), _text(_digest(pin, salt)))
    return "$".join(parts)


def matches(pin: str, stored_hash: str) -> bool:
    """Whether `stored_hash` was made of `pin`."""
    salt, digest = map(b64decode, stored_hash.split("$")[-2:])
    return hmac.compare_digest(_digest(pin, salt), digest)


def _digest(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=_COST, r=_BLOCK, p=_PARALLEL, dklen=_HASH_BYTES)


def _text(data: bytes) -> str:
    return b64encode(data).decode()
