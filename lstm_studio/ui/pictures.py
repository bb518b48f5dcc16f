"""Pictures of the window and its panels: copied, or written to a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from lstm_studio.ui.desk import Dock
from lstm_studio.ui.panels.panel import Panel
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.ui.window import Window

__all__ = ["Pictures"]


class Pictures:
    """Takes pictures of a window."""

    def __init__(self, window: Window) -> None:
        self._window = window

    def panel_at_hand(self) -> Panel:
        """The panel under the mouse, else the one that has the focus, else the diagram."""
        for widget in (QApplication.widgetAt(QCursor.pos()), QApplication.focusWidget()):
            found: QWidget | None = widget
            while found is not None:
                if isinstance(found, Panel):
                    return found
                if isinstance(found, Dock) and found.panel is not None:
                    return found.panel
                found = found.parentWidget()
        return self._window.desk.panels["diagram"]

    def copy(self) -> None:
        """Copy a picture of the panel at hand."""
        panel = self.panel_at_hand()
        QGuiApplication.clipboard().setPixmap(self._card(panel).grab())
        self._window.say(_("copied a picture of “{title}”").format(title=panel.title))

    @staticmethod
    def _card(panel: Panel) -> QWidget:
        """The whole card: in a dock it has its title above it."""
        parent = panel.parentWidget()
        return parent if isinstance(parent, Dock) else panel
