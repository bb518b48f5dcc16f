"""Files: open, save, load, drop and paste. A dialog gathers a path; the act takes it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from lstm_studio.catalogue import load_cell
from lstm_studio.formats import load_sequence
from lstm_studio.formats.study import read_study, write_study
from lstm_studio.session.verbs import cell, sequence, transport
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QMimeData

    from lstm_studio.core.study import Study
    from lstm_studio.session.session import Session
    from lstm_studio.session.settings import Settings
    from lstm_studio.session.trainer import Trainer

__all__ = ["Files"]

STUDY = ".lstm"
CELLS = {".toml"}


class Files(QObject):
    """All that goes in and out. ``recent`` is emitted when the list of recent files has changed."""

    recent = Signal()

    def __init__(self, session: Session, trainer: Trainer, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._trainer, self._settings, self._window = session, trainer, settings, window

    def new(self) -> None:
        """Begin a fresh study of the same task with the same cell."""
        study = self._session.state.study
        if self.may_leave():
            self._begin(new_study(study.task, study.cell, None if study.task != "own" else study.sequence))

    def ask_open(self) -> None:
        """Ask for a file to open."""
        pattern = _("Studies, sequences, cells ({patterns});;All files (*)")
        known = "*.lstm *.csv *.tsv *.txt *.npy *.toml"
        path = self._asked(_("Open"), pattern.format(patterns=known))
        if path is not None:
            self.receive(path)

    def ask_sequence(self) -> None:
        """Ask for the file of a sequence."""
        pattern = _("Sequences ({patterns});;All files (*)").format(patterns="*.csv *.tsv *.txt *.npy")
        path = self._asked(_("Load sequence"), pattern)
        if path is not None:
            self._session.attempt(sequence.load_sequence, path)

    def _asked(self, title: str, pattern: str) -> Path | None:
        name, _filter = QFileDialog.getOpenFileName(self._window, title, self._folder(), pattern)
        return Path(name) if name else None

    def _folder(self) -> str:
        recent = self._settings.recent()
        return str(Path(recent[0]).parent) if recent else ""

    def receive(self, path: Path) -> None:
        """Take a file in by what it is: a study, a cell, else a sequence. What is wrong with it is said."""
        if path.suffix.lower() == STUDY:
            self.open_study(path)
        elif path.suffix.lower() in CELLS:
            self._try(lambda: self._session.do(cell.set_cell, load_cell(path)))
        else:
            self._try(lambda: self._session.do(sequence.set_sequence, load_sequence(path)))

    def open_study(self, path: Path) -> None:
        """Open a study, unless the person would rather keep the one that is there."""
        if self.may_leave() and not self._try(lambda: self._begin(read_study(path), path)):
            self._settings.forget(path)
            self.recent.emit()

    def _try(self, act: Callable[[], None]) -> bool:
        try:
            act()
        except ValueError as error:
            QMessageBox.warning(self._window, _("This could not be opened"), str(error))
            return False
        return True

    def _begin(self, study: Study, path: Path | None = None) -> None:
        self._trainer.abandon()
        self._session.begin(study, path)
        if path is not None:
            self._settings.remember(path)
            self.recent.emit()
        if self._settings.get("play_at_start"):
            self._session.do(transport.play)

    def save(self) -> bool:
        """Save to the study's file, or ask for one; tell whether it is saved."""
        path = self._session.path
        return self.ask_save() if path is None else self.save_as(path)

    def ask_save(self) -> bool:
        """Ask where to save; tell whether it is saved."""
        study = self._session.state.study
        proposed = Path(self._folder()) / f"{study.title or _('study')}{STUDY}"
        name, _filter = QFileDialog.getSaveFileName(
            self._window, _("Save study"), str(proposed), _("Studies ({pattern})").format(pattern=f"*{STUDY}")
        )
        return bool(name) and self.save_as(Path(name))

    def save_as(self, path: Path) -> bool:
        """Write the study to a file; tell whether it is saved."""
        if not path.suffix:
            path = path.with_suffix(STUDY)
        try:
            write_study(self._session.state.study, path)
        except ValueError as error:
            QMessageBox.warning(self._window, _("This could not be saved"), str(error))
            return False
        self._session.mark_saved(path)
        self._settings.remember(path)
        self.recent.emit()
        return True

    def may_leave(self) -> bool:
        """Ask what to do with unsaved changes; tell whether the study may go."""
        if not self._session.unsaved:
            return True
        button = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self._window,
            _("Unsaved changes"),
            _("“{title}” has changes that are not saved.").format(title=self._session.state.study.title),
            button.Save | button.Discard | button.Cancel,
            button.Save,
        )
        return answer == button.Discard or (answer == button.Save and self.save())

    @staticmethod
    def takes(content: QMimeData) -> bool:
        """Whether something that is dropped or pasted may be a file or a sequence."""
        return bool(content.hasUrls() or content.hasText())

    def take(self, content: QMimeData) -> None:
        """Take in what was dropped or pasted: files by what they are, text as a sequence."""
        paths = [Path(url.toLocalFile()) for url in content.urls() if url.isLocalFile()]
        if paths:
            self.receive(paths[0])
        elif content.hasText():
            self._session.attempt(sequence.set_text, "auto", content.text())

    def paste(self) -> None:
        """Take what the clipboard holds."""
        self.take(QGuiApplication.clipboard().mimeData())
