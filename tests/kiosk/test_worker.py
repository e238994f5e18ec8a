"""A thread the kiosk needs lives on, and what befell it is told."""

import sys
import threading

import pytest

from kiosk.worker import Worker, living_on

PATIENCE_S = 10.0


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    errors: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: errors.append(error))
    return errors


def test_a_worker_tells_what_failed_and_goes_on_with_the_next(told: list[BaseException]) -> None:
    done: list[int] = []
    worker = Worker("worker", longest_s=60)

    def work(what: int) -> None:
        if what == 1:
            raise ZeroDivisionError("nobody foresaw it")
        done.append(what)

    for what in range(3):
        worker.submit(work, what)
    worker.shutdown()
    assert done == [0, 2]
    assert [str(error) for error in told] == ["nobody foresaw it"]


def test_a_worker_has_a_pulse_only_while_it_works() -> None:
    worker = Worker("worker", longest_s=-1)
    begun, may_end = threading.Event(), threading.Event()

    def work(_what: None) -> None:
        begun.set()
        may_end.wait(PATIENCE_S)

    worker.submit(work, None)
    assert begun.wait(PATIENCE_S)
    assert worker.pulse.has_stopped()
    may_end.set()
    worker.shutdown()
    assert not worker.pulse.has_stopped()


def test_a_thread_that_must_live_begins_anew_until_it_ends_by_itself(told: list[BaseException]) -> None:
    troubles = [OSError("once"), KeyError("twice")]

    def run() -> None:
        if troubles:
            raise troubles.pop()

    thread = threading.Thread(target=living_on(run, breath_s=0))
    thread.start()
    thread.join(PATIENCE_S)
    assert not thread.is_alive()
    assert [type(error) for error in told] == [KeyError, OSError]
