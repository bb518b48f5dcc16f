"""The current step as a table: every named value of every unit, to be read, selected and copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from lstm_studio.formats import csv_text
from lstm_studio.session.effect import beside
from lstm_studio.session.verbs import selection
from lstm_studio.ui.numbers import short
from lstm_studio.ui.panels.panel import Panel
from lstm_studio.ui.plots.naming import gradient_of, plain
from lstm_studio.ui.target import Target
from lstm_studio.ui.theme import LIGHT, Theme
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from lstm_studio.core.printing.lettering import Lettering
    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session

__all__ = ["StepTable", "ValuesPanel", "step_values"]

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
ROLE = Qt.ItemDataRole
BEFORE = ROLE.UserRole
HIGH, HIGHER = 18, 30  # pixels of a row, and of one that says what was before


def step_values(scene: Scene, *, ghost: bool = False) -> NDArray[np.float64]:
    """The values (H, N) of the N named values at the cursor; NaN for what is not computed before the first input.

    In backward mode their gradients; with ``ghost`` those of the run that is compared with, NaN for what it lacks.
    """
    names, step = tuple(scene.graph.named), scene.view.cursor
    other = scene.ghost if scene.cell_gradient is None else scene.ghost_gradient
    shown = other if ghost else scene.shown
    values = np.full((scene.study.sizes.units_of(scene.view.layer), len(names)), np.nan)
    if shown is not None and step <= shown.steps:
        for place, name in enumerate(names):
            if step and name in shown.graph.named:
                values[:, place] = shown[name][step - 1]
            elif not step and name in shown.before:
                values[:, place] = shown.before[name]
    return values


class StepTable(QAbstractTableModel):
    """A row a unit, a column a named value; ``before`` what it is in another run, NaN or None for nothing.

    ``beside`` is said behind the names of values of that run.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names: tuple[str, ...] = ()
        self.signed: tuple[bool, ...] = ()
        self.values: NDArray[np.float64] = np.zeros((0, 0))
        self.before: NDArray[np.float64] | None = None
        self.gradient = False
        self.beside = ""
        self.letters: Lettering | None = None

    def show_step(
        self,
        names: tuple[str, ...],
        signed: tuple[bool, ...],
        values: NDArray[np.float64],
        before: NDArray[np.float64] | None = None,
        *,
        gradient: bool = False,
        beside: str = "",
        letters: Lettering | None = None,
    ) -> None:
        """Show the values (H, N) of a step, or the ``gradient`` of the loss by them, in ``letters`` of a notation."""
        heads = names, gradient, letters
        same = heads == (self.names, self.gradient, self.letters) and values.shape == self.values.shape
        if not same:
            self.beginResetModel()
        self.names, self.signed, self.values = names, signed, values
        self.before, self.gradient, self.beside, self.letters = before, gradient, beside, letters
        if not same:
            self.endResetModel()
            return
        rows, columns = values.shape
        self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, columns - 1), [ROLE.DisplayRole])

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else int(self.values.shape[0])

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else int(self.values.shape[1])

    def data(self, index: Index, role: int = ROLE.DisplayRole) -> Any:
        if role == ROLE.DisplayRole:
            return self._printed(self.values, index)
        if role == BEFORE:
            return self._before(index)
        if role == ROLE.TextAlignmentRole:
            flag = Qt.AlignmentFlag
            return flag.AlignRight | (flag.AlignTop if self._before(index) else flag.AlignVCenter)
        if role == ROLE.ToolTipRole:
            value = self.values[index.row(), index.column()]
            text = _("{name} of unit {unit}: {value!r}")
            said = text.format(name=self._named(index.column()), unit=index.row() + 1, value=float(value))
            if not self._before(index) or self.before is None:
                return said
            other = float(self.before[index.row(), index.column()])
            return _("{now}, {beside}: {value!r}").format(now=said, beside=self.beside, value=other)
        return None

    def _named(self, column: int) -> str:
        name = self.names[column]
        return gradient_of(name, self.letters) if self.gradient else plain(name, self.letters)

    def _printed(self, values: NDArray[np.float64], index: Index) -> str:
        value, signed = float(values[index.row(), index.column()]), self.signed[index.column()]
        # "5e−3" has room in a narrow column
        return short(value, signed=signed or self.gradient, figures=1, fine=self.gradient)

    def _before(self, index: Index) -> str:
        """Print the value in the other run where it differs to be seen."""
        if self.before is None or np.isnan(self.before[index.row(), index.column()]):
            return ""
        text = self._printed(self.before, index)
        return "" if text == self._printed(self.values, index) else text

    def headerData(self, section: int, way: Qt.Orientation, role: int = ROLE.DisplayRole) -> Any:
        if role == ROLE.DisplayRole:
            if way == Qt.Orientation.Vertical:
                return str(section + 1)
            return self._named(section)
        if role == ROLE.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def table(self) -> csv_text.Table:
        """Give all of it, a row a unit; beside another run its values follow."""
        heads = [self._named(column) for column in range(len(self.names))]
        values = self.values
        if self.before is not None:
            heads += [f"{name} {self.beside}" for name in heads]
            values = np.hstack([values, self.before])
        rows = tuple((unit, *row) for unit, row in enumerate(values.tolist(), start=1))
        return csv_text.Table((_("unit"), *heads), rows)

    def text(self, cells: Sequence[QModelIndex]) -> str:
        """The cells (all, when there are none) as lines of tabs, for a spreadsheet, in full precision."""
        rows = sorted({cell.row() for cell in cells}) or range(self.rowCount())
        columns = sorted({cell.column() for cell in cells}) or range(self.columnCount())
        lines = ["\t".join(["unit", *(self._named(column) for column in columns)])]
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


