"""The stream of the hall: who hears what, and when it ends."""

import asyncio
import http.client
import json
import random
import re
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from starlette.types import Message

from models.service_day import service_day
from models.store.database import Connection, Database, StoreError
from models.store.hall_log import Happening, append_events, feed_seq
from models.ticket import EventKind, TicketState
from models.wire import WIRE_VERSION, HallView, decode
from queue_server import events, feed
from queue_server.events import PAUSE_PER_LOOK, PAUSE_S, RESET, HallStream, Hub, Sight
from queue_server.feed import Feed
from tests.helpers.halls import HALL, PASSWORD, KioskLog, hand_over, moment_ms, set_up_hall
from tests.helpers.servers import PATIENCE_S, Client, Watcher, running_server

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
    assert clerk.command(f"/api/counters/{number}/open", key=f"{KEY}-open")[0] == 200
    return clerk


def wait_for_call(watcher: Watcher) -> tuple[int, HallView]:
    while True:
        seq, view = watcher.next_view()
        if view.recent_calls:
            return seq, view


def test_every_watcher_hears_of_a_call(url: str) -> None:
    clerk = clerk_at(url, 1)
    watchers = [Watcher(url) for _ in range(5)]
    clerk.command("/api/tickets", key=f"{KEY}-ticket", service_ids=["a"])
    clerk.command("/api/counters/1/next", key=KEY)
    for watcher in watchers:
        seq, view = wait_for_call(watcher)
        assert view.recent_calls[0].ticket_number == "A9-001"
        assert view.counters[0].ticket_state == "called"
        assert seq == view.feed_seq == 3
        watcher.close()


def test_whoever_joins_late_hears_at_once_how_the_hall_stands(url: str) -> None:
    clerk = clerk_at(url, 3)
    clerk.command("/api/tickets", key=f"{KEY}-ticket", service_ids=["b"])
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


def a_sight(feed_seq: int, took_s: float = 0.0) -> Sight:
    return Sight(view=a_view(feed_seq), took_s=took_s)


def test_changes_that_come_together_share_one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = 0

    async def look() -> Sight:
        nonlocal looks
        looks += 1
        return a_sight(looks)

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


@pytest.mark.parametrize(("took_s", "pause_s"), [(2.0, 2.0 * PAUSE_PER_LOOK), (0.0, PAUSE_S)])
def test_it_rests_by_how_long_the_database_took_and_not_by_how_busy_the_loop_was(
    monkeypatch: pytest.MonkeyPatch, took_s: float, pause_s: float
) -> None:
    rests: list[float] = []

    async def look() -> Sight:
        for _ in range(50):  # others are served meanwhile
            await sleep(0.002)
        return a_sight(1, took_s)

    async def rest(seconds: float) -> None:
        rests.append(seconds)

    async def play() -> None:
        hub = Hub(look)
        running = asyncio.create_task(hub.run())
        await anext(hub.frames())
        hub.close()
        await running

    sleep = asyncio.sleep
    monkeypatch.setattr("queue_server.events.asyncio.sleep", rest)
    asyncio.run(play())
    assert rests == [pause_s]


def test_a_slow_watcher_gets_the_newest_state_and_not_every_one() -> None:
    async def look() -> Sight:
        look.seq += 1  # type: ignore[attr-defined]
        return a_sight(look.seq)  # type: ignore[attr-defined]

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

    async def look() -> Sight:
        return a_sight(1)

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

    async def look() -> Sight:
        return a_sight(1)

    async def play() -> None:
        hub = Hub(look)
        running = asyncio.create_task(hub.run())
        frames = hub.frames()
        assert await anext(frames) == await anext(frames)
        hub.close()
        await running

    asyncio.run(play())


def test_the_stream_survives_a_database_that_is_away_for_a_moment(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "AGAIN_S", 0.01)
    outcomes: Iterator[StoreError | Sight] = iter([StoreError("gone"), a_sight(7)])

    async def look() -> Sight:
        outcome = next(outcomes)
        if isinstance(outcome, StoreError):
            raise outcome
        return outcome

    async def play() -> bytes:
        hub = Hub(look)
        running = asyncio.create_task(hub.run())
        frame = await anext(hub.frames())
        hub.close()
        await running
        return frame

    assert b"id: 7\n" in asyncio.run(play())  # and nobody had to ask again
    assert "the displays show an old state: gone" in caplog.text


