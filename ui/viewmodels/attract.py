"""The first screen: the ways to a number."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.events import AnonymousWayTouched, AppointmentWayTouched, FaceWayTouched
from kiosk.kiosk import Kiosk
from ui.viewmodels import Tell

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class AttractModel(QObject):
    changed = Signal()

    def __init__(self, kiosk: Kiosk, tell: Tell) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._tell = tell

    def refresh(self) -> None:
        self.changed.emit()

    @Property(bool, notify=changed)
    def takes_appointments(self) -> bool:
        """Whether anybody can have an appointment in this hall."""
        offer = self._kiosk.offer
        return offer is not None and any(service.slot_capacity for service in offer.services)

    @Slot()
    def take_face_way(self) -> None:
        self._tell(FaceWayTouched())

    @Slot()
    def take_anonymous_way(self) -> None:
        self._tell(AnonymousWayTouched())

    @Slot()
    def take_appointment_way(self) -> None:
        self._tell(AppointmentWayTouched())
