"""Trained models in the window: a file becomes the study that is open, and what was read of it stays to be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QDockWidget

from lstm_studio.session.opening import study_of
from lstm_studio.session.verbs.studies import say
from lstm_studio.ui.opening.about import FileDialog, summed
from lstm_studio.ui.opening.opening import Opening
from lstm_studio.ui.opening.reading import Reading
from lstm_studio.words import _

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from lstm_studio.core.opened import Opened
    from lstm_studio.session.session import Session
    from lstm_studio.ui.files import Files

__all__ = ["Models"]


class Models(QObject):
    """Opens files of models, one at a time, and shows what is said of the one that is open."""

    def __init__(self, files: Files, session: Session, window: QWidget) -> None:
        super().__init__(files)
        self._files, self._session, self._window = files, session, window
        self.opening: Opening | None = None
        self.page: FileDialog | None = None

    def open(self, path: Path) -> None:
        """Read a file beside the window; the study that is there stays until all of it is read.

        Raises ValueError for what is no file, such as a pipe: whoever reads from it may wait for ever.
        """
        if path.exists() and not path.is_file():
            raise ValueError(_("“{name}” is no file; expected one of a trained model").format(name=path.name))
        self._cancel()
        self.opening = opening = Opening(path, self._window)
        opening.read.connect(self._on_read)
        opening.start()

    def close(self) -> None:
        """Read no further, and wait for the end of what was being read."""
        self._cancel()
        for reading in self._window.findChildren(Reading):
            reading.wait()

    def _cancel(self) -> None:
        opening, self.opening = self.opening, None
        if opening is not None:
            opening.cancel()
            opening.deleteLater()

    @Slot(object)
    def _on_read(self, opened: Opened) -> None:
        if self.opening is None or not self._files.may_leave():
            return
        self._close_page()
        self._files.begin(study_of(opened, self._session.state.study.sequence), source=self.opening.path)
        said = _("opened “{file}”: {what}").format(file=opened.name, what=summed(opened))
        if opened.notes:
            said = _(
                "{what}; what was translated or left out stays under File, About the opened file"
            ).format(what=said)
        self._session.glance(say, said)
        self._files.imported.emit(self.opening.path, self.opening.picked)
        if opened.notes:
            self.show_file()

    def show_file(self) -> None:
        """Show what is in the file that the model came from, beside the window."""
        opened = self._session.state.study.opened
        if opened is None:
            return
        self._close_page()
        self.page = FileDialog(opened, self._window)
        self.page.finished.connect(self._on_page_closed)
        self.page.tensors_asked.connect(self._on_tensors)
        self.page.show()

    @Slot()
    def _on_tensors(self) -> None:
        dock = self._window.findChild(QDockWidget, "dock.tensors")
        if isinstance(dock, QDockWidget):
            dock.show()
            dock.raise_()

    def _close_page(self) -> None:
        if self.page is not None:
            self.page.close()

    @Slot()
    def _on_page_closed(self) -> None:
        self.page = None
