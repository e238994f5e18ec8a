"""Run the server until it is told to stop, and stop it cleanly."""

import asyncio
import logging
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import uvicorn

from models.store.database import StoreError, open_database
from models.store.hall_setup import find_hall
from queue_server.app import create_app
from queue_server.settings import Settings

STOP_WITHIN_S = 5
BACKLOG = 512
EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104  named in order to ask for public_url

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
    try:
        database = open_database(settings.database_url, "hall")
    except StoreError as error:
        raise ServerError(str(error)) from error
    try:
        hall = database.read(find_hall).result()
        if hall is None:
            raise ServerError("the database holds no hall yet; set one up first")
        with bind(settings.host, settings.port) as listener:
            settings = replace(settings, port=listener.getsockname()[1])
            app = create_app(database, hall, settings)
            config = uvicorn.Config(
                app,
                access_log=False,
                log_config=None,
                log_level="warning",
                server_header=False,
                timeout_graceful_shutdown=STOP_WITHIN_S,
            )
            Server(config, lambda: ready(settings.base_url)).run(sockets=[listener])
    finally:
        database.close()


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 lets the system choose. Raises ServerError when it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named by its protocol, or asyncio would not turn Nagle's delay off: 40 ms on every answer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise ServerError(
            f"cannot listen on {host} port {port}: {error.strerror}. Another program may be using it; "
            "stop that one or choose another port"
        ) from error
    return listener


class Server(uvicorn.Server):
    """uvicorn whose streams end when it stops, in a process that lives on to close its database."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        app = self.config.app
        app.state.hub.close()  # type: ignore[union-attr]
        await asyncio.sleep(0)
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn's own raises the signal again at its end: that would kill us before the database closes.
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        stop_signals = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self.handle_exit) for number in stop_signals}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
