"""Run the server until it is told to stop, and stop it cleanly."""

import asyncio
import gc
import logging
import multiprocessing
import os
import resource
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from multiprocessing.connection import wait
from multiprocessing.synchronize import Event
from types import FrameType

import uvicorn
from fastapi import FastAPI

from models.hall import Hall
from models.store.database import Database, StoreError, may_be_shared, open_database
from models.store.hall_setup import find_hall
from queue_server.app import create_app
from queue_server.settings import Settings

STOP_WITHIN_S = 5
GARBAGE_EVERY = 20_000  # objects more than were let go of
BACKLOG = 2048  # a thousand displays come back at once
LOOK_EVERY_S = 0.2
AGAIN_S = 1.0  # before a worker that has died is replaced
EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104  named in order to ask for public_url
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)

log = logging.getLogger(__name__)


class ServerError(Exception):
    """The server cannot run like this; the message tells the operator what to do."""


def log_url(url: str) -> None:
    """Tell the operator where the server is."""
    log.info("The hall is open at %s", url)


def serve(settings: Settings, ready: Callable[[str], None] = log_url) -> None:
    """Serve the hall in the database until SIGTERM or Ctrl+C. Raises ServerError.

    ready: called once with the address, when the server accepts connections.
    """
    if settings.public_url is None and settings.host in EVERYWHERE:
        raise ServerError("public_url is missing: it is printed on tickets, and cannot be guessed here")
    allow_many_connections()
    try:
        if settings.workers > 1 and not may_be_shared(settings.database_url):
            raise ServerError(
                f"workers = {settings.workers} needs PostgreSQL, SQLite has one process that writes; "
                "set workers = 1, or database = postgresql://…"
            )
        # Opened here even for the workers: it is migrated, or refused, before any of them starts.
        database = open_database(settings.database_url, "hall")
    except StoreError as error:
        raise ServerError(str(error)) from error
    with ExitStack() as stack:
        with closing(database):
            hall = database.read(find_hall).result()
            if hall is None:
                raise ServerError("the database holds no hall yet; set one up first")
            listeners = [stack.enter_context(one) for one in _listeners(settings)]
            settings = replace(settings, port=listeners[0].getsockname()[1])
            if settings.workers == 1:
                _run(database, hall, settings, listeners[0], lambda: ready(settings.base_url))
                return
        _supervise(settings, listeners, lambda: ready(settings.base_url))


def bind(host: str, port: int, *, is_shared: bool = False) -> socket.socket:
    """A socket that listens there; port 0 lets the system choose. Raises ServerError when it is taken.

    is_shared: others of ours listen on the same port, and the system spreads the connections among them.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named by its protocol, or asyncio would not turn Nagle's delay off: 40 ms on every answer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, is_shared)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise ServerError(
            f"cannot listen on {host} port {port}: {error.strerror}. Another program may be using it; "
            "stop that one or choose another port"
        ) from error
    return listener


def _listeners(settings: Settings) -> Sequence[socket.socket]:
    """A socket for each worker, all on one port."""
    first = bind(settings.host, settings.port)
    if settings.workers == 1:
        return [first]
    with first:  # alone, it has shown that no other server has the port
        port = first.getsockname()[1]
    return [bind(settings.host, port, is_shared=True) for _ in range(settings.workers)]


def _run(
    database: Database, hall: Hall, settings: Settings, listener: socket.socket, ready: Callable[[], None]
) -> None:
    app = create_app(database, hall, settings)
    run_app(app, listener, ready, on_stop=app.state.hub.close)


def run_app(
    app: FastAPI, listener: socket.socket, ready: Callable[[], None], *, on_stop: Callable[[], None]
) -> None:
    """Serve `app` on `listener` until SIGTERM or Ctrl+C. on_stop: ends the streams that have no end."""
    config = uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=STOP_WITHIN_S,
    )
    Server(config, ready, on_stop).run(sockets=[listener])


def _supervise(settings: Settings, listeners: Sequence[socket.socket], ready: Callable[[], None]) -> None:
    """Keep a worker on each of `listeners`, until told to stop.

    The sockets stay open here: whoever connects while a worker is being replaced waits for the next.
    """
    spawn = multiprocessing.get_context("spawn")
    serving = [spawn.Event() for _ in listeners]

    def begin(index: int) -> multiprocessing.process.BaseProcess:
        process = spawn.Process(
            target=_work, args=(settings, listeners[index], serving[index]), name=f"worker-{index + 1}"
        )
        process.start()
        return process

    stopping = threading.Event()
    with _on_stop_signals(lambda _number, _frame: stopping.set()):
        workers = [begin(index) for index in range(len(listeners))]
        is_ready = False
        while not stopping.is_set():
            wait([worker.sentinel for worker in workers], LOOK_EVERY_S)
            if not is_ready and (is_ready := all(event.is_set() for event in serving)):
                ready()
            for index, worker in enumerate(workers):
                if not worker.is_alive() and not stopping.wait(AGAIN_S):
                    log.error("%s ended with %s, another takes its place", worker.name, worker.exitcode)
                    workers[index] = begin(index)
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.join(2 * STOP_WITHIN_S)
            worker.kill()


def _work(settings: Settings, listener: socket.socket, serving: Event) -> None:
    """A worker's life: as the only process of a server, but that its supervisor's end is its own."""
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(processName)s %(name)s: %(message)s"
    )
    logging.getLogger("alembic").setLevel(logging.WARNING)
    threading.Thread(target=_end_with_supervisor, daemon=True).start()
    with closing(open_database(settings.database_url, "hall")) as database:
        hall = database.read(find_hall).result()
        if hall is not None:
            _run(database, hall, settings, listener, serving.set)


def _end_with_supervisor() -> None:
    supervisor = multiprocessing.parent_process()
    if supervisor is not None:
        supervisor.join()
        os.kill(os.getpid(), signal.SIGTERM)


def allow_many_connections() -> None:
    """A display holds a connection for as long as it shows the hall, and a process begins with few."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@contextmanager
def _on_stop_signals(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number, former in before.items():
            signal.signal(number, former)


def _collect_less() -> None:
    """What is loaded by now stays. To look through all of it for garbage, over and over, took a fifth of the
    time, and each full look a tenth of a second in which nobody was called."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_EVERY, 20, 20)


class Server(uvicorn.Server):
    """uvicorn whose streams end when it stops, in a process that lives on to close its database."""

    def __init__(
        self, config: uvicorn.Config, ready: Callable[[], None], on_stop: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._ready, self._on_stop = ready, on_stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        _collect_less()
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._on_stop()
        await asyncio.sleep(0)
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn's own raises the signal again at its end: that would kill us before the database closes.
        with _on_stop_signals(self.handle_exit):
            yield
