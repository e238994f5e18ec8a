"""A client of a hall's server with nothing between it and the socket: it commands, or it watches."""

import asyncio
import json
import re
from typing import Any
from urllib.parse import urlsplit

LINE_LIMIT = 1 << 20
_CALL = re.compile(rb"event: call\nid: (\d+)\ndata: ([^\n]*)\n\n")


class Client:
    """One HTTP connection that is kept open. token: of the session whose commands these are."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, token: str) -> None:
        self._reader, self._writer, self._token = reader, writer, token

    @classmethod
    async def connect(cls, url: str, token: str) -> "Client":
        """Raises OSError while nobody listens there."""
        address = urlsplit(url)
        streams = await asyncio.open_connection(address.hostname, address.port, limit=LINE_LIMIT)
        return cls(*streams, token)

    async def ask(self, path: str, order: dict[str, Any]) -> tuple[int, Any]:
        """The status and the JSON of the answer. Raises OSError or EOFError when the line breaks."""
        body = json.dumps(order).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: bench\r\nCookie: motcua={self._token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self._writer.write(head.encode() + body)
        answer_head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = int(answer_head.split(b"content-length:")[1].split(b"\r\n")[0])
        answer = await self._reader.readexactly(length)
        return int(answer_head[9:12]), json.loads(answer)

    async def command(self, path: str, **order: object) -> Any:
        """The JSON of the answer, which must be a yes."""
        status, answer = await self.ask(path, order)
        if status not in (200, 201):
            raise SystemExit(f"{path} was answered {status} {answer!r}")
        return answer

    def close(self) -> None:
        self._writer.close()


class Display(asyncio.Protocol):
    """Someone who watches the hall: when which call arrived, in the order in which they did.

    heard: (feed number, the number called, the moment on the event loop's clock) of each call.
    """

    def __init__(self, after_seq: int) -> None:
        self._after_seq = after_seq
        self._rest = b""
        self.heard: list[tuple[int, str, float]] = []
        self.ready = asyncio.Event()
        self.lost: Exception | None = None
        self._transport: asyncio.BaseTransport | None = None

    @classmethod
    async def connect(cls, url: str, after_seq: int) -> "Display":
        """A display that has heard everything up to `after_seq`, once it has been told the state."""
        address = urlsplit(url)
        loop = asyncio.get_running_loop()
        _, display = await loop.create_connection(
            lambda: cls(after_seq), address.hostname or "", address.port or 0
        )
        await display.ready.wait()
        return display

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        path = f"/api/hall/events?last_event_id={self._after_seq}"
        transport.write(f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode())  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        now = asyncio.get_running_loop().time()
        self._rest += data
        if b"event: hall" in data:
            self.ready.set()
        end = self._rest.rfind(b"\n\n") + 2
        for seq, body in _CALL.findall(self._rest[:end]):
            self.heard.append((int(seq), json.loads(body)["number"], now))
        self._rest = self._rest[end:]

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = exc or EOFError()
        self.ready.set()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()
