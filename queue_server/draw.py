"""Draw what nobody may guess."""

import secrets

from models.appointment import CODE_DIGITS


def draw_code() -> str:
    """The code of an appointment; nobody can guess it from another one."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
