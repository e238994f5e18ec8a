"""A real queue server on a port of its own, and the people who talk to it."""

import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import uvicorn
from fastapi import FastAPI

from models.hall import Hall
from models.store.database import Database
from models.wire import HallView, decode
from queue_server.app import create_app, system_now_ms
from queue_server.city.app import create_city_app
from queue_server.serve import Server, bind
from queue_server.settings import Settings

PATIENCE_S = 15.0


@contextmanager
def running_server(
    database: Database,
    hall: Hall,
    *,
    now_ms: Callable[[], int] = system_now_ms,
    face_keys: Path = Path("no-faces-here"),
    port: int = 0,
) -> Iterator[str]:
    """The address of a server of `hall` that runs in a thread of this process. port: 0 for any."""
    listener = bind("127.0.0.1", port)
    settings = Settings(database_url="already open", port=listener.getsockname()[1], face_keys=face_keys)
    app = create_app(database, hall, settings, now_ms=now_ms)
    with _running(app, listener, app.state.hub.close):
        yield settings.base_url


@contextmanager
def running_city(database: Database, *, port: int = 0) -> Iterator[str]:
    """The address of a city's server that runs in a thread of this process. port: 0 for any."""
    listener = bind("127.0.0.1", port)
    base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with _running(create_city_app(database, base_url=base_url), listener, lambda: None):
        yield base_url


@contextmanager
def _running(app: FastAPI, listener: socket.socket, on_stop: Callable[[], None]) -> Iterator[None]:
    config = uvicorn.Config(app, access_log=False, log_config=None, timeout_graceful_shutdown=5)
    ready = threading.Event()
    server = Server(config, ready.set, on_stop)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        assert ready.wait(PATIENCE_S)
        yield
    finally:
        server.should_exit = True
        thread.join()


class Watcher:
    """Someone who listens to the hall's stream."""

    def __init__(self, url: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE_S)
        self._connection.request("GET", "/api/hall/events")
        self.answer = self._connection.getresponse()

    def next_view(self) -> tuple[int, HallView]:
        """The next frame: its id and what it says. Raises EOFError at the end of the stream."""
        fields: dict[str, bytes] = {}
        while line := self.answer.readline():
            name, _, value = line.rstrip(b"\n").partition(b": ")
            if name:
                fields[name.decode()] = value
            elif fields.get("event") == b"hall":
                return int(fields["id"]), decode(HallView, fields["data"])
            else:
                fields = {}
        raise EOFError

    def listen_to_the_end(self) -> None:
        """Return when the server ends the stream."""
        while self.answer.readline():
            pass

    def close(self) -> None:
        self.answer.close()
        self._connection.close()


class Client:
    """A person's browser as far as cookies go: it keeps one session and sends what its own page would."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.cookie = ""

    def log_in(self, login: str, password: str) -> int:
        """The status the log-in was answered with."""
        form = urlencode({"login": login, "password": password})
        status, headers, _ = self.ask("POST", "/login", form, "application/x-www-form-urlencoded")
        self.cookie = (headers["Set-Cookie"] or "").split(";")[0]
        return status

    def command(self, path: str, **order: object) -> tuple[int, Any]:
        """The status and the JSON a command was answered with."""
        status, _, body = self.ask("POST", path, json.dumps(order), "application/json")
        return status, json.loads(body)

    def ask(
        self, method: str, path: str, body: str = "", content_type: str = ""
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """The status, headers and body of any answer."""
        headers = {"Content-Type": content_type, "Origin": self._url, "Cookie": self.cookie}
        connection = http.client.HTTPConnection(urlsplit(self._url).netloc, timeout=PATIENCE_S)
        with closing(connection):  # also when the line breaks
            connection.request(method, path, body.encode(), headers)
            with connection.getresponse() as answer:
                return answer.status, answer.headers, answer.read()
