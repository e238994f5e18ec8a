"""A kiosk without a screen, as a process: what `motcua kiosk` runs, driven line by line.

A line on its input is the service of a number that is wanted. It tells, a JSON object a line: `written`, the
numbers on its disk at the start; `given`, a number, its entry and what time this machine says it is, after
the commit; `refused`, why there is none; `acked`, up to where the hall holds its log.
"""

import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

from sqlalchemy import select

from kiosk import hall_line
from kiosk.clock import ClockWrong
from kiosk.identity import load_identity
from kiosk.offering import Offering
from kiosk.sync import HallLink
from models.store import kiosk_log, kiosk_tables
from models.store.database import Database, StoreError, open_database
from models.ticket import EventKind
from motcua.config import KioskConfig, load_config

LOOK_EVERY_S = 0.02
CONNECT_S, ANSWER_S = 1.0, 1.5  # less than a test holds a fault
_TELLING = threading.Lock()


def main() -> int:
    if "LD_PRELOAD" in os.environ:
        # libfaketime 0.9.10 refuses to sleep by a clock that it leaves alone (EINVAL).
        time.sleep = _wait
    hall_line.CONNECT_S, hall_line.ANSWER_S = CONNECT_S, ANSWER_S
    config = load_config(Path(sys.argv[1]), KioskConfig)
    identity = load_identity(config.key)
    database = open_database(config.database, "kiosk")
    tell("written", _written(database))
    offering = Offering(database, identity.private_key)
    link = HallLink(
        database=database,
        server_url=config.server_url,
        identity=identity,
        ca_file=config.ca_file,
        on_catalogue=offering.use_services,
        on_online=lambda _online: None,
        on_refused=lambda: tell("refused", "out of the hall"),
    )
    offering.moment = link.clock.moment
    offering.open(lambda _changed: None)
    link.start()
    threading.Thread(target=_watch, args=(database,), daemon=True).start()
    for line in sys.stdin:
        give(offering, link, line.strip())
    link.stop()
    offering.close()
    database.close()
    return 0


def give(offering: Offering, link: HallLink, service_id: str) -> None:
    while offering.issuer is None:  # it has never met its hall
        time.sleep(LOOK_EVERY_S)
    try:
        ticket = offering.issuer.issue(service_id, None)
    except (StoreError, ClockWrong) as error:
        tell("refused", str(error))
        return
    tell("given", [ticket.number, int(ticket.id.rpartition(".")[2]), time.time()])
    link.wake()


def tell(what: str, value: object) -> None:
    with _TELLING:  # several threads do
        print(json.dumps({what: value}), flush=True)


def _wait(seconds: Any) -> None:
    threading.Event().wait(seconds)


def _written(database: Database) -> list[tuple[str, int]]:
    event = kiosk_tables.event.c
    given = select(event.seq, event.body).where(event.kind == EventKind.TICKET_ISSUED).order_by(event.seq)
    rows = database.read(lambda connection: connection.execute(given).all()).result()
    return [(row.body["number"], row.seq) for row in rows]


def _watch(database: Database) -> None:
    told = -1
    while True:
        acked = database.read(kiosk_log.load_outbox).result().acked
        if acked != told:
            tell("acked", acked)
            told = acked
        time.sleep(LOOK_EVERY_S)


if __name__ == "__main__":
    sys.exit(main())
