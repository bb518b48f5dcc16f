"""A button that says whose letters equations are printed in, and its list to choose from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from lstm_studio.catalogue import load_notation, notation_names
from lstm_studio.session.verbs.notation import choose_notation
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.session.session import Session

__all__ = ["NotationButton"]


class NotationButton(QToolButton):
    """Shows the notation of now; its menu has all of them, each with a word on whose it is."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown = ""
        self.setProperty("slim", True)
        self.setProperty("chooses", True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)

    def show_choice(self, name: str) -> None:
        """Show a notation by its name."""
        if name != self._shown:
            self._shown = name
            notation = load_notation(name)
            self.setText(re.split(r"[ ,]", notation.title)[0])
            self.setToolTip(
                _("Notation: {title}. {about}").format(title=notation.title, about=notation.about)
            )
            self.setAccessibleName(_("Notation: {title}").format(title=notation.title))

    @Slot()
    def _fill(self) -> None:
        """List the notations when they are first asked for."""
        if not self._menu.actions():
            group = QActionGroup(self)
            group.triggered.connect(self._on_chosen)
            for name in notation_names():
                notation = load_notation(name)
                action = QAction(notation.title, group)
                action.setToolTip(notation.about)
                action.setData(name)
                action.setCheckable(True)
                self._menu.addAction(action)
        for action in self._menu.actions():
            action.setChecked(action.data() == self._shown)

    @Slot(QAction)
    def _on_chosen(self, action: QAction) -> None:
        self._session.do(choose_notation, action.data())
