"""A kiosk's window for tests, what a hall offers on it, and every state a visit can be seen in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from kiosk.camera import CameraFeed, Frame
from kiosk.deeds import Effect, IssueTicket
from kiosk.events import (
    AnonymousWayTouched,
    AppointmentWayTouched,
    DigitTouched,
    FaceHinted,
    FaceNotKnown,
    FaceRecognised,
    FaceWayTouched,
    NotCheckedIn,
    ServiceTouched,
    SlipNotPrinted,
    SlipPrinted,
    TicketIssued,
    TimedOut,
    YesTouched,
)
from kiosk.hint import Hint
from kiosk.kiosk import Kiosk, Message, NoNumbersChanged, Offer, OfferChanged, OnlineChanged
from kiosk.visit import Appointment, IssuedTicket, NoCheckIn, Visitor
from models.hall import Hall, NoNumber, Service
from models.promises import WaitRange
from ui.app import build_window
from ui.i18n import Language, read_words
from ui.visitor import Seen, look, reads, tap, touch, wait_for
from ui.window import KioskWindow, WindowSettings

VI = read_words(Language.VIETNAMESE)
EN = read_words(Language.ENGLISH)
SHOWN_NAME = "Nguyễn T. H."

HALL = Hall(
    id="ha-dong",
    authority="Ủy ban nhân dân phường Hà Đông",
    centre="Trung tâm Phục vụ hành chính công",
    name="Hà Đông",
)
SERVICES = (
    Service(
        id="civil-status",
        letter="A",
        name_vi="Hộ tịch, khai sinh, kết hôn",
        name_en="Civil status",
        examples_vi="Khai sinh, kết hôn, khai tử",
        examples_en="Births, marriages, deaths",
    ),
    Service(
        id="certification",
        letter="B",
        name_vi="Chứng thực, sao y bản chính",
        name_en="Certified copies",
        examples_vi="Sao y, chứng thực chữ ký",
        examples_en="Copies, signatures",
        slot_capacity=2,
    ),
)
LONGEST = Service(
    id="longest",
    letter="C",
    name_vi="Đăng ký hộ tịch, quốc tịch và nuôi con nuôi có yếu tố nước ngoài",
    name_en="Civil status, nationality and adoption with a foreign element",
    examples_vi="Khai sinh, kết hôn, khai tử, nhận cha mẹ con, xác nhận tình trạng hôn nhân",
    examples_en="Births, marriages, deaths, recognition of parents, marital status",
)
TICKET = IssuedTicket(
    id="ticket-1",
    number="B1-017",
    service_id="certification",
    public_id="p1",
    issued_at_ms=0,
    ahead=4,
    counters=(3, 4),
    wait=WaitRange(p50_min=105, p80_min=180),
)

CODE = "12345678"
BOOKED = Appointment(number="BH-003", service_id="certification", slot_ms=1_763_778_600_000)
LATE = replace(TICKET, number=BOOKED.number, ahead=None, wait=None, slot_ms=BOOKED.slot_ms, is_late=True)


class NoCamera:
    """A camera that is never read."""

    fps = 25.0

    def read(self) -> Frame:
        raise AssertionError("nobody looks")

    def close(self) -> None:
        pass


def full_offer() -> Offer:
    """Eight services, each with the longest name there is."""
    services = tuple(
        Service(
            id=letter,
            letter=letter,
            name_vi=f"{LONGEST.name_vi} {letter}",
            name_en=f"{LONGEST.name_en} {letter}",
            examples_vi=LONGEST.examples_vi,
            examples_en=LONGEST.examples_en,
            slot_capacity=2,
        )
        for letter in "ABCDEGHK"
    )
    return Offer(hall=HALL, services=services)


@dataclass
class Stage:
    """A shown kiosk, a citizen before it, and the effects it asked for."""

    kiosk: Kiosk
    effects: list[Effect]
    screen: KioskWindow

    @classmethod
    def open(cls, kiosk: Kiosk, effects: list[Effect], settings: WindowSettings) -> "Stage":
        screen = build_window(kiosk, settings)
        assert QTest.qWaitForWindowExposed(screen.window)
        return cls(kiosk=kiosk, effects=effects, screen=screen)

    def tell(self, *messages: Message) -> None:
        for message in messages:
            self.screen.tell(message)

    def touch(self, name: str) -> None:
        touch(self.screen.window, name)

    def touch_place(self, x_px: int, y_px: int) -> None:
        tap(self.screen.window, QPoint(x_px, y_px))

    def finger_down(self, name: str) -> QPoint:
        place = wait_for(self.screen.window, name).area.center()
        QTest.mousePress(self.screen.window, Qt.MouseButton.LeftButton, pos=place)
        return place

    def finger_up(self, place: QPoint) -> None:
        QTest.mouseRelease(self.screen.window, Qt.MouseButton.LeftButton, pos=place)

    def reads(self) -> list[str]:
        return reads(self.screen.window)

    def controls(self) -> list[Seen]:
        self.draw()
        return [seen for seen in look(self.screen.window) if seen.is_control]

    def draw(self) -> QImage:
        return self.screen.window.grabWindow()

    def close_services(self, **why: NoNumber) -> None:
        """From now on these services give no numbers, by their ids, and all others do."""
        self.tell(OnlineChanged(online=True))  # who cannot ask the hall knows of none
        self.tell(NoNumbersChanged(no_numbers={id_.replace("_", "-"): one for id_, one in why.items()}))

    def recognise(self) -> None:
        visitor = Visitor(person_id="person-1", shown_name=SHOWN_NAME)
        self.tell(FaceRecognised(visit=self.kiosk.state.visit, visitor=visitor))

    def issue(self, ticket: IssuedTicket = TICKET) -> None:
        self.tell(TicketIssued(visit=self.kiosk.state.visit, ticket=ticket))

    def time_out(self) -> None:
        self.tell(TimedOut(timer=self.kiosk.state.timer))

    def asked_for_tickets(self) -> Sequence[IssueTicket]:
        return [effect for effect in self.effects if isinstance(effect, IssueTicket)]


# ---- every state that looks different, reached from the attract screen ------------------------------


def _look_here(stage: Stage) -> None:
    stage.tell(FaceWayTouched())


def _longest_hint(stage: Stage) -> None:
    _look_here(stage)
    stage.tell(FaceHinted(visit=stage.kiosk.state.visit, hint=Hint.TOO_DARK))


def _is_this_you(stage: Stage) -> None:
    _look_here(stage)
    stage.recognise()


def _greeted(stage: Stage) -> None:
    _is_this_you(stage)
    stage.tell(YesTouched())


def _not_known(stage: Stage) -> None:
    _look_here(stage)
    stage.tell(FaceNotKnown(visit=stage.kiosk.state.visit))


def _some_closed(stage: Stage) -> None:
    _not_known(stage)
    stage.close_services(A=NoNumber.ENOUGH, C=NoNumber.ENOUGH)


def _all_closed(stage: Stage) -> None:
    _greeted(stage)
    stage.close_services(**dict.fromkeys("ABCDEGHK", NoNumber.CLOSED))


def _still_there(stage: Stage) -> None:
    _greeted(stage)
    stage.time_out()


def _taking(stage: Stage) -> None:
    stage.tell(AnonymousWayTouched(), ServiceTouched(service_id="A"))


def _printing(stage: Stage) -> None:
    _taking(stage)
    stage.issue()


def _printed(stage: Stage) -> None:
    _printing(stage)
    stage.tell(SlipPrinted(visit=stage.kiosk.state.visit))


def _not_printed(stage: Stage) -> None:
    _printing(stage)
    stage.tell(SlipNotPrinted(visit=stage.kiosk.state.visit))


def _enter_code(stage: Stage) -> None:
    stage.tell(AppointmentWayTouched())


def _enter_code_with_camera(stage: Stage) -> None:
    stage.kiosk.camera = CameraFeed(NoCamera(), on_failure=lambda _error: None)
    _enter_code(stage)


def _checking(stage: Stage) -> None:
    _enter_code(stage)
    stage.tell(*(DigitTouched(digit=digit) for digit in CODE))


def _no_check_in(why: NoCheckIn) -> Callable[[Stage], None]:
    def reach(stage: Stage) -> None:
        _checking(stage)
        visit = stage.kiosk.state.visit
        stage.tell(NotCheckedIn(visit=visit, why=why, appointment=BOOKED))

    return reach


def _late(stage: Stage) -> None:
    _checking(stage)
    stage.issue(LATE)


STATES: dict[str, Callable[[Stage], None]] = {
    "attract": lambda _stage: None,
    "look here": _look_here,
    "look here, longest hint": _longest_hint,
    "is this you": _is_this_you,
    "enter code": _enter_code,
    "enter code, with a camera": _enter_code_with_camera,
    "checking a code": _checking,
    **{f"no check-in, {why}": _no_check_in(why) for why in NoCheckIn},
    "appointment, late": _late,
    "choose service, greeted": _greeted,
    "choose service, not known": _not_known,
    "choose service, some closed": _some_closed,
    "choose service, all closed": _all_closed,
    "still there": _still_there,
    "taking a ticket": _taking,
    "ticket printing": _printing,
    "ticket printed": _printed,
    "ticket not printed": _not_printed,
}


def open_for(stage: Stage, *, offer: Offer, language: Language, online: bool = True) -> None:
    """Bring the kiosk to its attract screen, in a language, without touching."""
    stage.tell(OnlineChanged(online=online), OfferChanged(offer=offer))
    if language is Language.ENGLISH:
        stage.touch(VI["lang.other"])
