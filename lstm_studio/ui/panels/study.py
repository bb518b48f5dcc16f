"""The study: its title, the notes on it, and the models and sequences that are kept beside what is shown."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QToolButton, QWidget

from lstm_studio.core.check import LONGEST_NOTES
from lstm_studio.formats.csv_text import Table
from lstm_studio.session.verbs import comparison, looking, shelf, studies
from lstm_studio.ui.controls.notes import Notes
from lstm_studio.ui.panels.panel import Panel
from lstm_studio.ui.panels.shelf_tree import Line, ShelfTree, lines_of
from lstm_studio.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMenu

    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.ui.theme import Theme

__all__ = ["StudyPanel"]

NOTHING = _("Keep the model or the sequence as it is now: then change it, bring it back, or compare with it.")
ABOUT_NOTES = _("What is there to be seen, and what you have found: it is saved with the study")
SQUARE = 20  # pixels of a button beside the title


class StudyPanel(Panel):
    """Title and notes above, what is kept below, and what can be done with the row that is chosen."""

    name = "study"
    title = _("Study")
    area = "right"
    needs: ClassVar[frozenset[str]] = frozenset(
        {"title", "notes", "models", "sequences", "cell", "sizes", "parameters", "edits", "sequence", "against",
         "kept_losses", "theme"}
    )  # fmt: skip

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.called = QLineEdit()
        self.called.setAccessibleName(_("Title of the study"))
        self.called.setPlaceholderText(_("Title"))
        self.called.editingFinished.connect(self._on_called)
        self.notes = Notes()
        self.notes.setAccessibleName(_("Notes"))
        self.notes.setPlaceholderText(_("Notes: {about}").format(about=ABOUT_NOTES))
        self.notes.typed.connect(self._on_typed)
        self.notes.paused.connect(session.seal)
        self.nothing = QLabel(NOTHING)
        self.nothing.setProperty("voice", "quiet")
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.tree = ShelfTree()
        self.tree.setAccessibleName(_("Kept models and sequences"))
        self.tree.setAccessibleDescription(_("Enter brings one back, F2 renames it, Delete removes it"))
        self.tree.brought.connect(self._on_brought)
        self.tree.removed.connect(self._on_removed)
        self.tree.renamed.connect(self._on_renamed)
        self.tree.picked.connect(self._on_picked)
        self.bring = self._button(_("Bring back"), _("Show it again; what is shown now is kept (Enter)"))
        self.compare = self._button(_("Compare"), "")
        self.bring.clicked.connect(lambda: self._on_brought(self.tree.chosen()))
        self.compare.clicked.connect(self._on_compare)
        self._lay_out()

    @staticmethod
    def _button(words: str, tip: str) -> QPushButton:
        button = QPushButton(words)
        button.setToolTip(tip)
        button.setProperty("small", True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _lay_out(self) -> None:
        self.row = QHBoxLayout()
        self.row.setSpacing(4)
        self.row.addWidget(self.bring)
        self.row.addWidget(self.compare)
        self.row.addStretch(1)
        self.notes.setMinimumHeight(self.notes.fontMetrics().height() * 2 + 12)
        self.body.setContentsMargins(8, 2, 8, 8)
        self.body.setSpacing(4)
        self.body.addWidget(self.called)
        self.body.addWidget(self.notes, 1)
        self.body.addWidget(self.nothing)
        self.body.addWidget(self.tree)
        self.body.addLayout(self.row)

    def take_actions(self, actions: Mapping[str, QAction]) -> None:
        for place, name in enumerate(("keep_model", "keep_sequence"), start=1):
            button = QToolButton()
            button.setDefaultAction(actions[name])
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            button.setAccessibleName(actions[name].text().replace("&", ""))
            button.setFixedHeight(SQUARE)
            button.setProperty("slim", True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.header.row.insertWidget(place, button)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.notes.setFont(theme.font(12))
        self.tree.setFont(theme.font(12))

    def fact(self, scene: Scene) -> str:
        number = len(scene.study.models) + len(scene.study.sequences)
        return ngettext("{n} kept", "{n} kept", number).format(n=number) if number else ""

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        study = scene.study
        if "title" in changed and not self.called.isModified():
            self.called.setText(study.title)
            self.called.setCursorPosition(0)
        if "notes" in changed:
            self.notes.show_text(study.notes)
        lines = lines_of(study, scene.kept_losses if study.models else None)
        self.nothing.setVisible(not lines)
        self.tree.setVisible(bool(lines))
        for place in range(self.row.count()):
            item = self.row.itemAt(place)
            widget = None if item is None else item.widget()
            if widget is not None:
                widget.setVisible(bool(lines))
        self.tree.show_lines(lines, self.theme)

    def numbers(self, scene: Scene) -> Table | None:
        lines = lines_of(scene.study, scene.kept_losses)
        heads = (_("kept"), _("what it is"), _("loss on this sequence"))
        return Table(heads, tuple((line.name, line.what, line.loss) for line in lines)) if lines else None

    def extend_menu(self, menu: QMenu, at: QPoint) -> None:
        line = self._line_at(at)
        if line is None:
            return
        self.tree.choose(line.kind, line.place)
        menu.addAction(_("&Bring back"), partial(self._on_brought, line)).setEnabled(not line.shown)
        if line.kind == "model":
            words = _("&Stop comparing") if line.compared else _("&Compare with it")
            menu.addAction(words, self._on_compare).setEnabled(not line.shown or line.compared)
            duplicate = partial(self.session.attempt, shelf.duplicate_model, line.place)
            menu.addAction(_("&Duplicate"), duplicate)
        menu.addAction(_("Rena&me"), self.tree.rename)
        menu.addAction(_("&Remove"), partial(self._on_removed, line))
        menu.addSeparator()

    def _line_at(self, at: QPoint) -> Line | None:
        item = self.tree.itemAt(self.tree.viewport().mapFromGlobal(at)) if self.tree.isVisible() else None
        inside = self.tree.viewport().rect().contains(self.tree.viewport().mapFromGlobal(at))
        if item is None or not inside:
            return None
        self.tree.setCurrentItem(item)
        return self.tree.chosen()

    def _on_called(self) -> None:
        if self.called.isModified():
            self.called.setModified(False)
            self.session.attempt(studies.set_title, self.called.text())
            self.called.setText(self.session.state.study.title)

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        if len(text) > LONGEST_NOTES:
            self.session.attempt(looking.set_notes, text)
            self.notes.show_text(self.session.state.study.notes)
        else:
            self.session.drag("notes", looking.set_notes, text)

    @Slot(object)
    def _on_brought(self, line: Line | None) -> None:
        if line is not None:
            bring = shelf.bring_model if line.kind == "model" else shelf.bring_sequence
            self.session.attempt(bring, line.place)

    @Slot(object)
    def _on_removed(self, line: Line) -> None:
        remove = shelf.remove_model if line.kind == "model" else shelf.remove_sequence
        self.session.attempt(remove, line.place)

    @Slot(object, str)
    def _on_renamed(self, line: Line, name: str) -> None:
        rename = shelf.rename_model if line.kind == "model" else shelf.rename_sequence
        self.session.attempt(rename, line.place, name)

    def _on_compare(self) -> None:
        line = self.tree.chosen()
        if line is not None and line.compared:
            self.session.attempt(comparison.stop_comparing)
        elif line is not None:
            self.session.attempt(shelf.compare_kept, line.place)

    @Slot()
    def _on_picked(self) -> None:
        """Say what can be done with the row that is chosen."""
        line = self.tree.chosen()
        self.bring.setEnabled(line is not None and not line.shown)
        compared = line is not None and line.compared
        model = line is not None and line.kind == "model" and (compared or not line.shown)
        self.compare.setEnabled(model)
        self.compare.setText(_("Stop comparing") if compared else _("Compare"))
        tip = _("Draw both runs, this model dashed, on the sequence that is shown")
        self.compare.setToolTip(
            tip if model else _("Choose a model that is not the one shown, of the same sizes")
        )
