"""Talk to the hall: hand over the kiosk's log, hear what the hall offers, whom it expects, how it stands.

Nothing at the kiosk waits for this. What could not be sent stays in the log and is sent later; the hall
answers a repeat by saying how far it already holds the log.
"""

import json
import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from random import SystemRandom

from kiosk import clock
from kiosk.face_changes import FaceChanges
from kiosk.face_sync import FaceSync
from kiosk.hall_clock import HallClock
from kiosk.hall_copy import HallCopy
from kiosk.hall_line import (
    ANSWER_S,
    CONNECT_S,
    PUSH,
    HallLine,
    KioskRefused,
    LogRefused,
    SyncError,
    decode_answer,
)
from kiosk.identity import KioskIdentity
from kiosk.last_told import Remembered
from kiosk.told import Told
from kiosk.watchdog import Pulse
from kiosk.worker import living_on
from models.hall import NoNumber
from models.kiosk_health import KioskHealth
from models.playlist import Playlist
from models.store import kiosk_bookings, kiosk_log
from models.store.database import Database, StoreError
from models.store.kiosk_told import Topic
from models.sync.back_off import LONGEST_S, UNTIL_LONGEST, pause_s
from models.sync.epoch import FIRST, Heard, hear
from models.sync.outbox import NotOurLog, OldHall
from models.wire import (
    MOST_EVENTS_A_PUSH,
    WIRE_VERSION,
    Bookings,
    Catalogue,
    HallView,
    Procedures,
    Push,
    PushAnswer,
    WireError,
    decode,
    encode,
)

HEARTBEAT_S = 30.0
AGAIN_WITHIN_S = 8.0  # a hall has a dozen kiosks, and citizens wait to be in its queue
COPY_EVERY_S = 1.0  # at most: a busy hall writes several entries a second
LONGEST_SILENCE_S = 300.0  # the longest pause, and every question to a hall that answers slowly

_CHANCE = SystemRandom()  # no two kiosks begin with the same

log = logging.getLogger(__name__)


