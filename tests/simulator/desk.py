"""A counter's page: it makes a key before it asks, asks until it is answered, and keeps what it is told."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from models.event_log import Entry
from models.sync import epoch
from tests.simulator.hall import Answer, Hall
from tests.simulator.world import Node, World


@dataclass(frozen=True, kw_only=True)
class Disk:
    """What the browser keeps. pending: the key and the command that has no answer yet."""

    followed: int = epoch.FIRST
    pending: tuple[str, str] | None = None
    entries: tuple[Entry, ...] = ()
    is_open: bool = False
    pressed: int = 0


class Desk:
    """calls: who was called here, in order, each with the key of the command: what the clerk saw."""

    def __init__(self, world: World, counter: int, reach: Callable[[], Hall]) -> None:
        self.world, self.counter, self.reach = world, counter, reach
        self.node = Node(f"desk {counter}")
        self.disk = Disk()
        self.calls: list[tuple[str, str]] = []

    def commit(self, disk: Disk, seen: tuple[str, str] | None = None) -> None:
        """seen: a call the page shows once it has kept what it was told, and again when it is reloaded."""
        self.world.may_die()
        self.disk = disk
        self.calls += [seen] if seen else []
        self.world.may_die()

    def press(self) -> None:
        """The clerk wants the next citizen."""
        if self.disk.pending is None:
            pressed = self.disk.pressed + 1
            what = "next" if self.disk.is_open else "open"
            key = self.key(pressed)
            self.commit(replace(self.disk, pending=(key, what), pressed=pressed))
        self.ask()

    def key(self, pressed: int) -> str:
        return f"{self.counter}-{pressed}"

    def ask(self) -> None:
        """Send what has no answer yet, again."""
        pending, followed, hall = self.disk.pending, self.disk.followed, self.reach()
        if pending is None:
            return
        key, what = pending
        self.world.ask(
            self.node,
            hall.node,
            lambda: hall.command(self.counter, key, what, followed),
            lambda answer: self._answered(key, what, answer),
        )

    def _answered(self, key: str, what: str, answer: Answer) -> None:
        if not self.believes(answer) or answer.state == "later":
            return
        if self.disk.pending != (key, what):
            return
        kept = (*self.disk.entries, *answer.entries)
        after = replace(self.disk, pending=None, entries=kept, is_open=True)
        # Told that it was done before, the clerk looks: whoever is here may have been seen already.
        if answer.ticket is not None and (answer.state == "done" or not self._has_seen(answer.ticket.id)):
            self.commit(after, seen=(key, answer.ticket.id))
        else:
            self.commit(after)

    def _has_seen(self, ticket_id: str) -> bool:
        return ticket_id in [ticket for _, ticket in self.calls]

    def believes(self, answer: Answer) -> bool:
        """Whether to listen. Of a new epoch it is promised first, and then what is held is handed over."""
        heard = epoch.hear(self.disk.followed, answer.epoch)
        if heard is epoch.Heard.NEWER:
            self.commit(replace(self.disk, followed=answer.epoch))
        return heard is not epoch.Heard.OLDER

    def look(self) -> None:
        """Hear how the hall stands; a hall that gathers gets what is held."""
        hall = self.reach()
        self.world.ask(
            self.node,
            hall.node,
            lambda: Answer(epoch=hall.disk.epoch, state="done", recovering=hall.disk.recovering),
            self._seen,
        )

    def _seen(self, answer: Answer) -> None:
        if not self.believes(answer) or not answer.recovering:
            return
        hall, followed, held = self.reach(), self.disk.followed, self.disk.entries
        peer = f"counter:{self.counter}"
        self.world.ask(
            self.node, hall.node, lambda: hall.hand_over(peer, followed, held), lambda _answer: None
        )
