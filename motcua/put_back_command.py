"""`motcua hall backup`, `restore` and `recovery`: for the day the server's disk dies."""

import argparse
import time
from datetime import datetime
from functools import partial
from pathlib import Path

from models.hall import Hall
from models.store.database import Database, StoreError, open_database
from motcua.cli import CommandError
from motcua.config import ServerConfig
from queue_server.backup import BackupError, back_up, put_back
from queue_server.draw import draw_code
from queue_server.recover import Recovery, begin_epoch, recovery_of, waive
from queue_server.refusal import Refused
from queue_server.serve import ServerError, bind
from queue_server.setup import SetupError, the_hall

DEEDS = ("backup", "restore", "recovery")


def add_arguments(deeds: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    backup = deeds.add_parser("backup", help="back the hall up while it works, and try the backup out")
    backup.add_argument("--to", type=Path, required=True, metavar="DIR", help="best on another machine")
    backup.add_argument("--keep", type=_count, help="how many backups stay there; all if not said")
    restore = deeds.add_parser("restore", help="put a backup back; the server must be stopped")
    restore.add_argument("file", type=Path)
    restore.add_argument("--replace", action="store_true", help="move the database that is there aside first")
    recovery = deeds.add_parser("recovery", help="how far a hall that was put back has got")
    recovery.add_argument("--begin", action="store_true", help="this database takes another's place")
    recovery.add_argument("--waive", metavar="PEER", help="go on without kiosk:K2, or counter:3")
    recovery.add_argument("--by", help="who takes that upon themselves; it stands in the log")


def run(options: argparse.Namespace, config: ServerConfig) -> int:
    now_ms = time.time_ns() // 1_000_000
    try:
        match options.deed:
            case "backup":
                made = back_up(config.database, options.to, now_ms, options.keep)
                print(
                    f"{made.path}: {made.size_bytes:,} bytes, {made.entries} entries of the log, "
                    f"{made.tickets} tickets; put back once and found whole, in {made.took_s:.1f} s"
                )
            case "restore":
                _check_no_server(config)
                done = put_back(options.file, config.database, now_ms, replace=options.replace)
                if done.aside is not None:
                    print(f"what was there lies at {done.aside}")
                print(_what_follows(done.hall, done.epoch))
            case _:
                print(_recovery(options, config, now_ms))
    except (StoreError, SetupError, BackupError, ServerError) as error:
        raise CommandError(str(error)) from error
    except Refused as error:
        raise CommandError(
            f"nobody waits for {options.waive}; `motcua hall recovery` says for whom"
        ) from error
    return 0


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _check_no_server(config: ServerConfig) -> None:
    """Raises ServerError while something listens where the server would."""
    bind(config.host, config.port).close()


def _recovery(options: argparse.Namespace, config: ServerConfig, now_ms: int) -> str:
    if options.waive and not options.by:
        raise CommandError("--waive needs --by: who takes it upon themselves stands in the log")
    if options.begin:
        _check_no_server(config)
    database = open_database(config.database, "hall")
    try:
        hall = database.read(the_hall).result()
        if options.begin:
            beginning = partial(begin_epoch, hall=hall, now_ms=now_ms)
            return _what_follows(hall, database.write(beginning).result())
        if options.waive:
            return _waived(database, hall, options, now_ms)
        return _told(hall, database.read(partial(recovery_of, hall=hall)).result())
    finally:
        database.close()


def _waived(database: Database, hall: Hall, options: argparse.Namespace, now_ms: int) -> str:
    waiving = partial(waive, hall=hall, peer=options.waive, by=options.by, draw_code=draw_code, now_ms=now_ms)
    missing = database.write(waiving).result()
    return f"still awaited: {', '.join(missing)}" if missing else "nobody is awaited; the hall goes on"


def _what_follows(hall: Hall, epoch: int) -> str:
    return (
        f"{hall.name} is in epoch {epoch}. Start the server: it gathers what it lost from the kiosks and the "
        "counters' pages, and calls nobody before. `motcua hall recovery` says whom it waits for."
    )


def _told(hall: Hall, recovery: Recovery) -> str:
    lines = [f"{hall.name}: epoch {recovery.epoch}"]
    if recovery.replaced_by is not None:
        lines.append(f"replaced by the server of epoch {recovery.replaced_by}: switch this one off")
    if recovery.since_ms is None:
        lines.append("nothing is being recovered")
    else:
        since = datetime.fromtimestamp(recovery.since_ms / 1000).astimezone()
        lines.append(f"gathering since {since:%H:%M:%S}: {recovery.gathered} entries so far")
        lines += [f"heard: {peer}" for peer in recovery.heard]
        lines += [f"awaited: {peer}" for peer in recovery.awaited]
    if recovery.late:
        lines.append(f"{recovery.late} entries came too late and changed nothing; they are kept")
    return "\n".join(lines)
