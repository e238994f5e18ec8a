"""Printers in software for the tests, which need not wait as long as people do."""

from functools import partial
from pathlib import Path

from kiosk.offering import Offering
from kiosk.paper_desk import PaperDesk
from kiosk.sync import HallLink
from models.paper_roll import Roll
from models.store.database import Database
from printers.escpos_printer import EscposPrinter
from printers.lines.network_line import NetworkLine
from printers.port import Printer
from printers.slip import PAPER_80MM, Paper
from printers.templates import shipped_templates
from printers.virtual.device import Device, Model
from printers.virtual.printer import VirtualPrinter
from printers.watched_printer import WatchedPrinter

FAST = Model(speed_mm_s=1500)


def virtual_printer(out_dir: Path, model: Model = FAST, roll_mm: float = 80_000) -> VirtualPrinter:
    """One that prints ten times as fast as real ones do."""
    return VirtualPrinter(out_dir, device=Device(model=model, roll_mm=roll_mm))


def printer_on(virtual: VirtualPrinter) -> EscposPrinter:
    """The program's own printer, connected to `virtual`."""
    return EscposPrinter(partial(NetworkLine, "127.0.0.1", virtual.port))


def paper_desk(
    database: Database, offering: Offering, link: HallLink, printer: Printer, paper: Paper = PAPER_80MM
) -> PaperDesk:
    """What prints at a kiosk, with a new roll in it."""
    return PaperDesk(
        printer=WatchedPrinter(printer),
        paper=paper,
        templates=shipped_templates(),
        roll=Roll(length_mm=80_000),
        database=database,
        offering=offering,
        link=link,
    )
