"""When a ticket does not come out of the printer: the number stays on the screen, and staff are called.

Pure. What became of each slip also tells how the printer is, for those who come after.
"""

from dataclasses import replace

from kiosk.journey.care import Step, awake
from kiosk.journey.deeds import CallStaff
from kiosk.journey.events import ChecklistPrinted, SlipNotPrinted, SlipPrinted
from kiosk.journey.staff_events import PaperChanged
from kiosk.journey.visit import Help, Paper, Screen, State
from models.print_job import Reason


def go_without_paper(state: State) -> Step:
    """Show the number to be kept in another way, and call staff unless this visit has called them already."""
    shown = replace(state, screen=Screen.PRINTER_OUT, paper=Paper.NOT_PRINTED)
    if state.help in (Help.CALLING, Help.CALLED):
        return awake(shown)
    return awake(replace(shown, help=Help.CALLING), CallStaff(screen=Screen.PRINTER_OUT))


def trouble_after(trouble: Reason | None, message: object) -> Reason | None:
    """What is known to stand in the printer's way, after `message`; None for nothing.

    trouble: what was known before. A slip that cannot be drawn says nothing of the printer.
    """
    match message:
        case SlipPrinted() | ChecklistPrinted() | PaperChanged():
            return None
        case SlipNotPrinted(trouble=found) if found is not Reason.UNPRINTABLE:
            return found
    return trouble
