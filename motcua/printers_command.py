"""`motcua printers`: find the printer of a kiosk, learn what it can do, and see whether it prints."""

import argparse
import time
from contextlib import suppress
from pathlib import Path

from kiosk.trial_paper import trial_slip
from motcua.cli import CommandError
from motcua.config import KioskConfig
from motcua.kiosk_command import PAPERS
from printers import open_printer
from printers.abilities import Abilities, AbilitiesError, keep_abilities
from printers.conversation import Tier
from printers.find import printers_here, printers_on
from printers.lines import KINDS, line_opener
from printers.port import Result
from printers.preview import draw_preview
from printers.probe import probe
from printers.templates import load_templates

_SAYS = {
    Tier.ACKNOWLEDGES: "acknowledges what is on paper: a ticket is known to be printed",
    Tier.ANSWERS: "answers, but does not acknowledge: a ticket is known to be processed",
    Tier.SILENT: "says nothing: a ticket is only known to be sent",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    detect = actions.add_parser("detect", help="list the printers that this machine could speak to")
    detect.add_argument("--network", metavar="192.0.2.0/24", help="also look for those that listen there")
    learn = actions.add_parser("probe", help="ask a printer what it can do, and keep the answer")
    learn.add_argument("address", help=KINDS)
    learn.add_argument(
        "--keep", type=Path, default=KioskConfig.printer_abilities, help="the file it is kept in"
    )
    learn.add_argument("--says", choices=list(Tier), help="do not ask: it is known, or asking disturbs it")
    learn.add_argument("--no-doubles", action="store_true", help="its test page showed broken digits")
    test = actions.add_parser("test", help="print a test page and say what became of it")
    test.add_argument("address", help=KINDS)
    test.add_argument(
        "--abilities", type=Path, default=KioskConfig.printer_abilities, help="as kept by probe"
    )
    test.add_argument("--paper", choices=PAPERS, default="80mm")
    show = actions.add_parser("preview", help="draw every slip, to see what a changed template looks like")
    show.add_argument("--templates", type=Path, help="directory of the hall's templates")
    show.add_argument("--out", type=Path, default=Path("var/slips"), help="directory for the pictures")


def run(options: argparse.Namespace) -> int:
    match options.action:
        case "detect":
            return _detect(options.network)
        case "probe":
            return _probe(options)
        case "preview":
            return _preview(options)
        case _:
            return _test(options)


def _detect(network: str | None) -> int:
    try:
        found = [*printers_here(), *(printers_on(network) if network else ())]
    except ValueError as error:
        raise CommandError(str(error)) from error
    for one in found:
        print(f"{one.address}  {one.name}".rstrip())
    if not found:
        print("No printer found. One on the network is found by --network 192.0.2.0/24 (your network).")
    return 0 if found else 1


def _probe(options: argparse.Namespace) -> int:
    abilities = _asked(options.address) if options.says is None else Abilities(tier=Tier(options.says))
    if abilities is None:
        raise CommandError(f"{options.address} cannot print now: is there paper in it, and is it closed?")
    kept = Abilities(tier=abilities.tier, doubles=not options.no_doubles, name=abilities.name)
    try:
        keep_abilities(options.keep, options.address, kept)
    except AbilitiesError as error:
        raise CommandError(str(error)) from error
    print(f"{kept.name or options.address}: {_SAYS[kept.tier]}")
    print(f"Kept in {options.keep}")
    return 0


def _asked(address: str) -> Abilities | None:
    open_line = line_opener(address)
    if open_line is None:
        raise CommandError(f"{address!r} is no printer; write {KINDS}")
    try:
        line = open_line()
    except OSError as error:
        raise CommandError(f"{address}: {error}") from error
    try:
        return probe(line)
    except OSError as error:
        raise CommandError(f"{address}: {error}") from error
    finally:
        with suppress(OSError):
            line.close()


def _test(options: argparse.Namespace) -> int:
    try:
        printer = open_printer(options.address, options.abilities)
    except (ValueError, AbilitiesError) as error:
        raise CommandError(str(error)) from error
    began_s = time.monotonic()
    result = printer.print_slip(trial_slip(None, 0, PAPERS[options.paper]))
    print(_said(result, time.monotonic() - began_s))
    return 0 if result.trouble is None else 1


def _preview(options: argparse.Namespace) -> int:
    templates, problems = load_templates(options.templates)
    try:
        draw_preview(templates, options.out)
    except OSError as error:
        raise CommandError(f"{options.out}: {error.strerror}") from error
    for problem in problems:
        print(f"Not used: {problem}")
    print(f"Look at {options.out / 'index.html'}")
    return 1 if problems else 0


def _said(result: Result, took_s: float) -> str:
    if result.trouble is not None:
        return f"{result.outcome}: {result.trouble}"
    return f"{result.outcome}, {result.paper_mm:.0f} mm of paper in {took_s:.1f} s"
