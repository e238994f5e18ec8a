"""How long a citizen waits for a number, whatever the hall does. One JSON object a line.

From the touch to the commit, synced to the kiosk's own disk. The peer is the same kiosk with its hall well.
What a hall may do: be away, answer after ten seconds, answer garbage or a log-in page, show a wrong
certificate.
"""

import logging
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.figure import figure
from benchmarks.hall_kiosk import Kiosk, enrolled, kiosk_at
from benchmarks.hall_process import HallProcess, set_up

NUMBERS = 400
PAUSE_S = 0.01
FLOOR_MS = 150.0
SLOW_S = 10.0
ANSWERS = {
    "garbage": b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n\x00\xff\x13garbag",
    "a log-in page": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 14\r\n\r\n"
    b"<h1>Wi-Fi</h1>",
}


def main() -> int:
    """Print every figure; 1 when one is beyond its floor."""
    logging.disable(logging.WARNING)  # each kiosk tells that it does not reach its hall, over and over
    with tempfile.TemporaryDirectory() as folder:
        return _measure(Path(folder))


def _measure(folder: Path) -> int:
    hall_url, store = f"sqlite:///{folder}/hall.db", folder / "kiosk.db"
    set_up(hall_url, operators=1)
    identity = enrolled(hall_url, "K1")
    with HallProcess(hall_url) as hall, kiosk_at(hall.address, identity, store) as kiosk:
        _wait_until(lambda: bool(kiosk.catalogues) and kiosk.link.view is not None)
        well = _p99_ms(kiosk)
    results = [figure("a number on the kiosk's disk, p99: hall well", well, "ms", at_most=FLOOR_MS)]
    for name, lying in _halls(folder).items():
        with lying() as url, kiosk_at(url, identity, store, ca_file=_ca(folder)) as kiosk:
            _wait_until(lambda kiosk=kiosk: bool(kiosk.catalogues))  # type: ignore[misc]
            p99_ms = _p99_ms(kiosk)
        what = f"a number on the kiosk's disk, p99: hall {name}"
        results.append(figure(what, p99_ms, "ms", at_most=FLOOR_MS, peer=well))
    return 0 if all(results) else 1


def _p99_ms(kiosk: Kiosk) -> float:
    spans_ms = []
    for _ in range(NUMBERS):
        began_s = time.perf_counter()
        kiosk.issuer.issue("a", None)
        spans_ms.append(1000 * (time.perf_counter() - began_s))
        kiosk.link.wake()
        time.sleep(PAUSE_S)
    return float(np.percentile(spans_ms, 99))


def _halls(folder: Path) -> dict[str, Callable[[], AbstractContextManager[str]]]:
    halls: dict[str, Callable[[], AbstractContextManager[str]]] = {
        "away": _nobody,
        "slow (10 s)": partial(_answering, b"", delay_s=SLOW_S),
        "with a wrong certificate": partial(_answering, b"", certificate=folder),
    }
    for name, answer in ANSWERS.items():
        halls[f"answering {name}"] = partial(_answering, answer)
    return halls


@contextmanager
def _nobody() -> Iterator[str]:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    yield f"http://127.0.0.1:{port}"


@contextmanager
def _answering(answer: bytes, *, delay_s: float = 0, certificate: Path | None = None) -> Iterator[str]:
    """A server that says the same to everybody."""
    stopping = threading.Event()
    with ExitStack() as stack:
        listener = stack.enter_context(closing(socket.create_server(("127.0.0.1", 0))))
        listener.settimeout(0.1)
        context = None if certificate is None else _wrong_certificate(certificate)

        def serve(connection: socket.socket) -> None:
            try:
                with closing(connection):
                    talk = (
                        connection if context is None else context.wrap_socket(connection, server_side=True)
                    )
                    talk.recv(65536)
                    stopping.wait(delay_s)
                    talk.sendall(answer)
            except OSError:
                return  # it went away, as it may

        def accept() -> None:
            while not stopping.is_set():
                try:
                    connection, _ = listener.accept()
                except TimeoutError:
                    continue
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            scheme = "http" if context is None else "https"
            yield f"{scheme}://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            stopping.set()
            thread.join()


def _wrong_certificate(folder: Path) -> ssl.SSLContext:
    key, certificate = folder / "wrong.key", folder / "wrong.crt"
    _self_signed(key, certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def _ca(folder: Path) -> str:
    """The authority the hall's own certificate would be of; not the one above."""
    key, certificate = folder / "ca.key", folder / "ca.crt"
    if not certificate.exists():
        _self_signed(key, certificate)
    return str(certificate)


def _self_signed(key: Path, certificate: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-subj", "/CN=hall", "-days", "2", "-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )  # fmt: skip


def _wait_until(is_so: Callable[[], bool]) -> None:
    until_s = time.monotonic() + 30
    while not is_so():
        if time.monotonic() > until_s:
            raise SystemExit("the kiosk did not come to its hall")
        time.sleep(0.02)


if __name__ == "__main__":
    sys.exit(main())