def test_the_stream_survives_an_error_nobody_foresaw(caplog: pytest.LogCaptureFixture) -> None:
    outcomes: Iterator[KeyError | Sight] = iter([KeyError("a fault of ours"), a_sight(7)])

    async def look() -> Sight:
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

    async def look() -> Sight:
        return a_sight(1)

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
    colleague.command("/api/counters/3/open", key=f"{KEY}-open")
    for index in range(2):
        clerk.command("/api/tickets", key=f"{KEY}{index}", service_ids=["a"])
    called = [
        clerk.command("/api/counters/1/next", key=KEY)[1]["ticket"]["number"],
        colleague.command("/api/counters/3/next", key=KEY)[1]["ticket"]["number"],
    ]
    assert sorted(called) == ["A9-001", "A9-002"]


# ---- what happens, each thing once and in order ----

Message3 = tuple[str, int, dict[str, object]]


class Listener:
    """Someone who says where they stand, and is told of everything since then."""

    def __init__(self, url: str, after_seq: int | None, *, header: str | None = None) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE_S)
        query = "" if after_seq is None else f"?last_event_id={after_seq}"
        headers = {} if header is None else {"Last-Event-ID": header}
        self._connection.request("GET", f"/api/hall/events{query}", headers=headers)
        self.answer = self._connection.getresponse()
        self.seq = after_seq or 0

    def close(self) -> None:
        self.answer.close()
        self._connection.close()

    def next_message(self) -> Message3:
        """Its name, its id (the last one where it has none) and what it says."""
        name, said = "", {}
        while line := self.answer.readline().rstrip(b"\n"):
            field, _, value = line.decode().partition(": ")
            if field == "event":
                name = value
            elif field == "id":
                self.seq = int(value)
            elif field == "data":
                said = json.loads(value)
        return name, self.seq, said

    def up_to(self, seq: int) -> list[Message3]:
        """Everything until the state that has seen event `seq`, that state included."""
        heard = [self.next_message()]
        while heard[-1][0] != "hall" or heard[-1][1] < seq:
            heard.append(self.next_message())
        return heard


def happenings(heard: list[Message3]) -> list[tuple[str, int]]:
    return [(name, seq) for name, seq, _ in heard if name not in ("hall", "")]


def a_morning(url: str) -> int:
    """Two tickets, one of them called twice and finished; returns the last event of the log."""
    clerk = clerk_at(url, 1)
    for index in range(2):
        clerk.command("/api/tickets", key=f"{KEY}{index}", service_ids=["a"])
    for command in ("next", "recall", "finish"):
        assert clerk.command(f"/api/counters/1/{command}", key=f"{KEY}-{command}")[0] == 200
    return last_seq(url)


def last_seq(url: str) -> int:
    return int(json.loads(Client(url).ask("GET", "/api/hall")[2])["feed_seq"])


def test_each_thing_that_happens_is_told_once_and_in_order(url: str) -> None:
    with closing(Listener(url, 0)) as early:
        last = a_morning(url)
        heard = early.up_to(last)
    ticket_events = [name for name, _ in happenings(heard) if not name.startswith("counter_")]
    assert ticket_events == ["ticket_issued", "ticket_issued", "call", "ticket_recalled", "service_finished"]
    seqs = [seq for _, seq in happenings(heard)]
    assert seqs == sorted(set(seqs))


def test_a_call_says_who_goes_where_and_not_who_called(url: str) -> None:
    last = a_morning(url)
    with closing(Listener(url, 0)) as listener:
        called = next(said for name, _, said in listener.up_to(last) if name == "call")
    assert called == {
        "kind": "ticket_called",
        "at_ms": NOW_MS,
        "number": "A9-001",
        "service_id": "a",
        "counter": 1,
    }


def test_the_state_comes_after_what_led_to_it(url: str) -> None:
    with closing(Listener(url, 0)) as listener:
        last = a_morning(url)
        heard = listener.up_to(last)
    for (_, before, _), (_, after, _) in pairwise(heard):
        assert before <= after


@pytest.mark.parametrize("by_header", [False, True])
def test_who_comes_back_is_told_what_happened_meanwhile_and_nothing_twice(url: str, by_header: bool) -> None:
    last = a_morning(url)
    with closing(Listener(url, 0)) as before:
        everything = happenings(before.up_to(last))
    for _, seen in [("nothing", 0), *everything]:
        after = 0 if by_header else seen  # what the browser itself says counts more than the address
        with closing(Listener(url, after, header=str(seen) if by_header else None)) as listener:
            assert happenings(listener.up_to(last)) == [it for it in everything if it[1] > seen]


