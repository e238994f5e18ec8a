"""A kiosk: it gives numbers by itself, hands its log over, copies the hall's, and follows one epoch."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from models.event_log import GENESIS, Entry, Event, enter
from models.service_day import service_day
from models.sync import arrival, copies, epoch, hall_time, numbering
from models.sync import outbox as own_log
from models.ticket import EventKind, printed_number, ticket_id
from tests.simulator.hall import PAGE, TIMEZONE, Hall, Page, Pushed
from tests.simulator.world import SECOND_MS, Node, World

NOT_YET = numbering.Count()
EMPTY = own_log.Outbox(last=0)


@dataclass(frozen=True, kw_only=True)
class Disk:
    incarnation: int
    series: str
    log: tuple[Entry, ...] = ()
    count: numbering.Count = NOT_YET
    outbox: own_log.Outbox = EMPTY
    copy: tuple[Entry, ...] = ()
    behind_ms: int = 0


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A printed ticket. at_ms: the true moment. is_sure: whether the kiosk had heard the hall's time since it
    was started, in its nth run."""

    kiosk: str
    incarnation: int
    ticket_id: str
    number: str
    day: date
    at_ms: int
    is_sure: bool
    run: int


class Kiosk:
    """reach: which server the network leads this kiosk to at the moment."""

    def __init__(self, world: World, name: str, reach: Callable[[], Hall]) -> None:
        self.world, self.node, self.reach = world, Node(name), reach
        self.disk: Disk | None = None
        self.papers: list[Paper] = []
        self.corrected: set[str] = set()
        self.confirmed: dict[str, int] = {}  # in which epoch it heard first that the hall has a ticket
        self.anchor: hall_time.Anchor | None = None
        self.refused = False
        self.stopped_for = ""  # why it gave no more numbers, for the judge
        self.is_unknown = False  # to a hall that was put back: it was enrolled after the backup
        self._run = 0
        self._handed_over = 0
        self.guess: hall_time.Anchor | None = None

    @property
    def tip(self) -> copies.Tip | None:
        if self.disk is None or not self.disk.copy:
            return None
        last = self.disk.copy[-1]
        return copies.Tip(seq=last.event.seq, hash=last.hash)

    def commit(self, disk: Disk) -> None:
        self.world.may_die()
        self.disk = disk
        self.world.may_die()

    def _wake(self) -> None:
        """What was only in memory is gone when the machine was off."""
        if self._run != self.node.run:
            self._run, self.anchor, self.guess, self._handed_over = self.node.run, None, None, 0

    def enrol(self, hall: Hall) -> None:
        """The technician, in front of the machine."""
        given = hall.enrol(self.node.name)
        if given is not None:
            self.disk = Disk(incarnation=given[0], series=given[1])
            self.anchor = self.guess = None
            self.refused = self.is_unknown = False

    def lose_disk(self) -> None:
        self.world.say(f"{self.node.name} loses its disk")
        self.disk, self.anchor = None, None

    def own_clock(self, disk: Disk) -> hall_time.Anchor:
        """The machine's own time, as it was believed at the start."""
        if self.guess is None:
            self.guess = hall_time.guessed(
                wall_ms=self.world.wall_ms(self.node),
                behind_ms=disk.behind_ms,
                last_at_ms=disk.log[-1].event.at_ms if disk.log else 0,
                steady_ms=self.world.now_ms,
            )
        return self.guess

    # ---- a citizen ----

    def issue(self) -> None:
        self._wake()
        disk = self.disk
        if disk is None or self.refused:
            return
        clock = self.anchor or self.own_clock(disk)
        at_ms = clock.now_ms(self.world.now_ms)
        day = service_day(at_ms, TIMEZONE)
        count = numbering.counted(disk.count, day, is_sure=clock.is_sure)
        seq, before = len(disk.log) + 1, disk.log[-1].hash if disk.log else GENESIS
        number = printed_number("A", disk.series, count.last)
        id_ = ticket_id(self.node.name, disk.incarnation, seq)
        event = Event(
            seq=seq,
            kind=EventKind.TICKET_ISSUED,
            at_ms=at_ms,
            actor=f"kiosk:{self.node.name}",
            ticket_id=id_,
            before=None,
            after="waiting",
            body={"number": number, **({arrival.HALL_TIME: 1} if clock.is_sure else {})},
        )
        paper = Paper(
            kiosk=self.node.name,
            incarnation=disk.incarnation,
            ticket_id=id_,
            number=number,
            day=day,
            at_ms=self.world.now_ms,
            is_sure=clock.is_sure,
            run=self.node.run,
        )
        self.give(
            replace(
                disk,
                log=(*disk.log, enter(event, before)),
                count=count,
                outbox=replace(disk.outbox, last=seq),
            ),
            paper,
        )

    def give(self, disk: Disk, paper: Paper) -> None:
        """First the disk, then the paper."""
        self.commit(disk)
        self.papers.append(paper)

    # ---- the hall ----

    def turn(self) -> None:
        """What the sending thread does, over and over."""
        self._wake()
        disk = self.disk
        if disk is None:
            return
        entries = disk.log[disk.outbox.acked : disk.outbox.acked + PAGE]
        if self.world.chance(self.world.faults.skip):
            entries = entries[1:]
        asked_ms, hall = self.world.now_ms, self.reach()
        now_ms = self.own_clock(disk).now_ms(asked_ms)

        def on_answer(answer: Pushed) -> None:
            self._pushed(answer, disk.incarnation, asked_ms)

        self.world.ask(
            self.node,
            hall.node,
            lambda: hall.push(self.node.name, disk.incarnation, disk.outbox.epoch, entries, now_ms),
            on_answer,
        )

    def _pushed(self, answer: Pushed, incarnation: int, asked_ms: int) -> None:
        disk = self.disk
        if disk is None or disk.incarnation != incarnation:
            return
        if answer.fault in ("gap", "fork", "replaced") and answer.epoch >= disk.outbox.epoch:
            self.refused = True
            self.stopped_for = self.stopped_for or answer.fault
        self.is_unknown = answer.fault == "unknown" and answer.epoch >= disk.outbox.epoch
        if answer.fault:
            return
        try:
            after = own_log.confirmed(disk.outbox, epoch=answer.epoch, high=answer.high)
        except own_log.OldHall:
            return
        except own_log.NotOurLog:
            self.refused, self.stopped_for = True, "not ours"
            return
        now_ms = self.world.now_ms
        if now_ms - asked_ms < 5 * SECOND_MS:  # a question that took long tells nothing of the time
            new = hall_time.heard(answered_ms=answer.now_ms, asked_steady_ms=asked_ms, heard_steady_ms=now_ms)
            self.anchor = hall_time.followed(self.anchor, new)
        behind_ms = answer.now_ms - self.world.wall_ms(self.node)
        if after != disk.outbox or abs(behind_ms - disk.behind_ms) > SECOND_MS:
            self.commit(replace(disk, outbox=after, behind_ms=behind_ms))
        self._note_confirmed(after)
        if answer.recovering and answer.epoch == after.epoch and self._handed_over != after.epoch:
            self._hand_over(after.epoch)

    def _note_confirmed(self, box: own_log.Outbox) -> None:
        """For the judge: what was handed over in the run in which it was written has one clock all along."""
        for paper in self.papers:
            of_this_disk = self.disk is not None and paper.incarnation == self.disk.incarnation
            if of_this_disk and int(paper.ticket_id.rpartition(".")[2]) <= box.acked:
                self.confirmed.setdefault(paper.ticket_id, box.epoch)
                if paper.run == self.node.run:
                    self.corrected.add(paper.ticket_id)

    def copy(self) -> None:
        """What the copying thread does, over and over."""
        self._wake()
        if self.disk is None:
            return
        tip, incarnation, hall = self.tip, self.disk.incarnation, self.reach()
        self.world.ask(
            self.node,
            hall.node,
            lambda: hall.page(tip),
            lambda page: self._copied(tip, incarnation, page),
        )

    def _copied(self, asked: copies.Tip | None, incarnation: int, page: Page) -> None:
        disk = self.disk
        if disk is None or disk.incarnation != incarnation or self.tip != asked:
            return
        if epoch.hear(disk.outbox.epoch, page.epoch) is not epoch.Heard.SAME:
            return
        if not page.is_known:
            keep = copies.parted_at(asked, page.base_seq)
            self.commit(replace(disk, copy=tuple(one for one in disk.copy if one.event.seq <= keep)))
            return
        try:
            new = copies.continued(self.tip, page.entries)
        except copies.CopyBroken:
            return
        if new:
            self.commit(replace(disk, copy=(*disk.copy, *new)))

    def _hand_over(self, followed: int) -> None:
        disk, hall = self.disk, self.reach()
        if disk is None:
            return
        held, own_last = disk.copy, disk.outbox.last
        peer = f"kiosk:{self.node.name}"

        def on_answer(answer: object) -> None:
            if getattr(answer, "epoch", 0) == followed and getattr(answer, "state", "") == "done":
                self._handed_over = followed

        self.world.ask(
            self.node, hall.node, lambda: hall.hand_over(peer, followed, held, own_last), on_answer
        )