class HallLink:
    """The line between this kiosk and its hall: one thread sends, one listens, one copies the hall's log.

    The callables are called on those threads: on_catalogue when the hall has said what it offers, on_online
    when it begins or ceases to answer, on_refused when this kiosk must give no more numbers, on_no_numbers
    when other services than before give none, or for another reason; none is closed while it does not answer.
    on_playlist when the hall has said what is shown while nobody is there, on_procedures when it has said
    what can be looked up.
    clock: the hall's time, as it was last heard.
    remembered: how it last stood, also while it does not answer.
    health: how the kiosk is, asked before each push.
    heard_ms: when the hall last answered, None before it ever did. clock_ahead_s: of this machine, then.
    """

    def __init__(
        self,
        *,
        database: Database,
        server_url: str,
        identity: KioskIdentity,
        on_catalogue: Callable[[Catalogue], None],
        on_online: Callable[[bool], None],
        on_refused: Callable[[], None],
        ca_file: str | None = None,
    ) -> None:
        self._database = database
        self._on_catalogue = on_catalogue
        self._on_online = on_online
        self._on_refused = on_refused
        self.on_no_numbers: Callable[[Mapping[str, NoNumber]], None] = lambda _no_numbers: None
        self.on_playlist: Callable[[Playlist], None] = lambda _playlist: None
        self.on_procedures: Callable[[Procedures], None] = lambda _procedures: None
        self._told = (
            Told(database, Topic.PLAYLIST, Playlist, lambda playlist: self.on_playlist(playlist)),
            Told(database, Topic.PROCEDURES, Procedures, lambda told: self.on_procedures(told)),
        )
        self.health: Callable[[], KioskHealth | None] = lambda: None
        self._line = HallLine(server_url=server_url, identity=identity, ca_file=ca_file)
        self._asker = identity.asker
        self._faces: FaceSync | None = None
        self._stopping = threading.Event()
        self._woken = threading.Event()
        self._view: HallView | None = None
        self.remembered = Remembered()
        self.heard_ms: int | None = None
        self.clock_ahead_s: float | None = None
        self._no_numbers: Mapping[str, NoNumber] = {}
        self._incarnation: tuple[str, int] | None = None
        self._bookings = b""  # as last stored: most heartbeats bring no news
        self._asking = threading.Lock()
        self._last_code = ""
        self._catalogue = b""  # as last used: the hall's rules change while it is open
        self._sending = Pulse("hall-send", LONGEST_SILENCE_S)
        self._listening = Pulse("hall-listen", LONGEST_SILENCE_S)
        self._copying = Pulse("hall-copy", LONGEST_SILENCE_S)
        self.pulses = (self._sending, self._listening, self._copying)
        self._copy = HallCopy(database, self._line)
        self.clock = HallClock(database)
        self._to_copy = threading.Event()
        self._promised = FIRST
        self._handed_over = 0  # the epoch of the hall that has what we held
        self._seen_seq = -1
        self._threads = [
            threading.Thread(target=living_on(self._keep_sending), name="hall-send", daemon=True),
            threading.Thread(target=living_on(self._keep_listening), name="hall-listen", daemon=True),
            threading.Thread(target=living_on(self._keep_copying), name="hall-copy", daemon=True),
        ]

    @property
    def view(self) -> HallView | None:
        """The hall as last heard, None while it does not answer."""
        return self._view

    def start(self) -> None:
        """Begin with what the hall last said, if anything, then try to reach it."""
        stored = self._database.read(kiosk_log.load_catalogue).result()
        if stored is not None:
            try:
                self._use(decode(Catalogue, stored))
            except (WireError, SyncError) as error:
                log.warning("the stored catalogue cannot be used, waiting for the hall: %s", error)
        for told in self._told:
            told.use_stored()
        self._promised = self._database.read(kiosk_log.load_outbox).result().epoch
        for thread in self._threads:
            thread.start()

    def share_faces(self, faces: FaceChanges) -> None:
        """Before the start: tell the other kiosks of the hall of faces, and hear of theirs."""
        self._faces = FaceSync(self._line, faces)

    def wake(self) -> None:
        """There is something new to send."""
        self._woken.set()

    def fetch_bookings(self, code: str = "") -> None:
        """Learn whom the hall expects today, and on which day whoever has `code`. Raises SyncError."""
        # One after the other: no older answer replaces a newer one.
        if not self._asking.acquire(timeout=ANSWER_S):
            raise SyncError("the hall answers another question too slowly", retry=True)
        try:
            # The next question without a code asks for this one again, so that it does not at once drop it.
            asked, self._last_code = code or self._last_code, code
            payload = self._line.ask("GET", f"/api/kiosk/bookings?code={asked}")
            bookings = decode_answer(Bookings, payload).bookings
            if payload != self._bookings:
                self._database.write(partial(kiosk_bookings.save_bookings, views=bookings)).result()
                self._bookings = payload
        finally:
            self._asking.release()

    def call_staff(self, screen: str) -> None:
        """Tell the hall that somebody needs help at this kiosk. Raises SyncError."""
        order = {"key": secrets.token_hex(16), "screen": screen}
        self._line.ask("POST", "/api/kiosk/help", json.dumps(order).encode())

    def stop(self) -> None:
        """Stop the threads; what is unsent stays in the log. The listener may end with the process."""
        self._stopping.set()
        self._woken.set()
        self._to_copy.set()
        sending, _, copying = self._threads
        for thread in (sending, copying):
            thread.join(CONNECT_S + ANSWER_S)

    # ---- sending ----

    def _keep_sending(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            self._sending.beat()
            self._woken.clear()
            try:
                is_met = self._incarnation is not None and self._view is not None
                if not is_met:
                    self._fetch_catalogue()
                self._send_all()
                self.fetch_bookings()
                if is_met:
                    self._fetch_catalogue()
                for told in self._told:
                    self._hear_anew(told)
                if self._faces is not None and self._faces.exchange():
                    self.wake()
                failures = 0
                self._woken.wait(HEARTBEAT_S)
            except (LogRefused, KioskRefused) as error:
                # Going on would give numbers that other papers carry already (docs/operate.md).
                log.error("this kiosk must be set up anew: %s", error)
                self._on_refused()
                self._sending.rest()
                return
            except Exception as error:  # noqa: BLE001  whatever the hall has said, citizens go on
                final = isinstance(error, SyncError) and not error.retry
                failures = UNTIL_LONGEST if final else failures + 1
                wait_s = pause_s(failures, _CHANCE, LONGEST_S if final else AGAIN_WITHIN_S)
                log.warning("hall not reached, next try in %.0f s: %s", wait_s, _told_of(error))
                self._woken.wait(wait_s)

    def _send_all(self) -> None:
        if self._incarnation is None:
            return
        issuer_id, incarnation = self._incarnation
        is_heard = False  # even with nothing to say, so that the hall knows the kiosk is well
        began = self._promised
        while not self._stopping.is_set():
            self._sending.beat()
            entries = self._database.read(
                lambda connection: kiosk_log.unconfirmed(connection, MOST_EVENTS_A_PUSH)
            ).result()
            if is_heard and not entries:
                return
            push = Push(
                version=WIRE_VERSION,
                issuer_id=issuer_id,
                incarnation=incarnation,
                entries=entries,
                now_ms=self.clock.own_ms(),
                epoch=self._promised,
                health=self.health(),
            )
            asked_steady_ms = clock.steady_ms()
            answer = decode_answer(PushAnswer, self._line.ask("POST", PUSH, encode(push)))
            high = answer.high
            self.heard_ms = clock.now_ms()
            self.clock_ahead_s = (self.heard_ms - answer.now_ms) / 1000
            is_heard = True
            try:
                confirming = partial(kiosk_log.confirm, epoch=answer.epoch, high=high)
                followed = self._database.write(confirming).result()
            except NotOurLog as error:
                raise LogRefused(str(error), retry=False) from error
            except OldHall as error:
                raise SyncError(f"a server answers that was replaced: {error}", retry=True) from error
            self.clock.hear(answer.now_ms, asked_steady_ms)
            if followed.epoch != self._promised:
                log.warning("the hall was put back: epoch %d begins", followed.epoch)
                if self._promised != began:
                    raise SyncError("the hall is another with each answer", retry=True)
                self._promised = followed.epoch
                continue
            if answer.recovering:
                if not self._hands_over_now():
                    return
                is_heard = False  # whoever hands over last is the first whose own log is taken
                continue
            if entries and high < entries[0].event.seq:
                raise SyncError(f"the hall holds this kiosk's log only up to {high}", retry=False)

    def _hands_over_now(self) -> bool:
        """A hall that gathers gets what we hold, once. It takes our own log when all have come."""
        if self._handed_over == self._promised:
            return False
        self._copy.hand_over(self._promised, self._sending.beat)
        self._handed_over = self._promised
        return True

    def _keep_copying(self) -> None:
        while not self._stopping.is_set():
            self._copying.beat()
            if not self._to_copy.wait(HEARTBEAT_S):
                continue
            self._to_copy.clear()
            try:
                self._copy.catch_up(self._promised, self._copying.beat)
            except Exception as error:  # noqa: BLE001  as above
                log.info("the hall's log is copied later: %s", _told_of(error))
                self._seen_seq = -1  # with the next state of the hall, though it be the same
            self._stopping.wait(COPY_EVERY_S)

    def _fetch_catalogue(self) -> None:
        payload = self._line.ask("GET", "/api/kiosk/catalogue")
        catalogue = decode_answer(Catalogue, payload)
        if payload == self._catalogue:
            return
        self._check(catalogue)  # before it is kept
        self._database.write(
            lambda connection: kiosk_log.save_catalogue(connection, payload.decode())
        ).result()
        self._catalogue = payload
        self._use(catalogue)

    def _hear_anew(self, told: Told[Playlist] | Told[Procedures]) -> None:
        if not told.is_due(time.monotonic()):
            return
        try:
            answer = self._line.ask_again(f"/api/kiosk/{told.topic}", told.tag)
            if answer is not None:
                told.keep(*answer)
        except (SyncError, WireError) as error:
            log.warning("the %s stays as it is known: %s", told.topic, error)  # numbers matter more

    def _check(self, catalogue: Catalogue) -> None:
        """Raises SyncError for what was told to another enrolment: its numbers are not ours to give."""
        if (catalogue.issuer_id, catalogue.incarnation) != (self._asker.issuer_id, self._asker.incarnation):
            told = f"{catalogue.issuer_id}.{catalogue.incarnation}"
            raise SyncError(f"this catalogue is for {told}, not for this kiosk", retry=False)

    def _use(self, catalogue: Catalogue) -> None:
        self._check(catalogue)
        self._incarnation = (catalogue.issuer_id, catalogue.incarnation)
        self._on_catalogue(catalogue)

    # ---- listening ----

    def _keep_listening(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            self._listening.beat()
            try:
                for view in self._views():
                    if hear(self._promised, view.epoch) is Heard.OLDER:
                        raise SyncError("a server tells that was replaced", retry=True)
                    if self._view is not None and self._view.awaited != view.awaited:
                        self.wake()
                    if view.feed_seq != self._seen_seq:
                        self._seen_seq = view.feed_seq
                        self._to_copy.set()
                    if self._view is None:
                        self._view = view
                        self._on_online(True)
                        self.wake()
                    self._view = view
                    self.remembered.hear(view)
                    self._hear_no_numbers(view.no_numbers)
                    failures = 0
                    if self._stopping.is_set():
                        return
            except Exception as error:  # noqa: BLE001  as above
                log.info("the hall's stream ended: %s", _told_of(error))
            if self._view is not None:
                self._view = None
                self.remembered.lose()
                self._hear_no_numbers({})
                self._on_online(False)
            failures += 1
            self._stopping.wait(pause_s(failures, _CHANCE, AGAIN_WITHIN_S))

    def _hear_no_numbers(self, no_numbers: Mapping[str, NoNumber]) -> None:
        if no_numbers != self._no_numbers:
            self._no_numbers = no_numbers
            self.on_no_numbers(no_numbers)

    def _views(self) -> Iterator[HallView]:
        def hear_line() -> None:
            self._listening.beat()
            self.remembered.hear_sign()

        for message in self._line.listen("hall", hear_line):
            yield decode_answer(HallView, message)


def _told_of(error: Exception) -> str:
    return str(error) if isinstance(error, SyncError | StoreError) else f"{type(error).__name__}: {error}"
