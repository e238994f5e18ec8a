"""What the server does by itself, over and over, as long as it runs."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial

from models.store.database import StoreError
from models.store.hall_epoch import epoch_state
from models.store.hall_log import HallStopped
from queue_server.context import Context
from queue_server.draw import draw_code
from queue_server.faces import is_due, keep_faces
from queue_server.recover import go_on_if_all_are_heard
from queue_server.remind import remind
from queue_server.tell_city import CityTeller
from queue_server.upkeep import keep_up
from queue_server.webhooks import tell_webhooks

FORESIGHT_EVERY_S = 1.0
UPKEEP_EVERY_S = 5.0
REMINDERS_EVERY_S = 30.0
WEBHOOKS_EVERY_S = 1.0
FACES_EVERY_S = 60.0
CITY_EVERY_S = 2.0

FORESIGHT_RESTS = 9  # times as long as it worked: a tenth of the time at most, however many wait

MOST_LEAP_MS = 2 * 60_000  # a clock that is set right by less than this is simply believed
DOUBT_MS = 10 * 60_000  # a clock that stands by its leap for so long was set right by it

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Chore:
    """name: for the log. every_s: how long to rest between two turns; or `rests` times as long as the last
    one took, where that is longer."""

    name: str
    every_s: float
    do: Callable[[], Awaitable[object]]
    rests: int = 0


@dataclass(frozen=True, kw_only=True)
class ClockWatch:
    """Whether the wall clock is believed. Both clocks in ms; the steady one only ever counts on.

    ahead_ms: of the steady clock, when the wall clock was last believed. doubted_since_ms: steady; None
    while it is believed.
    """

    ahead_ms: int
    doubted_since_ms: int | None = None


def watch_clock(before: ClockWatch | None, wall_ms: int, steady_ms: int) -> ClockWatch:
    """Doubt a wall clock that has leapt ahead, until it is back or has stood by it for DOUBT_MS.

    A leap of a day would end every ticket and appointment, and nothing brings them back. A clock that goes
    back ends nothing; the log has its own guard against it.
    """
    now_ahead_ms = wall_ms - steady_ms
    if before is None or now_ahead_ms - before.ahead_ms <= MOST_LEAP_MS:
        return ClockWatch(ahead_ms=now_ahead_ms)
    since_ms = steady_ms if before.doubted_since_ms is None else before.doubted_since_ms
    if steady_ms - since_ms >= DOUBT_MS:
        return ClockWatch(ahead_ms=now_ahead_ms)
    return replace(before, doubted_since_ms=since_ms)


def _steady_ms() -> int:
    return time.monotonic_ns() // 1_000_000


class _Clock:
    """The wall clock, for chores that cannot be taken back."""

    def __init__(self, now_ms: Callable[[], int], steady_ms: Callable[[], int]) -> None:
        self._now_ms, self._steady_ms = now_ms, steady_ms
        self._watch: ClockWatch | None = None

    def believed_ms(self) -> int | None:
        """The time; None while it is in doubt. The beginning of a doubt is told in the log."""
        now_ms, steady_ms = self._now_ms(), self._steady_ms()
        before = self._watch
        watch = self._watch = watch_clock(before, now_ms, steady_ms)
        if watch.doubted_since_ms is None:
            return now_ms
        if before is None or before.doubted_since_ms is None:
            log.error(
                "the clock of this machine has leapt %d s ahead. For %d minutes nothing expires and nobody "
                "is reminded, unless it is set right before",
                (now_ms - steady_ms - watch.ahead_ms) // 1000,
                DOUBT_MS // 60_000,
            )
        return None


def chores_of(context: Context) -> list[Chore]:
    """Everything the server of this hall does by itself."""
    clock = _Clock(context.now_ms, _steady_ms)

    async def upkeep() -> None:
        now_ms = clock.believed_ms()
        if now_ms is None:
            return
        moved = await context.write(lambda connection: keep_up(connection, context.hall, now_ms))
        if moved:
            context.hub.touch()

    was_recovering = False

    async def recovery() -> None:
        nonlocal was_recovering
        state = await context.read(lambda c: epoch_state(c, context.hall.id))
        is_over = was_recovering and state.recovering_since_ms is None
        was_recovering = state.recovering_since_ms is not None
        if is_over:  # perhaps by another process, without an entry in the log
            context.hub.touch()
        if was_recovering:
            go_on = partial(
                go_on_if_all_are_heard, hall=context.hall, draw_code=draw_code, now_ms=context.now_ms()
            )
            await context.change(go_on)

    async def reminders() -> None:
        now_ms = clock.believed_ms()
        if now_ms is None:
            return
        await context.write(lambda connection: remind(connection, context.hall, now_ms))

    async def faces() -> None:
        now_ms = clock.believed_ms()
        if now_ms is None or not await context.read(lambda c: is_due(c, context.hall, now_ms)):
            return
        await context.write(lambda c: keep_faces(c, context.hall, context.face_keys, now_ms))

    teller = CityTeller(context.database, context.hall, context.now_ms)

    async def city() -> None:
        if await asyncio.to_thread(teller.tell):
            context.hub.touch()

    async def foresight() -> None:
        if await asyncio.to_thread(context.foresight.refresh, context.now_ms()):
            context.hub.touch()

    return [
        Chore(name="foresight", every_s=FORESIGHT_EVERY_S, do=foresight, rests=FORESIGHT_RESTS),
        Chore(name="recovery", every_s=UPKEEP_EVERY_S, do=recovery),
        Chore(name="upkeep", every_s=UPKEEP_EVERY_S, do=upkeep),
        Chore(name="city", every_s=CITY_EVERY_S, do=city),
        Chore(name="reminders", every_s=REMINDERS_EVERY_S, do=reminders),
        Chore(name="faces", every_s=FACES_EVERY_S, do=faces),
        Chore(name="webhooks", every_s=WEBHOOKS_EVERY_S, do=partial(tell_webhooks, context)),
    ]


async def keep_doing(chore: Chore) -> None:
    """Do the chore until cancelled. A turn that fails is told in the log, and the next one comes."""
    while True:
        began_s = time.monotonic()
        try:
            await chore.do()
        except (StoreError, HallStopped) as error:
            log.warning("%s: %s", chore.name, error)
        except Exception:  # an effect runner: were it to end, nobody would notice before the evening
            log.exception("%s failed", chore.name)
        await asyncio.sleep(max(chore.every_s, chore.rests * (time.monotonic() - began_s)))
