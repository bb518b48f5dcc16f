"""The list of kept runs: a line each, those of a series below one line; a tick draws the losses."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QBrush, QKeyEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from lstm_studio.ui.runs.lines import Line
from lstm_studio.ui.theme import LIGHT, Theme
from lstm_studio.words import _

__all__ = ["RunTree", "swatch"]

NAME, UPDATES, LOSS, SOLVED = range(4)
HEADS = (_("Run"), _("Updates"), _("Loss"), _("Solved"))
TIPS = (
    _("A tick draws its losses in the plot of the loss; of a series the median and the range"),
    _("How many updates it was trained"),
    _(
        "On held-out sequences at the last examination, else the mean of the last ones; of a series the median"
    ),
    _("The update at which the criterion was met; of a series how many of them, and the median"),
)
LINE = Qt.ItemDataRole.UserRole
WIDE, HIGH = 18, 12  # pixels of a swatch
ROW = 19
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def pen_of(ink: int, theme: Theme) -> QPen:
    """Give the pen with which the losses of a run are drawn."""
    place = ink + 2  # the first two are those of the run that is shown
    pen = QPen(theme.curves[place % len(theme.curves)], 1.6)
    dash = theme.dashes[place % len(theme.dashes)]
    if dash:
        pen.setDashPattern([part / 1.6 for part in dash])
    return pen


def swatch(ink: int, theme: Theme, scale: float) -> QPixmap:
    """Give a sample of that pen."""
    picture = QPixmap(round(WIDE * scale), round(HIGH * scale))
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen_of(ink, theme))
    middle = QRectF(0, 0, WIDE, HIGH).center().y()
    painter.drawLine(0, round(middle), WIDE, round(middle))
    painter.end()
    return picture


class RunTree(QTreeWidget):
    """``brought``, ``removed``, ``ticked`` and ``renamed`` tell what a person asks for, by places of kept models."""

    brought = Signal(int)
    removed = Signal(tuple)
    ticked = Signal(tuple, bool)
    renamed = Signal(int, str)
    picked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme = LIGHT
        self._shown: tuple[tuple[Line, ...], Theme] | None = None
        self._waiting: tuple[tuple[Line, ...], Theme] | None = None  # while a name is being written
        self.setColumnCount(len(HEADS))
        self.setHeaderLabels(HEADS)
        for column, tip in enumerate(TIPS):
            self.headerItem().setToolTip(column, tip)
            if column != NAME:
                self.headerItem().setTextAlignment(column, RIGHT)
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # the start and the seed stand at the end
        self.setAllColumnsShowFocus(True)
        self.setIconSize(QSize(WIDE, HIGH))
        self.setEditTriggers(QTreeWidget.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(24)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.itemDoubleClicked.connect(self._on_double_clicked)
        self.itemChanged.connect(self._on_changed)
        self.itemSelectionChanged.connect(self.picked)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 3 * ROW)

    def show_lines(self, lines: tuple[Line, ...], theme: Theme) -> None:
        """Show all lines; what is open and what is chosen stays so."""
        if self.state() is QAbstractItemView.State.EditingState:
            self._waiting = lines, theme
            return
        if self._shown == (lines, theme):
            return
        chosen = self.chosen()
        was_open = {
            line.places
            for line, item in ((_line_of(item), item) for item in self._tops())
            if line is not None and item.isExpanded()
        }
        self._shown, self.theme = (lines, theme), theme
        self.blockSignals(True)
        # Items are used again: one that goes while it tells of a tick would take the program with it.
        for top, line in zip(_filled(self, len(lines)), lines, strict=True):
            self._write(top, line, ticks=True)
            for item, row in zip(_filled(top, len(line.below)), line.below, strict=True):
                self._write(item, row, ticks=False)
            # A series that has grown by a run is still the same one.
            top.setExpanded(any(line.places[: len(places)] == places for places in was_open))
        self.clearSelection()
        self.blockSignals(False)
        if chosen is not None:
            self.choose(chosen.places)
        self.picked.emit()

    def _tops(self) -> list[QTreeWidgetItem]:
        items = (self.topLevelItem(at) for at in range(self.topLevelItemCount()))
        return [item for item in items if item is not None]

    def _items(self) -> list[QTreeWidgetItem]:
        return [
            item for top in self._tops() for item in (top, *(top.child(at) for at in range(top.childCount())))
        ]

    def _write(self, item: QTreeWidgetItem, line: Line, *, ticks: bool) -> None:
        for column, text in enumerate((line.name, line.updates, line.loss, line.solved)):
            item.setText(column, text)
        item.setData(NAME, LINE, line)
        item.setData(NAME, Qt.ItemDataRole.AccessibleTextRole, line.said)
        item.setSizeHint(NAME, QSize(0, ROW))
        font = self.theme.font(self.fontInfo().pixelSize(), bold=line.mark == "▸")
        item.setFont(NAME, font)
        if line.mark:
            item.setText(NAME, f"{line.mark} {line.name}")
        if ticks:
            item.setCheckState(NAME, Qt.CheckState.Checked if line.plotted else Qt.CheckState.Unchecked)
            item.setIcon(NAME, swatch(line.ink, self.theme, self.devicePixelRatioF()))
        for column in (UPDATES, LOSS, SOLVED):
            item.setTextAlignment(column, RIGHT)
        item.setForeground(UPDATES, QBrush(self.theme.quiet))
        item.setForeground(SOLVED, QBrush(self.theme.good if "✓" in line.solved else self.theme.text))
        for column in range(len(HEADS)):
            item.setToolTip(column, f"{line.said}\n{line.tip}")

    def chosen(self) -> Line | None:
        """The line that is chosen."""
        items = self.selectedItems()
        return _line_of(items[0]) if items else None

    def choose(self, places: tuple[int, ...]) -> None:
        """Choose the line of these kept models."""
        for item in self._items():
            line = _line_of(item)
            if line is not None and line.places == places:
                self.setCurrentItem(item)

    def rename(self) -> None:
        """Let the name of the chosen run be written; a series has the name of what it is."""
        items = self.selectedItems()
        line = self.chosen()
        if line is not None and not line.below:
            self.blockSignals(True)
            items[0].setText(NAME, line.name)
            items[0].setFlags(items[0].flags() | Qt.ItemFlag.ItemIsEditable)
            self.blockSignals(False)
            self.editItem(items[0], NAME)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if self._waiting is not None:
            (lines, theme), self._waiting = self._waiting, None
            self.show_lines(lines, theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        line = self.chosen()
        if line is None or self.state() is QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
        elif event.key() in ENTER and not line.below:
            self.brought.emit(line.places[0])
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit(line.places)
        elif event.key() == Qt.Key.Key_F2:
            self.rename()
        else:
            super().keyPressEvent(event)

    @Slot(QTreeWidgetItem)
    def _on_double_clicked(self, item: QTreeWidgetItem) -> None:
        line = _line_of(item)
        if line is not None and not line.below:
            self.brought.emit(line.places[0])

    @Slot(QTreeWidgetItem, int)
    def _on_changed(self, item: QTreeWidgetItem, column: int) -> None:
        line = _line_of(item)
        if column != NAME or line is None:
            return
        ticked = item.checkState(NAME) == Qt.CheckState.Checked
        if item.parent() is None and ticked != line.plotted:
            self.ticked.emit(line.places, ticked)
        elif item.text(NAME) not in (line.name, f"{line.mark} {line.name}"):
            name = item.text(NAME)
            self.blockSignals(True)
            item.setText(
                NAME, f"{line.mark} {line.name}".strip()
            )  # until the study has it: it may be refused
            self.blockSignals(False)
            self.renamed.emit(line.places[0], name)


def _filled(above: QTreeWidget | QTreeWidgetItem, number: int) -> list[QTreeWidgetItem]:
    """Give so many items below a tree or an item; those that are there are used again."""
    top = above.invisibleRootItem() if isinstance(above, QTreeWidget) else above
    while top.childCount() > number:
        top.takeChild(top.childCount() - 1)
    while top.childCount() < number:
        QTreeWidgetItem(above)
    return [top.child(at) for at in range(number)]


def _line_of(item: QTreeWidgetItem) -> Line | None:
    line = item.data(NAME, LINE)
    return line if isinstance(line, Line) else None
