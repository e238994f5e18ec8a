"""A hall with many counters, and its server in processes of its own that can be killed at any moment."""

import os
import signal
import subprocess
import sys
from contextlib import closing
from functools import partial
from pathlib import Path
from types import TracebackType

from models.hall import Counter, Hall, HallPlan, Service
from models.store.database import Connection, Database, open_database
from models.store.hall_setup import seat_staff
from models.store.hall_staff import Staff, add_staff, find_staff
from queue_server.app import system_now_ms
from queue_server.issue import Wish, issue_ticket
from queue_server.sessions import begin_session
from queue_server.settings import Settings
from queue_server.setup import create_hall

NO_PASSWORD = "-"  # noqa: S105  the sessions are put in place without logging in
STOP_S = 20
HALL = Hall(id="bench", authority="UBND", centre="Trung tâm", name="Sảnh")
SERVICE = Service(id="a", letter="A", name_vi="Chứng thực", name_en="Certification")
PROGRAM = """
import sys
from queue_server.serve import serve
from queue_server.settings import Settings
if __name__ == "__main__":  # workers import this program anew
    url, port, workers = sys.argv[1:]
    settings = Settings(database_url=url, port=int(port), workers=int(workers))
    serve(settings, ready=lambda address: print(address, flush=True))
"""


def set_up(url: str, *, operators: int, waiting: int = 0) -> list[str]:
    """A hall with an operator at each counter and citizens waiting; returns the operators' session tokens."""
    counters = [Counter(number=number, name="Quầy", service_ids=["a"]) for number in range(1, operators + 1)]
    with closing(open_database(url, "hall")) as database:
        create_hall(database, HallPlan(hall=HALL, services=[SERVICE], counters=counters))
        people = database.write(partial(sit_down, operators=operators)).result()
        _let_wait(database, people[0], waiting)
        analyse(database)
    return [_token(staff) for staff in people]


class HallProcess:
    """The server of the hall in the database at `url`. It may be killed and started again on its port."""

    def __init__(self, url: str, *, workers: int = 1) -> None:
        self._url, self._workers, self._port = url, workers, 0
        self._process: subprocess.Popen[str] | None = None
        self.address = ""

    def __enter__(self) -> "HallProcess":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            with self._process as process:
                process.terminate()
                process.wait(STOP_S)

    def start(self) -> None:
        """Return when the server accepts connections."""
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, self._url, str(self._port), str(self._workers)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[1],
            start_new_session=True,  # so that all of its processes can be killed at one blow
        )
        if self._process.stdout is None or not (address := self._process.stdout.readline().strip()):
            raise SystemExit("the server did not start")
        self.address, self._port = address, int(address.rsplit(":", 1)[1])

    def restart(self) -> None:
        """SIGKILL to the server and all its workers, so that nothing says goodbye; then a new one."""
        if self._process is not None:
            with self._process as process:
                os.killpg(process.pid, signal.SIGKILL)
        self.start()

    def kill_a_worker(self) -> None:
        """SIGKILL to one of several workers; its supervisor sees to it that there is another."""
        if self._process is not None:
            pid = self._process.pid
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            os.kill(int(children[-1]), signal.SIGKILL)


def analyse(database: Database) -> None:
    """Let the database see what it holds, as it does by itself within a minute."""
    database.write(lambda connection: connection.exec_driver_sql("ANALYZE") and None).result()


def sit_down(connection: Connection, operators: int) -> list[Staff]:
    """An operator who is logged in at each counter from 1 on."""
    people = []
    for number in range(1, operators + 1):
        add_staff(connection, HALL.id, login=f"s{number}", name="", role="staff", password_hash=NO_PASSWORD)
        staff = find_staff(connection, HALL.id, f"s{number}")
        if staff is None:
            raise SystemExit("the staff just added are not there")
        seat_staff(connection, HALL.id, number, staff.id)
        settings = Settings(database_url="")
        begin_session(connection, staff, token=_token(staff), settings=settings, now_ms=system_now_ms())
        people.append(staff)
    return people


def _token(staff: Staff) -> str:
    return f"session-of-{staff.login}"


def _let_wait(database: Database, staff: Staff, waiting: int) -> None:
    def issue(connection: Connection, index: int) -> None:
        issue_ticket(
            connection,
            HALL,
            staff,
            wish=Wish(service_ids=["a"]),
            public_id=f"{index:032x}",
            key=f"waiting-{index}",
            now_ms=system_now_ms(),
        )

    for future in [database.write(partial(issue, index=index)) for index in range(waiting)]:
        future.result()
