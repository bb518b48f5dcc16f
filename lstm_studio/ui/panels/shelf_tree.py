"""What a study keeps as a list: models above, sequences below, each with its name and what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QBrush, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QHeaderView,
    QSizePolicy,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from lstm_studio.session.shelf import model_compared, model_shown, said_model, said_sequence, sequence_shown
from lstm_studio.ui.numbers import short
from lstm_studio.ui.theme import LIGHT, Theme
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.study import Study

__all__ = ["Line", "ShelfTree", "lines_of"]

MARK, NAME, WHAT, LOSS = range(4)
LINE = Qt.ItemDataRole.UserRole
SHOWN, COMPARED = "▸", "┄"
HEIGHT = 18  # pixels of a row
LEAST_ROWS, MOST_ROWS = 2, 5  # that can be seen: with more the notes would have no room
SHARE = 0.5  # of the width at most for names
BEHIND = 14  # pixels behind a name
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Line(NamedTuple):
    """A row: ``kind`` "model" or "sequence", place, name, what it is, whether it is shown or compared, and its loss."""

    kind: str
    place: int
    name: str
    what: str
    shown: bool
    compared: bool
    loss: float | None = None

    @property
    def mark(self) -> str:
        """What stands in front of it."""
        return SHOWN if self.shown else COMPARED if self.compared else ""

    @property
    def said(self) -> str:
        """All of it in words."""
        state = _("is shown") if self.shown else _("is compared with") if self.compared else ""
        loss = "" if self.loss is None else _("loss {loss} on this sequence").format(loss=self.graded)
        return ", ".join(filter(None, (self.name, self.what, loss, state)))

    @property
    def graded(self) -> str:
        """Its loss on the sequence that is shown, "" where it has none."""
        return "" if self.loss is None else short(self.loss, signed=False, digits=3, fine=True)


def lines_of(study: Study, losses: tuple[float | None, ...] | None = None) -> tuple[Line, ...]:
    """Give the rows of all that a study keeps, ``losses`` being those of its models."""
    if losses is None or len(losses) != len(study.models):
        losses = (None,) * len(study.models)
    model, sequence, compared = model_shown(study), sequence_shown(study), model_compared(study)
    models = (
        Line(
            "model",
            at,
            kept.name,
            said_model(kept),
            at == model,
            at == compared,
            losses[at],
        )
        for at, kept in enumerate(study.models)
    )
    sequences = (
        Line("sequence", at, kept.title, said_sequence(kept), at == sequence, compared=False)
        for at, kept in enumerate(study.sequences)
    )
    return (*models, *sequences)


class ShelfTree(QTreeWidget):
    """``brought`` and ``removed`` carry the row that is asked for, ``renamed`` a row and a name, ``picked`` a row."""

    brought = Signal(object)
    removed = Signal(object)
    renamed = Signal(object, str)
    picked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme = LIGHT
        self._lines: tuple[Line, ...] = ()
        self._waiting: tuple[tuple[Line, ...], Theme] | None = None
        self.setColumnCount(4)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setEditTriggers(QTreeWidget.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(16)
        header.setSectionResizeMode(MARK, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(WHAT, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(LOSS, QHeaderView.ResizeMode.ResizeToContents)
        self.setColumnWidth(MARK, 18)
        self.itemDoubleClicked.connect(self._on_double_clicked)
        self.itemChanged.connect(self._on_changed)
        self.itemSelectionChanged.connect(self.picked)

    def minimumSizeHint(self) -> QSize:
        return self._room_for(LEAST_ROWS)

    def sizeHint(self) -> QSize:
        return self._room_for(min(max(self.topLevelItemCount(), LEAST_ROWS), MOST_ROWS))

    def _room_for(self, rows: int) -> QSize:
        return QSize(120, rows * HEIGHT + 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    def _share_out(self) -> None:
        """Give names the width that they need, but leave some for what they are."""
        metrics = QFontMetrics(self.theme.font(self.font().pixelSize(), bold=True))
        wide = max((metrics.horizontalAdvance(line.name) for line in self._lines), default=0) + BEHIND
        self.setColumnWidth(NAME, min(wide, round(SHARE * self.viewport().width())))

    def show_lines(self, lines: tuple[Line, ...], theme: Theme) -> None:
        """Show all rows; the one that is chosen stays so."""
        self._waiting = None
        if self.state() is QTreeWidget.State.EditingState:
            self._waiting = lines, theme  # a name is being written
            return
        if (lines, theme) == (self._lines, self.theme):
            return
        chosen = self.chosen()
        self._lines, self.theme = lines, theme
        self.blockSignals(True)
        self.clear()
        for line in lines:
            item = QTreeWidgetItem(self, [line.mark, line.name, line.what, line.graded])
            item.setSizeHint(NAME, QSize(0, HEIGHT))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            item.setData(NAME, LINE, line)
            item.setData(NAME, Qt.ItemDataRole.AccessibleTextRole, line.said)
            item.setFont(NAME, theme.font(self.font().pixelSize(), bold=line.shown))
            item.setForeground(WHAT, QBrush(theme.quiet))
            item.setTextAlignment(LOSS, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for column in (MARK, NAME, WHAT, LOSS):
                item.setToolTip(column, line.said)
            if chosen is not None and (line.kind, line.place) == (chosen.kind, chosen.place):
                self.setCurrentItem(item)
        self.blockSignals(False)
        self._share_out()
        self.updateGeometry()
        self.picked.emit()

    def chosen(self) -> Line | None:
        """The row that is chosen."""
        items = self.selectedItems()
        line = items[0].data(NAME, LINE) if items else None
        return line if isinstance(line, Line) else None

    def choose(self, kind: str, place: int) -> None:
        """Choose a row."""
        for at, line in enumerate(self._lines):
            item = self.topLevelItem(at)
            if item is not None and (line.kind, line.place) == (kind, place):
                self.setCurrentItem(item)

    def rename(self) -> None:
        """Let the name of the chosen row be written."""
        items = self.selectedItems()
        if items:
            self.editItem(items[0], NAME)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if self._waiting is not None:
            self.show_lines(*self._waiting)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        line = self.chosen()
        if line is None or self.state() is QTreeWidget.State.EditingState:
            super().keyPressEvent(event)
        elif event.key() in ENTER:
            self.brought.emit(line)
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit(line)
        elif event.key() == Qt.Key.Key_F2:
            self.rename()
        else:
            super().keyPressEvent(event)

    @Slot(QTreeWidgetItem)
    def _on_double_clicked(self, item: QTreeWidgetItem) -> None:
        line = item.data(NAME, LINE)
        if isinstance(line, Line):
            self.brought.emit(line)

    @Slot(QTreeWidgetItem, int)
    def _on_changed(self, item: QTreeWidgetItem, column: int) -> None:
        line = item.data(NAME, LINE)
        if column == NAME and isinstance(line, Line) and item.text(NAME) != line.name:
            name = item.text(NAME)
            self.blockSignals(True)
            item.setText(NAME, line.name)  # until the study has the other name: it may be refused
            self.blockSignals(False)
            self.renamed.emit(line, name)