def test_who_does_not_say_where_it_stands_is_told_states_only(url: str) -> None:
    with closing(Listener(url, None)) as listener:
        last = a_morning(url)
        assert {name for name, _, _ in listener.up_to(last)} == {"hall"}


def test_a_paper_that_jammed_is_not_told_to_the_hall(database: Database) -> None:
    set_up_hall(database)
    log = KioskLog()
    ticket = log.issue("a", "A", NOW_MS).event.ticket_id
    log.append(EventKind.SLIP_PRINTED, NOW_MS, {"outcome": "failed"}, ticket)
    hand_over(database, log.push(NOW_MS), NOW_MS)
    with (
        running_server(database, HALL, now_ms=lambda: NOW_MS) as url,
        closing(Listener(url, 0)) as listener,
    ):
        heard = listener.up_to(2)
    assert happenings(heard) == [("ticket_issued", 1)]


def test_who_gives_up_at_home_or_never_came_is_not_told_to_the_hall(sqlite_database: Database) -> None:
    def tell(connection: Connection) -> None:
        left, came_not = EventKind.TICKET_CANCELLED, EventKind.TICKET_EXPIRED
        ends = [(left, "booked"), (came_not, "booked"), (came_not, "waiting"), (left, "waiting")]
        told = [
            Happening(
                kind=kind,
                at_ms=NOW_MS,
                actor="citizen",
                ticket_id="t",
                service_day=service_day(NOW_MS, HALL.timezone),
                before=TicketState(before),
                after=TicketState.CANCELLED,
                body={"number": f"{kind} from {before}"},
            )
            for kind, before in ends
        ]
        append_events(connection, HALL.id, told)

    async def heard() -> str:
        feed = Feed(sqlite_database, HALL, lambda: NOW_MS)
        await feed.catch_up(await feed.newest_seq())
        return (feed.since(0) or b"").decode()

    set_up_hall(sqlite_database)
    sqlite_database.write(tell).result()
    frames = asyncio.run(heard())
    assert re.findall(r'"number": "([^"]*)"', frames) == ["ticket_cancelled from waiting"]


def test_who_is_ahead_of_our_log_is_told_to_begin_anew(url: str) -> None:
    last = a_morning(url)
    with closing(Listener(url, last + 1)) as listener:
        assert listener.next_message()[0] == "reset"
        assert listener.up_to(last)[-1][0] == "hall"


@pytest.mark.parametrize("nonsense", ["-1", "x", "99999999999999999999"])
def test_a_place_in_the_log_that_is_no_number_is_refused(url: str, nonsense: str) -> None:
    with closing(Listener(url, 0, header=nonsense)) as listener:
        assert listener.answer.status == 422


def happen(connection: Connection, moment: int, count: int = 1) -> None:
    happening = Happening(
        kind=EventKind.TICKET_CALLED,
        at_ms=moment,
        actor="test",
        ticket_id="t",
        service_day=service_day(moment, HALL.timezone),
        body={"number": "A1-001", "service_id": "a", "counter": 1},
    )
    append_events(connection, HALL.id, [happening] * count)


class Play:
    """A hub on a real log, without a server; the clock is what the test says."""

    def __init__(self, database: Database, now_ms: int = NOW_MS) -> None:
        set_up_hall(database)
        self.database, self.now_ms = database, now_ms
        self.hub = Hub(self._look)

    async def __aenter__(self) -> "Play":
        self.feed = Feed(self.database, HALL, lambda: self.now_ms)
        self.hub.follow(self.feed, is_shared=False)
        self._running = asyncio.create_task(self.hub.run())
        return self

    async def __aexit__(self, *_error: object) -> None:
        self.hub.close()
        await self._running

    async def happen(self, count: int = 1) -> None:
        work = partial(happen, moment=self.now_ms, count=count)
        await asyncio.wrap_future(self.database.write(work))
        self.hub.touch()

    async def heard(self, after_seq: int, *, up_to: int) -> list[int]:
        """The ids of what someone hears who stands at `after_seq`; -1 stands for a reset."""
        ids: list[int] = []
        async for frame in self.hub.frames(after_seq):
            for message in frame.split(b"\n\n"):
                if message + b"\n\n" == RESET:
                    ids.append(-1)
                elif message.startswith(b"event: call"):
                    ids.append(int(message.split(b"\n")[1][4:]))
            if b"event: hall\nid: %d\n" % up_to in frame:
                return ids
        raise EOFError

    async def _look(self) -> Sight:
        seq = await asyncio.wrap_future(self.database.read(lambda connection: feed_seq(connection, HALL.id)))
        return a_sight(seq)


