"""The kiosk's window: the visit on the screen, and touches and messages back to the visit."""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine, QQmlError
from PySide6.QtQuick import QQuickWindow

from kiosk.journey.errand_events import DossierCodeTyped, FeedbackTyped
from kiosk.journey.events import QueryTyped
from kiosk.journey.rest import DIM_AFTER_S
from kiosk.kiosk import Kiosk, Message
from ui import camera_item  # noqa: F401 - gives QML its CameraPicture
from ui.i18n import Words
from ui.read_aloud import ReadAloud
from ui.theme import Panel, Theme
from ui.viewmodels.attract import AttractModel
from ui.viewmodels.checklist import ChecklistModel
from ui.viewmodels.choose_field import ChooseFieldModel
from ui.viewmodels.choose_procedure import ChooseProcedureModel
from ui.viewmodels.choose_service import ChooseServiceModel
from ui.viewmodels.claims import ClaimsModel
from ui.viewmodels.comfort import ComfortModel
from ui.viewmodels.dossier_status import DossierStatusModel
from ui.viewmodels.enrol_consent import EnrolConsentModel
from ui.viewmodels.enrol_look import EnrolLookModel
from ui.viewmodels.enter_code import EnterCodeModel
from ui.viewmodels.enter_dossier import EnterDossierModel
from ui.viewmodels.erase_face import EraseFaceModel
from ui.viewmodels.face_done import FaceDoneModel
from ui.viewmodels.keyboard import KeyboardModel
from ui.viewmodels.leave_phone import LeavePhoneModel
from ui.viewmodels.look_here import LookHereModel
from ui.viewmodels.rate_service import RateServiceModel
from ui.viewmodels.rest import RestModel
from ui.viewmodels.say_why import SayWhyModel
from ui.viewmodels.search import SearchModel
from ui.viewmodels.staff_panel import StaffPanelModel
from ui.viewmodels.staff_papers import StaffPapersModel
from ui.viewmodels.staff_pin import StaffPinModel
from ui.viewmodels.take_ticket import TakeTicketModel
from ui.viewmodels.thank_you import ThankYouModel
from ui.viewmodels.visit import VisitModel
from ui.viewmodels.write_feedback import WriteFeedbackModel

_MAIN_QML = Path(__file__).parent / "Main.qml"
# Platforms without a desktop: the window is as large as it was told to be, whatever they call a screen.
# How Qt words what a script of the screens throws; what it merely disapproves of breaks no screen.
_SCRIPT_ERROR = "Error: "
_HEADLESS = frozenset({"offscreen", "vnc", "minimal"})


@dataclass(frozen=True, kw_only=True)
class WindowSettings:
    """How large the kiosk's window is.

    width, height: pixels; halved on a desktop they are too large for. Fullscreen takes what the panel has.
    panel_inches: the panel's diagonal, from which millimetres become pixels; panels lie about it themselves.
    panel_bottom_mm: how high above the floor the panel begins. reduced_motion: screens change without moving.
    dim_after_s: how long nobody touches it before it is dimmed.
    """

    width: int = 1080
    height: int = 1920
    fullscreen: bool = False
    panel_inches: float = 21.5
    panel_bottom_mm: float = 900.0
    reduced_motion: bool = False
    dim_after_s: float = DIM_AFTER_S


class WindowError(Exception):
    """The screens could not be loaded; Qt has said on the log why."""


