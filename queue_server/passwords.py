"""Hash passwords and check them, a few at a time: each check takes 64 MiB and a fifth of a second."""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from pwdlib import PasswordHash

CHECKS_AT_ONCE = 2  # a hall's mini-PC must not run out of memory over log-ins


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


def hash_password(password: str) -> str:
    """How `password` is stored: Argon2id with its own salt."""
    return _hasher().hash(password)


@cache
def _nobodys_hash() -> str:
    return hash_password(secrets.token_hex())


class PasswordChecks:
    """Runs the checks beside the event loop, so that nobody's call waits for somebody's log-in."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(CHECKS_AT_ONCE, "passwords")

    async def matches(self, password: str, stored_hash: str | None) -> bool:
        """Whether `password` is the one stored. For an unknown person (None) it takes as long, and is not."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, _matches, password, stored_hash)

    def close(self) -> None:
        self._threads.shutdown()


def _matches(password: str, stored_hash: str | None) -> bool:
    matches = _hasher().verify(password, stored_hash or _nobodys_hash())
    return matches and stored_hash is not None
