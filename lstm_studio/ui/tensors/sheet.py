"""All tensors below and beside each other, to be scrolled; only what is in sight is thinned and painted."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from lstm_studio.ui.controls.tips import show_tip
from lstm_studio.ui.tensors.card import laid_out
from lstm_studio.ui.tensors.edge import within
from lstm_studio.ui.tensors.paint import Brush, Marks, Spot
from lstm_studio.ui.tensors.pictures import Pictures
from lstm_studio.ui.tensors.words import summaries
from lstm_studio.ui.theme import LIGHT, Theme
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent

    from lstm_studio.ui.tensors.card import Card
    from lstm_studio.ui.tensors.laid import Laid
    from lstm_studio.ui.tensors.words import Telling

__all__ = ["At", "Sheet"]

K = Qt.Key


class At(NamedTuple):
    """A place on the sheet: the card, the block there, and the cell where it is on the map."""

    card: Card
    block: int | None
    cell: tuple[int, int] | None


class Sheet(QAbstractScrollArea):
    """``pointed`` gives the place under the mouse or None, ``chosen`` the one that is clicked or entered.

    ``walked`` gives the one that arrows have come to.
    """

    pointed = Signal(object)
    chosen = Signal(object)
    walked = Signal(object)
    own_keys: ClassVar[frozenset[Qt.Key]] = frozenset({K.Key_Up, K.Key_Down, K.Key_Return, K.Key_Enter})
    spoken_role: ClassVar[QAccessible.Role] = QAccessible.Role.List

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: list[Card] = []
        self.marks = Marks()
        self.focus: Spot | None = None  # the block that has the keys
        self.pictures = Pictures(self)
        self.pictures.renewed.connect(self.viewport().update)
        self.telling: Telling | None = None
        self.teller: Callable[[At], str] = lambda _at: ""  # says what is at a place, in a tip
        self._brush = Brush(LIGHT)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().setSingleStep(20)

    def show_tensors(self, laid: Laid | None, telling: Telling) -> None:
        """Show other tensors, from the top where they are called otherwise."""
        old = [] if self.laid is None else [(tensor.name, tensor.shape) for tensor in self.laid.tensors]
        new = [] if laid is None else [(tensor.name, tensor.shape) for tensor in laid.tensors]
        self.telling = telling
        if laid is not self.laid:
            self.pictures.show_tensors(laid)
        if old != new:
            self.focus = None
        self._arrange()
        if old != new:
            self.verticalScrollBar().setValue(0)

    @property
    def laid(self) -> Laid | None:
        """The tensors that are shown."""
        return self.pictures.laid

    def mark(self, marks: Marks) -> None:
        """Mark other blocks."""
        if marks != self.marks:
            self.marks = marks
            self.viewport().update()

    def reveal(self, spots: frozenset[Spot]) -> None:
        """Scroll to the first of some blocks where none of them is in sight."""
        bar, high = self.verticalScrollBar(), self.viewport().height()
        found = [
            (card.rect.top(), card.place(card.tensor.boxes[at]))
            for card in self.cards
            for at in range(len(card.tensor.blocks))
            if (card.tensor.name, at) in spots
        ]
        top = bar.value()
        if found and not any(top <= place.center().y() <= top + high for _head, place in found):
            head, place = found[0]
            # With the name of its tensor, where there is room for both.
            bar.setValue(round(head if place.bottom() - head <= high else place.top() - high / 3))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._brush = Brush(theme)
        self.pictures.forget()
        self._arrange()

    def _arrange(self) -> None:
        """Give every tensor its place."""
        seen = self.viewport()
        tensors = () if self.laid is None else self.laid.tensors
        if self.telling is not None:
            heads = {tensor.name: self._brush.head(tensor, self.telling) for tensor in tensors}
            self.cards = laid_out(tensors, heads, seen.width() - 4, seen.height())
        end = max((card.rect.bottom() for card in self.cards), default=0.0)
        self.verticalScrollBar().setPageStep(seen.height())
        self.verticalScrollBar().setRange(0, max(0, round(end) - seen.height()))
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        laid = self.laid
        if laid is None or self.telling is None:
            return
        painter = QPainter(self.viewport())
        top = self.verticalScrollBar().value()
        painter.translate(0, -top)
        bottom, started = top + self.viewport().height(), perf_counter()
        seen = [card for card in self.cards if card.rect.top() < bottom and card.rect.bottom() > top]
        ratio, packed = self.devicePixelRatioF(), self._brush.packed
        made = [self.pictures.of(card, laid, ratio, packed) for card in seen]
        self.pictures.cost = perf_counter() - started
        whole = QRectF(0, top, self.viewport().width(), bottom - top)
        for card, (cells, picture) in zip(seen, made, strict=True):
            with within(painter, card.rect, whole) as inner:
                self._brush.card(inner, card, cells, picture, self.telling, self.marks)
        if self.focus is not None:
            found = self._found(self.focus)
            self._brush.ring(painter, found.card.place(found.card.tensor.boxes[self.focus[1]]))

    def at(self, point: QPointF) -> At | None:
        """Give what is at a place of the viewport: a block, or a cell of no block."""
        x, y = point.x(), point.y() + self.verticalScrollBar().value()
        for card in self.cards:
            if card.rect.contains(x, y):
                block, cell = card.block_at(x, y), card.cell_at(x, y)
                return At(card, block, cell) if block is not None or cell is not None else None
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self.at(event.position())
        hand = found is not None and found.block is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)
        self.pointed.emit(found)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            found = self.at(QPointF(event.pos()))
            show_tip(event, "" if found is None else self.teller(found), self.viewport())
            return True
        return super().viewportEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self.at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and found is not None:
            self.chosen.emit(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, spots = event.key(), self.spots
        here = next((at for at, spot in enumerate(spots) if spot == self.focus), -1)
        if key in (K.Key_Up, K.Key_Down) and spots:
            there = here - 1 if key == K.Key_Up else here + 1
            self._go(spots[min(max(there, 0), len(spots) - 1)])
        elif key in (K.Key_Return, K.Key_Enter) and here >= 0:
            self.chosen.emit(self._found(spots[here]))
        else:
            super().keyPressEvent(event)

    @property
    def spots(self) -> list[Spot]:
        """Every block, in the order of the tensors."""
        return [(card.tensor.name, at) for card in self.cards for at in range(len(card.tensor.blocks))]

    def _go(self, spot: Spot) -> None:
        """Let a block have the keys."""
        self.focus = spot
        self.reveal(frozenset({spot}))
        self.viewport().update()
        self.walked.emit(self._found(spot))

    def _found(self, spot: Spot) -> At:
        card = next(card for card in self.cards if card.tensor.name == spot[0])
        return At(card, spot[1], None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus = None
        self.viewport().update()

    def spoken_value(self) -> str:
        """Say what is shown: the block with the keys, else how much there is."""
        if self.laid is None or self.telling is None:
            return _("nothing")
        found = None if self.focus is None else self._found(self.focus)
        if found is None or found.block is None:
            return summaries(self.laid)[0]
        tensor = found.card.tensor
        return f"{self.telling.block(tensor.blocks[found.block])} · {tensor.name}"
