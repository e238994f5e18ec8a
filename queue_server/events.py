"""What the hall looks like now, sent to everybody who watches: displays, desks, kiosks.

A frame holds the whole state, so whoever joins late, or was slow, needs only the newest one.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.responses import StreamingResponse
from starlette.types import Message, Send

from models.store.database import StoreError
from models.wire import HallView, encode

PAUSE_S = 0.02  # changes that come within it share one frame
REFRESH_S = 30.0  # a frame even when nothing changed: the day may have, and watchers check our pulse
PING_S = 15.0
SEND_S = 10.0  # who does not take a frame within it is gone
MOST_WATCHERS = 1000

log = logging.getLogger(__name__)


class Hub:
    """One task looks at the hall after each change and hands the same bytes to every watcher.

    All of it lives on the event loop; `touch` may be called after every commit, it costs nothing.
    """

    def __init__(self, look: Callable[[], Awaitable[HallView]]) -> None:
        self._look = look
        self._changed = asyncio.Event()
        self._next_frame: asyncio.Future[None] | None = None
        self._frame = b""
        self._count = 0
        self._closed = False
        self.watchers = 0

    def touch(self) -> None:
        """Something was committed."""
        self._changed.set()

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        self._closed = True
        self._changed.set()
        self._wake_watchers()

    async def run(self) -> None:
        """Send a frame after each change, until closed."""
        while not self._closed:
            self._changed.clear()
            try:
                view = await self._look()
            except StoreError as error:
                log.warning("the displays show an old state: %s", error)
            except Exception:  # an effect runner: were it to end, every display would freeze unseen
                log.exception("the displays show an old state")
            else:
                self._frame = b"event: hall\nid: %d\ndata: %s\n\n" % (view.feed_seq, encode(view))
                self._count += 1
                self._wake_watchers()
            await asyncio.sleep(PAUSE_S)
            try:
                await asyncio.wait_for(self._changed.wait(), REFRESH_S)
            except TimeoutError:
                continue

    async def frames(self) -> AsyncIterator[bytes]:
        """The newest frame now, each newer one as it comes, and a comment while nothing happens."""
        sent = 0
        while not self._closed:
            if self._count != sent:
                sent = self._count
                yield self._frame
                continue
            self._next_frame = self._next_frame or asyncio.get_running_loop().create_future()
            done, _ = await asyncio.wait({self._next_frame}, timeout=PING_S)
            if not done:
                yield b": still here\n\n"

    def _wake_watchers(self) -> None:
        if self._next_frame is not None:
            self._next_frame.set_result(None)
            self._next_frame = None


class HallStream(StreamingResponse):
    """The frames as a stream of server-sent events to one watcher, dropped when not taking them."""

    media_type = "text/event-stream"

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub.frames(), headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        self._hub = hub

    async def stream_response(self, send: Send) -> None:
        async def send_in_time(message: Message) -> None:
            async with asyncio.timeout(SEND_S):
                await send(message)

        self._hub.watchers += 1
        try:
            await super().stream_response(send_in_time)
        except TimeoutError:
            log.info("a watcher that took nothing for %.0f s was dropped", SEND_S)
        finally:
            self._hub.watchers -= 1
