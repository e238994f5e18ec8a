"""People who use a queue all at once, never give up, and write down what they saw.

Issuers give a share of the numbers each; operators call until, after the last number, nobody waits. Now and
then one of them loses an answer on the way and asks again, or asks once more for an answer long received.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

from benchmarks.history import Kind, Seen

ANSWERS_LOST = 0.02
ASKED_AGAIN = 0.1
GIVE_UP_S = 10.0  # on one attempt: then the next is made
BETWEEN_ATTEMPTS_S = 0.03
IDLE_S = 0.02
TOO_LONG_S = 300.0


class Line(Protocol):
    """A client's way to the server."""

    async def ask(self, path: str, order: dict[str, Any]) -> tuple[int, Any]:
        """The status and the JSON of the answer. Raises OSError or EOFError when the line breaks."""

    def close(self) -> None:
        """Hang up."""


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """How many there are. seed: of whom loses which answer."""

    operators: int
    issuers: int
    tickets: int
    seed: int = 1


async def use_queue(
    crowd: Crowd,
    connect: Callable[[int], Awaitable[Line]],
    disturb: Callable[[float], Awaitable[None]],
) -> list[Seen]:
    """Everything they saw.

    connect: a new line for the person with that number; raises OSError while there is no server.
    disturb: told the share of the numbers given so far, again and again; may break whatever it likes.
    """
    history: list[Seen] = []
    people: list[_Person] = []
    given = 0
    all_given_s: float | None = None

    async def issue(person: _Person, count: int) -> None:
        nonlocal given
        for turn in range(count):
            await person.command(Kind.ISSUE, "/api/tickets", f"{person.name}-{turn:06d}")
            given += 1

    async def call(person: _Person, counter: int) -> None:
        turn = 0
        while True:
            began_s = time.monotonic()
            called = await person.command(
                Kind.NEXT, f"/api/counters/{counter}/next", f"{person.name}-{turn:06d}"
            )
            if called is None:
                if all_given_s is not None and began_s > all_given_s:
                    return
                await asyncio.sleep(IDLE_S)
            turn += 1

    def person(name: str, index: int) -> _Person:
        chance = random.Random(f"{crowd.seed} {name} {index}")
        people.append(_Person(f"{name}-{index:03d}", index, connect, history, chance))
        return people[-1]

    share, rest = divmod(crowd.tickets, crowd.issuers)
    issuing = [
        asyncio.create_task(issue(person("issuer", index), share + (index < rest)))
        for index in range(crowd.issuers)
    ]
    calling = [
        asyncio.create_task(call(person("operator", index), index + 1)) for index in range(crowd.operators)
    ]

    async def break_things() -> None:
        while True:
            await disturb(given / crowd.tickets)
            await asyncio.sleep(0.005)

    breaking = asyncio.create_task(break_things())
    try:
        async with asyncio.timeout(TOO_LONG_S):
            await asyncio.gather(*issuing)
            all_given_s = time.monotonic()
            await asyncio.gather(*calling)
    finally:
        breaking.cancel()
        for one in people:
            one.hang_up()
        await asyncio.sleep(0)  # the lines are closed by the loop
    return history


class _Person:
    def __init__(
        self,
        name: str,
        index: int,
        connect: Callable[[int], Awaitable[Line]],
        history: list[Seen],
        chance: random.Random,
    ) -> None:
        self.name = name
        self._index, self._connect, self._history, self._chance = index, connect, history, chance
        self._line: Line | None = None
        self._done: list[tuple[Kind, str, str]] = []

    def hang_up(self) -> None:
        """Give up the line; the next command takes a new one."""
        if self._line is not None:
            self._line.close()
        self._line = None

    async def command(self, kind: Kind, path: str, key: str) -> str | None:
        """The number issued or called; perhaps an old command is asked for again on the way."""
        if self._done and self._chance.random() < ASKED_AGAIN:
            await self._ask(*self._chance.choice(self._done))
        self._done.append((kind, path, key))
        return await self._ask(kind, path, key)

    async def _ask(self, kind: Kind, path: str, key: str) -> str | None:
        order = {"key": key} | ({"service_ids": ["a"]} if kind is Kind.ISSUE else {})
        began_s = time.monotonic()
        while (answer := await self._attempt(path, order)) is None:
            await asyncio.sleep(BETWEEN_ATTEMPTS_S * self._chance.random())
        ended_s = time.monotonic()
        given = answer if kind is Kind.ISSUE else answer["ticket"]
        number = None if given is None else str(given["number"])
        self._history.append(
            Seen(client=self.name, kind=kind, key=key, began_s=began_s, ended_s=ended_s, number=number)
        )
        return number

    async def _attempt(self, path: str, order: dict[str, Any]) -> dict[str, Any] | None:
        """The answer; None when none came, whatever became of the command."""
        loses_answer = self._chance.random() < ANSWERS_LOST
        try:
            self._line = self._line or await self._connect(self._index)
            patience_s = self._chance.random() * 0.02 if loses_answer else GIVE_UP_S
            async with asyncio.timeout(patience_s):
                status, answer = await self._line.ask(path, order)
        except (OSError, EOFError, TimeoutError):
            self.hang_up()
            return None
        if status >= 500:
            return None
        if status not in (200, 201):
            raise SystemExit(f"{path} {order} was answered {status} {answer!r}")
        return dict(answer)
