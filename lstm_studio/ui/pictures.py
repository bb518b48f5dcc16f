"""Pictures of the window and its panels: copied, or written to a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget

from lstm_studio.ui.desk import Dock
from lstm_studio.ui.panels.panel import Panel
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.ui.window import Window

__all__ = ["Pictures"]

WINDOW = "window"
SHARP = 2.0  # pixels of a file for one of the screen


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
        self._finish()
        QGuiApplication.clipboard().setPixmap(self._card(panel).grab())
        self._window.say(_("copied a picture of “{title}”").format(title=panel.title))

    def ask_save(self) -> None:
        """Ask of what and where, and write the picture."""
        # No start needs a dialog, or what writes files.
        from lstm_studio.ui.dialogs import PictureDialog
        from lstm_studio.ui.encode import FORMATS

        parts = {WINDOW: _("the whole window")} | {
            name: panel.title for name, panel in self._window.desk.panels.items() if panel.isVisible()
        }
        dialog = PictureDialog(parts, self._window)
        if not dialog.exec():
            return
        patterns = ";;".join(f"{suffix[1:].upper()} (*{suffix})" for suffix in FORMATS)
        name, _filter = QFileDialog.getSaveFileName(
            self._window, _("Save picture"), f"{dialog.part()}.png", patterns
        )
        if name:
            self.save(dialog.part(), Path(name))

    def save(self, part: str, path: Path) -> bool:
        """Write a picture of a panel, or of the ``window``, as it stands; tell whether it is written."""
        from lstm_studio.ui.encode import write  # no start writes files

        self._finish()
        widget = self._window if part == WINDOW else self._card(self._window.desk.panels[part])
        try:
            write(widget, path, SHARP)
        except ValueError as error:
            QMessageBox.warning(self._window, _("This could not be saved"), str(error))
            return False
        self._window.say(_("wrote {file}").format(file=path.name))
        return True

    def _finish(self) -> None:
        """Bring the window up to the study: what is still drawn in a thread would be missing in a picture."""
        self._window.frame.flush()
        self._window.desk.finish()

    @staticmethod
    def _card(panel: Panel) -> QWidget:
        """The whole card: in a dock it has its title above it."""
        parent = panel.parentWidget()
        return parent if isinstance(parent, Dock) else panel