class Beside(QStyledItemDelegate):
    """Paints a value, and below it in small type what it is in the run that is compared with."""

    theme: Theme = LIGHT

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        before = index.data(BEFORE)
        if before:
            painter.save()
            painter.setFont(self.theme.mono(9))
            painter.setPen(self.theme.quiet)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
            painter.drawText(QRect(option.rect).adjusted(0, 0, -4, -3), flags, before)
            painter.restore()


class ValuesPanel(Panel):
    """Every named value × units at the cursor."""

    name = "values"
    title = _("Values")
    area = "right"
    needs: ClassVar[frozenset[str]] = frozenset(
        {
            "cell",
            "sizes",
            "shown",
            "against",
            "ghost",
            "ghost_gradient",
            "backward",
            "cursor",
            "unit",
            "lettering",
        }
    )

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.table = StepTable(self)
        self.view = Table()
        self.view.setModel(self.table)
        self.beside = Beside(self.view)
        self.view.setItemDelegate(self.beside)
        self.view.setAccessibleName(self.title)
        self.view.setToolTip(_("Copy takes the selected cells, or all of them, in full precision"))
        self.view.setShowGrid(False)
        self.view.setAlternatingRowColors(True)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setTabKeyNavigation(False)
        self.view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.view.verticalHeader().setMinimumSectionSize(HIGH)
        self.view.verticalHeader().setDefaultSectionSize(HIGH)
        self.view.horizontalHeader().setMinimumSectionSize(40)
        self.view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.view.horizontalHeader().setHighlightSections(False)
        self.view.verticalHeader().sectionPressed.connect(self._on_unit)
        self.view.clicked.connect(self._on_cell)
        self.view.activated.connect(self._on_cell)
        self.body.setContentsMargins(8, 2, 8, 8)
        self.body.addWidget(self.view)

    def fact(self, scene: Scene) -> str:
        if scene.view.backward and scene.cell_gradient is None and "gradients" not in scene.pending:
            return _("values: nothing to differentiate")
        return _("step {step}").format(step=scene.view.cursor)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.view.setFont(theme.mono(11))
        self.view.horizontalHeader().setFont(theme.symbols(14))
        self.beside.theme = theme

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        names = tuple(scene.graph.named)
        signed = tuple(not scene.graph.bounded(name) for name in names)
        gradient = scene.view.backward and scene.cell_gradient is not None
        before = step_values(scene, ghost=True) if scene.ghost is not None else None
        words = beside(scene.study)
        self.table.show_step(
            names,
            signed,
            step_values(scene),
            before,
            gradient=gradient,
            beside=words,
            letters=scene.lettering,
        )
        self.header.title.setText(_("∂L/∂value") if gradient else self.title)
        high = HIGH if before is None else HIGHER
        if high != self.view.verticalHeader().defaultSectionSize():
            self.view.verticalHeader().setDefaultSectionSize(high)

    def numbers(self, scene: Scene) -> csv_text.Table:
        return self.table.table()

    def target_at(self, at: QPoint) -> Target | None:
        index = self.view.indexAt(self.view.viewport().mapFromGlobal(at))
        if not index.isValid():
            return None
        return Target(self.table.names[index.column()], index.row(), self.session.state.view.cursor)

    def _on_unit(self, row: int) -> None:
        self.session.do(selection.select_unit, row)

    def _on_cell(self, index: QModelIndex) -> None:
        self.session.do(selection.select_unit, index.row())
        self.session.do(selection.select_node, self.table.names[index.column()])
