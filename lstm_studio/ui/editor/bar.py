"""The upper edge of the editor: the cell's title and name, what to begin from, and its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from lstm_studio.catalogue import cell_names
from lstm_studio.session.own import listed
from lstm_studio.ui.controls.words import Words
from lstm_studio.ui.editor.start import StartMenu
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.session.draft import Draft

__all__ = ["Bar"]


class Bar(QWidget):
    """``titled`` gives what a person types as the title; ``opened``, ``saved`` the two buttons."""

    titled = Signal(str)
    opened = Signal()
    saved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLineEdit()
        self.title.setMaxLength(80)
        self.title.setMinimumWidth(220)
        self.title.setToolTip(_("What lists and diagrams call the cell; its name follows from it"))
        self.title.textEdited.connect(self.titled)
        word = QLabel(_("&Title"))
        word.setProperty("voice", "quiet")
        word.setBuddy(self.title)
        self.title.setAccessibleName(_("Title"))
        self.name = Words("quiet")
        self.start = StartMenu(self)
        begin = self._button(_("&Begin from"), _("Begin from another cell; undo brings this text back"))
        begin.setMenu(self.start)
        open_ = self._button(_("&Open…"), _("Open the file of a cell (Ctrl+O)"))
        open_.clicked.connect(self.opened)
        save = self._button(
            _("&Save as…"), _("Write a file; in your folder it is listed under Yours (Ctrl+S)")
        )
        save.clicked.connect(self.saved)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(word)
        row.addWidget(self.title)
        row.addWidget(self.name, 1)
        for button in (begin, open_, save):
            row.addWidget(button)

    @staticmethod
    def _button(text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def show_draft(self, draft: Draft) -> None:
        """Show title and name, and say where the name clashes with another."""
        if draft.title != self.title.text():
            self.title.setText(draft.title)
            self.title.setCursorPosition(0)
        taken = draft.name in cell_names()
        wrong = taken or not draft.title.strip()
        others = [own for own in listed() if own.cell is not None and own.path != draft.path]
        said = draft.name
        if taken:
            said = _("a built-in cell is named {name}; choose another title").format(name=draft.name)
        elif any(own.cell is not None and own.cell.name == draft.name for own in others):
            said = _("{name}: another of your cells has this name").format(name=draft.name)
        self.name.setText(said)
        self.name.setToolTip(said)
        if self.title.property("wrong") != wrong:
            self.title.setProperty("wrong", wrong)
            self.title.style().unpolish(self.title)
            self.title.style().polish(self.title)
