"""systemd is told that the kiosk is well, over a real socket, and only while it is."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.watchdog import Pulse, Watchdog

PATIENCE_S = 10.0


class Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def heard(tmp_path: Path) -> Iterator[Callable[[], list[str]]]:
    """What systemd has been told since it was last asked. The watchdog's socket is in `tmp_path`."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(tmp_path / "notify"))
        line.setblocking(False)
        yield lambda: _waiting(line)


def _waiting(line: socket.socket) -> list[str]:
    said = []
    while True:
        try:
            said.append(line.recv(1000).decode())
        except BlockingIOError:
            return said


def watchdog(tmp_path: Path, *pulses: Pulse, patience_us: str = "30000000") -> Watchdog:
    return Watchdog(pulses, {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": patience_us})


def test_systemd_hears_that_the_kiosk_is_ready_is_well_and_ends(
    tmp_path: Path, heard: Callable[[], list[str]]
) -> None:
    dog = watchdog(tmp_path)
    dog.ready()
    dog.feed()
    dog.stopping()
    assert heard() == ["READY=1\nSTATUS=open", "WATCHDOG=1", "STOPPING=1"]


def test_an_abstract_socket_is_reached_too() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind("")  # the kernel picks a free abstract name
        line.settimeout(PATIENCE_S)
        name = line.getsockname()[1:].decode()
        Watchdog(environment={"NOTIFY_SOCKET": f"@{name}"}).feed()
        assert line.recv(1000) == b"WATCHDOG=1"


def test_it_is_fed_twice_as_often_as_systemd_looks(tmp_path: Path) -> None:
    assert watchdog(tmp_path, patience_us="30000000").feed_every_s == 15


@pytest.mark.parametrize("patience_us", ["", "0", "soon"])
def test_nobody_is_fed_where_nobody_looks(tmp_path: Path, patience_us: str) -> None:
    assert watchdog(tmp_path, patience_us=patience_us).feed_every_s is None


def test_without_systemd_nothing_happens(caplog: pytest.LogCaptureFixture) -> None:
    dog = Watchdog(environment={"WATCHDOG_USEC": "30000000"})
    dog.ready()
    dog.feed()
    assert (dog.feed_every_s, caplog.messages) == (None, [])


def test_a_systemd_that_has_gone_away_stops_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    watchdog(tmp_path).feed()
    assert [message.partition(":")[0] for message in caplog.messages] == ["systemd could not be told"]


def test_a_thread_that_is_silent_in_its_work_starves_the_dog(
    tmp_path: Path, heard: Callable[[], list[str]], clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    pulse = Pulse("print-slip", 60, clock_s=clock)
    dog = watchdog(tmp_path, pulse)
    pulse.beat()
    clock.now_s += 61
    dog.feed()
    dog.feed()
    assert heard() == ["STATUS=no answer from: print-slip"]
    assert caplog.messages == ["no answer from: print-slip"]


def test_a_thread_that_answers_again_feeds_the_dog_again(
    tmp_path: Path, heard: Callable[[], list[str]], clock: Clock
) -> None:
    pulse = Pulse("camera", 30, clock_s=clock)
    dog = watchdog(tmp_path, pulse)
    pulse.beat()
    clock.now_s += 31
    dog.feed()
    pulse.beat()
    dog.feed()
    assert heard()[-2:] == ["STATUS=open", "WATCHDOG=1"]


def test_a_thread_that_waits_for_work_is_well_however_long_that_takes(clock: Clock) -> None:
    pulse = Pulse("store-ticket", 60, clock_s=clock)
    with pulse.beating():
        clock.now_s += 59
        assert not pulse.has_stopped()
    clock.now_s += 1_000_000
    assert not pulse.has_stopped()


def test_a_thread_that_has_not_begun_is_well(clock: Clock) -> None:
    pulse = Pulse("camera", 30, clock_s=clock)
    clock.now_s += 1_000_000
    assert not pulse.has_stopped()
