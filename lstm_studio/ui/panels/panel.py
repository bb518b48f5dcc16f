"""A panel: a card with a title, one fact at the right, and what it must be told of."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from lstm_studio.ui.controls.words import Words
from lstm_studio.ui.theme import LIGHT, Theme

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction, QContextMenuEvent
    from PySide6.QtWidgets import QMenu

    from lstm_studio.formats.csv_text import Table
    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.ui.target import Target

__all__ = ["Header", "Panel"]

GAP = 8  # the grid on which everything in the window stands, in pixels
HEADER = 28  # pixels of every header, whatever stands in it: titles of cards side by side are on one line


class Header(QFrame):
    """The upper edge of a card: the title, and at the right one fact. A dock is dragged by it."""

    menu_asked = Signal(QPoint)  # at a place of the screen

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self.title = QLabel(title)
        self.title.setObjectName("title")
        self.fact = Words("quiet", right=True)  # a long fact gives way; it never makes the column wider
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(12, 4, 12, 0)
        self.row.setSpacing(GAP)
        self.row.addWidget(self.title)
        self.row.addWidget(self.fact, 1)

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(0, HEADER))

    def minimumSizeHint(self) -> QSize:  # a dock asks this, and no minimum height
        return super().minimumSizeHint().expandedTo(QSize(0, HEADER))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_asked.emit(event.globalPos())


class Panel(QFrame):
    """Base of all panels: a subclass names itself, fills ``body`` and redraws in ``refresh``.

    ``area`` is "left", "centre", "right", "bottom" or "strip". ``needs`` are the names of changes after which
    ``refresh`` is called; it is called once with all of them when the panel is first seen.
    """

    menu_asked = Signal(QPoint)  # at a place of the screen, where nothing in the panel has a menu of its own
    name: ClassVar[str]
    title: ClassVar[str]
    area: ClassVar[str]
    needs: ClassVar[frozenset[str]]
    headed: ClassVar[bool] = True  # False: the panel draws its own title
    grows: ClassVar[bool] = True  # False: more height than it needs would stay empty

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.theme: Theme = LIGHT
        self.in_front = True  # False: another tab is
        self.way = ""  # of several ways to show the same, the one that is chosen in the panel
        self.setObjectName(self.name)
        self.setProperty("card", "body" if self.headed else "whole")
        self.setAccessibleName(self.title)
        self.header = Header(self.title, self)
        self.header.menu_asked.connect(self.menu_asked)
        self.header.hide()  # whoever gives the panel a place puts it above
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(12, 4, 12, 12)
        self.body.setSpacing(GAP)

    def isVisible(self) -> bool:
        """Whether a person can see it: Qt calls a tab behind another one visible, and puts it off the screen."""
        return self.in_front and super().isVisible()

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        """Bring the items of the panel up to the scene; ``changed`` says what differs from the last time."""
        raise NotImplementedError

    def fact(self, scene: Scene) -> str:
        """The one fact at the right of the title; empty for none."""
        return ""

    def show_scene(self, scene: Scene, changed: frozenset[str]) -> None:
        """Refresh the panel and its fact. Called by the frame, which knows that the panel can be seen."""
        self.refresh(scene, changed)
        self.header.fact.setText(self.fact(scene))

    def numbers(self, scene: Scene) -> Table | None:
        """Give the numbers that it shows, as a table; None where it shows none. Units and steps count from 1."""
        return None

    def target_at(self, at: QPoint) -> Target | None:
        """Give the value under a place of the screen, which the menu there is of; None for none."""
        return None

    def extend_menu(self, menu: QMenu, at: QPoint) -> None:
        """Add what the panel itself offers at a place of the screen to its menu there."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_asked.emit(event.globalPos())

    def finish(self) -> None:
        """Wait for what the panel itself makes in a thread; a picture must hold it."""

    def show_way(self, way: str) -> None:
        """Show it in another one of its ways."""

    def take_actions(self, actions: Mapping[str, QAction]) -> None:
        """Take the actions of the window that the panel shows as buttons."""

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of ``theme``; a subclass recolours its own items and calls this."""
        self.theme = theme
