"""The current step as a table: every named value of every unit, to be read, selected and copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from lstm_studio.session.verbs import selection
from lstm_studio.ui.numbers import short
from lstm_studio.ui.panels.panel import Panel
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.ui.theme import Theme

__all__ = ["StepTable", "ValuesPanel", "step_values"]

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
ROLE = Qt.ItemDataRole


def step_values(scene: Scene) -> NDArray[np.float64]:
    """The values (H, N) of the N named values at the cursor; NaN for what is not computed before the first input."""
    names = tuple(scene.graph.named)
    step, trace = scene.view.cursor, scene.cell_trace
    values = np.full((scene.study.sizes.units, len(names)), np.nan)
    if trace is not None:
        for place, name in enumerate(names):
            if step:
                values[:, place] = trace[name][step - 1]
            elif name in trace.before:
                values[:, place] = trace.before[name]
    return values


class StepTable(QAbstractTableModel):
    """A row a unit, a column a named value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names: tuple[str, ...] = ()
        self.signed: tuple[bool, ...] = ()
        self.values: NDArray[np.float64] = np.zeros((0, 0))

    def show_step(
        self, names: tuple[str, ...], signed: tuple[bool, ...], values: NDArray[np.float64]
    ) -> None:
        """Show the values (H, N) of a step."""
        if names != self.names or values.shape != self.values.shape:
            self.beginResetModel()
            self.names, self.signed, self.values = names, signed, values
            self.endResetModel()
            return
        self.signed, self.values = signed, values
        rows, columns = values.shape
        self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, columns - 1), [ROLE.DisplayRole])

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else int(self.values.shape[0])

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else int(self.values.shape[1])

    def data(self, index: Index, role: int = ROLE.DisplayRole) -> Any:
        if role == ROLE.DisplayRole:
            value, signed = float(self.values[index.row(), index.column()]), self.signed[index.column()]
            return short(value, signed=signed, figures=1)  # "5e−3" has room in a narrow column
        if role == ROLE.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == ROLE.ToolTipRole:
            value = self.values[index.row(), index.column()]
            text = _("{name} of unit {unit}: {value!r}")
            return text.format(name=self.names[index.column()], unit=index.row() + 1, value=float(value))
        return None

    def headerData(self, section: int, way: Qt.Orientation, role: int = ROLE.DisplayRole) -> Any:
        if role == ROLE.DisplayRole:
            return self.names[section] if way == Qt.Orientation.Horizontal else str(section + 1)
        if role == ROLE.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def text(self, cells: Sequence[QModelIndex]) -> str:
        """The cells (all, when there are none) as lines of tabs, for a spreadsheet, in full precision."""
        rows = sorted({cell.row() for cell in cells}) or range(self.rowCount())
        columns = sorted({cell.column() for cell in cells}) or range(self.columnCount())
        lines = ["\t".join(["unit", *(self.names[column] for column in columns)])]
        for row in rows:
            numbers = (repr(float(self.values[row, column])) for column in columns)
            lines.append("\t".join([str(row + 1), *numbers]))
        return "\n".join(lines)


class Table(QTableView):
    """A table that copies what is selected in it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        model = self.model()
        if event.matches(QKeySequence.StandardKey.Copy) and isinstance(model, StepTable):
            QGuiApplication.clipboard().setText(model.text(self.selectedIndexes()))
        else:
            super().keyPressEvent(event)


class ValuesPanel(Panel):
    """Every named value × units at the cursor."""

    name = "values"
    title = _("Values of this step")
    area = "right"
    needs: ClassVar[frozenset[str]] = frozenset({"cell", "sizes", "cell_trace", "cursor", "unit"})

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.table = StepTable(self)
        self.view = Table()
        self.view.setModel(self.table)
        self.view.setAccessibleName(self.title)
        self.view.setToolTip(_("Copy takes the selected cells, or all of them, in full precision"))
        self.view.setShowGrid(False)
        self.view.setAlternatingRowColors(True)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setTabKeyNavigation(False)
        self.view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.view.verticalHeader().setDefaultSectionSize(21)
        self.view.horizontalHeader().setMinimumSectionSize(40)
        self.view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.view.horizontalHeader().setHighlightSections(False)
        self.view.verticalHeader().sectionPressed.connect(self._on_unit)
        self.view.doubleClicked.connect(self._on_cell)
        self.body.setContentsMargins(8, 2, 8, 8)
        self.body.addWidget(self.view)

    def fact(self, scene: Scene) -> str:
        return _("step {step}").format(step=scene.view.cursor)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.view.setFont(theme.mono(11))
        self.view.horizontalHeader().setFont(theme.symbols(14))

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        names = tuple(scene.graph.named)
        signed = tuple(not scene.graph.bounded(name) for name in names)
        self.table.show_step(names, signed, step_values(scene))

    def _on_unit(self, row: int) -> None:
        self.session.do(selection.select_unit, row)

    def _on_cell(self, index: QModelIndex) -> None:
        self.session.do(selection.select_unit, index.row())
        self.session.do(selection.select_node, self.table.names[index.column()])
