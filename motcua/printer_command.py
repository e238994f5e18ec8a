"""`motcua printer`: a stand-in printer on a socket; what it prints appears as pictures in a directory."""

import argparse
from pathlib import Path

from motcua.cli import CommandError
from printers.virtual_printer import VirtualPrinterError
from printers.virtual_printer import run as run_printer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9100, help="0: any free one; it is printed")
    parser.add_argument("--out", type=Path, default=Path("var/paper"), help="where the pictures go")


def run(options: argparse.Namespace) -> int:
    try:
        return run_printer(options.host, options.port, options.out)
    except VirtualPrinterError as error:
        raise CommandError(str(error)) from error
