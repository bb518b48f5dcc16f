"""A switch: on or off at once."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

__all__ = ["Switch"]

WIDTH, HEIGHT = 30, 18


class Switch(QAbstractButton):
    """A checkable button drawn as a switch; it takes the focus by Tab only. Connect ``clicked``."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(name)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """The size that it always has."""
        return QSize(WIDTH, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the groove and the knob."""
        colours, painter = self.palette(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        role = QPalette.ColorRole.Highlight if self.isChecked() else QPalette.ColorRole.Mid
        groove = QRectF(0.5, 0.5, WIDTH - 1, HEIGHT - 1)
        painter.setOpacity(1.0 if self.isEnabled() else 0.45)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.color(role))
        painter.drawRoundedRect(groove, HEIGHT / 2, HEIGHT / 2)
        painter.setBrush(colours.color(QPalette.ColorRole.Base))
        painter.drawEllipse(QPointF(WIDTH - 9 if self.isChecked() else 9, HEIGHT / 2), 6.5, 6.5)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colours.color(QPalette.ColorRole.WindowText), 1.5))
            painter.drawRoundedRect(groove.adjusted(0.5, 0.5, -0.5, -0.5), HEIGHT / 2, HEIGHT / 2)
