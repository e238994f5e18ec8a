"""Time, chance and the network: everything that happens in a run comes from one seed.

Nothing here knows what a queue is. A node's `disk` is what a kill leaves; the rest of it begins anew.
"""

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

SECOND_MS = 1000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
START_MS = 1_795_100_400_000  # 2026-11-20 00:00 in Vietnam


class Killed(Exception):
    """The node died in the middle of what it was doing."""


@dataclass(kw_only=True)
class Faults:
    """How much goes wrong, from nothing (0) on. Chances are per message, per write or per minute."""

    loss: float = 0.15
    twice: float = 0.10
    longest_delay_ms: int = 12 * SECOND_MS
    kill: float = 0.004
    partition: float = 0.05
    kiosk_disk: float = 0.004
    put_back: float = 0.03
    again: float = 0.15  # soon after another one
    promote: float = 0.015
    clock: float = 0.03
    skip: float = 0  # a message of a kiosk lacks its first entry

    def stopped(self) -> "Faults":
        """The same world at peace."""
        return Faults(
            loss=0,
            twice=0,
            longest_delay_ms=50,
            kill=0,
            partition=0,
            kiosk_disk=0,
            put_back=0,
            again=0,
            promote=0,
            clock=0,
        )


@dataclass
class Node:
    """A machine. run: how often it was started; what was begun in another run is nobody's any more."""

    name: str
    run: int = 0
    is_up: bool = True
    clock_wrong_ms: int = 0


@dataclass
class World:
    seed: int
    faults: Faults = field(default_factory=Faults)
    trace: list[str] | None = None

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.skips = self.faults.skip > 0
        self.now_ms = START_MS + self.random.choice(
            [8 * HOUR_MS, 10 * HOUR_MS, 23 * HOUR_MS + 50 * MINUTE_MS]
        )
        self.began_ms = self.now_ms
        self.cut_until_ms: dict[tuple[str, str], int] = {}
        self._due: list[tuple[int, int, Callable[[], None]]] = []
        self._count = 0

    def say(self, what: str) -> None:
        if self.trace is not None:
            self.trace.append(f"{(self.now_ms - self.began_ms) / 1000:9.3f}  {what}")

    def later(self, delay_ms: float, deed: Callable[[], None]) -> None:
        self._count += 1
        heapq.heappush(self._due, (self.now_ms + int(delay_ms), self._count, deed))

    def run_until(self, end_ms: int) -> None:
        while self._due and self._due[0][0] <= end_ms:
            self.now_ms, _, deed = heapq.heappop(self._due)
            deed()
        self.now_ms = end_ms

    def chance(self, likelihood: float) -> bool:
        return self.random.random() < likelihood

    # ---- machines ----

    def on(self, node: Node, deed: Callable[[], None]) -> None:
        """Do `deed` on that machine, if it runs; it may die of it."""
        if not node.is_up:
            return
        try:
            deed()
        except Killed:
            self.kill(node)

    def kill(self, node: Node) -> None:
        self.say(f"{node.name} is killed")
        node.is_up = False
        node.run += 1
        self.later(self.random.uniform(1, 30) * SECOND_MS, lambda: self._start(node))

    def _start(self, node: Node) -> None:
        node.is_up = True

    def may_die(self) -> None:
        """Between any two writes. Raises Killed."""
        if self.chance(self.faults.kill):
            raise Killed

    def wall_ms(self, node: Node) -> int:
        return self.now_ms + node.clock_wrong_ms

    # ---- the network ----

    def cut(self, one: str, other: str, duration_ms: int) -> None:
        self.cut_until_ms[one, other] = self.now_ms + duration_ms

    def send(self, sender: str, receiver: str, deliver: Callable[[], None]) -> None:
        """Carry a message: late, twice, before an earlier one, or not at all."""
        copies = 1 + self.chance(self.faults.twice)
        for _ in range(copies):
            if self.chance(self.faults.loss) or self.cut_until_ms.get((sender, receiver), 0) > self.now_ms:
                continue
            self.later(self._delay_ms(), deliver)

    def ask(
        self,
        client: Node,
        server: Node,
        question: Callable[[], Any],
        on_answer: Callable[[Any], None],
    ) -> None:
        """`question` is answered on the server's machine, once for each time it arrives there."""
        run = client.run

        def answered(answer: Any) -> None:
            if client.run == run:
                self.on(client, lambda: on_answer(answer))

        def asked() -> None:
            def work() -> None:
                answer = question()
                self.send(server.name, client.name, lambda: answered(answer))

            self.on(server, work)

        self.send(client.name, server.name, asked)

    def _delay_ms(self) -> float:
        if self.chance(0.8):
            return self.random.uniform(1, 30)
        return self.random.uniform(1, self.faults.longest_delay_ms)
