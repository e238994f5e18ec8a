"""Show the camera's picture the way a mirror does, filling its frame."""

from PySide6.QtCore import Property, QRectF, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class CameraPicture(QQuickPaintedItem):
    """A painted item because VideoOutput stays blank with the software renderer."""

    picture_changed = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._picture = QImage()

    def paint(self, painter: QPainter) -> None:
        if self._picture.isNull():
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.translate(self.width(), 0)
        painter.scale(-1, 1)
        painter.drawImage(QRectF(0, 0, self.width(), self.height()), self._picture, self._seen_part())

    def _seen_part(self) -> QRectF:
        """The largest middle part of the picture with the shape of this item."""
        width_px, height_px = self._picture.width(), self._picture.height()
        scale = min(width_px / self.width(), height_px / self.height())
        seen = QRectF(0, 0, self.width() * scale, self.height() * scale)
        seen.moveCenter(QRectF(self._picture.rect()).center())
        return seen

    # A variant, because QML has no name for the type of an image.
    @Property("QVariant", notify=picture_changed)
    def picture(self) -> QImage:
        return self._picture

    @picture.setter  # type: ignore[no-redef]
    def picture(self, picture: QImage) -> None:
        self._picture = picture
        self.picture_changed.emit()
        self.update()
