"""The toolbar: the cell and the toggles of its family, and a few actions at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QLabel, QSizePolicy, QToolBar, QWidget

from lstm_studio.catalogue import load_cell, shelves
from lstm_studio.session.verbs import cell
from lstm_studio.ui.controls.segments import Segments
from lstm_studio.ui.controls.switch import Switch
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.cell import Cell
    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.session.verbs.cell import Toggle
    from lstm_studio.ui.actions import Actions

__all__ = ["CellChoice", "Toolbar"]

ON_OFF = {"no", "yes"}


class CellChoice(QComboBox):
    """All cells under their headings; a family with toggles is one entry."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Cell"))
        self.setMinimumWidth(148)
        self.setMaxVisibleItems(24)
        model = QStandardItemModel(self)
        for heading, names in shelves().items():
            if heading:
                item = QStandardItem(_(heading))
                item.setFlags(Qt.ItemFlag.NoItemFlags)
                model.appendRow(item)
            for name in names:
                built_in = load_cell(name)
                item = QStandardItem(built_in.family if built_in.options else built_in.title)
                item.setData(name, Qt.ItemDataRole.UserRole)
                item.setToolTip(built_in.source)
                model.appendRow(item)
        self.setModel(model)

    def show_cell(self, shown: Cell) -> None:
        """Show the entry of a cell, or its own title where it is none of the list."""
        row = self.findData(self._entry(shown))
        self.setCurrentIndex(row)
        self.setPlaceholderText(shown.title or shown.name)
        self.setToolTip(f"{shown.title}\n{shown.source}" if shown.source else shown.title)

    @staticmethod
    def _entry(shown: Cell) -> str:
        if shown.options:
            for name in (name for names in shelves().values() for name in names):
                entry = load_cell(name)
                if entry.options and entry.family == shown.family:
                    return name
        return shown.name


class Toolbar(QToolBar):
    """A part of the frame."""

    needs: ClassVar[frozenset[str]] = frozenset({"cell"})

    def __init__(self, session: Session, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(_("Toolbar"), parent)
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setFloatable(False)
        self.setIconSize(QSize(16, 16))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._session = session
        self.cells = CellChoice()
        self.cells.activated.connect(self._on_cell)
        self._label(_("Cell"))
        self.addWidget(self.cells)
        self.toggles: dict[str, Segments | Switch] = {}
        self.labels: dict[str, QLabel] = {}
        for toggle in cell.options_of(session.state):
            self._add_toggle(toggle)
        space = QWidget()
        space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(space)
        for name, row in actions.rows.items():
            if row.tool:
                self.addAction(actions.all[name])
                button = self.widgetForAction(actions.all[name])
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

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

    def _on_cell(self, row: int) -> None:
        name = self.cells.itemData(row)
        self._session.attempt(cell.set_cell, load_cell(name))

    def _set(self, key: str, value: str) -> None:
        if self._session.attempt(cell.set_option, key, value):
            self.show_scene(self._session.scene, self.needs)
