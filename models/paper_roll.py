"""How much paper is left, counted: cheap printers have no sensor, and a sensor warns late. Pure."""

from dataclasses import dataclass, replace

from models.kiosk_health import PaperLeft

LOW = 0.15  # of a roll: some hundred tickets, time enough to fetch a new one


@dataclass(frozen=True, kw_only=True)
class Roll:
    """length_mm: of the roll when it was new. used_mm: of it by now, as far as the kiosk has used it."""

    length_mm: float
    used_mm: float = 0.0

    @property
    def left_mm(self) -> float:
        return max(0.0, self.length_mm - self.used_mm)

    @property
    def is_low(self) -> bool:
        return self.left_mm < LOW * self.length_mm


def used(roll: Roll, mm: float) -> Roll:
    """`roll` after so much of it came out."""
    return replace(roll, used_mm=roll.used_mm + mm)


def paper_left(told: PaperLeft, roll: Roll | None) -> PaperLeft:
    """What is known of the paper. told: by the printer, which knows best whether there is any."""
    if told in (PaperLeft.OK, PaperLeft.UNKNOWN) and roll is not None and roll.is_low:
        return PaperLeft.LOW
    return told
