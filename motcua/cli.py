"""One command for everything: `motcua server`, `motcua kiosk`, `motcua demo` … each imports what it needs."""

import argparse
import importlib
import logging
import sys
from collections.abc import Sequence

# subcommand -> (module with `add_arguments` and `run`, what it does)
COMMANDS = {
    "demo": ("motcua.demo", "show a whole hall on this machine: server, kiosk, printer, no hardware needed"),
    "server": ("motcua.server_command", "run the hall's queue server"),
    "kiosk": ("motcua.kiosk_command", "run the kiosk at the door"),
    "printer": ("motcua.printer_command", "run a stand-in printer that draws its paper as pictures"),
    "printers": ("motcua.printers_command", "find printers, learn what they can do, print a test page"),
    "hall": ("motcua.hall_command", "set up the hall: its plan, staff and kiosks"),
    "city": ("motcua.city_command", "run the server to which the halls of a province send their logs"),
    "catalogue": ("motcua.catalogue_command", "look procedures up, check and take over a catalogue of them"),
    "what-if": ("motcua.what_if_command", "try another way of calling on a day that was"),
    "faces": ("motcua.faces_command", "enrol and erase faces, measure how well they are told apart"),
}


class CommandError(Exception):
    """The command cannot do its work; the message is meant for the technician at the terminal."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="motcua", description="Một Cửa: queueing for public-service halls")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (module_name, what) in COMMANDS.items():
        subparser = subparsers.add_parser(name, help=what, description=what)
        if words[:1] == [name]:
            module = importlib.import_module(module_name)
            module.add_arguments(subparser)
            subparser.set_defaults(run=module.run)
    options = parser.parse_args(words)
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        force=True,  # some libraries set a handler of their own when they are imported
    )
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        return int(options.run(options))
    except CommandError as error:
        print(f"motcua {options.command}: {error}", file=sys.stderr)
        return 2
    except Exception:
        logging.getLogger("motcua").exception("motcua %s ended by a fault of its own", options.command)
        return 1
