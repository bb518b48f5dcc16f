"""The parts of the diagram by keyboard and for a screen reader: Tab goes to them, arrows from one to the next.

Enter selects the part, as a click does; Escape gives the keys back to the window, where arrows are steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent, QPainter, QPen, QTextDocumentFragment
from PySide6.QtWidgets import QGraphicsItem
from shiboken6 import isValid

from lstm_studio.session.sentence import derivative, plain
from lstm_studio.ui.diagram.readings import GATE
from lstm_studio.ui.numbers import NONE, short
from lstm_studio.ui.spoken.announcer import Announcer
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

    from lstm_studio.ui.diagram.items import FigureItem
    from lstm_studio.ui.diagram.layout import Port
    from lstm_studio.ui.diagram.scene import DiagramScene
    from lstm_studio.ui.diagram.view import DiagramView

__all__ = ["KEYS", "SpokenPart", "Walking", "nearest", "spoken"]

K = Qt.Key
WAYS = {K.Key_Left: (-1, 0), K.Key_Right: (1, 0), K.Key_Up: (0, -1), K.Key_Down: (0, 1)}
KEYS = frozenset({*WAYS, K.Key_Return, K.Key_Enter, K.Key_Escape})
ASIDE = 2.0  # times that a pixel aside is further than one ahead


@dataclass(frozen=True)
class SpokenPart:
    """A part as a screen reader is told it; ``place`` on the screen."""

    key: str
    name: str
    value: str
    about: str
    place: QRect
    chosen: bool
    focused: bool


def nearest(places: Mapping[str, QPointF], here: str, way: tuple[int, int]) -> str:
    """Give the key of the place that lies next to ``here`` in a direction, ``here`` itself where none does."""
    start, best = places[here], (float("inf"), here)
    for key, place in places.items():
        across, down = place.x() - start.x(), place.y() - start.y()
        ahead, aside = (across * way[0], abs(down)) if way[0] else (down * way[1], abs(across))
        # What lies more to the side than ahead is reached by the other arrows.
        if key != here and ahead > 1 and aside <= 2 * ahead:
            best = min(best, (ahead + ASIDE * aside, key))
    return best[1]


class _Ring(QGraphicsItem):
    """The frame around the part that has the keys."""

    def __init__(self, diagram: DiagramScene) -> None:
        super().__init__()
        self.diagram = diagram
        self.around = QRectF()
        self.setZValue(30)
        diagram.addItem(self)

    def boundingRect(self) -> QRectF:
        return self.around.adjusted(-3, -3, 3, 3)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        pen = QPen(self.diagram.look.theme.accent, 2.0, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(self.around, 7.0, 7.0)

    def show_around(self, rect: QRectF | None) -> None:
        """Stand around a rectangle, or nowhere."""
        self.prepareGeometryChange()
        self.around = rect or QRectF()
        self.setVisible(rect is not None)


class Walking(QObject):
    """Watches the keys of a view. ``here`` is the key of the part that has them."""

    def __init__(self, view: DiagramView) -> None:
        super().__init__(view)
        self._view = view
        self.here = ""
        self._ring: _Ring | None = None
        self._announcer = Announcer(view)
        view.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        view.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take the keys of the parts, and show where they are."""
        if not isValid(self._view):  # a view that goes loses the focus on its way
            return False
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.show_place()
            if self._view.hasFocus():
                self._say()
        elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._press(Qt.Key(event.key()))
        return False

    def _press(self, key: Qt.Key) -> bool:
        diagram = self._view.diagram
        if diagram is None or key not in KEYS:
            return False
        if key == K.Key_Escape:
            self._view.window().setFocus()
            return True
        here = self._found(diagram)
        if key in WAYS:
            places = {name: item.whole.center() for name, item in diagram.figures.items()}
            self.here = nearest(places, here, WAYS[key])
            self.show_place()
            self._say()
        else:
            self._view.chosen.emit(diagram.figures[here].figure.value, -1)
        return True

    def _found(self, diagram: DiagramScene) -> str:
        """Where the keys are: another cell may have no such part, then at what is selected, else the first."""
        if self.here not in diagram.figures:
            chosen = (key for key, item in diagram.figures.items() if item.chosen)
            self.here = next(chosen, next(iter(diagram.figures)))
        return self.here

    def show_place(self) -> None:
        """Bring the frame up to the diagram and the focus; values that point at something follow."""
        diagram, focused = self._view.diagram, self._view.hasFocus()
        if diagram is None:
            return
        if self._ring is None or self._ring.diagram is not diagram:
            if not focused:
                return
            self._ring = _Ring(diagram)
        item = diagram.figures[self._found(diagram)]
        self._ring.show_around(_outline(item) if focused else None)
        self._view.pointed.emit((item.figure.value,) if focused else ())
        if focused:
            self._view.ensureVisible(item.whole, 8, 8)

    def _say(self) -> None:
        if not QAccessible.isActive():
            return
        place, part = next(((at, one) for at, one in enumerate(self.parts()) if one.focused), (0, None))
        if part is not None:
            focus = QAccessibleEvent(self._view, QAccessible.Event.Focus)
            focus.setChild(place)
            QAccessible.updateAccessibility(focus)
            self._announcer.say(_("{name}: {value}. {about}").format(**vars(part)))

    def parts(self) -> tuple[SpokenPart, ...]:
        """Give all parts in the order of computation: what enters, what is computed, what leaves."""
        diagram = self._view.diagram
        if diagram is None:
            return ()
        here = self._found(diagram) if self._view.hasFocus() else ""
        nodes = diagram.cell.graph.by_text
        items = sorted(
            diagram.figures.items(), key=lambda row: (_stage(row[1]), nodes[row[1].figure.value].index)
        )
        return tuple(
            SpokenPart(key, *spoken(diagram, item), self._place(item), item.chosen, key == here)
            for key, item in items
        )

    def _place(self, item: FigureItem) -> QRect:
        shown = self._view.mapFromScene(_outline(item)).boundingRect()
        return QRect(self._view.viewport().mapToGlobal(shown.topLeft()), shown.size())


