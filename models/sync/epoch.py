"""Which hall speaks: the one we know, one that was put back since, or one that has been replaced.

A hall begins in epoch 1. Each time it is put back from a backup, or a standby takes its place, a new epoch
begins. Whoever has promised an epoch never again listens to a lower one, so of two servers that both
believe to be the hall only one is followed (docs/protocol.md).
"""

from enum import StrEnum

FIRST = 1


class Heard(StrEnum):
    """SAME: go on. NEWER: promise it before anything else. OLDER: of a hall that was replaced; drop it."""

    SAME = "same"
    NEWER = "newer"
    OLDER = "older"


def hear(promised: int, told: int) -> Heard:
    """What a kiosk or a desk that has `promised` an epoch does with a message of epoch `told`."""
    if told == promised:
        return Heard.SAME
    return Heard.NEWER if told > promised else Heard.OLDER


def is_replaced(own: int, heard: int) -> bool:
    """Whether a hall of epoch `own` has to stop, having heard from somebody who promised `heard`."""
    return heard > own


def next_epoch(known: int, now_ms: int) -> int:
    """The epoch of a hall that is put back, or takes another's place. known: the highest it has heard of.

    By the operator's clock in seconds, so that the same backup put back twice makes two different halls.
    Where that clock was wrong, those who promised a higher epoch say so, and it is begun again above
    theirs.
    """
    return max(known + 1, now_ms // 1000)
