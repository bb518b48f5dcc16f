"""The view on the diagram: it fits its place until a person zooms; Ctrl and wheel zoom, a drag moves the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QAccessible, QHelpEvent, QMouseEvent, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QFrame, QGraphicsView, QWidget

from lstm_studio.ui.controls.tips import show_tip
from lstm_studio.ui.diagram.walking import KEYS, Walking
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.ui.diagram.scene import DiagramScene
    from lstm_studio.ui.diagram.walking import SpokenPart

__all__ = ["DiagramView"]

NATURAL = 1.7  # a small cell is not drawn larger than this to fill its place
LARGEST = 6.0
NOTCH = 1.15  # of the wheel


class DiagramView(QGraphicsView):
    """Shows a DiagramScene.

    ``chosen`` gives the value and the unit (-1: none) that were clicked, "" for the paper; ``pointed`` the printed
    forms of what the mouse is on, when they change.
    """

    chosen = Signal(str, int)
    pointed = Signal(object)
    resized = Signal()
    own_keys: ClassVar[frozenset[Qt.Key]] = KEYS
    spoken_role: ClassVar[QAccessible.Role] = QAccessible.Role.Graphic

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.diagram: DiagramScene | None = None  # Qt does not keep it
        self.fitted = True
        self._pressed: QPoint | None = None
        self._dragged = False
        self._under: tuple[str, ...] = ()  # the mouse
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.walking = Walking(self)  # with the focus, arrow keys go from part to part; they do not scroll
        self.setMouseTracking(True)
        self.setAccessibleName(_("Diagram"))

    def show_diagram(self, diagram: DiagramScene) -> None:
        """Show another scene; a view that fits fits it too."""
        self.setScene(diagram)
        self.diagram = diagram
        if self.fitted:
            self.fit()
        self.walking.show_place()

    def spoken_value(self) -> str:
        """Say of what and when the diagram is."""
        return "" if self.diagram is None else f"{self.diagram.title.strong}, {self.diagram.title.text}"

    def spoken_parts(self) -> tuple[SpokenPart, ...]:
        """Give its parts in the order of computation."""
        return self.walking.parts()

    def fit(self) -> None:
        """Show the whole, as large as it goes."""
        self.fitted = True
        if self.diagram is None or self.viewport().width() < 8:
            return
        rect, place = self.diagram.sceneRect(), self.viewport().size()
        scale = min(place.width() / rect.width(), place.height() / rect.height(), NATURAL)
        self.resetTransform()
        self.scale(scale, scale)
        self.centerOn(rect.center())

    def zoom(self, factor: float) -> None:
        """Enlarge around the mouse, or the middle where it is elsewhere; what would be smaller than the whole fits."""
        if self.diagram is None:
            return
        rect, place = self.diagram.sceneRect(), self.viewport().size()
        least = min(place.width() / rect.width(), place.height() / rect.height(), NATURAL)
        wanted = min(self.transform().m11() * factor, LARGEST)
        if wanted <= least:
            self.fit()
            return
        self.fitted = False
        anchor = QGraphicsView.ViewportAnchor
        self.setTransformationAnchor(
            anchor.AnchorUnderMouse if self.viewport().underMouse() else anchor.AnchorViewCenter
        )
        step = wanted / self.transform().m11()
        self.scale(step, step)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(NOTCH ** (event.angleDelta().y() / 120))
            event.accept()
        elif self.fitted:
            event.ignore()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.fitted:
            self.fit()
        self.resized.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position().toPoint(), False
            event.accept()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        here = event.position().toPoint()
        if self._pressed is None:
            self._point(here)
            return
        moved = here - self._pressed
        if self._dragged or moved.manhattanLength() >= QApplication.startDragDistance():
            self._dragged = True
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            for bar, step in ((self.horizontalScrollBar(), moved.x()), (self.verticalScrollBar(), moved.y())):
                bar.setValue(bar.value() - step)
            self._pressed = here

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._pressed is not None:
            if not self._dragged and self.diagram is not None:
                value, unit = self.diagram.at(self._place(event.position().toPoint()))
                self.chosen.emit(value, unit)
            self._pressed = None
            self._point(event.position().toPoint())
        else:
            super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.diagram is not None and not self.diagram.at(self._place(event.position().toPoint()))[0]:
            self.fit()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip and self.diagram is not None:
            said = self.diagram.about(self._place(event.pos()))
            show_tip(event, said, self)
            return True
        if event.type() is QEvent.Type.Leave:
            self._tell(())
        return super().viewportEvent(event)

    def value_at(self, point: QPoint) -> tuple[str, int]:
        """Give the value and the unit (-1: none) at a place of the viewport, that of a wire too; ("", -1) for none."""
        if self.diagram is None:
            return "", -1
        place = self._place(point)
        found = self.diagram.at(place)
        if found[0]:
            return found
        wires = (wire.wire.value for wire in self.diagram.wires.values() if wire.contains(place))
        return next(wires, ""), -1

    def _place(self, point: QPoint) -> QPointF:
        return self.mapToScene(point)

    def _tell(self, under: tuple[str, ...]) -> None:
        if under != self._under:
            self._under = under
            self.pointed.emit(under)

    def _point(self, point: QPoint) -> None:
        """Show by the cursor whether there is something to click, and tell what the mouse is on."""
        self._tell(() if self.diagram is None else self.diagram.pointed.under(self._place(point)))
        found = self.diagram is not None and self.diagram.at(self._place(point))[0]
        shape = Qt.CursorShape.PointingHandCursor if found else Qt.CursorShape.ArrowCursor
        if not found and not self.fitted:
            shape = Qt.CursorShape.OpenHandCursor
        self.viewport().setCursor(shape)
