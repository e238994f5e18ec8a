"""One history: three kiosks, three counters, one hall and its zombies, half an hour of faults, then peace."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from models.event_log import first_break
from models.ticket import EventKind, TicketState
from tests.simulator.desk import Desk
from tests.simulator.hall import Disk, Hall
from tests.simulator.kiosk import Kiosk, Paper
from tests.simulator.world import DAY_MS, MINUTE_MS, SECOND_MS, Faults, Node, World

KIOSKS = 3
COUNTERS = 3
TROUBLED_MS = 30 * MINUTE_MS
PEACE_MS = 40 * MINUTE_MS
BACKUPS = 6  # that many are kept, and any of them may be put back
MOST_LATE_MS = 60 * SECOND_MS  # a message takes up to 12 s, and the worst network loses several


@dataclass(kw_only=True)
class History:
    """What a run came to. broken: the promises that were not kept."""

    seed: int
    papers: int = 0
    calls: int = 0
    put_back: int = 0
    promoted: int = 0
    excused: int = 0
    broken: list[str] = field(default_factory=list)


class Run:
    def __init__(self, seed: int, faults: Faults | None = None, trace: list[str] | None = None) -> None:
        self.world = World(seed, faults or Faults(), trace)
        self.history = History(seed=seed)
        self.halls = [Hall(self.world, "hall 1")]
        self.reached: dict[str, Hall] = {}  # by whose messages still go to a server that was replaced
        self.backups: list[Disk] = []
        self.kiosks = [Kiosk(self.world, f"K{n}", self._way(f"K{n}")) for n in range(1, KIOSKS + 1)]
        self.desks = [Desk(self.world, n, self._way(f"desk {n}")) for n in range(1, COUNTERS + 1)]
        self.lost: set[tuple[str, int]] = set()  # incarnations whose disk was lost
        self.hall.on_next = self._check_next
        for kiosk in self.kiosks:
            kiosk.enrol(self.hall)
        self.backups.append(self.hall.disk)

    @property
    def hall(self) -> Hall:
        """The server that is meant to be the hall."""
        return self.halls[-1]

    def _way(self, name: str) -> Callable[[], Hall]:
        """Where the messages of that client go: for a while after a promotion now here, now there."""

        def reach() -> Hall:
            old = self.reached.get(name)
            return self.hall if old is None or self.world.chance(0.4) else old

        return reach

    def _check_next(self, hall: Hall) -> None:
        """Whom an earlier hall had confirmed is not passed over, unless a person waived the kiosk."""
        for kiosk in self.kiosks:
            known, disk = hall.disk.kiosks.get(kiosk.node.name), kiosk.disk
            is_waived = f"kiosk:{kiosk.node.name}" in hall.waived
            if disk is None or is_waived or known is None or known.incarnation != disk.incarnation:
                continue
            for paper in kiosk.papers:
                is_gone = paper.incarnation != disk.incarnation or paper.ticket_id in hall.disk.parked
                confirmed = kiosk.confirmed.get(paper.ticket_id, hall.disk.epoch)
                if not is_gone and confirmed < hall.disk.epoch and paper.ticket_id not in hall.disk.tickets:
                    self.history.broken.append(f"{hall.node.name} passed over {paper.number}")

    # ---- what goes on ----

    def play(self) -> History:
        world = self.world
        for kiosk in self.kiosks:
            self._often(kiosk.node, 20, kiosk.issue, until_ms=TROUBLED_MS)
            self._often(kiosk.node, 3, kiosk.turn)
            self._often(kiosk.node, 10, kiosk.copy)
        for desk in self.desks:
            self._often(desk.node, 25, desk.press)
            self._often(desk.node, 3, desk.ask)
            self._often(desk.node, 4, desk.look)
        self._faults()
        world.run_until(world.began_ms + TROUBLED_MS)
        self._peace()
        world.run_until(world.began_ms + TROUBLED_MS + PEACE_MS)
        judge(self)
        return self.history

    def _often(
        self, node: Node, mean_s: float, deed: Callable[[], None], until_ms: int = TROUBLED_MS + PEACE_MS
    ) -> None:
        world = self.world

        def again() -> None:
            world.on(node, deed)
            if world.now_ms - world.began_ms < until_ms:
                world.later(world.random.uniform(0.3, 1.7) * mean_s * SECOND_MS, again)

        world.later(world.random.uniform(0, mean_s) * SECOND_MS, again)

    # ---- what goes wrong ----

    def _faults(self) -> None:
        world = self.world
        for minute in range(1, TROUBLED_MS // MINUTE_MS):
            world.later(minute * MINUTE_MS, self._minute)

    def _minute(self) -> None:
        world, faults = self.world, self.world.faults
        if world.chance(0.5):
            self.backups = [*self.backups, self.hall.disk][-BACKUPS:]
        hall = self.hall.node.name
        for name in self._clients():
            if world.chance(faults.partition):
                for one, other in ((name, hall), (hall, name)):
                    if world.chance(0.8):  # sometimes only one way
                        world.cut(one, other, int(world.random.uniform(0.2, 6) * MINUTE_MS))
        for kiosk in self.kiosks:
            if world.chance(faults.clock):
                wrong = world.random.choice([-40 * MINUTE_MS, 40 * MINUTE_MS, -DAY_MS, DAY_MS, 0])
                kiosk.node.clock_wrong_ms = int(wrong)
            if world.chance(faults.kiosk_disk):
                self._lose(kiosk)
            if kiosk.disk is None or kiosk.refused or kiosk.is_unknown:
                self._replace(kiosk)
        if world.chance(faults.put_back):
            self._put_back(world.random.choice(self.backups))
        elif world.chance(faults.promote):
            self._put_back(self.hall.disk if world.chance(0.3) else self.backups[-1], zombie=True)
        self._operator()

    def _lose(self, kiosk: Kiosk) -> None:
        # While the hall gathers, what only this one knows would be gone for good: nothing brings it back.
        if kiosk.disk is not None and not self.hall.disk.is_gathering:
            self.lost.add((kiosk.node.name, kiosk.disk.incarnation))
            kiosk.lose_disk()

    def _replace(self, kiosk: Kiosk) -> None:
        if self.hall.node.is_up and self.hall.works:
            if kiosk.disk is not None:
                self.lost.add((kiosk.node.name, kiosk.disk.incarnation))
            kiosk.enrol(self.hall)

    def _put_back(self, disk: Disk, *, zombie: bool = False) -> None:
        world = self.world
        before = self.hall
        after = Hall(world, f"hall {len(self.halls) + 1}", disk)
        after.on_next = self._check_next
        after.begin_epoch()
        world.say(f"{after.node.name} takes the place of {before.node.name} at entry {disk.tip.seq}")
        self.halls.append(after)
        self.backups = [after.disk]
        if not zombie:
            before.node.is_up = False
            before.node.name += " (gone)"
            self.history.put_back += 1
            if world.chance(world.faults.again):
                world.later(world.random.uniform(1, 60) * SECOND_MS, self._once_more)
            return
        self.history.promoted += 1
        for name in self._clients():
            if world.chance(0.6):  # for these the old server is still the hall, for a while
                self.reached[name] = before
                world.later(world.random.uniform(0.2, 4) * MINUTE_MS, partial(self._find, name))

        def switch_off() -> None:
            before.node.is_up = False
            before.node.run += 1

        world.later(5 * MINUTE_MS, switch_off)

    def _once_more(self) -> None:
        """The operator puts back the same backup again, or that disk dies too."""
        if self.world.now_ms - self.world.began_ms < TROUBLED_MS:
            self._put_back(self.backups[0])

    def _clients(self) -> list[str]:
        return [one.node.name for one in self.kiosks] + [one.node.name for one in self.desks]

    def _find(self, name: str) -> None:
        """From now on that client's messages go to the hall alone."""
        self.reached.pop(name, None)

    def _operator(self) -> None:
        """A kiosk that was lost is waived; a hall told of a higher epoch is begun again above it."""
        hall = self.hall
        if hall.disk.replaced_by is not None:
            hall.begin_epoch()
        if hall.disk.recovering:
            for kiosk in self.kiosks:
                known = hall.disk.kiosks.get(kiosk.node.name)
                is_here = kiosk.disk is not None and not kiosk.refused
                if not is_here or (known and kiosk.disk and kiosk.disk.incarnation != known.incarnation):
                    hall.waive(f"kiosk:{kiosk.node.name}")

    def _peace(self) -> None:
        world = self.world
        world.faults = world.faults.stopped()
        world.cut_until_ms.clear()
        self.reached.clear()
        for old in self.halls[:-1]:
            old.node.is_up = False
            old.node.run += 1
        for minute in range(1, PEACE_MS // MINUTE_MS):
            world.later(minute * MINUTE_MS, self._operator)
            world.later(minute * MINUTE_MS, self._mend)

    def _mend(self) -> None:
        for kiosk in self.kiosks:
            if kiosk.disk is None or kiosk.refused or kiosk.is_unknown:
                self._replace(kiosk)


# ---- the judge, who knows nothing of how it is done ----


def judge(run: Run) -> None:
    history, disk = run.history, run.hall.disk
    say = history.broken.append
    papers = [paper for kiosk in run.kiosks for paper in kiosk.papers]
    history.papers = len(papers)
    for (number, day), count in Counter((paper.number, paper.day) for paper in papers).items():
        if count > 1:
            say(f"{number} of {day} was printed {count} times")
    if (broken_at := first_break(disk.log)) is not None:
        say(f"the hall's log is broken at {broken_at}")
    if disk.recovering or disk.replaced_by is not None:
        say("the hall never went on")
    for paper in papers:
        _judge_paper(run, paper, say)
    for hall in run.halls:
        if hall.went_on:
            say(f"{hall.node.name} went on though it had heard of its successor")
    for kiosk in run.kiosks:
        if kiosk.stopped_for not in ("", "replaced") and not run.world.skips:
            say(f"{kiosk.node.name} gave no more numbers: {kiosk.stopped_for}")
        if kiosk.disk is not None and not kiosk.refused and kiosk.disk.outbox.acked < kiosk.disk.outbox.last:
            say(f"{kiosk.node.name} still has something to send")
        known = disk.kiosks.get(kiosk.node.name)
        if kiosk.disk is not None and (known is None or known.high != kiosk.disk.outbox.last):
            say(f"the hall does not know how far the log of {kiosk.node.name} is")
    _judge_calls(run, say)


def _judge_paper(run: Run, paper: Paper, say: Callable[[str], None]) -> None:
    disk = run.hall.disk
    ticket = disk.tickets.get(paper.ticket_id)
    if ticket is None:
        if (paper.kiosk, paper.incarnation) in run.lost or paper.ticket_id in disk.parked:
            if paper.ticket_id in disk.parked and paper.is_sure:
                say(f"{paper.number} ({paper.ticket_id}) was parked though its kiosk knew the day")
            run.history.excused += 1
        else:
            say(f"{paper.number} ({paper.ticket_id}) never arrived")
        return
    if ticket.number != paper.number:
        say(f"{paper.ticket_id} was printed as {paper.number} and is {ticket.number}")
    if ticket.state is TicketState.WAITING:
        say(f"{paper.number} ({paper.ticket_id}) still waits")
    corrected = any(paper.ticket_id in kiosk.corrected for kiosk in run.kiosks)
    if (paper.is_sure or corrected) and abs(ticket.arrived_at_ms - paper.at_ms) > MOST_LATE_MS:
        say(f"{paper.number} came {(ticket.arrived_at_ms - paper.at_ms) / 1000:.0f} s off")


def _judge_calls(run: Run, say: Callable[[str], None]) -> None:
    # An answer that comes twice to a page that was reloaded is still one call: it has one key.
    called = Counter(ticket for _, ticket in {call for desk in run.desks for call in desk.calls})
    run.history.calls = sum(called.values())
    for ticket, count in called.items():
        if count > 1:
            say(f"{ticket} was called {count} times")
    written = Counter((event.kind, event.ticket_id) for event in (entry.event for entry in run.hall.disk.log))
    for (kind, ticket), count in written.items():
        if count > 1 and kind in (EventKind.TICKET_ISSUED, EventKind.TICKET_CALLED):
            say(f"the log tells {count} times of {kind} {ticket}")
    for one in run.hall.disk.tickets.values():
        if one.state is not TicketState.WAITING and one.id not in called:
            say(f"{one.number} ({one.id}) was called and no clerk saw it")


def play(seed: int, faults: Faults | None = None, trace: list[str] | None = None) -> History:
    """What comes of that seed."""
    return Run(seed, faults, trace).play()
