"""A hall on a socket that answers as a test tells it to: correctly, wrongly, or not at all."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from kiosk import clock
from models.face_exchange import FaceFeed, FacePush
from models.hall import Hall, Service
from models.playlist import Card, CardKind, Playlist
from models.signing import claim_in, is_signed, public_key_of
from models.store.kiosk_told import Topic
from models.wire import (
    WIRE_VERSION,
    Bookings,
    Catalogue,
    HallView,
    HandOver,
    HandOverAnswer,
    LogPage,
    Priority,
    Procedures,
    Push,
    PushAnswer,
    decode,
    encode,
)
from tests.helpers import catalogues
from tests.helpers.kiosks import IDENTITY, K1

CATALOGUE = Catalogue(
    version=WIRE_VERSION,
    hall=Hall(id="hd", authority="ỦY BAN NHÂN DÂN", centre="TRUNG TÂM", name="Phường Hà Đông"),
    services=[Service(id="cert", letter="A", name_vi="Chứng thực", name_en="Certification")],
    issuer_id="K1",
    incarnation=1,
    series="1",
    follow_url="http://hall/t/{public_id}",
    priorities=[Priority(id="elderly", name_vi="Người cao tuổi", name_en="Older person")],
)
VIEW = HallView(
    version=WIRE_VERSION,
    feed_seq=7,
    now_ms=0,
    counters=[],
    recent_calls=[],
    waiting={"cert": 4},
    open_counters={"cert": [1, 2]},
)
PLAYLIST = Playlist(
    version=WIRE_VERSION,
    cards=(Card(id="holiday", kind=CardKind.NOTICE, title_vi="Nghỉ lễ", text_vi="Trung tâm nghỉ ngày 2/9."),),
    shows_hall_status=True,
)
PLAYLIST_TAG = '"one"'
PROCEDURES = Procedures(version=WIRE_VERSION, digest="two", catalogue=catalogues.CATALOGUE)
PROCEDURES_TAG = '"two"'

Answer = tuple[int, bytes]


class StubHall:
    """`pushes`: what it received. `answer_push`: what it says to a push; by default it holds everything.

    `signed`: of each request, whether K1 signed just that.
    `called_from`: the screens at which somebody called for help.
    `faces`: what it was handed over of those. `answer_faces`, `answer_feed`: what it says to that, and to who
    asks after a place.
    `answer_log`: its own log, as a path under /api/kiosk/log asks for it; `handed_over`: copies it was given.
    `told`: its answer and the edition it has of each topic. `known_tags`: those kiosks said they know.
    """

    def __init__(self) -> None:
        self.pushes: list[Push] = []
        self.signed: list[bool] = []
        self.catalogue_answer: Answer = (200, encode(CATALOGUE))
        self.bookings_answer: Callable[[str], Answer] = lambda _path: (
            200,
            encode(Bookings(version=WIRE_VERSION, bookings=[])),
        )
        self.answer_push: Callable[[Push], Answer] = lambda push: (
            200,
            encode(
                PushAnswer(
                    version=WIRE_VERSION,
                    high=max([entry.event.seq for entry in push.entries], default=0),
                    now_ms=clock.now_ms(),
                )
            ),
        )
        self.told: dict[str, tuple[Answer, str]] = {
            Topic.PLAYLIST: ((200, encode(PLAYLIST)), PLAYLIST_TAG),
            Topic.PROCEDURES: ((200, encode(PROCEDURES)), PROCEDURES_TAG),
        }
        self.known_tags: dict[str, list[str | None]] = {topic: [] for topic in self.told}
        self.faces: list[FacePush] = []
        self.answer_faces: Callable[[FacePush], Answer] = lambda _changes: (200, b"{}")
        self.answer_feed: Callable[[int], Answer] = lambda after: (
            200,
            encode(FaceFeed(version=WIRE_VERSION, changes=[], last=after)),
        )
        self.answer_log: Callable[[str], Answer] = lambda _path: (
            200,
            encode(LogPage(version=WIRE_VERSION, epoch=1, is_known=True, base_seq=0, last=0, entries=[])),
        )
        self.handed_over: list[HandOver] = []
        self.help_answer: Answer = (200, b"{}")
        self.called_from: list[str] = []
        self.stream: list[bytes] = [b"event: hall\nid: 7\ndata: " + encode(VIEW) + b"\n\n"]
        self.closing = threading.Event()
        self.url = ""


@contextmanager
def stub_hall() -> Iterator[StubHall]:
    """A stub that listens on a port of its own until the block ends."""
    hall = StubHall()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._check_signature(b"")
            if self.path == "/api/hall/events":
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.end_headers()
                for frame in hall.stream:
                    self.wfile.write(frame)
                    self.wfile.flush()
                hall.closing.wait()
                return
            if self.path.startswith("/api/kiosk/bookings"):
                self._answer(hall.bookings_answer(self.path))
                return
            if self.path.startswith("/api/kiosk/faces?after="):
                self._answer(hall.answer_feed(int(self.path.rpartition("=")[2])))
                return
            if self.path.startswith("/api/kiosk/log?"):
                self._answer(hall.answer_log(self.path))
                return
            topic = self.path.removeprefix("/api/kiosk/")
            if topic in hall.told:
                answer, tag = hall.told[topic]
                hall.known_tags[topic].append(known := self.headers["If-None-Match"])
                self._answer((304, b"") if known == tag else answer, ETag=tag)
                return
            self._answer(hall.catalogue_answer)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self._check_signature(body)
            if self.path == "/api/kiosk/help":
                hall.called_from.append(json.loads(body)["screen"])
                self._answer(hall.help_answer)
                return
            if self.path == "/api/kiosk/faces":
                hall.faces.append(changes := decode(FacePush, body))
                self._answer(hall.answer_faces(changes))
                return
            if self.path == "/api/kiosk/hand-over":
                hall.handed_over.append(decode(HandOver, body))
                answer = HandOverAnswer(version=WIRE_VERSION, epoch=hall.handed_over[-1].epoch, awaited=[])
                self._answer((200, encode(answer)))
                return
            push = decode(Push, body)
            hall.pushes.append(push)
            self._answer(hall.answer_push(push))

        def _check_signature(self, body: bytes) -> None:
            claim = claim_in(self.headers["Authorization"] or "")
            public_key = public_key_of(IDENTITY.private_key)
            hall.signed.append(
                claim is not None
                and claim.asker == K1
                and is_signed(claim, public_key, method=self.command, target=self.path, body=body)
            )

        def _answer(self, answer: Answer, **headers: str) -> None:
            status, body = answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
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


def seqs(pushes: list[Push]) -> list[int]:
    """The sequence numbers a hall received, in order."""
    return [entry.event.seq for push in pushes for entry in push.entries]
