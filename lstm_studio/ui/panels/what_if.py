"""What if: gates held constant, the table of edits, another cell to compare with, and what all that changes."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QWidget

from lstm_studio.core.insight.presets import PRESETS, constant, refused
from lstm_studio.formats.csv_text import Table
from lstm_studio.session.effect import said_edit, said_number, said_numbers, said_parting
from lstm_studio.session.holdable import Holdable, scopes
from lstm_studio.session.original import drawn_for, is_original
from lstm_studio.session.symbols import answers
from lstm_studio.session.verbs import comparison, constant_gates, edit_table, shelf, transport, what_if
from lstm_studio.session.verbs.parameters import listed
from lstm_studio.ui.controls.compare_choice import CompareChoice
from lstm_studio.ui.panels.edit_table import HEADS, NUMBER, EditTable, Rows
from lstm_studio.ui.panels.forget_vector import ForgetVector
from lstm_studio.ui.panels.panel import Panel
from lstm_studio.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction

    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.ui.theme import Theme

__all__ = ["WhatIfPanel"]

FEW = 3  # parameters that are named
SQUARE = 20  # pixels of a button beside the title
NOTHING = _("Nothing is held. Right-click any value in the window, or press a button above.")
DRAWN = _("Weights that this cell lacks are drawn as at a new start: {names}.")
PEEPHOLES = _(
    "A peephole of 0 is none: with zeros both cells would be the same, and there would be nothing to see."
)
ABOUT = {
    "remember": _("Keep all, write nothing"),
    "forget": _("Keep nothing of what was there"),
    "overwrite": _("Keep nothing and write the candidate in full"),
}


class WhatIfPanel(Panel):
    """Buttons above, the table in the middle, below it the comparison and what is different."""

    name = "what_if"
    title = _("What if")
    area = "right"
    needs: ClassVar[frozenset[str]] = frozenset(
        {"cell", "sizes", "edits", "against", "models", "parameters", "parting", "sequence", "unit", "cursor", "layer",
         "direction", "theme"}
    )  # fmt: skip

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._compared: tuple[object, ...] | None = None
        self.presets = {key: self._button(_(row.title)) for key, row in PRESETS.items()}
        for key, button in self.presets.items():
            button.clicked.connect(partial(self._on_preset, key))
        self.vector = ForgetVector(session, self)
        self.vector_button = self._button(_("Forget vector…"))
        self.vector_button.clicked.connect(self.vector.open)
        self.rows = Rows(self)
        self.rows.written.connect(self._on_written)
        self.table = EditTable(self.rows)
        self.table.setAccessibleName(_("Edits"))
        self.table.removed.connect(self._on_removed)
        self.table.dragged.connect(self._on_dragged)
        self.table.dropped.connect(session.seal)
        self.nothing = QLabel(NOTHING)
        self.add, self.remove = self._small("+"), self._small("−")
        self.add.setAccessibleName(_("Add an edit"))
        self.remove.setAccessibleName(_("Remove the selected edits"))
        self.add.setToolTip(_("Hold the selected value of the selected unit; then write into the row"))
        self.remove.setToolTip(_("Take the selected rows out (Delete)"))
        self.add.clicked.connect(lambda: session.attempt(edit_table.add_row))
        self.remove.clicked.connect(lambda: self._on_removed(self.table.chosen()))
        self.others = CompareChoice()
        self.others.setToolTip(
            _("A model that is kept, or the same weights under other equations: both runs are drawn")
        )
        self.others.chosen.connect(self._on_compared)
        self.changed = QLabel()
        self._lay_out()

    @staticmethod
    def _button(words: str) -> QPushButton:
        button = QPushButton(words)
        button.setProperty("small", True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    @staticmethod
    def _small(sign: str) -> QToolButton:
        button = QToolButton()
        button.setText(sign)
        button.setFixedSize(SQUARE, SQUARE)
        button.setProperty("slim", True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(4)
        for place, button in enumerate((*self.presets.values(), self.vector_button)):
            grid.addWidget(button, place // 2, place % 2)
        for label in (self.nothing, self.changed):
            label.setWordWrap(True)
            label.setProperty("voice", "quiet")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.changed.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.changed.linkActivated.connect(lambda step: self.session.do(transport.go, int(step)))
        for place, sign in enumerate((self.add, self.remove), start=1):
            self.header.row.insertWidget(place, sign)
        row = QHBoxLayout()
        row.setSpacing(6)
        label = QLabel(_("Compare with"))
        label.setProperty("voice", "quiet")
        label.setBuddy(self.others)
        row.addWidget(label)
        row.addWidget(self.others, 1)
        self.body.setContentsMargins(8, 2, 8, 8)
        self.body.setSpacing(4)
        self.body.addLayout(grid)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.nothing, 1)
        self.body.addLayout(row)
        self.body.addWidget(self.changed)

    def take_actions(self, actions: Mapping[str, QAction]) -> None:
        action = actions["clear_edits"]
        self.clear = self._button(_("Clear all"))
        self.clear.setToolTip(action.toolTip())
        self.clear.clicked.connect(action.trigger)
        self.clear.setFixedHeight(SQUARE)
        self.header.row.insertWidget(3, self.clear)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.vector.set_theme(theme)
        self.table.setFont(theme.font(12))

    def fact(self, scene: Scene) -> str:
        number = len(scene.study.edits) + len(edit_table.weights(scene.study))
        return ngettext("{n} edit", "{n} edits", number).format(n=number) if number else ""

    def numbers(self, scene: Scene) -> Table | None:
        study = scene.study
        rows = [(edit_table.shown(scene.state, clamp), clamp.number) for clamp in study.edits]
        rows += [(edit_table.weight_shown(weight), weight.number) for weight in edit_table.weights(study)]
        return Table(HEADS, tuple((*words[:NUMBER], number) for words, number in rows)) if rows else None

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        study, state = scene.study, scene.state
        for key, button in self.presets.items():
            why = refused(scene.graph, PRESETS[key])
            button.setEnabled(not why)
            button.setToolTip(why[:1].upper() + why[1:] if why else self._about(scene, key))
        why = constant_gates.refused_vector(scene.graph)
        self.vector_button.setEnabled(not why)
        self.vector_button.setToolTip(why or _("Zeros and ones of your own: copied where 1, reset where 0"))
        if self.vector.isVisible():
            self.vector.show_scene(scene)
        words = tuple(edit_table.choices(state).values())
        rows = [edit_table.shown(state, row) for row in study.edits]
        tips = [said_edit(row, study.sequence, study.sizes) for row in study.edits]
        for weight in edit_table.weights(study):
            rows.append(edit_table.weight_shown(weight))
            tips.append(
                _("{name} was {number}").format(name=weight.called, number=said_number(weight.before))
            )
        self.rows.show_rows(rows, tips, words, len(study.edits))
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self.remove.setEnabled(bool(rows))
        self.clear.setEnabled(not what_if.clear_title(state))
        other = None if is_original(study) else study.against
        compared = (
            study.cell,
            study.models,
            *((other.cell, other.name, other.apart) if other else (None,) * 3),
        )
        if self._compared is None or any(
            one is not other for one, other in zip(self._compared, compared, strict=True)
        ):
            self._compared = compared
            self.others.show_comparison(study)
        self._show_change(scene)

    @staticmethod
    def _about(scene: Scene, key: str) -> str:
        """Say what a preset does to this cell."""
        holds = constant(scene.graph, PRESETS[key]).items()
        said = ", ".join(
            _("{value} at {number:g}").format(value=value, number=number) for value, number in holds
        )
        return _("{about}: holds {said}").format(about=ABOUT[key], said=said)

    def _show_change(self, scene: Scene) -> None:
        """Say what is different, with a way to the step where the runs part."""
        parting, said = scene.parting, []
        drawn, tips = drawn_for(scene.study), list[str]()
        if drawn:
            names = f"{listed(tuple(drawn)[:FEW])}{' …' * (len(drawn) > FEW)}"
            said.append(escape(_("drawn for it: {names}").format(names=names)))
            tips.append(DRAWN.format(names=listed(tuple(drawn))))
            if set(drawn.values()) == {"peephole"}:
                tips.append(PEEPHOLES)
        self.changed.setToolTip("\n".join(tips))
        if parting is not None:
            outputs = answers(scene.study.sequence, scene.study.sizes, scene.study.task)
            said.append(escape(said_numbers(parting, outputs)))
            words = said_parting(parting) if parting.step is not None else ""
            start = parting.first
            if start is not None and parting.step:
                link = "<a href='{step}' style='color:{ink}'>{words}</a>"
                words = link.format(step=parting.step, ink=self.theme.accent.name(), words=words)
                where = _("{link}: {value} of unit {unit}")
                words = where.format(link=words, value=start.value, unit=start.unit + 1)
            said.append(words)
        self.changed.setText("<br>".join(filter(None, said)))
        self.changed.setVisible(bool(said))

    def _on_preset(self, key: str) -> None:
        """Offer the units and steps that a preset may be for."""
        state, button = self.session.state, self.presets[key]
        menu = QMenu(self)
        what = Holdable(next(iter(state.study.cell.graph.named)), state.view.cursor - 1)
        before = None
        for scope in sorted(scopes(state, what, state.view.unit), key=lambda scope: bool(scope.units)):
            if before is not None and scope.units != before:
                menu.addSeparator()
            before = scope.units
            hold = partial(self.session.attempt, constant_gates.hold_gates, key, scope.units, scope.steps)
            menu.addAction(scope.words, hold)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    @Slot(int, str, str)
    def _on_written(self, place: int, field: str, text: str) -> None:
        if self.session.attempt(edit_table.write, place, field, text):
            self.show_scene(self.session.scene, self.needs)  # the row is what it was

    @Slot(object)
    def _on_removed(self, places: tuple[int, ...]) -> None:
        self.session.attempt(edit_table.remove, places)

    @Slot(int, float)
    def _on_dragged(self, place: int, more: float) -> None:
        if place < self.rows.rowCount():
            self.session.drag(f"edit {place}", edit_table.move, place, more)

    @Slot(object)
    def _on_compared(self, entry: str | int) -> None:
        if isinstance(entry, int):
            self.session.attempt(shelf.compare_kept, entry)
        elif entry:
            self.session.attempt(comparison.compare, entry)
        else:
            self.session.attempt(comparison.stop_comparing)
        self._compared = None  # a choice that was refused gives way to what is
        self.show_scene(self.session.scene, self.needs)
