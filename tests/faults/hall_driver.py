"""A hall without its pages, as a process: each line of its input is the service of a number that is wanted.

It tells, a JSON object a line: `given`, a number of the reception desk, after the commit.
"""

import json
import sys
import time
from contextlib import closing
from functools import partial

from models.store.database import open_database
from models.store.hall_staff import find_staff
from queue_server.setup import the_hall
from tests.helpers.halls import HALL, issue


def main() -> int:
    with closing(open_database(sys.argv[1], "hall")) as database:
        staff = database.read(partial(find_staff, hall_id=HALL.id, login="s1")).result()
        hall = database.read(the_hall).result()
        if staff is None:
            raise SystemExit("nobody works here")
        for nth, line in enumerate(sys.stdin):
            given = issue(database, staff, line.strip(), f"key-{nth}", int(time.time() * 1000), hall=hall)
            print(json.dumps({"given": [given.number]}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
