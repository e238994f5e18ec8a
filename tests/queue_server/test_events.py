"""The stream of the hall: who hears what, and when it ends."""

import asyncio
from collections.abc import Iterator

import pytest
from starlette.types import Message

from models.store.database import Database, StoreError
from models.wire import WIRE_VERSION, HallView, decode
from queue_server import events
from queue_server.events import HallStream, Hub
from tests.helpers.halls import HALL, PASSWORD, moment_ms, set_up_hall
from tests.helpers.servers import Client, Watcher, running_server

NOW_MS = moment_ms(8)
KEY = "a-key-of-this-command"


@pytest.fixture
def url(database: Database) -> Iterator[str]:
    set_up_hall(database, password=PASSWORD)
    with running_server(database, HALL, now_ms=lambda: NOW_MS) as url:
        yield url


def clerk_at(url: str, number: int) -> Client:
    clerk = Client(url)
    assert clerk.log_in("s1", PASSWORD) == 303
    assert clerk.command(f"/api/counters/{number}/open")[0] == 200
    return clerk


def wait_for_call(watcher: Watcher) -> tuple[int, HallView]:
    while True:
        seq, view = watcher.next_view()
        if view.recent_calls:
            return seq, view


def test_every_watcher_hears_of_a_call(url: str) -> None:
    clerk = clerk_at(url, 1)
    watchers = [Watcher(url) for _ in range(5)]
    clerk.command("/api/tickets", key=KEY, service_id="a")
    clerk.command("/api/counters/1/next", key=KEY)
    for watcher in watchers:
        seq, view = wait_for_call(watcher)
        assert view.recent_calls[0].ticket_number == "A9-001"
        assert view.counters[0].ticket_state == "called"
        assert seq == view.feed_seq == 2
        watcher.close()


def test_whoever_joins_late_hears_at_once_how_the_hall_stands(url: str) -> None:
    clerk = clerk_at(url, 3)
    clerk.command("/api/tickets", key=KEY, service_id="b")
    watcher = Watcher(url)
    seen = watcher.next_view()[1]
    while not seen.waiting:
        seen = watcher.next_view()[1]
    assert seen.waiting == {"b": 1}
    assert seen.open_counters == {"a": [3], "b": [3]}
    watcher.close()


def test_the_stream_is_what_a_browser_expects_and_no_proxy_holds_back(url: str) -> None:
    watcher = Watcher(url)
    headers = watcher.answer.headers
    assert headers["content-type"].startswith("text/event-stream")
    assert (headers["cache-control"], headers["x-accel-buffering"]) == ("no-store", "no")
    watcher.close()


def test_open_streams_end_when_the_server_stops(database: Database) -> None:
    set_up_hall(database)
    with running_server(database, HALL, now_ms=lambda: NOW_MS) as url:
        watchers = [Watcher(url) for _ in range(3)]
        for watcher in watchers:
            watcher.next_view()
    for watcher in watchers:
        watcher.listen_to_the_end()
        watcher.close()


def a_view(feed_seq: int) -> HallView:
    return HallView(
        version=WIRE_VERSION,
        feed_seq=feed_seq,
        now_ms=NOW_MS,
        counters=[],
        recent_calls=[],
        waiting={},
        open_counters={},
    )


def test_changes_that_come_together_share_one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = 0

    async def look() -> HallView:
        nonlocal looks
        looks += 1
        return a_view(looks)

    async def play() -> None:
        hub = Hub(look)
        running = asyncio.create_task(hub.run())
        frames = hub.frames()
        assert b"id: 1\n" in await anext(frames)
        for _ in range(100):
            hub.touch()
        assert b"id: 2\n" in await anext(frames)
        hub.close()
        await running
        assert [frame async for frame in frames] == []

    asyncio.run(play())
    assert looks == 2


def test_a_slow_watcher_gets_the_newest_state_and_not_every_one() -> None:
    async def look() -> HallView:
        look.seq += 1  # type: ignore[attr-defined]
        return a_view(look.seq)  # type: ignore[attr-defined]

    look.seq = 0  # type: ignore[attr-defined]

    async def play() -> None:
        hub = Hub(look)
        running = asyncio.create_task(hub.run())
        frames = hub.frames()
        await anext(frames)
        quick = hub.frames()
        for _ in range(5):
            await anext(quick)
            hub.touch()
        newest = await anext(quick)
        assert await anext(frames) == newest
        hub.close()
        await running

    asyncio.run(play())


