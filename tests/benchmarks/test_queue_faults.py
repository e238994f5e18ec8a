"""The proof under kill -9, in small: our server passes it, and servers that are broken on purpose do not."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from benchmarks.history import Findings, judge
from benchmarks.queue_faults import play
from benchmarks.queue_people import Crowd, use_queue
from models.store.database import may_be_shared

SMALL = Crowd(operators=10, issuers=10, tickets=200)
STARTED_ANEW_EVERY = 50  # commands


def test_a_hall_whose_server_is_killed_loses_shares_and_forgets_nothing(database_url: str) -> None:
    workers = 2 if may_be_shared(database_url) else 1
    _, findings = play(database_url, workers, SMALL, kills=1)
    assert findings.faults == dict.fromkeys(findings.faults, 0)
    assert findings.is_sound
    assert findings.issued == SMALL.tickets
    assert findings.asked_again > 0


@dataclass
class MemoryHall:
    """A queue that does its work, but for what is broken on purpose. Each `await` lets another command in."""

    broken: str = ""
    asked: int = 0
    waiting: list[str] = field(default_factory=list)
    issued: list[str] = field(default_factory=list)
    answers: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def ask(self, path: str, order: dict[str, Any]) -> tuple[int, Any]:
        self.asked += 1
        if self.asked % STARTED_ANEW_EVERY == 0:
            self.start_anew()
        if self.broken == "reads, then writes, without a lock":
            return 200, await self._do(path, order["key"])
        async with self.lock:
            return 200, await self._do(path, order["key"])

    def close(self) -> None:
        """Nothing is held by one line alone."""

    def start_anew(self) -> None:
        """What a kill and a new start would do to one that keeps it in memory."""
        if self.broken == "forgets its answers when started anew":
            self.answers.clear()
        if self.broken == "forgets who waits when started anew":
            self.waiting.clear()

    async def _do(self, path: str, key: str) -> dict[str, Any]:
        name = (path, key)
        if name not in self.answers or self.broken == "does each repeat again":
            self.answers[name] = await (self._issue() if path == "/api/tickets" else self._call())
        return self.answers[name]

    async def _issue(self) -> dict[str, Any]:
        count = len(self.issued if self.broken != "numbers by counting who waits" else self.waiting) + 1
        await asyncio.sleep(0)
        self.issued.append(f"A1-{count:03d}")
        self.waiting.append(self.issued[-1])
        return {"number": self.issued[-1]}

    async def _call(self) -> dict[str, Any]:
        waiting = list(self.waiting)
        await asyncio.sleep(0)
        if not waiting or (self.broken == "says nobody waits at times" and len(self.answers) % 5 == 0):
            return {"ticket": None}
        number = waiting[-1 if self.broken == "calls the last first" else 0]
        if number in self.waiting:
            self.waiting.remove(number)
        return {"ticket": {"number": number}}


def findings_of(hall: MemoryHall, crowd: Crowd = SMALL) -> Findings:
    async def connect(_index: int) -> MemoryHall:
        return hall

    async def disturb(_share_given: float) -> None:
        """It starts anew by itself."""

    return judge(asyncio.run(use_queue(crowd, connect, disturb)))


def test_the_crowd_finds_nothing_wrong_with_a_queue_that_works() -> None:
    findings = findings_of(MemoryHall())
    assert findings.faults == dict.fromkeys(findings.faults, 0)
    assert findings.is_sound


@pytest.mark.parametrize(
    ("broken", "faults"),
    [
        ("reads, then writes, without a lock", ["called_twice", "shared"]),
        ("numbers by counting who waits", ["shared"]),
        ("forgets its answers when started anew", ["forgotten"]),
        ("does each repeat again", ["forgotten"]),
        ("forgets who waits when started anew", ["lost"]),
        ("calls the last first", ["overtaken"]),
        ("says nobody waits at times", ["wrongly_nobody"]),
    ],
)
def test_a_queue_that_is_broken_on_purpose_is_found_out(broken: str, faults: Sequence[str]) -> None:
    findings = findings_of(MemoryHall(broken=broken))
    assert not findings.is_sound
    assert [fault for fault in faults if not findings.faults[fault]] == []
