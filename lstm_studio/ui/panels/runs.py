"""Runs side by side: training over seeds, cells and starts, and what each of them has come to."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from lstm_studio.session.runs_table import table_of
from lstm_studio.session.verbs import comparison, series, shelf
from lstm_studio.ui.controls.number import Number
from lstm_studio.ui.controls.segments import Segments
from lstm_studio.ui.controls.words import Words
from lstm_studio.ui.numbers import count, duration
from lstm_studio.ui.panels.panel import Panel
from lstm_studio.ui.runs.form import MOST, SeriesForm
from lstm_studio.ui.runs.lines import lines_of
from lstm_studio.ui.runs.table import RunTable
from lstm_studio.ui.runs.tree import RunTree
from lstm_studio.words import _, ngettext

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QMenu

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.study import Start
    from lstm_studio.formats.csv_text import Table
    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.ui.theme import Theme

__all__ = ["RunsPanel"]

NOTHING = _(
    "Train the same model over several seeds, or several cells and starts. What each comes to is kept with the "
    "study and drawn beside the loss. A model that you keep (Ctrl+D) stands here, too, once it is trained."
)
WAYS = {"list": _("list"), "table": _("table")}
HINTS = {
    "list": _("Every run with its loss, those of a series together"),
    "table": _("A row a cell, a column a start: what was solved, and at which update"),
}
USUAL = 5
ROW = 28  # pixels of the buttons, or of the progress in their place


class RunsPanel(Panel):
    """``way`` is "list" or "table". While runs are at work their progress stands in place of the buttons."""

    name = "runs"
    title = _("Runs")
    area = "bottom"
    needs: ClassVar[frozenset[str]] = frozenset(
        {"models", "series", "task", "cell", "sizes", "parameters", "edits", "against", "theme"}
    )

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.way = "list"
        self.ways = Segments(_("Show of the runs"), WAYS, self.header)
        self.ways.chosen.connect(self.show_way)
        self.header.row.insertWidget(1, self.ways)
        self.seeds = Number(_("Seeds"), 1, MOST)
        self.seeds.show_number(USUAL)
        self.seeds.setFixedWidth(40)
        self.seeds.explain(_("How often the model is trained, from other starts and with other batches"))
        self.repeat = self._button(
            _("Train over"), _("Train this model anew from several seeds; what is shown stays as it is")
        )
        self.grid = self._button(
            _("Grid…"), _("Train several cells from several starts, and show them as a table")
        )
        self.form = SeriesForm(session, self)
        self.progress = QProgressBar()
        self.progress.setAccessibleName(_("Progress of the runs"))
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 1000)
        self.line = Words("quiet")
        self.cancel = self._button(_("Cancel"), _("End the runs; those that are trained to their end stay"))
        self.nothing = QLabel(NOTHING)
        self.nothing.setProperty("voice", "quiet")
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.tree, self.table = RunTree(), RunTable()
        self.tree.setAccessibleName(_("Kept runs"))
        self.tree.setAccessibleDescription(_("Enter brings one back, F2 renames it, Delete removes it"))
        self.table.setAccessibleName(_("Kept runs by cell and start"))
        self.bring = self._button(
            _("Bring back"), _("Show its model again; what is shown now is kept (Enter)")
        )
        self.compare = self._button(_("Compare"), _("Draw both models, this one dashed"))
        self._lay_out()
        self._connect()

    @staticmethod
    def _button(words: str, tip: str) -> QPushButton:
        button = QPushButton(words)
        button.setToolTip(tip)
        button.setProperty("small", True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _lay_out(self) -> None:
        self.asking = QWidget()
        row = QHBoxLayout(self.asking)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        seeds = QLabel(_("seeds"))
        seeds.setBuddy(self.seeds)
        for widget in (self.repeat, self.seeds, seeds, self.grid):
            row.addWidget(widget)
        row.addStretch(1)
        for widget in (self.bring, self.compare):
            row.addWidget(widget)
        self.working = QWidget()
        row = QHBoxLayout(self.working)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.progress, 2)
        row.addWidget(self.line, 3)
        row.addWidget(self.cancel)
        self.body.setContentsMargins(8, 2, 8, 8)
        self.body.setSpacing(6)
        for part in (self.asking, self.working):
            part.setFixedHeight(ROW)
            self.body.addWidget(part)
        for part in (self.nothing, self.tree, self.table):
            self.body.addWidget(part, 1)

    def _connect(self) -> None:
        self.repeat.clicked.connect(self._on_repeat)
        self.grid.clicked.connect(self.form.open)
        self.form.asked.connect(self._on_asked)
        self.cancel.clicked.connect(lambda: self.session.attempt(series.break_off))
        self.bring.clicked.connect(self._on_bring)
        self.compare.clicked.connect(self._on_compare)
        self.tree.brought.connect(self._on_brought)
        self.table.brought.connect(self._on_brought)
        self.tree.removed.connect(self._on_removed)
        self.tree.ticked.connect(self._on_ticked)
        self.tree.renamed.connect(self._on_renamed)
        self.tree.picked.connect(self._on_picked)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        for part in (self.tree, self.table):
            part.setFont(theme.font(12))

    @Slot(str)
    def show_way(self, way: str) -> None:
        self.way = way
        self.show_scene(self.session.scene, self.needs)

    def fact(self, scene: Scene) -> str:
        number = sum(kept.record.update > 0 for kept in scene.study.models)
        return ngettext("{n} run", "{n} runs", number).format(n=number) if number else ""

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        self.ways.show_choice(self.way, {})
        for way, hint in HINTS.items():
            self.ways.button(way).setToolTip(hint)
        self._show_work(scene)
        if changed <= {"series"}:
            return
        lines = lines_of(scene.study)
        self.nothing.setVisible(not lines)
        self.ways.setVisible(bool(lines))
        self.tree.setVisible(bool(lines) and self.way == "list")
        self.table.setVisible(bool(lines) and self.way == "table")
        for button in (self.bring, self.compare):
            button.setVisible(bool(lines) and self.way == "list")
        self.tree.show_lines(lines, self.theme)
        self.table.show_study(scene.study, self.theme)

    def _show_work(self, scene: Scene) -> None:
        """Show how far the runs are that are at work."""
        at_work = scene.run.series
        self.asking.setVisible(at_work is None)
        self.working.setVisible(at_work is not None)
        if at_work is None:
            return
        record = at_work.now.record
        self.progress.setValue(round(1000 * at_work.share))
        parts = [
            _("run {n} of {all}").format(n=min(at_work.done + 1, len(at_work.plan)), all=len(at_work.plan)),
            _("{time} left").format(time=duration(at_work.left)) if math.isfinite(at_work.left) else "",
            at_work.name,
            _("update {update}").format(update=count(record.update)) if record.update else "",
        ]
        self.line.setText(" · ".join(filter(None, parts)))
        self.line.setToolTip(self.line.text())

    def numbers(self, scene: Scene) -> Table | None:
        return table_of(scene.study.models)

    def extend_menu(self, menu: QMenu, at: QPoint) -> None:
        tree = self.tree
        inside = tree.viewport().mapFromGlobal(at)
        item = tree.itemAt(inside) if tree.isVisible() and tree.viewport().rect().contains(inside) else None
        if item is None:
            return
        tree.setCurrentItem(item)
        line = tree.chosen()
        if line is None:
            return
        if not line.below:
            menu.addAction(_("&Bring back"), self._on_bring).setEnabled(self.bring.isEnabled())
            words = _("&Stop comparing") if line.mark == "┄" else _("&Compare with it")
            menu.addAction(words, self._on_compare).setEnabled(self.compare.isEnabled())
            menu.addAction(_("Rena&me"), tree.rename)
        words = _("&Hide its losses") if line.plotted else _("&Draw its losses")
        menu.addAction(words, partial(self._on_ticked, line.places, not line.plotted))
        menu.addAction(_("&Remove"), partial(self._on_removed, line.places))
        menu.addSeparator()

    @Slot()
    def _on_repeat(self) -> None:
        self.session.attempt(series.ask, seeds=int(self.seeds.read()))

    @Slot(tuple, tuple, int)
    def _on_asked(self, cells: tuple[Cell, ...], starts: tuple[Start, ...], seeds: int) -> None:
        self.session.attempt(series.ask, cells, starts, seeds)

    @Slot()
    def _on_bring(self) -> None:
        line = self.tree.chosen()
        if line is not None:
            self._on_brought(line.places[0])

    @Slot(int)
    def _on_brought(self, place: int) -> None:
        self.session.attempt(shelf.bring_model, place)

    def _on_compare(self) -> None:
        line = self.tree.chosen()
        if line is not None and line.mark == "┄":
            self.session.attempt(comparison.stop_comparing)
        elif line is not None:
            self.session.attempt(shelf.compare_kept, line.places[0])

    @Slot(tuple)
    def _on_removed(self, places: tuple[int, ...]) -> None:
        self.session.attempt(series.remove, places)

    @Slot(tuple, bool)
    def _on_ticked(self, places: tuple[int, ...], shown: bool) -> None:
        self.session.attempt(series.plot, places, shown=shown)

    @Slot(int, str)
    def _on_renamed(self, place: int, name: str) -> None:
        self.session.attempt(shelf.rename_model, place, name)

    @Slot()
    def _on_picked(self) -> None:
        """Say what can be done with the line that is chosen."""
        line = self.tree.chosen()
        single = line is not None and not line.below
        self.bring.setEnabled(line is not None and single and line.mark != "▸")
        self.compare.setEnabled(line is not None and single and line.mark != "▸")
        self.compare.setText(_("Stop comparing") if line is not None and line.mark == "┄" else _("Compare"))
