"""The staff panel: how each part of the kiosk is, and what staff can do about it."""

import math

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey.health import Health, KnownFaces, Part, worries
from kiosk.journey.staff_events import (
    DayReportTouched,
    LookAgainTouched,
    PaperChanged,
    PapersTouched,
    RestartTouched,
    TrialPrintTouched,
)
from kiosk.journey.visit import Paper, Screen
from kiosk.kiosk import Kiosk
from models.paper_roll import Roll
from models.service_day import local_time
from ui.i18n import Words
from ui.viewmodels import Tell

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1

_MB_PER_GB = 1000
_MM_PER_M = 1000
_MM_PER_TICKET = 120  # what the short one takes


@QmlElement
class StaffPanelModel(QObject):
    changed = Signal()
    listed = Signal()

    def __init__(self, kiosk: Kiosk, words: Words, tell: Tell) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._words = words
        self._tell = tell
        self._rows: list[dict[str, str]] = []

    def refresh(self) -> None:
        self.changed.emit()
        rows = self._list_rows()
        if rows != self._rows:
            self._rows = rows
            self.listed.emit()

    @Property("QVariantList", notify=listed)  # type: ignore[arg-type]
    def rows(self) -> list[dict[str, str]]:
        """One map for each part: its name, its sign, and how it is."""
        return self._rows

    @Property(str, notify=changed)
    def trial(self) -> str:
        """What the key to a trial print says: also what became of the last one."""
        return self._words.text(f"panel.print_{self._kiosk.state.staff.paper}")

    @Property(str, notify=changed)
    def papers(self) -> str:
        """What the key to the papers in doubt says."""
        health = self._kiosk.state.staff.health
        return self._words.text("panel.papers", n=len(health.papers or ()) if health else 0)

    @Property(bool, notify=changed)
    def has_papers(self) -> bool:
        """Whether there are any to be looked at."""
        health = self._kiosk.state.staff.health
        return health is not None and bool(health.papers)

    @Property(bool, notify=changed)
    def can_print(self) -> bool:
        return self._kiosk.state.staff.paper is not Paper.PRINTING

    @Slot(int, int, result=str)
    def page(self, number: int, of: int) -> str:
        return self._words.text("choose.page", n=number, of=of)

    @Slot()
    def print_trial(self) -> None:
        self._tell(TrialPrintTouched())

    @Slot()
    def print_day_report(self) -> None:
        self._tell(DayReportTouched())

    @Slot()
    def list_papers(self) -> None:
        self._tell(PapersTouched())

    @Slot()
    def change_paper(self) -> None:
        self._tell(PaperChanged())

    @Slot()
    def look_again(self) -> None:
        self._tell(LookAgainTouched())

    @Slot()
    def restart(self) -> None:
        self._tell(RestartTouched())

    def _list_rows(self) -> list[dict[str, str]]:
        if self._kiosk.state.screen is not Screen.STAFF_PANEL:
            return []
        health, say = self._kiosk.state.staff.health, self._words.text
        if health is None:
            asking = say("health.asking")
            return [{"name": say(f"health.{part}"), "sign": "clock", "value": asking} for part in Part]
        values, to_see_to = self._values(health), worries(health)
        return [
            {
                "name": say(f"health.{part}"),
                "sign": "alert" if part in to_see_to else "check",
                "value": values[part],
            }
            for part in Part
        ]

    def _values(self, health: Health) -> dict[Part, str]:
        say, unknown = self._words.text, self._words.text("health.unknown")
        unsent, free_mb = health.unsent_tickets, health.disk_free_mb
        return {
            Part.HALL: self._hall(health),
            Part.UNSENT: unknown if unsent is None else f"{unsent}",
            Part.PRINTER: self._printer(health),
            Part.PAPER: self._paper(health.roll),
            Part.SLIPS: self._slips(health),
            Part.CAMERA: say(f"health.camera_{health.camera}"),
            Part.FACES: self._faces(health.faces),
            Part.DISK: unknown if free_mb is None else _room(free_mb),
            Part.CLOCK: self._clock(health.clock_ahead_s),
            Part.VERSION: ", ".join(
                f"{name}\N{NO-BREAK SPACE}{number}" for name, number in health.versions.items()
            ),
        }

    def _hall(self, health: Health) -> str:
        offer = self._kiosk.offer
        if health.hall_heard_ms is None or offer is None:
            return self._words.text("health.hall_never")
        at = local_time(health.hall_heard_ms, offer.hall.timezone)
        return self._words.text(
            "health.hall_yes" if health.is_online else "health.hall_no", time=f"{at:%H:%M}"
        )

    def _faces(self, faces: KnownFaces | None) -> str:
        if faces is None:
            return self._words.text("health.camera_none")
        if faces.unheard:
            return self._words.text("health.faces_unheard", n=faces.unheard)
        return self._words.text("health.faces_known", people=faces.people, n=math.ceil(faces.of_1000))

    def _printer(self, health: Health) -> str:
        if health.printer is not None:
            return self._words.text(f"health.printer_{health.printer}")
        return self._words.text("health.printer_ready" if health.printer_speaks else "health.printer_mute")

    def _paper(self, roll: Roll | None) -> str:
        if roll is None:
            return self._words.text("health.unknown")
        m, n = roll.left_mm / _MM_PER_M, int(roll.left_mm // _MM_PER_TICKET)
        return self._words.text("health.paper_left", m=f"{m:.0f}", n=n)

    def _slips(self, health: Health) -> str:
        if health.papers is None:
            return self._words.text("health.unknown")
        return f"{len(health.papers)}" if health.papers else self._words.text("health.slips_none")

    def _clock(self, ahead_s: float | None) -> str:
        if ahead_s is None:
            return self._words.text("health.unknown")
        off_s = round(abs(ahead_s))
        key = (
            "health.clock_right"
            if off_s == 0
            else "health.clock_fast"
            if ahead_s > 0
            else "health.clock_slow"
        )
        return self._words.text(key, n=off_s)


def _room(free_mb: int) -> str:
    return f"{free_mb} MB" if free_mb < _MB_PER_GB else f"{free_mb // _MB_PER_GB} GB"
