"""Ask the hall over the network, and hear its stream. The kiosk's one door to the network."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import requests
from urllib3.exceptions import HTTPError

from kiosk.identity import KioskIdentity
from models.wire import WireError, decode

CONNECT_S = 3.05
ANSWER_S = 10.0
SILENCE_S = 40.0  # the hall's stream says something every 15 s
LONGEST_ANSWER_S = 60.0  # all of it, however slowly it comes
MOST_ANSWER_BYTES = 64 << 20
PUSH = "/api/kiosk/push"

_PART_BYTES = 64 << 10
_NOT_OUR_LOG = frozenset({"gap", "fork", "incarnation"})
# A requests exception is an OSError; what it makes of a redirect it cannot read is a ValueError.
_NO_ANSWER = (OSError, ValueError, HTTPError)

_PUT_OUT = frozenset({"revoked", "replaced"})  # nobody else's 403 may stop a kiosk

Shape = TypeVar("Shape")


@dataclass(frozen=True, kw_only=True)
class _Refusal:
    error: str


@dataclass(frozen=True, kw_only=True)
class _Answer:
    status: int
    tag: str
    payload: bytes


class SyncError(Exception):
    """The hall could not be talked to. `retry`: whether the same message may succeed later.

    refusal: the hall's own reason, where it has given one.
    """

    def __init__(self, reason: str, *, retry: bool, refusal: str = "") -> None:
        super().__init__(reason)
        self.retry = retry
        self.refusal = refusal


class LogRefused(SyncError):
    """The hall holds another log of this kiosk: it was restored or copied."""


class KioskRefused(SyncError):
    """This kiosk was taken out of the hall, or enrolled again under another key."""


class MessageRefused(SyncError):
    """The hall cannot use this very message; another one it may take."""


class HallLine:
    """Requests to one hall as one kiosk. Every one of them raises SyncError when it has no good answer.

    identity: who signs them; None: nobody, which is enough only to enrol.
    """

    def __init__(self, *, server_url: str, identity: KioskIdentity | None, ca_file: str | None) -> None:
        self._server_url = server_url.rstrip("/")
        self._session = requests.Session()
        self._session.trust_env = False  # else REQUESTS_CA_BUNDLE would override the hall's own certificate
        self._session.verify = ca_file or True
        self._identity = identity
        if identity is not None:
            self._session.auth = self._signed

    def ask(self, method: str, path: str, body: bytes | None = None) -> bytes:
        """The hall's answer."""
        return self._send(method, path, body, {}).payload

    def ask_again(self, path: str, known_tag: str) -> tuple[bytes, str] | None:
        """What is told at `path`, and its tag; None if it is still the edition called `known_tag`."""
        answer = self._send("GET", path, None, {"If-None-Match": known_tag})
        if answer.status == requests.codes.not_modified:
            return None
        return answer.payload, answer.tag

    def listen(self, kind: str, on_line: Callable[[], None]) -> Iterator[bytes]:
        """The messages of this kind in the hall's stream, until it ends. on_line: hears of every line."""
        url = f"{self._server_url}/api/hall/events"
        try:
            with self._session.get(
                url, stream=True, timeout=(CONNECT_S, SILENCE_S), allow_redirects=False
            ) as answer:
                of_type = answer.headers.get("Content-Type", "")
                if answer.status_code != requests.codes.ok or not of_type.startswith("text/event-stream"):
                    raise SyncError(f"the hall answered {answer.status_code} {of_type}", retry=True)
                of_kind = b""
                for line in answer.iter_lines(chunk_size=1):
                    on_line()
                    field, _, value = line.partition(b":")
                    if line == b"":  # the end of a message
                        of_kind = b""
                    elif field == b"event":
                        of_kind = value.strip()
                    elif field == b"data" and of_kind == kind.encode():
                        yield value
        except _NO_ANSWER as error:
            raise SyncError(f"{url}: {type(error).__name__}", retry=True) from error

    def _signed(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """`request`, complete but for this, as it will be sent."""
        if self._identity is not None and request.method is not None:
            body = request.body or b""
            request.headers["Authorization"] = self._identity.authorization(
                request.method, request.path_url, body.encode() if isinstance(body, str) else body
            )
        return request

    def _send(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> _Answer:
        try:
            with self._session.request(
                method,
                self._server_url + path,
                data=body,
                headers={"Content-Type": "application/json", **headers},
                timeout=(CONNECT_S, ANSWER_S),
                stream=True,
                allow_redirects=False,  # a signature is for one address
            ) as came:
                answer = _Answer(
                    status=came.status_code, tag=came.headers.get("ETag", ""), payload=_read(came)
                )
        except _NO_ANSWER as error:
            raise SyncError(f"{self._server_url}: {type(error).__name__}", retry=True) from error
        if answer.status in (requests.codes.ok, requests.codes.created, requests.codes.not_modified):
            return answer
        text = answer.payload[:200].decode(errors="replace")
        said = f"the hall answered {answer.status} to {path}: {text}"
        refusal = _refusal_in(answer)
        if answer.status == requests.codes.conflict and path == PUSH and refusal in _NOT_OUR_LOG:
            raise LogRefused(said, retry=False, refusal=refusal)
        if answer.status == requests.codes.forbidden and refusal in _PUT_OUT:
            raise KioskRefused(said, retry=False, refusal=refusal)
        if answer.status in (requests.codes.request_entity_too_large, requests.codes.unprocessable):
            raise MessageRefused(said, retry=False)
        retry = answer.status >= 500 or answer.status in (408, 429)
        raise SyncError(said, retry=retry, refusal=refusal)


def _read(answer: requests.Response) -> bytes:
    """All of it, for it may come byte by byte without an end. Raises SyncError."""
    until_s, read = time.monotonic() + LONGEST_ANSWER_S, bytearray()
    while part := answer.raw.read1(_PART_BYTES, decode_content=True):
        read += part
        if len(read) > MOST_ANSWER_BYTES:
            raise SyncError("the hall's answer has no end", retry=True)
        if time.monotonic() > until_s:
            raise SyncError("the hall's answer comes too slowly", retry=True)
    return bytes(read)


def _refusal_in(answer: _Answer) -> str:
    """The reason the hall gives; "" where it is somebody else who answers, such as a proxy."""
    try:
        return decode(_Refusal, answer.payload).error
    except WireError:
        return ""


def decode_answer(shape: type[Shape], payload: bytes) -> Shape:
    """`payload` as `shape`; an answer that is something else (a log-in page, garbage) is a SyncError."""
    try:
        return decode(shape, payload)
    except WireError as error:
        raise SyncError(f"not an answer of a queue server: {error}", retry=True) from error
