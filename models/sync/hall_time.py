"""What time it is by the hall's clock, at a kiosk whose own may be wrong, or set right at any moment."""

from dataclasses import dataclass

DRIFT_PPM = 100  # of two clocks against each other: twice what a quartz may be off


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """A moment of the hall's, by a clock of the kiosk's that nobody sets (steady). Milliseconds.

    is_sure: whether the hall has said so since the kiosk was started. within_ms: of the truth then, if so.
    """

    hall_ms: int
    steady_ms: int
    is_sure: bool
    within_ms: int = 0

    def now_ms(self, steady_ms: int) -> int:
        """The hall's time when the steady clock says `steady_ms`."""
        return self.hall_ms + steady_ms - self.steady_ms


def guessed(*, wall_ms: int, behind_ms: int, last_at_ms: int, steady_ms: int) -> Anchor:
    """Before the hall is heard: the kiosk's own clock, but not before the newest moment in its log.

    behind_ms: how far that clock was behind the hall's when they were last compared, in whatever run.
    """
    return Anchor(hall_ms=max(wall_ms + behind_ms, last_at_ms), steady_ms=steady_ms, is_sure=False)


def heard(*, answered_ms: int, asked_steady_ms: int, heard_steady_ms: int) -> Anchor:
    """The hall answered that it was `answered_ms`: halfway there and back, more or less."""
    way_back_ms = (heard_steady_ms - asked_steady_ms) // 2
    return Anchor(
        hall_ms=answered_ms + way_back_ms, steady_ms=heard_steady_ms, is_sure=True, within_ms=way_back_ms
    )


def followed(before: Anchor | None, new: Anchor) -> Anchor:
    """Which of the two to go by: the one known more exactly by now, except for a hall that set its clock.

    An answer that took a second may be half of one wrong; on a bad line a quick one of before is better.
    """
    if before is None:
        return new
    before_within_ms = before.within_ms + (new.steady_ms - before.steady_ms) * DRIFT_PPM // 1_000_000
    apart_ms = abs(new.hall_ms - before.now_ms(new.steady_ms))
    is_set = apart_ms > before_within_ms + new.within_ms
    return new if is_set or new.within_ms <= before_within_ms else before
