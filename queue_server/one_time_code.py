"""Codes that a person reads out and another types in, good once: ten symbols, fifty bits."""

import secrets

CODE_LASTS_MS = 24 * 3_600_000
_SYMBOLS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 5 bits each; none looks like another
_HALF = 5


def draw_one_time_code() -> str:
    """A new code, its symbols alone."""
    return "".join(secrets.choice(_SYMBOLS) for _ in range(2 * _HALF))


def as_shown(code: str) -> str:
    """The code as people read it."""
    return f"{code[:_HALF]}-{code[_HALF:]}"


def as_drawn(typed: str) -> str:
    """The symbols alone, however somebody grouped or wrote them."""
    return "".join(typed.upper().replace("-", " ").split())