def test_a_pulse_goes_out_while_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "PING_S", 0.01)

    async def look() -> HallView:
        return a_view(1)

    async def play() -> list[bytes]:
        hub = Hub(look)
        running = asyncio.create_task(hub.run())
        frames = hub.frames()
        heard = [await anext(frames) for _ in range(3)]
        hub.close()
        await running
        return heard

    frame, *pulses = asyncio.run(play())
    assert decode(HallView, frame.split(b"data: ")[1]) == a_view(1)
    assert pulses == [b": still here\n\n"] * 2


def test_the_state_is_sent_anew_even_when_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "REFRESH_S", 0.01)

    async def look() -> HallView:
        return a_view(1)

    async def play() -> None:
        hub = Hub(look)
        running = asyncio.create_task(hub.run())
        frames = hub.frames()
        assert await anext(frames) == await anext(frames)
        hub.close()
        await running

    asyncio.run(play())


def test_the_stream_survives_a_database_that_is_away_for_a_moment(
    caplog: pytest.LogCaptureFixture,
) -> None:
    outcomes: Iterator[StoreError | HallView] = iter([StoreError("gone"), a_view(7)])

    async def look() -> HallView:
        outcome = next(outcomes)
        if isinstance(outcome, StoreError):
            raise outcome
        return outcome

    async def play() -> bytes:
        hub = Hub(look)
        running = asyncio.create_task(hub.run())
        await asyncio.sleep(0)
        hub.touch()
        frame = await anext(hub.frames())
        hub.close()
        await running
        return frame

    assert b"id: 7\n" in asyncio.run(play())
    assert "the displays show an old state: gone" in caplog.text


def test_the_stream_survives_an_error_nobody_foresaw(caplog: pytest.LogCaptureFixture) -> None:
    outcomes: Iterator[KeyError | HallView] = iter([KeyError("a fault of ours"), a_view(7)])

    async def look() -> HallView:
        outcome = next(outcomes)
        if isinstance(outcome, KeyError):
            raise outcome
        return outcome

    async def play() -> bytes:
        hub = Hub(look)
        running = asyncio.create_task(hub.run())
        await asyncio.sleep(0)
        hub.touch()
        frame = await asyncio.wait_for(anext(hub.frames()), 10)
        hub.close()
        await running
        return frame

    assert b"id: 7\n" in asyncio.run(play())
    assert "a fault of ours" in caplog.text


def test_a_watcher_that_takes_nothing_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "SEND_S", 0.01)

    async def look() -> HallView:
        return a_view(1)

    async def never_disconnects() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def takes_nothing(message: Message) -> None:
        if message["type"] == "http.response.body":
            await asyncio.Event().wait()

    async def play() -> int:
        hub = Hub(look)
        running = asyncio.create_task(hub.run())
        scope = {"type": "http", "asgi": {"spec_version": "2.3"}}
        await asyncio.wait_for(HallStream(hub)(scope, never_disconnects, takes_nothing), 10)
        hub.close()
        await running
        return hub.watchers

    assert asyncio.run(play()) == 0


def test_too_many_watchers_are_sent_away(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("queue_server.pages.hall_api.MOST_WATCHERS", 1)
    first = Watcher(url)
    first.next_view()
    second = Watcher(url)
    assert second.answer.status == 503
    first.close()
    second.close()


def test_two_counters_that_call_at_once_over_http_get_two_citizens(url: str) -> None:
    clerk = clerk_at(url, 1)
    colleague = Client(url)
    colleague.log_in("s2", PASSWORD)
    colleague.command("/api/counters/3/open")
    for index in range(2):
        clerk.command("/api/tickets", key=f"{KEY}{index}", service_id="a")
    called = [
        clerk.command("/api/counters/1/next", key=KEY)[1]["ticket"]["number"],
        colleague.command("/api/counters/3/next", key=KEY)[1]["ticket"]["number"],
    ]
    assert sorted(called) == ["A9-001", "A9-002"]
