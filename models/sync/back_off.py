"""How long to wait before a hall that does not answer is asked again: longer each time, and not all at once.

Doubled each time, as TCP does (RFC 6298), and half of it drawn by lot. Without the lot all kiosks of a hall,
cut off in the same moment, come back in the same moment; that is what keeps a server down that has just come
up (M. Brooker, "Exponential Backoff And Jitter", AWS 2015). Of its two kinds this is "equal jitter": the half
that is certain keeps one kiosk from asking twice in a moment.
"""

from random import Random

FIRST_S = 1.0
LONGEST_S = 60.0
UNTIL_LONGEST = 7
"""After so many failures the pause is the longest: 1, 2, 4 … 64 s."""


def pause_s(failures: int, chance: Random, longest_s: float = LONGEST_S) -> float:
    """Before the next try. failures: one after the other, at least one."""
    most_s = min(longest_s, FIRST_S * 2.0 ** (min(failures, UNTIL_LONGEST) - 1))
    return most_s / 2 + chance.uniform(0, most_s / 2)
