"""The cards of the gallery on their shelves: each a picture, a title and two lines; arrows go from card to card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from lstm_studio.core.tasks import TASKS
from lstm_studio.core.tasks.card import FAMILIES
from lstm_studio.ui.colours import mixed
from lstm_studio.ui.gallery.picture import draw_task
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from lstm_studio.ui.gallery.samples import Samples
    from lstm_studio.ui.theme import Theme

__all__ = ["SHELVES", "CardList"]

SHELVES = {
    "memory": _("Memory"),
    "order and counting": _("Order and counting"),
    "signals": _("Signals"),
    "words": _("Words and letters"),
    "yours": _("Yours"),
}
"""Family -> what its shelf is called."""

WIDE, PICTURE, HIGH, GAP = 214, 84, 166, 8  # pixels of a card, of its picture, and between two
HEAD = 30  # pixels of the name of a shelf
NAME = Qt.ItemDataRole.UserRole
LINES = 3


class _Painting(QStyledItemDelegate):
    """Draws a card, or the name of a shelf."""

    def __init__(self, cards: CardList, samples: Samples, theme: Theme) -> None:
        super().__init__(cards)
        self._cards, self._samples, self._theme = cards, samples, theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        if index.data(NAME):
            room = self._cards.viewport().width() - 1
            return QSize(room // max(1, room // (WIDE + GAP)), HIGH + GAP)
        return QSize(max(self._cards.viewport().width() - 1, WIDE), HEAD)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        place, name = QRectF(option.rect), index.data(NAME)
        painter.save()
        if name:
            self._card(painter, place.adjusted(0, 0, -GAP, -GAP), name, _state(option))
        else:
            painter.setFont(self._theme.font(12, bold=True))
            painter.setPen(self._theme.quiet)
            painter.drawText(place.adjusted(2, 6, 0, 0), Qt.AlignmentFlag.AlignVCenter, index.data())
        painter.restore()

    def _card(self, painter: QPainter, place: QRectF, name: str, state: QStyle.StateFlag) -> None:
        theme, task = self._theme, TASKS[name]
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(
            QPen(theme.accent if chosen else theme.quiet if over else theme.edge, 2 if chosen else 1)
        )
        painter.setBrush(mixed(theme.accent, theme.card, 0.07) if chosen else theme.card)
        painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), 7, 7)
        picture = QRectF(place.left() + 5, place.top() + 5, place.width() - 10, PICTURE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.paper)
        painter.drawRoundedRect(picture, 5, 5)
        sample = self._samples.of(name)
        if sample is not None:
            draw_task(painter, picture, sample, theme)
        else:
            painter.setPen(theme.quiet)
            painter.setFont(theme.font(11))
            painter.drawText(picture, Qt.AlignmentFlag.AlignCenter, _("a sequence of your own"))
        painter.setPen(theme.text)
        painter.setFont(theme.font(12, bold=True))
        title = QRectF(picture.left() + 4, picture.bottom() + 3, picture.width() - 8, 20)
        painter.drawText(title, Qt.AlignmentFlag.AlignVCenter, task.title)
        painter.setPen(theme.quiet)
        painter.setFont(theme.font(11))
        if task.hard is not None:
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(title, right, _("can take minutes"))
        below = QRectF(title.left(), title.bottom(), title.width(), place.bottom() - title.bottom() - 4)
        _write_lines(painter, below, task.summary)


def _state(option: QStyleOptionViewItem) -> QStyle.StateFlag:
    return option.state


def _write_lines(painter: QPainter, place: QRectF, text: str) -> None:
    """Write as many lines as there is room for, the last one cut."""
    layout = QTextLayout(text, painter.font())
    layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
    metrics = painter.fontMetrics()
    layout.beginLayout()
    for number in range(LINES):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(place.width())
        words = text[line.textStart() : line.textStart() + line.textLength()]
        if number == LINES - 1:
            end = Qt.TextElideMode.ElideRight
            words = metrics.elidedText(text[line.textStart() :], end, int(place.width()))
        top = place.top() + number * metrics.lineSpacing()
        row = QRectF(place.left(), top, place.width(), metrics.lineSpacing())
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, words.rstrip())
    layout.endLayout()


class CardList(QListWidget):
    """All tasks on their shelves; ``chosen`` gives the name of the card that is come to, ``taken`` of one opened."""

    chosen = Signal(str)
    taken = Signal(str)

    def __init__(self, samples: Samples, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Tasks"))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setMouseTracking(True)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setProperty("gallery", True)
        self.setItemDelegate(_Painting(self, samples, theme))
        self.setMinimumWidth(2 * (WIDE + GAP) + 14)
        for family in FAMILIES:
            self._fill(family)
        self.currentItemChanged.connect(self._on_current)
        self.itemActivated.connect(lambda item: self.taken.emit(item.data(NAME)))

    def _fill(self, family: str) -> None:
        tasks = [task for task in TASKS.values() if task.family == family]
        if not tasks:
            return
        head = QListWidgetItem(SHELVES[family], self)
        head.setFlags(Qt.ItemFlag.NoItemFlags)
        for task in tasks:
            item = QListWidgetItem(task.title, self)
            item.setData(NAME, task.name)
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, task.summary)
            item.setToolTip(task.summary)

    def show_task(self, name: str) -> None:
        """Choose a card, and bring it into sight."""
        for row in range(self.count()):
            if self.item(row).data(NAME) == name:
                self.setCurrentRow(row)
                self.scrollToItem(self.item(row), QListWidget.ScrollHint.EnsureVisible)

    def _on_current(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(NAME):
            self.chosen.emit(item.data(NAME))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Home:
            self.setCurrentRow(
                1
            )  # Qt would go to the name of the first shelf, and stay where that cannot be chosen
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()  # the name of a shelf is as wide as the list
