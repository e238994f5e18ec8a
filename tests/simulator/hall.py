"""A hall: the product's decisions on a disk in memory, as `queue_server` makes them on a database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from models.event_log import GENESIS, Entry, Event, enter
from models.service_day import service_day
from models.sync import arrival, copies, epoch, intake, lost_hours, numbering, recovery
from models.ticket import EventKind, Ticket, TicketState
from models.ticket_log import told_whole
from tests.simulator.world import Node, World

TIMEZONE = "Asia/Ho_Chi_Minh"
PAGE = 20
Body = dict[str, str | int | float | None]


NOTHING = copies.Tip(seq=0, hash=GENESIS)


@dataclass(frozen=True, kw_only=True)
class Kiosk:
    """What the hall knows of a kiosk."""

    incarnation: int
    high: int = 0
    high_hash: str = GENESIS
    last_arrival_ms: int | None = None


@dataclass(frozen=True, kw_only=True)
class Disk:
    epoch: int = epoch.FIRST
    recovering: bool = False
    is_gathered: bool = False
    replaced_by: int | None = None
    base: copies.Tip = NOTHING
    log: tuple[Entry, ...] = ()
    tickets: dict[str, Ticket] = field(default_factory=dict)
    numbers: frozenset[tuple[object, str]] = frozenset()
    seats: dict[int, str] = field(default_factory=dict)
    commands: dict[tuple[str, str], Any] = field(default_factory=dict)
    kiosks: dict[str, Kiosk] = field(default_factory=dict)
    nth: int = 0
    gathered: tuple[Entry, ...] = ()
    heard: frozenset[str] = frozenset()
    own_logs: dict[str, int] = field(default_factory=dict)
    parked: tuple[str, ...] = ()

    @property
    def tip(self) -> copies.Tip:
        if not self.log:
            return NOTHING
        return copies.Tip(seq=self.log[-1].event.seq, hash=self.log[-1].hash)

    @property
    def is_gathering(self) -> bool:
        return self.recovering and not self.is_gathered


@dataclass(frozen=True, kw_only=True)
class Pushed:
    epoch: int
    high: int
    now_ms: int
    recovering: bool = False
    fault: str = ""


@dataclass(frozen=True, kw_only=True)
class Page:
    epoch: int
    is_known: bool
    base_seq: int
    entries: Sequence[Entry]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """To a desk. state: done, before (a restore), later (try again). ticket: whom the counter has now."""

    epoch: int
    state: str
    ticket: Ticket | None = None
    entries: Sequence[Entry] = ()
    recovering: bool = False


class Hall:
    """One server of the hall. `disk`: what is durable."""

    def __init__(self, world: World, name: str, disk: Disk | None = None) -> None:
        self.world, self.node, self.disk = world, Node(name), disk or Disk()
        self.successor = 0  # the highest epoch it has been told of, for the judge
        self.went_on = False
        self.waived: set[str] = set()
        self.on_next: Callable[[Hall], None] = lambda _hall: None  # for the judge

    # ---- writing ----

    def commit(self, disk: Disk) -> None:
        self.world.may_die()
        self.disk = disk
        self.world.may_die()

    def enter(self, disk: Disk, kind: str, actor: str, body: Body, ticket_id: str = "") -> Disk:
        """`disk` with one more event in its log."""
        event = Event(
            seq=disk.tip.seq + 1,
            kind=kind,
            at_ms=self.world.wall_ms(self.node),
            actor=actor,
            ticket_id=ticket_id,
            before=None,
            after=None,
            body=body,
        )
        return replace(disk, log=(*disk.log, enter(event, disk.tip.hash)))

    def move(self, disk: Disk, ticket: Ticket, kind: str, actor: str, body: Body) -> Disk:
        """`disk` with `ticket` as it stands from now on."""
        tickets = disk.tickets | {ticket.id: ticket}
        told = dict(told_whole(ticket)) | body
        return replace(self.enter(disk, kind, actor, told, ticket.id), tickets=tickets)

    @property
    def works(self) -> bool:
        return not self.disk.recovering and self.disk.replaced_by is None

    def hear(self, followed: int) -> None:
        """Somebody follows a hall of that epoch."""
        if epoch.is_replaced(self.disk.epoch, followed):
            self.commit(replace(self.disk, replaced_by=followed))
        self.successor = max(self.successor, followed)  # not heard by one that dies before it is written

    # ---- kiosks ----

    def enrol(self, kiosk: str) -> tuple[int, str] | None:
        """The technician stands before the machine: a new incarnation and its series; None: not now."""
        if not self.works:
            return None
        disk = self.disk
        nth = disk.nth + 1
        kiosks = disk.kiosks | {kiosk: Kiosk(incarnation=nth)}
        body: Body = {"issuer_id": kiosk, "incarnation": nth}
        disk = self.enter(disk, EventKind.KIOSK_ENROLLED, f"kiosk:{kiosk}", body)
        self.disk = replace(disk, kiosks=kiosks, nth=nth)
        return nth, numbering.series_of(nth)

    def push(
        self, kiosk: str, incarnation: int, followed: int, entries: Sequence[Entry], now_ms: int
    ) -> Pushed:
        """As `queue_server.accept.accept_push`."""
        received_ms = self.world.wall_ms(self.node)
        known = self.disk.kiosks.get(kiosk)
        if known is None or known.incarnation != incarnation:
            fault = "unknown" if known is None or known.incarnation < incarnation else "replaced"
            return Pushed(epoch=self.disk.epoch, high=0, now_ms=received_ms, fault=fault)
        self.hear(followed)
        gathering = self.disk.is_gathering
        if followed != self.disk.epoch or gathering:
            return Pushed(epoch=self.disk.epoch, high=known.high, now_ms=received_ms, recovering=gathering)
        if self.disk.replaced_by is not None:
            return Pushed(epoch=self.disk.epoch, high=known.high, now_ms=received_ms, fault="later")
        held = intake.Held(high=known.high, high_hash=known.high_hash)
        try:
            new = intake.fresh(held, entries, lambda _event: False)
        except intake.DoesNotContinue as error:
            return Pushed(epoch=self.disk.epoch, high=known.high, now_ms=received_ms, fault=error.fault)
        disk, last_ms = self.disk, known.last_arrival_ms
        arrived = arrival.arrivals_ms(
            [entry.event for entry in new],
            offset_ms=received_ms - now_ms,
            received_ms=received_ms,
            last_arrival_ms=last_ms,
        )
        for entry, last_ms in zip(new, arrived, strict=True):
            disk = self._take(disk, kiosk, incarnation, entry, last_ms)
        if new:
            known = replace(known, high=new[-1].event.seq, high_hash=new[-1].hash, last_arrival_ms=last_ms)
        disk = replace(disk, kiosks=disk.kiosks | {kiosk: known})
        self.commit(self._gone_on(disk))
        return Pushed(epoch=disk.epoch, high=known.high, now_ms=received_ms)

    def _take(self, disk: Disk, kiosk: str, incarnation: int, entry: Entry, arrived_ms: int) -> Disk:
        event = entry.event
        number = str(event.body["number"])
        ticket = Ticket(
            id=event.ticket_id,
            issuer_id=kiosk,
            public_id="",
            service_id="a",
            service_day=service_day(arrived_ms, TIMEZONE),
            number=number,
            arrived_at_ms=arrived_ms,
            counts_from_ms=arrived_ms,
        )
        if ticket.id in disk.tickets:
            return disk  # it came back with a copy of our log
        if (ticket.service_day, number) in disk.numbers:
            return replace(disk, parked=(*disk.parked, ticket.id))
        place: Body = {
            lost_hours.INCARNATION: incarnation,
            lost_hours.ENTRY: event.seq,
            lost_hours.ENTRY_HASH: entry.hash,
        }
        disk = self.move(disk, ticket, EventKind.TICKET_ISSUED, f"kiosk:{kiosk}", place)
        return replace(disk, numbers=disk.numbers | {(ticket.service_day, number)})

    def page(self, tip: copies.Tip | None) -> Page:
        """As `queue_server.pages.recovery_api`."""
        log = self.disk.log
        at = NOTHING if tip is None else tip
        is_found = at.seq == 0 or (at.seq <= len(log) and log[at.seq - 1].hash == at.hash)
        return Page(
            epoch=self.disk.epoch,
            is_known=copies.is_on_the_way(is_found=is_found, is_gathering=self.disk.is_gathering),
            base_seq=self.disk.base.seq,
            entries=log[at.seq : at.seq + PAGE] if is_found else (),
        )

    # ---- desks ----

    def command(self, counter: int, key: str, what: str, followed: int) -> Answer:
        """As `queue_server.at_desk`: `open` a counter, or finish who is there and call the `next`."""
        actor = f"staff:s{counter}"
        self.hear(followed)
        if not self.works or followed != self.disk.epoch:
            return Answer(epoch=self.disk.epoch, state="later", recovering=self.disk.recovering)
        disk = self.disk
        if (actor, key) in disk.commands:
            done = disk.commands[actor, key]
            if done is None:
                return Answer(epoch=disk.epoch, state="before", ticket=self.at_counter(counter))
            called, first, last = done
            entries = disk.log[first:last]
            return Answer(epoch=disk.epoch, state="done", ticket=called, entries=entries)
        by_key: Body = {lost_hours.KEY: key}
        called = None
        if what == "open":
            body: Body = {"counter": counter, "login": f"s{counter}", **by_key}
            disk = self.enter(disk, EventKind.COUNTER_OPENED, actor, body)
            disk = replace(disk, seats=disk.seats | {counter: f"s{counter}"})
        else:
            disk, called = self._next(disk, counter, actor, by_key)
            self.on_next(self)
        before = len(self.disk.log)
        self.went_on = self.went_on or self.successor > disk.epoch
        disk = replace(disk, commands=disk.commands | {(actor, key): (called, before, len(disk.log))})
        self.commit(disk)
        return Answer(epoch=disk.epoch, state="done", ticket=called, entries=disk.log[before:])

    def _next(self, disk: Disk, counter: int, actor: str, by_key: Body) -> tuple[Disk, Ticket | None]:
        present = self.at_counter(counter)
        if present is not None:
            over = replace(present, state=TicketState.FINISHED, version=present.version + 1)
            disk = self.move(disk, over, EventKind.SERVICE_FINISHED, actor, by_key)
        waiting = [one for one in disk.tickets.values() if one.state is TicketState.WAITING]
        if not waiting:
            return disk, None
        first = min(waiting, key=lambda one: (one.counts_from_ms, one.id))
        called = replace(
            first,
            state=TicketState.CALLED,
            version=first.version + 1,
            called_at_ms=self.world.wall_ms(self.node),
            counter_number=counter,
            calls=1,
        )
        return self.move(disk, called, EventKind.TICKET_CALLED, actor, by_key), called

    def at_counter(self, counter: int) -> Ticket | None:
        for one in self.disk.tickets.values():
            if one.state is TicketState.CALLED and one.counter_number == counter:
                return one
        return None

    # ---- recovery, as `queue_server.recover` ----

    def begin_epoch(self) -> None:
        disk = self.disk
        self.waived.clear()
        known = max(disk.epoch, disk.replaced_by or 0)
        self.disk = replace(
            disk,
            epoch=epoch.next_epoch(known, self.world.wall_ms(self.node)),
            recovering=True,
            is_gathered=False,
            replaced_by=None,
            base=disk.tip,
            gathered=(),
            heard=frozenset(),
            own_logs={},
            nth=numbering.nth_after_restore(disk.nth),
        )

    def hand_over(self, peer: str, followed: int, entries: Sequence[Entry], own_last: int = 0) -> Answer:
        disk = self.disk
        if followed != disk.epoch or not disk.is_gathering:
            return Answer(epoch=disk.epoch, state="later" if followed != disk.epoch else "done")
        whole = [one for one in entries if one.event.seq > disk.base.seq and recovery.is_whole(one)]
        known = {one.hash for one in disk.gathered}
        disk = replace(
            disk,
            gathered=(*disk.gathered, *(one for one in whole if one.hash not in known)),
            heard=disk.heard | {peer},
            own_logs=disk.own_logs | {peer: own_last},
        )
        for entry in whole:  # kiosks that were enrolled since have to hand over as well
            disk = self._enrolled_since(disk, entry.event)
        self.commit(self._gone_on(disk))
        return Answer(epoch=disk.epoch, state="done")

    def _enrolled_since(self, disk: Disk, event: Event) -> Disk:
        if event.kind != EventKind.KIOSK_ENROLLED:
            return disk
        kiosk, nth = str(event.body["issuer_id"]), int(event.body["incarnation"] or 0)
        if kiosk in disk.kiosks and disk.kiosks[kiosk].incarnation >= nth:
            return disk
        peer = recovery.kiosk_peer(kiosk)  # whoever was heard under that name was the machine before
        return replace(
            disk,
            kiosks=disk.kiosks | {kiosk: Kiosk(incarnation=nth)},
            heard=disk.heard - {peer},
            own_logs={name: last for name, last in disk.own_logs.items() if name != peer},
        )

    def waive(self, peer: str) -> None:
        disk = self.disk
        if disk.recovering and peer in self.awaited(disk):
            self.waived.add(peer)
            waived = replace(disk, heard=disk.heard | {peer}, own_logs=disk.own_logs | {peer: 0})
            self.disk = self._gone_on(waived)

    def awaited(self, disk: Disk) -> Sequence[str]:
        if disk.is_gathered:
            return recovery.owing(disk.own_logs, {name: one.high for name, one in disk.kiosks.items()})
        found = recovery.gather(disk.base, disk.gathered)
        return recovery.awaited(set(disk.kiosks), set(disk.seats), [*found.chain, *found.loose], disk.heard)

    def _gone_on(self, disk: Disk) -> Disk:
        if not disk.recovering or self.awaited(disk):
            return disk
        if disk.is_gathering:
            disk = replace(self._taken_up(disk), is_gathered=True)
        if self.awaited(disk):
            return disk
        return replace(disk, recovering=False, is_gathered=False, gathered=(), heard=frozenset(), own_logs={})

    def _taken_up(self, disk: Disk) -> Disk:
        found = recovery.gather(disk.base, disk.gathered)
        lost = lost_hours.fold(entry.event for entry in (*found.chain, *found.loose))
        disk = replace(disk, log=(*disk.log, *found.chain))
        tickets, numbers = dict(disk.tickets), set(disk.numbers)
        for ticket in lost.tickets.values():
            there = tickets.get(ticket.id)
            if there is None or there.version < ticket.version:
                tickets[ticket.id] = ticket
                numbers.add((ticket.service_day, ticket.number))
        commands = dict(disk.commands)
        for name in lost.commands:
            commands.setdefault(name, None)
        kiosks = dict(disk.kiosks)
        for (kiosk, incarnation), held in lost.logs.items():
            known = kiosks.get(kiosk)
            if known is not None and known.incarnation == incarnation and known.high < held.high:
                kiosks[kiosk] = replace(known, high=held.high, high_hash=held.high_hash)
        seats = dict(disk.seats)
        for counter, seating in lost.seats.items():
            if seating.login is not None:
                seats[counter] = seating.login
        disk = replace(
            disk,
            tickets=tickets,
            numbers=frozenset(numbers),
            commands=commands,
            kiosks=kiosks,
            seats=seats,
        )
        for entry in recovery.untold(found.loose, disk.log):
            event = entry.event
            disk = self.enter(disk, event.kind, event.actor, recovery.again(entry), event.ticket_id)
        return self.enter(disk, EventKind.EPOCH_BEGAN, "operator", {"epoch": disk.epoch})