def _stage(item: FigureItem) -> int:
    port = item.figure.port
    return 1 if port is None else 0 if port.entering else 2


def _outline(item: FigureItem) -> QRectF:
    rect = item.body
    if item.strip is not None:
        rect = rect.united(item.strip.rect) if not rect.isEmpty() else item.strip.rect
    return rect.adjusted(-3, -3, 3, 3)


def _way(port: Port) -> str:
    if port.entering:
        return _("{symbol} enters")
    return _("{symbol} goes on to another step") if port.side in ("left", "right") else _("{symbol} goes out")


def _point(diagram: DiagramScene, item: FigureItem) -> QPointF:
    """Where a person would point at to be told of the selected unit."""
    if item.strip is None or not item.body.isEmpty():
        return item.body.center()
    return item.strip.cells[min(diagram.unit, len(item.strip.cells) - 1)].center()


def spoken(diagram: DiagramScene, item: FigureItem) -> tuple[str, str, str]:
    """Give the name of a part, its value in the selected unit, and what its tip says, as plain text."""
    value, port = item.figure.value, item.figure.port
    printed = plain(value, turned=diagram.turned, letters=diagram.lettering)
    if diagram.readings.gradient is not None:
        printed = derivative(value, turned=diagram.turned, letters=diagram.lettering)
    if port is not None:
        name = _way(port).format(symbol=printed)
    elif item.figure.role:
        name = _("{symbol}, {role}").format(symbol=printed, role=item.figure.role)
    else:
        name = printed
    number = (
        short(item.value, signed=diagram.readings.scales[value] != GATE) if item.value is not None else NONE
    )
    if value == "x":
        row = diagram.readings.at(value, diagram.cursor)
        number = item.word or (NONE if row is None else ", ".join(short(one) for one in row[:8]))
    elif item.value is not None:
        number = _("{number} in unit {unit}").format(number=number, unit=diagram.unit + 1)
    about = QTextDocumentFragment.fromHtml(diagram.about(_point(diagram, item))).toPlainText()
    return name, number, " ".join(about.split())
