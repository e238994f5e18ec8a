"""The door to the network: whatever comes through it is an answer, or an error the kiosk knows."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from kiosk import hall_line
from kiosk.hall_line import HallLine, LogRefused, SyncError
from tests.helpers.kiosks import IDENTITY

LOGIN_PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"


@contextmanager
def speaking(talk: Callable[[socket.socket], None]) -> Iterator[HallLine]:
    """A line to somebody who hears one question and says what `talk` says."""

    def serve() -> None:
        with suppress(OSError):
            line, _ = listener.accept()
            with line:
                line.recv(65536)
                talk(line)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        port = listener.getsockname()[1]
        yield HallLine(server_url=f"http://127.0.0.1:{port}", identity=IDENTITY, ca_file=None)
    thread.join()


def say(what: bytes) -> Callable[[socket.socket], None]:
    return lambda line: line.sendall(what)


@pytest.mark.parametrize(
    "location",
    [b"http://hall.example/\xe4", b"http://[", b"http://h:abc/", b"/login"],
    ids=["not UTF-8", "a bracket", "no port", "a log-in page"],
)
def test_a_redirect_is_no_answer_wherever_it_leads(location: bytes) -> None:
    redirect = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location + b"\r\n\r\n"
    with speaking(say(redirect)) as line, pytest.raises(SyncError):
        line.ask("GET", "/api/kiosk/catalogue")


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain",
    ],
    ids=["nothing", "another protocol", "cut off", "broken chunks", "not packed"],
)
def test_garbage_is_no_answer(garbage: bytes) -> None:
    with speaking(say(garbage)) as line, pytest.raises(SyncError):
        line.ask("GET", "/api/kiosk/catalogue")


def test_an_answer_that_comes_byte_by_byte_is_waited_for_only_so_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hall_line, "LONGEST_ANSWER_S", 0.3)

    def drip(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(1000):
            line.sendall(b"x")
            time.sleep(0.05)

    with speaking(drip) as line, pytest.raises(SyncError, match="slowly"):
        line.ask("GET", "/api/kiosk/catalogue")


def test_an_answer_without_an_end_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hall_line, "MOST_ANSWER_BYTES", 100_000)

    def pour(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            line.sendall(bytes(10_000))

    with speaking(pour) as line, pytest.raises(SyncError, match="no end"):
        line.ask("GET", "/api/kiosk/catalogue")


def test_a_page_for_people_is_no_stream() -> None:
    with speaking(say(LOGIN_PAGE)) as line, pytest.raises(SyncError, match="text/html"):
        list(line.listen("hall", lambda: None))


def conflict(body: bytes) -> bytes:
    return b"HTTP/1.1 409 Conflict\r\nContent-Length: %d\r\n\r\n" % len(body) + body


@pytest.mark.parametrize("error", ["gap", "fork", "incarnation"])
def test_a_hall_that_holds_another_log_is_believed(error: str) -> None:
    answer = conflict(b'{"error": "%s", "high": 7}' % error.encode())
    with speaking(say(answer)) as line, pytest.raises(LogRefused):
        line.ask("POST", "/api/kiosk/push", b"{}")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/kiosk/push", b"<html>Conflict</html>"),
        ("/api/kiosk/push", b'{"error": "other_epoch"}'),
        ("/api/kiosk/catalogue", b'{"error": "fork"}'),
    ],
)
def test_nobody_elses_conflict_is_about_our_log(path: str, body: bytes) -> None:
    with speaking(say(conflict(body))) as line, pytest.raises(SyncError) as refused:
        line.ask("POST", path, b"{}")
    assert not isinstance(refused.value, LogRefused)
