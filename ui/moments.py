"""Every moment a visit can be seen in, and what must happen to come there from the first screen.

For the gallery, the tests of the screens and the training of staff; the hall and its people are made up.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

from kiosk.camera import CameraFeed, Frame
from kiosk.journey.enrolment import Consent, HeldFace
from kiosk.journey.errand import NoDossier
from kiosk.journey.errand_events import (
    DossierCodeTyped,
    DossierFound,
    DossierNotFound,
    DossierWayTouched,
    FeedbackTyped,
    FindDossierTouched,
    OpinionGiven,
    OpinionNotGiven,
    OpinionWayTouched,
    RatingTouched,
    SendTouched,
    TopicTouched,
    WriteTouched,
    WrittenTouched,
)
from kiosk.journey.events import (
    AnonymousWayTouched,
    AppointmentWayTouched,
    CardNotRead,
    CardRead,
    DigitTouched,
    FaceHinted,
    FaceNotKnown,
    FaceRecognised,
    FaceWayTouched,
    FieldTouched,
    HelpTouched,
    KioskReady,
    KioskStopped,
    LifeEventTouched,
    LookUpTouched,
    NotCheckedIn,
    PaperTouched,
    PriorityTouched,
    PriorityWayTouched,
    ProceduresFound,
    ProcedureTouched,
    QueryTyped,
    RelativeTouched,
    SearchTouched,
    ServiceTouched,
    SlipNotPrinted,
    SlipPrinted,
    StaffCalled,
    StaffNotCalled,
    TicketIssued,
    TimedOut,
)
from kiosk.journey.face_events import (
    ConsentTouched,
    EnrolmentOffered,
    EnrolTouched,
    FaceChallenged,
    FaceErased,
    FaceFramed,
    FaceHeld,
    FaceKept,
    FaceNotErased,
    FaceNotKept,
    ForgetFaceTouched,
    GoOnTouched,
)
from kiosk.journey.head_turn import Challenge, Turn
from kiosk.journey.hint import Hint
from kiosk.journey.staff_events import PaperChanged
from kiosk.journey.telex import LONGEST as LONGEST_TYPED
from kiosk.journey.telex import Typed
from kiosk.journey.visit import Appointment, IssuedTicket, Misread, NoCheckIn, Visitor
from kiosk.kiosk import Kiosk, Message, NoNumbersChanged, Offer, OnlineChanged, PlaylistChanged, TurnOver
from models.calling.policy import ELDERLY, Policy
from models.citizen_card import Sex, UnsignedCard
from models.dossier import EXAMPLE_CODE, DossierState, DossierStatus, next_step
from models.hall import Hall, NoNumber, Service
from models.opinion import Rating, Topic
from models.playlist import Card, CardIcon, CardKind, Playlist
from models.print_job import Reason
from models.procedures.catalogue import Catalogue
from models.procedures.shipped import shipped_catalogue
from models.shipped_playlist import shipped_playlist
from models.waiting.promises import WaitRange
from models.wire import HallView, Priority
from ui.staff_moments import staff_messages

SHOWN_NAME = "Nguyễn T. H."
CODE = "12345678"
LONGEST_CLASS = "with_child"
LIFE_EVENT, FIELD, PROCEDURE = "sinh-con", "ho_tich", "khai-sinh"
NOBODY_TAKES, LONGEST_SHEET = "attp-dich-vu-an-uong", "lien-thong-khai-sinh"
FOUND = ("khai-sinh", "trich-luc", "khai-sinh-luu-dong", "cai-chinh-ho-tich", "khai-sinh-lai")
TIME_OUT = TimedOut(timer=0)
"""The running timer ends, whichever it is."""

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
PRIORITIES = tuple(
    Priority(
        id=one.id, name_vi=one.name_vi, name_en=one.name_en, proof_vi=one.proof_vi, proof_en=one.proof_en
    )
    for one in Policy().claimable
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
    follow_url="https://motcua.hadong.hanoi.gov.vn/t/0123456789abcdef0123456789abcdef#" + "17" * 92 + "5",
)
ESTIMATED = replace(TICKET, ahead=7, counters=(), wait=WaitRange(p50_min=170, p80_min=290), is_estimate=True)
BOOKED = Appointment(number="BH-003", service_id="certification", slot_ms=1_763_778_600_000)
LATE = replace(TICKET, number=BOOKED.number, ahead=None, wait=None, slot_ms=BOOKED.slot_ms, is_late=True)


CARD = UnsignedCard(
    number="001155012345",
    old_number="",
    name="NGUYỄN THỊ HỒNG HOA",
    born_on=date(1955, 3, 9),
    sex=Sex.FEMALE,
    residence="phường Hà Đông, Hà Nội",
    issued_on=date(2022, 1, 31),
)

DAY = date(2025, 11, 22)
DOSSIERS = {
    "in time": DossierStatus(code=EXAMPLE_CODE, state=DossierState.PROCESSING, due_on=date(2025, 12, 15)),
    "overdue": DossierStatus(code=EXAMPLE_CODE, state=DossierState.PROCESSING, due_on=date(2025, 11, 17)),
    "to be collected": DossierStatus(
        code=EXAMPLE_CODE, state=DossierState.DONE, due_on=date(2025, 11, 24), counter=5
    ),
    "to be paid for": DossierStatus(code=EXAMPLE_CODE, state=DossierState.PAYMENT, due_on=date(2025, 12, 1)),
    "stopped": DossierStatus(code=EXAMPLE_CODE, state=DossierState.STOPPED),
}
FEEDBACK = (
    "Cán bộ quầy 3 hướng dẫn rất tận tình, dễ hiểu. Chỉ mong trung tâm có thêm ghế ngồi cho người cao tuổi "
    "và quạt ở khu vực chờ, vì buổi sáng đông người đến làm giấy tờ, phải đứng chờ khá lâu."
)
TRACKING_CODE = "GY-0001"
LONGEST_CARD = Playlist(
    version=1,
    shows_hall_status=False,
    cards=(
        Card(
            id="longest",
            kind=CardKind.HOW_TO,
            icon=CardIcon.WHEELCHAIR,
            title_vi="Thông báo về việc tiếp nhận hồ sơ đất đai từ ngày 01/12/2025",
            text_vi=(
                "Người cao tuổi, người khuyết tật, phụ nữ mang thai và người đi cùng trẻ nhỏ được mời trước. "
                "Ông/Bà vui lòng cho cán bộ tại quầy hướng dẫn biết khi lấy số, hoặc chạm nút Gọi cán bộ ở "
                "góc dưới màn hình này và ngồi chờ cán bộ đến giúp tận nơi."
            ),
            title_en="Notice of how land files will be received from 1 Dec 2025 on",
            text_en=(
                "Elderly people, people with a disability, pregnant women and people with small children are "
                "called first. Please tell the staff at the help desk when you take a number, or touch Call "
                "staff at the bottom of this screen, and wait here please."
            ),
        ),
    ),
)
NO_CARDS = Playlist(version=1, shows_hall_status=True, cards=())
HALL_VIEW = HallView(
    version=1,
    feed_seq=1,
    now_ms=0,
    counters=(),
    recent_calls=(),
    waiting={"A": 4, "B": 12, "C": 1, "D": 7, "G": 2},
    open_counters={"A": (1, 2), "B": (3,), "C": (2,), "D": (4, 5)},
)


def usual_offer() -> Offer:
    """What a hall of a ward offers."""
    names = (
        ("A", "Hộ tịch, khai sinh, kết hôn", "Civil status", "Khai sinh, kết hôn, khai tử"),
        ("B", "Chứng thực, sao y bản chính", "Certified copies", "Sao y, chứng thực chữ ký"),
        ("C", "Cư trú, căn cước", "Residence, identity cards", "Thường trú, tạm trú"),
        ("D", "Đất đai, xây dựng", "Land and building", "Cấp sổ, giấy phép xây dựng"),
        ("E", "Bảo trợ xã hội, người có công", "Social support", "Trợ cấp, bảo hiểm y tế"),
        ("G", "Dịch vụ khác", "Something else", "Chưa rõ cần gì, mời chọn ở đây"),
    )
    services = tuple(
        Service(id=letter, letter=letter, name_vi=vi, name_en=en, examples_vi=examples, slot_capacity=2)
        for letter, vi, en, examples in names
    )
    procedures = catalogue_for({"ho_tich": "A", "chung_thuc": "B"})
    return Offer(hall=HALL, services=services, procedures=procedures, priorities=PRIORITIES)


def full_offer() -> Offer:
    """Eight services, each with the longest name there is."""
    services = tuple(
        replace(
            LONGEST,
            id=letter,
            letter=letter,
            name_vi=f"{LONGEST.name_vi} {letter}",
            name_en=f"{LONGEST.name_en} {letter}",
            slot_capacity=2,
        )
        for letter in "ABCDEGHK"
    )
    procedures = catalogue_for({"ho_tich": "A", "chung_thuc": "B"})
    return Offer(hall=HALL, services=services, procedures=procedures, priorities=PRIORITIES)


def catalogue_for(service_ids: Mapping[str, str]) -> Catalogue:
    """The shipped procedures, with the services that take them renamed; those not named are not here."""
    shipped = shipped_catalogue()
    procedures = (
        replace(one, service_id=service_ids.get(one.service_id or "")) for one in shipped.procedures
    )
    return replace(shipped, procedures=tuple(procedures))


class _NoCamera:
    """A camera that is never read."""

    fps = 25.0

    def read(self) -> Frame:
        raise AssertionError("nobody looks")

    def close(self) -> None:
        pass


def _messages(visit: int) -> dict[str, list[Message]]:
    """visit: the number that the visit of this moment will have."""
    look_here: list[Message] = [FaceWayTouched()]
    visitor = Visitor(shown_name=SHOWN_NAME, person_id="person-1", is_seen=True)
    greeted = [*look_here, FaceRecognised(visit=visit, visitor=visitor)]
    not_known = [*look_here, FaceNotKnown(visit=visit)]
    enter_code: list[Message] = [AppointmentWayTouched()]
    checking = [*enter_code, *(DigitTouched(digit=digit) for digit in CODE)]
    taking: list[Message] = [AnonymousWayTouched(), ServiceTouched(service_id="B")]
    printing = [*taking, TicketIssued(visit=visit, ticket=replace(TICKET, service_id="B"))]
    first = replace(TICKET, service_id="B", priority=LONGEST_CLASS)
    longest_class: list[Message] = [
        AnonymousWayTouched(),
        PriorityWayTouched(),
        PriorityTouched(priority=LONGEST_CLASS),
    ]
    look_up: list[Message] = [AnonymousWayTouched(), LookUpTouched()]
    search: list[Message] = [*look_up, SearchTouched()]
    sheet: list[Message] = [
        *look_up,
        LifeEventTouched(life_event_id=LIFE_EVENT),
        ProcedureTouched(procedure_id=PROCEDURE),
    ]
    no_paper = SlipNotPrinted(visit=visit, trouble=Reason.NO_PAPER)
    finding: list[Message] = [
        DossierWayTouched(),
        DossierCodeTyped(typed=Typed(before=EXAMPLE_CODE)),
        FindDossierTouched(),
    ]
    rated: list[Message] = [OpinionWayTouched(), RatingTouched(rating=Rating.SATISFIED)]
    ticked = [*rated, TopicTouched(topic=Topic.WAITING), TopicTouched(topic=Topic.PLACE)]
    writing: list[Message] = [OpinionWayTouched(), WriteTouched()]
    written = [*writing, FeedbackTyped(typed=Typed(before=FEEDBACK)), WrittenTouched()]
    by_card: list[Message] = [CardRead(card=CARD)]
    on_paper: list[Message] = [
        ServiceTouched(service_id="B"),
        TicketIssued(visit=visit, ticket=replace(TICKET, service_id="B")),
        SlipPrinted(visit=visit),
    ]
    asked = [*by_card, *on_paper, EnrolmentOffered(visit=visit)]
    consent = [*asked, EnrolTouched()]
    agreed = [*consent, *(ConsentTouched(consent=one) for one in Consent)]
    learning = [*agreed, GoOnTouched()]
    known = [*greeted, *on_paper]
    held = HeldFace(since_ms=BOOKED.slot_ms - 300 * 24 * 3600 * 1000, until_ms=BOOKED.slot_ms, times_used=17)
    erase = [*known, ForgetFaceTouched(), FaceHeld(visit=visit, held=held)]
    soon = [*known, EnrolmentOffered(visit=visit)]
    erasing = [*erase, GoOnTouched()]
    kept = FaceKept(visit=visit, person_id="person-1", until_ms=BOOKED.slot_ms)
    return {
        "attract": [],
        "attract, printer out": [no_paper],
        "attract, cut off": [OnlineChanged(online=False)],
        "attract, staff called": [HelpTouched(), StaffCalled()],
        "attract, a card": [TurnOver(day=DAY)],
        "attract, longest card": [PlaylistChanged(playlist=LONGEST_CARD), TurnOver(day=DAY)],
        "attract, how the hall stands": [PlaylistChanged(playlist=NO_CARDS), TurnOver(day=DAY)],
        "attract, with a scanner": [],
        "attract, card not read": [CardNotRead(why=Misread.OTHER)],
        "look here": look_here,
        "look here, longest hint": [*look_here, FaceHinted(visit=visit, hint=Hint.TOO_DARK)],
        "look here, turn left": [
            *look_here,
            FaceChallenged(visit=visit, challenge=Challenge(turn=Turn.LEFT, done=0, of=3)),
        ],
        "look here, look straight": [
            *look_here,
            FaceChallenged(visit=visit, challenge=Challenge(turn=Turn.STRAIGHT, done=2, of=3)),
        ],
        "enter code": enter_code,
        "enter code, with a camera": enter_code,
        "checking a code": checking,
        **{
            f"no check-in, {why}": [*checking, NotCheckedIn(visit=visit, why=why, appointment=BOOKED)]
            for why in NoCheckIn
        },
        "appointment, late": [*checking, TicketIssued(visit=visit, ticket=replace(LATE, service_id="B"))],
        "choose service, greeted": greeted,
        "choose service, by card": [CardRead(card=CARD, priority=ELDERLY)],
        "priority": [*longest_class, PriorityWayTouched()],
        "choose service, priority": longest_class,
        "choose service, not known": not_known,
        "choose service, staff not called": [*not_known, HelpTouched(), StaffNotCalled()],
        "choose service, some closed": [
            OnlineChanged(online=True),
            *not_known,
            NoNumbersChanged(no_numbers=dict.fromkeys("AC", NoNumber.ENOUGH)),
        ],
        "choose service, all closed": [
            OnlineChanged(online=True),
            *greeted,
            NoNumbersChanged(no_numbers=dict.fromkeys("ABCDEGHK", NoNumber.CLOSED)),
        ],
        "choose field": look_up,
        "choose procedure": [*look_up, FieldTouched(field_id=FIELD)],
        "checklist": sheet,
        "checklist, papers ticked": [*sheet, PaperTouched(place=0), PaperTouched(place=2)],
        "checklist, nobody takes it": [
            *look_up,
            FieldTouched(field_id="y_te"),
            ProcedureTouched(procedure_id=NOBODY_TAKES),
        ],
        "checklist, for a relative": [
            *sheet,
            PriorityWayTouched(),
            PriorityTouched(priority=LONGEST_CLASS),
            RelativeTouched(),
        ],
        "checklist, longest": [
            *look_up,
            FieldTouched(field_id=FIELD),
            ProcedureTouched(procedure_id=LONGEST_SHEET),
        ],
        "search": search,
        "search, found": [
            *search,
            QueryTyped(typed=Typed(before="khai sinh")),
            ProceduresFound(visit=visit, query="khai sinh", procedure_ids=FOUND),
        ],
        "search, not found": [
            *search,
            QueryTyped(typed=Typed(before="mua vé số")),
            ProceduresFound(visit=visit, query="mua vé số", procedure_ids=()),
        ],
        "still there": [*greeted, TIME_OUT],
        "taking a ticket": taking,
        "ticket printing": printing,
        "ticket printed": [*printing, SlipPrinted(visit=visit)],
        "ticket printed, estimated": [
            OnlineChanged(online=False),
            *taking,
            TicketIssued(visit=visit, ticket=replace(ESTIMATED, service_id="B")),
            SlipPrinted(visit=visit),
        ],
        "printer out": [*printing, no_paper, StaffCalled()],
        "printer silent, staff not called": [*printing, TIME_OUT, StaffNotCalled()],
        "ticket printed, priority": [
            *taking,
            TicketIssued(visit=visit, ticket=first),
            SlipPrinted(visit=visit),
        ],
        "enter dossier": [DossierWayTouched()],
        "enter dossier, with a camera": [DossierWayTouched()],
        "finding a dossier": finding,
        **{
            f"no dossier, {why}": [*finding, DossierNotFound(visit=visit, code=EXAMPLE_CODE, why=why)]
            for why in NoDossier
        },
        **{
            f"dossier, {which}": [
                *finding,
                DossierFound(visit=visit, status=status, next_step=next_step(status, DAY)),
            ]
            for which, status in DOSSIERS.items()
        },
        "rate service": [OpinionWayTouched()],
        "say why": ticked,
        "say why, not sent": [*ticked, SendTouched(), OpinionNotGiven(visit=visit)],
        "write feedback": writing,
        "write feedback, blank": [*writing, WrittenTouched()],
        "write feedback, longest": [
            *writing,
            FeedbackTyped(typed=Typed(before=f"{FEEDBACK} {FEEDBACK}"[:LONGEST_TYPED])),
        ],
        "leave phone": written,
        "leave phone, wrong": [*written, DigitTouched(digit="0"), SendTouched()],
        "thank you": [*rated, SendTouched(), OpinionGiven(visit=visit, tracking_code=None)],
        "thank you, with a code": [
            *written,
            SendTouched(),
            OpinionGiven(visit=visit, tracking_code=TRACKING_CODE),
        ],
        "ticket printed, asked for the face": asked,
        "ticket printed, known by face": known,
        "enrol consent": consent,
        "enrol consent, agreed": agreed,
        "enrol look": learning,
        "enrol look, longest hint": [*learning, FaceHinted(visit=visit, hint=Hint.TOO_DARK)],
        "enrol look, three of five": [*learning, FaceFramed(visit=visit, good_frames=3)],
        "enrol look, turn right": [
            *learning,
            FaceChallenged(visit=visit, challenge=Challenge(turn=Turn.RIGHT, done=1, of=4)),
        ],
        "face kept": [*learning, kept],
        "face not kept": [*learning, FaceNotKept(visit=visit)],
        "erase face": erase,
        "known face, soon forgotten": soon,
        "erase face, or renew": [*soon, *erase[-2:]],
        "erasing a face": erasing,
        "face erased": [*erasing, FaceErased(visit=visit)],
        "face not erased": [*erasing, FaceNotErased(visit=visit)],
        "out of service": [KioskStopped()],
        **staff_messages(visit),
    }


MOMENTS = tuple(_messages(0))


def reach(moment: str, kiosk: Kiosk, tell: Callable[[Message], None]) -> None:
    """From the first screen of a kiosk that performs nothing, go to `moment`."""
    kiosk.camera = CameraFeed(_NoCamera(), on_failure=lambda _: None) if "camera" in moment else None
    kiosk.scans = "scanner" in moment or "card not read" in moment
    kiosk.ask_hall = lambda: HALL_VIEW if "hall" in moment else None
    kiosk.has_staff_panel = moment.startswith("staff")
    for message in _messages(kiosk.state.visit + 1)[moment]:
        tell(TimedOut(timer=kiosk.state.timer) if message == TIME_OUT else message)


def leave(kiosk: Kiosk, tell: Callable[[Message], None], preferences: Iterable[Message] = ()) -> None:
    """Back to the first screen, with these preferences of the next visitor."""
    tell(NoNumbersChanged(no_numbers={}))
    tell(PlaylistChanged(playlist=shipped_playlist()))
    tell(PaperChanged())
    for message in (KioskStopped(), KioskReady(), *preferences):
        tell(message)
