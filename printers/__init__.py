"""A ticket becomes paper: laid out in millimetres, drawn in dots, sent to a printer that says what it did."""

from pathlib import Path

from printers.abilities import load_abilities
from printers.escpos_printer import EscposPrinter
from printers.file_printer import FilePrinter
from printers.lines import KINDS, line_opener
from printers.port import Printer


def open_printer(address: str, abilities_file: Path | None = None) -> Printer:
    """The printer at `address`: `file:DIRECTORY` for pictures, or a line to a real one (`printers.lines`).

    abilities_file: where `motcua printers probe` has kept what it can do. Raises ValueError that says what an
    address looks like, and AbilitiesError. Does not connect yet.
    """
    kind, _, directory = address.partition(":")
    if kind == "file" and directory:
        return FilePrinter(Path(directory))
    open_line = line_opener(address)
    if open_line is None:
        raise ValueError(f"{address!r} is no printer; write file:DIRECTORY, {KINDS}")
    known = load_abilities(abilities_file) if abilities_file else {}
    return EscposPrinter(open_line, known.get(address))
