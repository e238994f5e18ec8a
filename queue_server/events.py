"""What the hall looks like now, sent to everybody who watches: displays, desks, kiosks.

A frame holds the whole state, so whoever joins late, or was slow, needs only the newest one. Who has to miss
nothing says where it stands, and is told each public event of the log as well (ADR-0007).
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from starlette.responses import StreamingResponse
from starlette.types import Message, Send

from models.store.database import StoreError
from models.wire import HallView, encode
from queue_server.feed import Feed

PAUSE_S = 0.05  # changes that come within it share one frame
PAUSE_PER_LOOK = 3  # at most a quarter of the time is spent on looking, however long the database takes
REFRESH_S = 30.0  # a frame even when nothing changed: the day may have, and watchers check our pulse
AGAIN_S = 1.0  # after the database could not be asked
LOOK_EVERY_S = 0.05  # how often we ask whether another process has written
PING_S = 15.0
SEND_S = 10.0  # who does not take a frame within it is gone
MOST_WATCHERS = 1200  # a process; a hall has some ten, and the promise is a thousand
RESET = b"event: reset\ndata: {}\n\n"  # what was missed is not known any more: the state follows

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Sight:
    """The hall as it was seen. took_s: what the look itself took, and not the loop, which may be busy with
    handing the frame before to hundreds of displays."""

    view: HallView
    took_s: float


class Hub:
    """One task looks at the hall after each change and hands the same bytes to every watcher.

    All of it lives on the event loop; `touch` may be called after every commit, it costs nothing.
    """

    def __init__(self, look: Callable[[], Awaitable[Sight]]) -> None:
        self._look = look
        self._feed: Feed | None = None
        self._is_shared = False
        self._changed = asyncio.Event()
        self._next_frame: asyncio.Future[None] | None = None
        self._frame = b""
        self._count = 0
        self._closed = False
        self.seq = 0  # the last event of the log that the watchers have been told of
        self.watchers = 0

    def follow(self, feed: Feed, *, is_shared: bool) -> None:
        """Tell also what happens, from `feed`. is_shared: other processes write into that log, too."""
        self._feed, self._is_shared = feed, is_shared

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
            pause_s = PAUSE_S
            try:
                pause_s = max(PAUSE_S, PAUSE_PER_LOOK * await self._renew())
            except StoreError as error:
                log.warning("the displays show an old state: %s", error)
                self._changed.set()
                pause_s = AGAIN_S
            except Exception:  # an effect runner: were it to end, every display would freeze unseen
                log.exception("the displays show an old state")
            await asyncio.sleep(pause_s)
            await self._wait_for_change()

    async def frames(self, after_seq: int | None = None) -> AsyncIterator[bytes]:
        """The newest state now, each newer one as it comes, and a comment while nothing happens.

        after_seq: the last event the watcher has heard of. Before each state it is then told every public
        event that it has not heard of yet, each once and in order; None leaves them out.
        """
        sent = 0
        while not self._closed:
            # Another process may have told this watcher already what we have yet to hear of.
            if self._count != sent and (after_seq is None or after_seq <= self.seq):
                sent, frame = self._count, self._frame
                if after_seq is not None and self._feed is not None:
                    missed, after_seq = self._feed.since(after_seq), self.seq
                    frame = (RESET if missed is None else missed) + frame
                yield frame
                continue
            self._next_frame = self._next_frame or asyncio.get_running_loop().create_future()
            done, _ = await asyncio.wait({self._next_frame}, timeout=PING_S)
            if not done:
                yield b": still here\n\n"

    async def _renew(self) -> float:
        """Make the next frame; for how many seconds that kept the database."""
        sight = await self._look()
        view, took_s = sight.view, sight.took_s
        if self._feed is not None:
            took_s += await self._feed.catch_up(view.feed_seq)
        self._frame = b"event: hall\nid: %d\ndata: %s\n\n" % (view.feed_seq, encode(view))
        self.seq = view.feed_seq
        self._count += 1
        self._wake_watchers()
        return took_s

    async def _wait_for_change(self) -> None:
        """Return when something was committed, here or by another process, or after REFRESH_S."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(REFRESH_S):
                if self._feed is None or not self._is_shared:
                    await self._changed.wait()
                    return
                while not await self._changes_within(LOOK_EVERY_S):
                    with contextlib.suppress(StoreError):  # the next look will tell of it
                        if await self._feed.newest_seq() != self.seq:
                            return

    async def _changes_within(self, seconds: float) -> bool:
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(self._changed.wait(), seconds)
        return False

    def _wake_watchers(self) -> None:
        if self._next_frame is not None:
            self._next_frame.set_result(None)
            self._next_frame = None


class HallStream(StreamingResponse):
    """The frames as a stream of server-sent events to one watcher, dropped when not taking them."""

    media_type = "text/event-stream"

    def __init__(self, hub: Hub, after_seq: int | None = None) -> None:
        super().__init__(
            hub.frames(after_seq), headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        )
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
