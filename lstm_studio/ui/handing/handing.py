"""The acts that hand a model on. No start needs what they stand on: it is imported by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMessageBox

from lstm_studio.session.past import back
from lstm_studio.ui.place import ask_place
from lstm_studio.words import _

if TYPE_CHECKING:
    from pathlib import Path

    from lstm_studio.core.study import Study
    from lstm_studio.formats.models import Format
    from lstm_studio.session.exchange import Exchange
    from lstm_studio.ui.handing.writing import Writing
    from lstm_studio.ui.window import Window

__all__ = ["Handing"]


class Handing(QObject):
    """Saves the model of the window for other programs, and shows it as code."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._exchange: Exchange | None = None
        self._writing: Writing | None = None
        self.suffix = ".safetensors"  # the last one that was chosen
        self.language = "pytorch"

    @property
    def exchange(self) -> Exchange:
        """What asks other programs about files."""
        if self._exchange is None:
            from lstm_studio.session.exchange import Exchange

            self._exchange = Exchange(self._window.session, self._window)
        return self._exchange

    def compare(self, path: Path, picked: dict[str, str]) -> None:
        """Hold what was read of a file against what its own program reads of it."""
        self.exchange.read(path, picked)

    def ask_save(self) -> None:
        """Ask as what kind of file the model is saved, and where to."""
        from lstm_studio.ui.handing.model_dialog import ModelDialog

        window = self._window
        dialog = ModelDialog(window.session.state.study, self.suffix, window)
        chosen = dialog.chosen if dialog.exec() else None
        dialog.deleteLater()
        if chosen is not None:
            self.suffix = chosen.suffixes[0]
            self._ask_place(chosen, dialog.afresh)

    def _ask_place(self, row: Format, afresh: bool) -> None:
        suffix = row.suffixes[0]
        proposed = self._window.files.place(suffix)
        path = ask_place(self._window, _("Save model"), proposed, row.title, (suffix,))
        if path is not None:
            self.save(path, afresh)

    def save(self, path: Path, afresh: bool = False) -> None:
        """Write the model that is looked at to a file, beside the window; then hold it against what is read of it.

        ``afresh``: not into the tensors of the file that it came from.
        """
        from lstm_studio.ui.handing.writing import Writing

        self._end()
        window = self._window
        study = back(window.session.state).study
        if afresh:
            study = study.replace(opened=None)
        self._writing = writing = Writing(path, study, window)
        writing.finished.connect(self._on_written)
        window.say(_("Writing “{file}”…").format(file=path.name))
        writing.start()

    @Slot()
    def _on_written(self) -> None:
        writing = self._writing
        if writing is None or writing.isRunning():  # one that was ended for another
            return
        self._end()
        self._window.statusBar().clearMessage()
        if writing.why:
            QMessageBox.warning(self._window, _("This could not be saved"), writing.why)
            return
        self.exchange.written(writing.path, writing.study)

    def _end(self) -> None:
        writing, self._writing = self._writing, None
        if writing is not None:
            writing.wait()
            writing.deleteLater()

    def show_code(self) -> None:
        """Show the model as code."""
        from lstm_studio.ui.handing.code_dialog import CodeDialog

        window = self._window
        study: Study = window.session.state.study
        dialog = CodeDialog(study, self.language, window.theme, window)
        dialog.exec()
        self.language = dialog.language
        dialog.close_questions()
        dialog.deleteLater()

    def close(self) -> None:
        """Wait for what is being written, and ask no further."""
        self._end()
        if self._exchange is not None:
            self._exchange.close()
