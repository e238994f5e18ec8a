"""A ticket becomes paper: laid out in millimetres, drawn in dots, sent to a printer that says what it did."""

from pathlib import Path

from printers.escpos_printer import EscposPrinter
from printers.file_printer import FilePrinter
from printers.port import Printer


def open_printer(address: str) -> Printer:
    """The printer at `address`: `escpos:HOST:PORT` on the network, `file:DIRECTORY` for pictures.

    Raises ValueError that says what an address looks like. Does not connect yet.
    """
    kind, _, rest = address.partition(":")
    host, _, port = rest.rpartition(":")
    if kind == "file" and rest:
        return FilePrinter(Path(rest))
    if kind == "escpos" and host and port.isdecimal() and 0 < int(port) < 65536:
        return EscposPrinter(host, int(port))
    raise ValueError(f"{address!r} is no printer; write escpos:HOST:PORT or file:DIRECTORY")