def test_however_the_states_run_together_everybody_hears_everything_once(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "PAUSE_S", 0.001)
    chance = random.Random(3)
    most = 120

    async def listen(play: Play) -> list[int]:
        """Someone who dawdles, and whose line breaks again and again."""
        ids: list[int] = []
        seq = 0
        while seq < most:
            async for frame in play.hub.frames(seq):
                for message in frame.split(b"\n\n")[:-1]:
                    seq = int(message.split(b"\n")[1][4:])
                    if message.startswith(b"event: call"):
                        ids.append(seq)
                    if chance.random() < 0.1:  # cut off in the middle of what was sent together
                        break
                else:
                    if seq < most:
                        await asyncio.sleep(chance.random() * 0.01)
                        continue
                break
        return ids

    async def run() -> list[list[int]]:
        async with Play(sqlite_database) as play:
            listeners = [asyncio.create_task(listen(play)) for _ in range(8)]
            happened = 0
            while happened < most:
                count = min(chance.randint(1, 7), most - happened)
                await play.happen(count)
                happened += count
            return await asyncio.wait_for(asyncio.gather(*listeners), 30)

    assert asyncio.run(run()) == [list(range(1, most + 1))] * 8


def test_who_was_away_since_another_day_is_told_to_begin_anew(sqlite_database: Database) -> None:
    async def run() -> list[list[int]]:
        async with Play(sqlite_database) as play:
            await play.happen(2)
            yesterdays = await play.heard(0, up_to=2)
            play.now_ms = moment_ms(8, day=21)
            await play.happen(2)
            todays = await play.heard(2, up_to=4)
            return [yesterdays, todays, await play.heard(1, up_to=4)]

    assert asyncio.run(run()) == [[1, 2], [3, 4], [-1]]


def test_a_server_that_starts_anew_tells_of_the_whole_day_and_no_other(sqlite_database: Database) -> None:
    async def run() -> list[list[int]]:
        async with Play(sqlite_database) as play:
            await play.happen(2)
            play.now_ms = moment_ms(8, day=21)
            await play.happen(2)
            await play.heard(2, up_to=4)
            again = Hub(play._look)
            again.follow(Feed(play.database, HALL, lambda: play.now_ms), is_shared=False)
            running = asyncio.create_task(again.run())
            play.hub, old = again, play.hub
            heard = [await play.heard(seq, up_to=4) for seq in (1, 2, 3, 4)]
            play.hub = old
            again.close()
            await running
            return heard

    assert asyncio.run(run()) == [[-1], [3, 4], [4], []]


@pytest.mark.parametrize("at_once", [1, 30])
def test_who_is_too_far_behind_is_told_to_begin_anew(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(feed, "MOST_KEPT", 10)

    async def run() -> tuple[list[int], list[int]]:
        async with Play(sqlite_database) as play:
            await play.happen()
            await play.heard(0, up_to=1)
            for happened in range(1 + at_once, 32, at_once):
                await play.happen(at_once)
                await play.heard(happened, up_to=happened)
            return await play.heard(1, up_to=31), await play.heard(25, up_to=31)

    assert asyncio.run(run()) == ([-1], list(range(26, 32)))


def test_who_heard_from_another_process_what_we_have_yet_to_read_hears_nothing_older(
    sqlite_database: Database,
) -> None:
    async def run() -> list[int]:
        async with Play(sqlite_database) as play:
            await play.happen(2)
            await play.heard(0, up_to=2)
            ahead = asyncio.create_task(play.heard(3, up_to=4))
            play.hub.touch()
            await play.heard(2, up_to=2)
            await play.happen(2)
            return await ahead

    assert asyncio.run(run()) == [4]


def test_what_another_process_wrote_is_told_without_being_touched(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "LOOK_EVERY_S", 0.001)

    async def run() -> list[int]:
        async with Play(sqlite_database) as play:
            play.hub.follow(play.feed, is_shared=True)
            hearing = asyncio.create_task(play.heard(0, up_to=1))
            await asyncio.wrap_future(play.database.write(partial(happen, moment=NOW_MS)))
            return await asyncio.wait_for(hearing, 20)  # a state comes every 30 s even without a change

    assert asyncio.run(run()) == [1]
