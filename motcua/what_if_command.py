"""`motcua what-if`: how citizens would have fared on a day, had the hall called in another way."""

import argparse
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

from models.calling.policy import Rule
from models.calling.what_if import AS_IT_WAS, AS_SIMULATED
from models.hall import Hall
from models.store.database import Connection, StoreError, look_into
from motcua.cli import CommandError
from motcua.config import ServerConfig, load_config
from queue_server.refusal import Refused
from queue_server.setup import SetupError, the_hall
from queue_server.what_if import TARGET_MIN, Setting, Trial, set_stage, try_out
from queue_server.what_if_table import Table, table
from queue_server.words import Words, load_words


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, default=Path("server.toml"), help="the server's configuration")
    on = parser.add_mutually_exclusive_group(required=True)
    on.add_argument("--day", type=_day, help="a day of the log, YYYY-MM-DD")
    on.add_argument("--morning", type=int, metavar="SEED", help="a made-up morning instead")
    parser.add_argument("--target", type=float, default=TARGET_MIN, metavar="MINUTES", help="wait aimed at")
    parser.add_argument("--rule", choices=[one.value for one in Rule], help="whom to call first")
    parser.add_argument("--max-overtakes", type=int, metavar="TIMES", help="one citizen is overtaken at most")
    parser.add_argument("--max-wait", type=int, metavar="MINUTES", help="longest wait; 0: no such limit")
    parser.add_argument("--close", type=int, nargs="+", default=(), metavar="COUNTER", help="stay closed")
    parser.add_argument(
        "--add",
        type=str.split,
        action="append",
        default=[],
        metavar='"SERVICE …"',
        help="one counter more, for these services; may be said several times",
    )
    parser.add_argument(
        "--open-earlier",
        type=int,
        default=0,
        metavar="MINUTES",
        help="begin earlier; below 0: later",
    )


def run(options: argparse.Namespace) -> int:
    config = load_config(options.config, ServerConfig)
    words = load_words()
    try:
        hall, setting = look_into(config.database, "hall", partial(_look, options=options))
        comparison = try_out(setting, _trials(options, words), options.target)
    except (StoreError, SetupError) as error:
        raise CommandError(str(error)) from error
    except Refused as error:
        raise CommandError(_said(error, words)) from error
    about = words.vi("what_if.a_morning") if options.day is None else f"{options.day:%d/%m/%Y}"
    print(f"{hall.name}\n{about}\n")
    print(_in_columns(table(comparison, setting.rules.policy.classes), words, options.target))
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; write YYYY-MM-DD") from None


def _look(connection: Connection, options: argparse.Namespace) -> tuple[Hall, Setting]:
    hall = the_hall(connection)
    return hall, set_stage(connection, hall, options.day, options.morning or 0)


def _trials(options: argparse.Namespace, words: Words) -> list[Trial]:
    """The one trial asked for; none when nothing shall be otherwise."""
    as_it_is = Trial(name=words.vi("what_if.trial", n=1))
    wanted = Trial(
        name=as_it_is.name,
        rule=options.rule and Rule(options.rule),
        max_overtakes=options.max_overtakes,
        max_wait_min=options.max_wait,
        closed=tuple(options.close),
        added=tuple(options.add),
        open_earlier_min=options.open_earlier,
    )
    return [] if wanted == as_it_is else [wanted]


def _said(refused: Refused, words: Words) -> str:
    text = words.en(f"refused.{refused.refusal}", **refused.details)
    unsaid = [str(detail) for detail in refused.details.values() if str(detail) not in text]
    return " ".join([text, *unsaid])


def _in_columns(sides: Table, words: Words, target_min: float) -> str:
    names = {AS_IT_WAS: "was", AS_SIMULATED: "simulated"}
    heads = [words.vi(f"what_if.column.{names[name]}") if name in names else name for name in sides.columns]
    lines: list[tuple[str, Sequence[str]]] = [(words.vi("what_if.measure"), heads)]
    for block in sides.blocks:
        of = block.name or words.vi("what_if.all")
        lines += [("", ()), (f"{of}: {words.vi('what_if.count', n=block.tickets)}", ())]
        lines += [
            ("  " + words.vi(f"what_if.{line.key}", target=f"{target_min:g}"), line.cells)
            for line in block.lines
        ]
    first = max(len(name) for name, cells in lines if cells)
    widths = [max(len(cells[place]) for _, cells in lines if cells) + 3 for place in range(len(heads))]
    return "\n".join(
        (
            name.ljust(first)
            + "".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=bool(cells)))
        ).rstrip()
        for name, cells in lines
    )
