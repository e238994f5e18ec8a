"""`motcua city`: the server to which the halls of a province send their logs."""

import argparse
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from models.event_log import GENESIS, Entry, first_break
from models.store.city_halls import CityHall, city_halls, find_city_hall
from models.store.city_log import read_hall_log
from models.store.database import Connection, Database, StoreError, look_into, open_database
from models.sync.copies import Tip
from motcua.cli import CommandError
from motcua.config import CityConfig, load_config
from queue_server.city.enrol import offer_hall_code, put_out
from queue_server.city.serve import serve_city
from queue_server.serve import ServerError
from queue_server.settings import Settings
from queue_server.setup import SetupError

_HEADS = ("hall", "name", "contact", "entries", "newest entry", "state")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, default=Path("city.toml"), help="the city's configuration")
    deeds = parser.add_subparsers(dest="deed", required=True)
    deeds.add_parser("serve", help="run the city's server")
    enrol = deeds.add_parser(
        "enrol-hall", help="print a code, good once and for a day, for a hall to join with"
    )
    enrol.add_argument("--id", required=True, help="letters and digits, such as HD01")
    revoke = deeds.add_parser("revoke-hall", help="put a hall out: its key opens nothing; its log stays")
    revoke.add_argument("--id", required=True)
    deeds.add_parser("halls", help="how far the log of each hall is here, and what is wrong with it")
    deeds.add_parser("verify", help="check that the logs are what the halls wrote, entry by entry")


def run(options: argparse.Namespace) -> int:
    config = load_config(options.config, CityConfig)
    try:
        match options.deed:
            case "serve":
                serve_city(
                    Settings(
                        database_url=config.database,
                        host=config.host,
                        port=config.port,
                        public_url=config.public_url,
                    )
                )
            case "halls":
                _print_halls(look_into(config.database, "city", city_halls))
            case _:
                with closing(open_database(config.database, "city")) as database:
                    _do(options, database)
    except (StoreError, SetupError, ServerError) as error:
        raise CommandError(str(error)) from error
    return 0


def _do(options: argparse.Namespace, database: Database) -> None:
    match options.deed:
        case "enrol-hall":
            print(offer_hall_code(database, options.id, time.time_ns() // 1_000_000))
        case "revoke-hall":
            put_out(database, options.id)
        case _:
            for hall in database.read(city_halls).result():
                _verify(database, hall)


def _verify(database: Database, hall: CityHall) -> None:
    def work(connection: Connection) -> tuple[int | None, Tip, CityHall | None]:
        tip = Tip(seq=0, hash=GENESIS)

        def noted() -> Iterator[Entry]:
            nonlocal tip
            for entry in read_hall_log(connection, hall.id):
                tip = Tip(seq=entry.event.seq, hash=entry.hash)
                yield entry

        return first_break(noted()), tip, find_city_hall(connection, hall.id)

    broken_at, tip, now = database.read(work).result()
    if broken_at is not None:
        raise CommandError(f"the log of {hall.id} was altered: entry {broken_at} is not what was written")
    if now is not None and (now.high, now.high_hash) != (tip.seq, tip.hash):
        raise CommandError(f"the log of {hall.id} was altered: it ends at entry {tip.seq} of {now.high}")
    print(f"{hall.id}: {hall.high} entries, all as they were written")


def _print_halls(halls: Sequence[CityHall]) -> None:
    rows = [_HEADS, *map(_row, halls)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADS) - 1)]
    for *cells, last in rows:
        print("  ".join([*(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)), last]))


def _row(hall: CityHall) -> Sequence[str]:
    if hall.public_key is None:
        state = "has not joined" if hall.nth == 0 else "put out"
    else:
        state = "well" if hall.trouble is None else "its log has forked: begin a new epoch at the hall"
    return (hall.id, hall.name or "-", _at(hall.last_contact_ms), str(hall.high), _at(hall.last_at_ms), state)


def _at(at_ms: int | None) -> str:
    return "-" if at_ms is None else f"{datetime.fromtimestamp(at_ms / 1000, UTC):%Y-%m-%d %H:%M:%S} UTC"
