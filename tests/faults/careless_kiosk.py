"""The kiosk of `kiosk_driver`, except that SQLite does not wait for the disk: a power cut has to bite it."""

import sys
from typing import Any

from sqlalchemy import event
from sqlalchemy.pool import Pool

from tests.faults.kiosk_driver import main


@event.listens_for(Pool, "checkout")
def _do_not_wait(connection: Any, _record: object, _proxy: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")


if __name__ == "__main__":
    sys.exit(main())
