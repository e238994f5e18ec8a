"""The moments of the staff panel, as `ui/moments.py` has those of the visits."""

from dataclasses import replace

from kiosk.journey.events import DigitTouched, SlipNotPrinted
from kiosk.journey.health import Health, KnownFaces, PaperInDoubt, Sight
from kiosk.journey.staff_events import (
    CornerTapped,
    HealthTold,
    PapersTouched,
    PinAccepted,
    PinEntered,
    PinRefused,
    TrialPrintTouched,
)
from kiosk.kiosk import Message
from models.paper_roll import Roll
from models.print_job import Reason, State

_NOW_MS = 1_763_778_600_000
DOUBTS = (
    PaperInDoubt(
        ticket_id="K1.1.17",
        number="A1-017",
        at_ms=_NOW_MS - 540_000,
        state=State.UNKNOWN,
        trouble=Reason.ABSENT,
    ),
    PaperInDoubt(
        ticket_id="K1.1.21",
        number="C1-004",
        at_ms=_NOW_MS - 120_000,
        state=State.PARTIAL,
        trouble=Reason.NO_PAPER,
    ),
    PaperInDoubt(
        ticket_id="K1.1.22",
        number="A1-018",
        at_ms=_NOW_MS - 60_000,
        state=State.FAILED,
        trouble=Reason.NO_PAPER,
    ),
)
WELL = Health(
    hall_heard_ms=_NOW_MS,
    is_online=True,
    unsent_tickets=0,
    printer=None,
    printer_speaks=True,
    papers=(),
    roll=Roll(length_mm=80_000, used_mm=21_300),
    camera=Sight.SEES,
    faces=KnownFaces(people=312, of_1000=3.1, is_full=False),
    disk_free_mb=48_200,
    clock_ahead_s=0.3,
    versions={"Một Cửa": "0.1.0", "Python": "3.11.2", "Qt": "6.11.3"},
)
ILL = replace(
    WELL,
    is_online=False,
    unsent_tickets=17,
    printer=Reason.NO_PAPER,
    papers=DOUBTS,
    roll=Roll(length_mm=80_000, used_mm=79_400),
    camera=Sight.LOST,
    faces=KnownFaces(people=2000, of_1000=19.8, is_full=True),
    disk_free_mb=210,
    clock_ahead_s=-3605.0,
)


def staff_messages(visit: int) -> dict[str, list[Message]]:
    """visit: the number that the visit of this moment will have."""
    pin: list[Message] = [
        *[CornerTapped(at_s=0.0)] * 5,
        *[DigitTouched(digit="1")] * 6,
    ]
    entered = [*pin, PinEntered()]
    panel = [*entered, PinAccepted(visit=visit)]
    return {
        "staff pin": pin,
        "staff pin, locked": [*entered, PinRefused(visit=visit, locked_s=3600.0)],
        "staff panel, asking": panel,
        "staff panel, all well": [*panel, HealthTold(visit=visit, health=WELL)],
        "staff panel, much to do": [
            *panel,
            TrialPrintTouched(),
            SlipNotPrinted(visit=visit),
            HealthTold(visit=visit, health=ILL),
        ],
        "staff papers, three in doubt": [
            *panel,
            HealthTold(visit=visit, health=ILL),
            PapersTouched(),
        ],
        "staff papers, none in doubt": [
            *panel,
            HealthTold(visit=visit, health=WELL),
            PapersTouched(),
        ],
    }
