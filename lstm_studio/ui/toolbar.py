"""The toolbar: the cell and the toggles of its family, and a few actions at the right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolBar, QWidget

from lstm_studio.session.verbs import cell
from lstm_studio.ui.cells import CellChoice
from lstm_studio.ui.controls.segments import Segments
from lstm_studio.ui.controls.switch import Switch
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.session.verbs.cell import Toggle
    from lstm_studio.ui.action import Actions

__all__ = ["Toolbar"]

ON_OFF = {"no", "yes"}


class Toolbar(QToolBar):
    """A part of the frame."""

    needs: ClassVar[frozenset[str]] = frozenset(
        {"cell", "draft"}
    )  # a draft that is saved may be a new cell of the list

    def __init__(self, session: Session, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(_("Toolbar"), parent)
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setFloatable(False)
        self.setIconSize(QSize(16, 16))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._session = session
        self.cells = CellChoice()
        self.cells.chosen.connect(lambda name: session.attempt(cell.choose, name))
        self.cells.removed.connect(self._on_removed)
        self._label(_("Cell"))
        self.addWidget(self.cells)
        self._put(actions.all["edit_cell"])
        self.toggles: dict[str, Segments | Switch] = {}
        self.labels: dict[str, QLabel] = {}
        for toggle in cell.options_of(session.state):
            self._add_toggle(toggle)
        space = QWidget()
        space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(space)
        for name, row in actions.rows.items():
            if row.tool:
                self._put(actions.all[name])

    def _put(self, action: QAction) -> None:
        self.addAction(action)
        self.widgetForAction(action).setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _label(self, text: str) -> QLabel:
        label = QLabel(text)
        label.setProperty("voice", "quiet")
        label.setContentsMargins(8, 0, 0, 0)
        self.addWidget(label)
        return label

    def _add_toggle(self, toggle: Toggle) -> None:
        self.labels[toggle.key] = self._label(toggle.label)
        if {choice.value for choice in toggle.choices} == ON_OFF:
            switch = Switch(toggle.label)
            switch.clicked.connect(lambda on, key=toggle.key: self._set(key, "yes" if on else "no"))
            self.toggles[toggle.key] = switch
        else:
            words = {choice.value: choice.label for choice in toggle.choices}
            segments = Segments(toggle.label, words)
            segments.chosen.connect(lambda value, key=toggle.key: self._set(key, value))
            self.toggles[toggle.key] = segments
        self.addWidget(self.toggles[toggle.key])

    def show_scene(self, scene: Scene, changed: frozenset[str]) -> None:
        """Show the cell, and which toggles it has; the others say why not."""
        self.cells.look()
        if "cell" not in changed:
            return
        self.cells.show_cell(scene.study.cell)
        for toggle in cell.options_of(scene.state):
            chosen = next((choice.value for choice in toggle.choices if choice.chosen), None)
            self.labels[toggle.key].setEnabled(toggle.enabled)
            self.labels[toggle.key].setToolTip(toggle.why)
            control = self.toggles[toggle.key]
            if isinstance(control, Segments):
                control.show_choice(
                    chosen, {choice.value: choice.why for choice in toggle.choices if choice.cell is None}
                )
            else:
                other = next((choice.why for choice in toggle.choices if choice.cell is None), "")
                control.setChecked(chosen == "yes")
                control.setEnabled(not other)
                control.setToolTip(other)

    def _on_removed(self, path: str, title: str) -> None:
        from lstm_studio.ui.editor.files import ask_remove  # no start needs a dialog

        if ask_remove(self, Path(path), title):
            self.cells.look()

    def _set(self, key: str, value: str) -> None:
        if self._session.attempt(cell.set_option, key, value):
            self.show_scene(self._session.scene, self.needs)