class KioskWindow(QObject):
    """The screen of one kiosk, on the UI thread; only `post` may be called from any thread.

    window: the root of the scene, to be shown, grabbed and touched; never to be walked into.
    changing: comes before the screen is made to show what the kiosk has become.
    failed: what went wrong in the screens themselves, and where.
    """

    changing = Signal()
    failed = Signal(str)
    _posted = Signal(object)

    def __init__(self, kiosk: Kiosk, settings: WindowSettings) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._settings = settings
        self._engine = QQmlApplicationEngine()
        self._engine.warnings.connect(self._hear_warnings)
        # The engine makes its own singletons, so that two windows in one process share no language.
        self._theme = cast(Theme, self._engine.singletonInstance("MotCua", "Theme"))
        self._words = cast(Words, self._engine.singletonInstance("MotCua", "Words"))
        self._keyboard = KeyboardModel(
            self._words,
            typed=lambda: kiosk.state.question.typed,
            change=lambda typed: self.tell(QueryTyped(typed=typed)),
            sound=kiosk.key_sound,
        )
        self._code_keyboard = KeyboardModel(
            self._words,
            typed=lambda: kiosk.state.dossier.typed,
            change=lambda typed: self.tell(DossierCodeTyped(typed=typed)),
            sound=kiosk.key_sound,
            is_code=True,
        )
        self._feedback_keyboard = KeyboardModel(
            self._words,
            typed=lambda: kiosk.state.draft.typed,
            change=lambda typed: self.tell(FeedbackTyped(typed=typed)),
            sound=kiosk.key_sound,
        )
        self._fit_panel(settings.width, settings.height)
        self._read_aloud = ReadAloud(kiosk, self._words)
        self._attract = AttractModel(kiosk, self._words, self.tell)
        self._visit = VisitModel(kiosk, self._words, self.tell)
        self._comfort = ComfortModel(kiosk, self._words, self.tell)
        self._look_here = LookHereModel(kiosk, self._words, self.tell)
        self._enter_code = EnterCodeModel(kiosk, self._words, self.tell)
        self._choose_service = ChooseServiceModel(kiosk, self._words, self.tell)
        self._claims = ClaimsModel(kiosk, self._words, self.tell)
        self._choose_field = ChooseFieldModel(kiosk, self._words, self.tell)
        self._choose_procedure = ChooseProcedureModel(kiosk, self._words, self.tell)
        self._search = SearchModel(kiosk, self._words, self.tell)
        self._checklist = ChecklistModel(kiosk, self._words, self.tell)
        self._staff_pin = StaffPinModel(kiosk, self._words, self.tell)
        self._staff_panel = StaffPanelModel(kiosk, self._words, self.tell)
        self._staff_papers = StaffPapersModel(kiosk, self._words, self.tell)
        self._enter_dossier = EnterDossierModel(kiosk, self._words, self.tell)
        self._dossier_status = DossierStatusModel(kiosk, self._words, self.tell)
        self._rate_service = RateServiceModel(self._words, self.tell)
        self._say_why = SayWhyModel(kiosk, self._words, self.tell)
        self._write_feedback = WriteFeedbackModel(kiosk, self._words, self.tell)
        self._leave_phone = LeavePhoneModel(kiosk, self._words, self.tell)
        self._thank_you = ThankYouModel(kiosk)
        self._take_ticket = TakeTicketModel(kiosk, self._words, self.tell)
        self._enrol_consent = EnrolConsentModel(kiosk, self._words, self.tell)
        self._enrol_look = EnrolLookModel(kiosk, self._words, self.tell)
        self._erase_face = EraseFaceModel(kiosk, self._words, self.tell)
        self._face_done = FaceDoneModel(kiosk, self._words, self.tell)
        self._rest = RestModel(kiosk, settings.dim_after_s)
        self._refresh()
        self.window = self._load()
        self.window.resize(settings.width, settings.height)
        self.window.widthChanged.connect(self._fit)
        self.window.heightChanged.connect(self._fit)
        # Queued even from the UI thread: no message arrives in the middle of another one.
        self._posted.connect(self.tell, Qt.ConnectionType.QueuedConnection)

    def post(self, message: Message) -> None:
        """Tell the kiosk, as soon as the UI thread is free. May be called from any thread."""
        self._posted.emit(message)

    @Slot(object)
    def tell(self, message: Message) -> None:
        """Let `message` change the visit, and show what became of it."""
        self._kiosk.handle(message)
        self._refresh()

    def show(self) -> None:
        if self._settings.fullscreen:
            self.window.setCursor(Qt.CursorShape.BlankCursor)
            self.window.showFullScreen()
            return
        is_desktop = QGuiApplication.platformName() not in _HEADLESS
        if is_desktop and self.window.screen().availableSize().height() < self._settings.height:
            self.window.resize(self._settings.width // 2, self._settings.height // 2)
        self.window.show()

    def close(self) -> None:
        """Let go of the camera, then of the screen, before the view models it looks at."""
        self._posted.disconnect(self.tell)
        self._look_here.close()
        for onlooker in self.children():
            _delete_now(onlooker)
        self.window.close()
        _delete_now(self._engine)
        # Left to Python, their timers could be collected on any thread, which Qt does not survive.
        for timed in (self._attract, self._rest):
            _delete_now(timed)

    def _load(self) -> QQuickWindow:
        self._engine.setInitialProperties(
            {
                "visit": self._visit,
                "comfort": self._comfort,
                "attract": self._attract,
                "look_here": self._look_here,
                "enter_code": self._enter_code,
                "choose_service": self._choose_service,
                "claims": self._claims,
                "choose_field": self._choose_field,
                "choose_procedure": self._choose_procedure,
                "search": self._search,
                "keyboard": self._keyboard,
                "checklist": self._checklist,
                "take_ticket": self._take_ticket,
                "staff_pin": self._staff_pin,
                "staff_panel": self._staff_panel,
                "staff_papers": self._staff_papers,
                "enter_dossier": self._enter_dossier,
                "code_keyboard": self._code_keyboard,
                "dossier_status": self._dossier_status,
                "rate_service": self._rate_service,
                "say_why": self._say_why,
                "write_feedback": self._write_feedback,
                "feedback_keyboard": self._feedback_keyboard,
                "leave_phone": self._leave_phone,
                "thank_you": self._thank_you,
                "enrol_consent": self._enrol_consent,
                "enrol_look": self._enrol_look,
                "erase_face": self._erase_face,
                "face_done": self._face_done,
                "rest": self._rest,
            }
        )
        self._engine.load(QUrl.fromLocalFile(_MAIN_QML))
        roots = self._engine.rootObjects()
        if not roots or not isinstance(roots[0], QQuickWindow):
            raise WindowError(f"{_MAIN_QML} could not be loaded")
        return roots[0]

    @Slot()
    def _refresh(self) -> None:
        self.changing.emit()
        likes = self._kiosk.state.preferences
        self._words.use(likes.language)
        self._theme.wear(is_contrast=likes.is_contrast, is_large=likes.is_large, is_low=likes.is_low)
        self._read_aloud.refresh()
        self._visit.refresh()
        self._comfort.refresh()
        self._attract.refresh()
        self._look_here.refresh()
        self._enter_code.refresh()
        self._choose_service.refresh()
        self._claims.refresh()
        self._choose_field.refresh()
        self._choose_procedure.refresh()
        self._search.refresh()
        self._keyboard.refresh()
        self._checklist.refresh()
        self._take_ticket.refresh()
        self._staff_pin.refresh()
        self._staff_panel.refresh()
        self._staff_papers.refresh()
        self._enter_dossier.refresh()
        self._code_keyboard.refresh()
        self._dossier_status.refresh()
        self._say_why.refresh()
        self._write_feedback.refresh()
        self._feedback_keyboard.refresh()
        self._leave_phone.refresh()
        self._thank_you.refresh()
        self._enrol_consent.refresh()
        self._enrol_look.refresh()
        self._erase_face.refresh()
        self._face_done.refresh()
        self._rest.refresh()

    @Slot(list)
    def _hear_warnings(self, warnings: list[QQmlError]) -> None:
        for warning in warnings:
            if _SCRIPT_ERROR in warning.description():
                self.failed.emit(warning.toString())

    @Slot()
    def _fit(self) -> None:
        self._fit_panel(self.window.width(), self.window.height())

    def _fit_panel(self, width_px: int, height_px: int) -> None:
        settings = self._settings
        panel = Panel(
            width_px=width_px,
            height_px=height_px,
            inches=settings.panel_inches,
            bottom_mm=settings.panel_bottom_mm,
        )
        self._theme.fit(panel, is_still=settings.reduced_motion)
        for keyboard in (self._keyboard, self._code_keyboard, self._feedback_keyboard):
            keyboard.fit(panel.px_per_mm)


def _delete_now(what: QObject) -> None:
    what.deleteLater()
    QCoreApplication.sendPostedEvents(what, QEvent.Type.DeferredDelete)
