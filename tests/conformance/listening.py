"""The reference hall on a socket of its own, with its stream of events."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from models.wire import encode
from tests.conformance.hall import Asked, ReferenceHall

SIGN_EVERY_S = 0.2


@contextmanager
def listening(hall: ReferenceHall) -> Iterator[ReferenceHall]:
    """`hall` can be asked at `hall.url` until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/api/hall/events":
                with suppress(OSError):
                    self._tell()
                return
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"] or 0)))

        def _answer(self, body: bytes) -> None:
            asked = Asked(
                method=self.command,
                target=self.path,
                authorization=self.headers["Authorization"] or "",
                body=body,
                hall_ms=hall.now_ms(),
            )
            reply = hall.take(asked)
            if reply.status is None:
                return
            with suppress(OSError):  # who was killed hears nothing
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.content_type)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)

        def _tell(self) -> None:
            if not hall.tells:
                self.send_error(503)
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            told, others = None, 0
            while hall.tells and not hall.closing.is_set():
                with hall.changed:
                    if told is hall.view and others == len(hall.other_events):
                        hall.changed.wait(SIGN_EVERY_S)
                    view, news = hall.view, hall.other_events[others:]
                others += len(news)
                self.wfile.write(b"".join(news) or b": still there\n\n")
                if view is not told:
                    told = view
                    shown = encode(replace(view, now_ms=hall.now_ms()))
                    self.wfile.write(b"event: hall\nid: %d\ndata: %s\n\n" % (view.feed_seq, shown))
                self.wfile.flush()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    hall.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield hall
    finally:
        hall.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
