"""`motcua hall join-city`, `leave-city` and `city`: the city this hall sends its log to."""

import argparse
import getpass
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from models.store.database import Database
from models.store.hall_city import find_city_link
from models.store.hall_copies import tip_of
from motcua.cli import CommandError
from queue_server.city_line import CityError
from queue_server.join_city import join_city, leave_city
from queue_server.setup import the_hall

CITY_DEEDS = ("join-city", "leave-city", "city")
_TROUBLES = {
    "unheard": "it cannot be reached, or does not answer as a city does",
    "forked": "its copy of the log is another: the database was put back by hand. "
    "Stop the server and run `motcua hall recovery --begin`",
    "put_back": "it holds more than this hall has written: the database was put back by hand. "
    "Stop the server and run `motcua hall recovery --begin`",
    "anothers": "under this name it holds the log of another hall; ask it for a code with a name of its own",
    "unknown_hall": "it knows this hall no more; join it again with a new code",
    "bad_signature": "it knows another key of this hall; join it again with a new code",
    "revoked": "it has put this hall out; join it again with a new code",
    "replaced": "this hall has joined it again from elsewhere; join it again with a new code",
}


def add_city_arguments(deeds: Any) -> None:
    """deeds: the subparsers of `motcua hall`."""
    join = deeds.add_parser("join-city", help="send the hall's log to a city's server; asks for its code")
    join.add_argument("--url", required=True)
    join.add_argument("--ca-file", type=Path, help="the certificate authority of the city's server")
    deeds.add_parser("leave-city", help="send the log there no more; what the city has stays there")
    deeds.add_parser("city", help="how far the log is at the city, and what is wrong")


def run_city(options: argparse.Namespace, database: Database) -> None:
    """Raises StoreError, SetupError, CommandError."""
    match options.deed:
        case "join-city":
            code = getpass.getpass("Code: ") if sys.stdin.isatty() else sys.stdin.readline()
            try:
                ca_file = None if options.ca_file is None else str(options.ca_file.resolve())
                joined = join_city(database, url=options.url, ca_file=ca_file, code=code.strip())
            except CityError as error:
                raise CommandError(str(error)) from error
            print(f"This hall is {joined.name} at {joined.url}. Its log goes there while the server runs.")
        case "leave-city":
            leave_city(database)
        case _:
            _print_link(database)


def _print_link(database: Database) -> None:
    hall = database.read(the_hall).result()
    link = database.read(partial(find_city_link, hall_id=hall.id)).result()
    if link is None:
        raise CommandError("the hall belongs to no city; `motcua hall join-city` makes it one of a city's")
    tip = database.read(partial(tip_of, hall_id=hall.id)).result()
    heard = "never" if link.heard_at_ms is None else _at(link.heard_at_ms)
    print(f"{link.url} as {link.name or '(not joined yet)'}: {link.high} of {tip.seq} entries, heard {heard}")
    if link.trouble is not None:
        print(_TROUBLES.get(link.trouble, f"the city says: {link.trouble}"))


def _at(at_ms: int) -> str:
    return f"{datetime.fromtimestamp(at_ms / 1000, UTC):%Y-%m-%d %H:%M:%S} UTC"
