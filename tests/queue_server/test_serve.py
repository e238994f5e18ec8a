"""The server as a process: where it listens, and how it stops."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.store.database import open_database
from queue_server.serve import ServerError, bind, serve
from queue_server.settings import Settings
from tests.helpers.halls import PASSWORD, set_up_hall
from tests.helpers.servers import PATIENCE_S, Client, Watcher

PROGRAM = """
import sys
from queue_server.serve import serve
from queue_server.settings import Settings
settings = Settings(database_url=sys.argv[1], port=0, workers=int(sys.argv[2]))
serve(settings, ready=lambda url: print(url, flush=True))
print("the database is closed", flush=True)
"""


@pytest.fixture
def hall_url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/hall.db"
    with contextlib.closing(open_database(url, "hall")) as database:
        set_up_hall(database)
    return url


@contextlib.contextmanager
def server_process(database_url: str, workers: int = 1) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, database_url, str(workers)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        yield process
        process.kill()


@pytest.fixture
def process(hall_url: str) -> Iterator[subprocess.Popen[str]]:
    with server_process(hall_url) as process:
        yield process


@pytest.fixture
def workers(postgres_url: str) -> Iterator[subprocess.Popen[str]]:
    """A server with two workers."""
    with contextlib.closing(open_database(postgres_url, "hall")) as database:
        set_up_hall(database, password=PASSWORD)
    with server_process(postgres_url, workers=2) as process:
        yield process


def workers_of(process: "subprocess.Popen[str]") -> set[int]:
    """The processes that serve under it."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return {int(pid) for pid in children if b"spawn_main" in command_line(pid)}


def command_line(pid: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:  # it has just ended
        return b""


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_streams_and_closes_the_database(
    process: "subprocess.Popen[str]", number: signal.Signals
) -> None:
    assert process.stdout is not None
    watcher = Watcher(process.stdout.readline().strip())
    watcher.next_view()
    os.kill(process.pid, number)
    watcher.listen_to_the_end()
    watcher.close()
    assert process.stdout.readline() == "the database is closed\n"
    assert process.wait(PATIENCE_S) == 0


def test_whoever_watches_sees_what_any_worker_did(workers: "subprocess.Popen[str]") -> None:
    assert workers.stdout is not None
    url = workers.stdout.readline().strip()
    watchers = [Watcher(url) for _ in range(8)]  # the system spreads them over the workers
    clerk = Client(url)
    assert clerk.log_in("s1", PASSWORD) == 303
    assert clerk.command("/api/tickets", key="a-key-of-this-command", service_ids=["a"])[0] == 201
    for watcher in watchers:
        while not watcher.next_view()[1].waiting:
            pass
        watcher.close()


def test_a_worker_that_dies_is_replaced(workers: "subprocess.Popen[str]") -> None:
    assert workers.stdout is not None
    url = workers.stdout.readline().strip()
    before = workers_of(workers)
    assert len(before) == 2
    killed = min(before)
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: len(workers_of(workers) - {killed}) == 2)
    assert [Client(url).ask("GET", "/api/hall")[0] for _ in range(8)] == [200] * 8


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_workers_end_with_their_supervisor(workers: "subprocess.Popen[str]", number: signal.Signals) -> None:
    assert workers.stdout is not None
    watcher = Watcher(workers.stdout.readline().strip())
    watcher.next_view()
    serving = workers_of(workers)
    os.kill(workers.pid, number)
    watcher.listen_to_the_end()
    watcher.close()
    wait_until(lambda: not any(command_line(str(pid)) for pid in serving))
    assert workers.wait(PATIENCE_S) == (-number if number == signal.SIGKILL else 0)


def test_several_workers_on_sqlite_are_refused_in_words(hall_url: str) -> None:
    with pytest.raises(ServerError, match="workers = 4 needs PostgreSQL"):
        serve(Settings(database_url=hall_url, port=0, workers=4))


def test_a_port_of_another_server_is_not_shared_with_it(
    workers: "subprocess.Popen[str]", postgres_url: str
) -> None:
    assert workers.stdout is not None
    port = int(workers.stdout.readline().rsplit(":", 1)[1])
    with pytest.raises(ServerError, match="another port"):
        serve(Settings(database_url=postgres_url, port=port, workers=2))


def test_a_port_that_is_taken_is_refused_in_words(hall_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(ServerError, match=f"cannot listen on 127.0.0.1 port {port}.*another port"):
            serve(Settings(database_url=hall_url, port=port))


def test_an_address_that_is_not_this_machines_is_refused_in_words() -> None:
    with pytest.raises(ServerError, match=r"cannot listen on 203\.0\.113\.1"):
        bind("203.0.113.1", 0)


def test_port_0_is_any_that_is_free() -> None:
    with bind("127.0.0.1", 0) as one, bind("127.0.0.1", 0) as other:
        assert one.getsockname()[1] != other.getsockname()[1]


def test_a_server_on_every_address_has_to_be_told_the_one_people_use(hall_url: str) -> None:
    with pytest.raises(ServerError, match="public_url is missing"):
        serve(Settings(database_url=hall_url, host="::", port=0))


def test_a_database_without_a_hall_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ServerError, match="no hall yet"):
        serve(Settings(database_url=f"sqlite:///{tmp_path}/hall.db", port=0))


def test_a_database_that_cannot_be_opened_is_refused_in_words() -> None:
    with pytest.raises(ServerError, match="is not supported"):
        serve(Settings(database_url="mysql://localhost/hall", port=0))


@pytest.mark.parametrize(
    ("public_url", "base_url", "is_secure"),
    [
        (None, "http://127.0.0.1:8600", False),
        ("http://10.0.0.5:8600/", "http://10.0.0.5:8600", False),
        ("https://hall.example", "https://hall.example", True),
    ],
)
def test_the_address_people_use_is_the_public_one(
    public_url: str | None, base_url: str, is_secure: bool
) -> None:
    settings = Settings(database_url="", public_url=public_url)
    assert (settings.base_url, settings.is_secure) == (base_url, is_secure)
