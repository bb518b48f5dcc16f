"""The sequence as a table, with the others that are kept, its scale, and how much of it is learnt at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from lstm_studio.formats.csv_text import Table
from lstm_studio.session.shelf import sequence_shown
from lstm_studio.session.steps_table import heads
from lstm_studio.session.verbs import shelf, steps_table, transport
from lstm_studio.ui.controls.number import Choice
from lstm_studio.ui.controls.popover import more_button
from lstm_studio.ui.panels.panel import Panel
from lstm_studio.ui.sequence_editor.cells import Cells
from lstm_studio.ui.sequence_editor.learning import Learning, said_learning
from lstm_studio.ui.sequence_editor.table import StepsView
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QPoint

    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.session.state import State
    from lstm_studio.ui.theme import Theme

__all__ = ["StepsTablePanel"]

ADDS = {
    "step": (_("&Step"), _("A step before the selected one, or at the end")),
    "input": (_("&Input"), _("A channel that the model reads")),
    "target": (_("&Target"), _("A column of what the model is to answer, in place of what comes next")),
    "sequence": (_("Se&quence"), _("Keep this sequence, and begin another one of the same channels")),
}


class StepsTablePanel(Panel):
    """Cells are typed or pasted; names of columns are changed by a double click, their kind in the menu."""

    name = "steps_table"
    title = _("Sequence table")
    area = "bottom"
    needs: ClassVar[frozenset[str]] = frozenset({"sequence", "sequences", "task", "options", "cursor"})

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.cells = Cells(self)
        self.table = StepsView(self.cells)
        self.which = Choice(_("Sequence"), {})
        self.add = QToolButton()
        self.adds = QMenu(self)
        self.learning = Learning(session, self)
        self.error = QLabel()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.error.setProperty("voice", "bad")
        # One line, else little would be left of the table; the line at the bottom of the window says all of it.
        self.error.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.error.hide()
        self.adds.setToolTipsVisible(True)
        for key, (word, tip) in ADDS.items():
            act = self.adds.addAction(word, partial(self._on_add, key))
            act.setToolTip(tip)
        self.add.setText(_("Add"))
        self.add.setAccessibleName(_("Add a step, a column or a sequence"))
        self.add.setMenu(self.adds)
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.add.setProperty("chooses", True)
        self.add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        more = more_button(self.learning)
        more.setText(_("Learning…"))
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.which, 1)
        row.addWidget(self.add)
        row.addWidget(more)
        self.body.setSpacing(4)
        self.body.addLayout(row)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.error)

    def _connect(self) -> None:
        self.cells.written.connect(lambda row, column, text: self._write(row, column, [[text]]))
        self.table.pasted.connect(self._write)
        self.table.removed.connect(lambda rows: self._try(steps_table.remove_steps, rows))
        self.table.verticalHeader().sectionClicked.connect(self._on_step)
        self.table.horizontalHeader().sectionDoubleClicked.connect(self._on_rename)
        self.which.chosen.connect(self._on_which)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.cells.theme = theme
        self.table.setFont(theme.mono(11))

    def fact(self, scene: Scene) -> str:
        return said_learning(scene.study)

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        study = scene.study
        if "sequence" in changed:
            self._complain("")
            self.cells.show_sequence(study.sequence)
        self.cells.show_cursor(scene.view.cursor)
        if "cursor" in changed and scene.view.cursor:
            self.table.scrollTo(
                self.cells.index(scene.view.cursor - 1, max(self.table.currentIndex().column(), 0))
            )
        if changed & {"sequence", "sequences"}:
            self._show_kept(scene)
        self.add.setEnabled(study.sequence.corpus is None)
        if self.learning.isVisible():
            self.learning.show_study(study)

    def _show_kept(self, scene: Scene) -> None:
        study = scene.study
        self.which.clear()
        at = sequence_shown(study)
        if at is None:
            self.which.addItem(study.sequence.title or _("(not kept)"), "")
        for place, kept in enumerate(study.sequences):
            self.which.addItem(kept.title, str(place))
        self.which.show_choice("" if at is None else str(at))

    def numbers(self, scene: Scene) -> Table:
        shown = scene.study.sequence
        names = [head.name for head in heads(shown)]
        rows = (
            (row + 1, *(self.cells.text(row, column) for column in range(len(names))))
            for row in range(shown.steps)
        )
        self.cells.show_sequence(shown)
        return Table(("step", *names), tuple(rows))

    def extend_menu(self, menu: QMenu, at: QPoint) -> None:
        shown = self.session.state.study.sequence
        if shown.corpus is not None:
            return
        known = heads(shown)
        column = self.table.columnAt(self.table.viewport().mapFromGlobal(at).x())
        rows = self.table.rows()
        menu.addAction(_("&Paste here"), self.table.paste)
        if rows:
            menu.addAction(_("&Insert a step above"), partial(self._try, steps_table.add_steps, rows[0]))
            menu.addAction(
                _("&Remove the selected steps"), partial(self._try, steps_table.remove_steps, rows)
            )
        if 0 <= column < len(known):
            head = known[column]
            menu.addSeparator()
            menu.addAction(_("Re&name “{name}”…").format(name=head.name), partial(self._on_rename, column))
            words = _("Make “{name}” an &input") if head.role == "target" else _("Make “{name}” a &target")
            menu.addAction(words.format(name=head.name), partial(self._try, steps_table.turn_column, column))
            menu.addAction(
                _("Re&move “{name}”").format(name=head.name),
                partial(self._try, steps_table.remove_column, column),
            )
        menu.addSeparator()

    def _try(self, change: Callable[..., State], *arguments: object) -> None:
        self._complain(self.session.attempt(change, *arguments))

    def _complain(self, sentence: str) -> None:
        self.error.setText(sentence[:1].upper() + sentence[1:])
        self.error.setToolTip(sentence)
        self.error.setVisible(bool(sentence))

    @Slot(int, int, object)
    def _write(self, row: int, column: int, block: list[list[str]]) -> None:
        self._try(steps_table.write_cells, row, column, block)

    def _on_add(self, key: str) -> None:
        rows = self.table.rows()
        if key == "step":
            self._try(steps_table.add_steps, rows[0] if rows else self.session.state.study.sequence.steps)
        elif key == "sequence":
            self._try(steps_table.begin_sequence)
        else:
            self._try(steps_table.add_column, key)

    @Slot(int)
    def _on_step(self, row: int) -> None:
        self.session.do(transport.go, row + 1)

    @Slot(int)
    def _on_rename(self, column: int) -> None:
        before = heads(self.session.state.study.sequence)[column].name
        name, given = QInputDialog.getText(self, _("Rename"), _("Name of the column"), text=before)
        if given:
            self._try(steps_table.rename_column, column, name)

    @Slot(str)
    def _on_which(self, place: str) -> None:
        if place:
            self._try(shelf.bring_sequence, int(place))
