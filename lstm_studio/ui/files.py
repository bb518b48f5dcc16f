"""Files: open, save, load, drop and paste. A dialog gathers a path; the act takes it."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from lstm_studio.catalogue import load_cell
from lstm_studio.formats import load_sequence
from lstm_studio.formats.models import FORMATS, is_model
from lstm_studio.formats.study import read_study, write_study
from lstm_studio.session.verbs import cell, sequence, transport
from lstm_studio.session.verbs.looking import looked
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QMimeData

    from lstm_studio.core.study import Study
    from lstm_studio.session.session import Session
    from lstm_studio.session.settings import Settings
    from lstm_studio.session.trainer import Trainer
    from lstm_studio.ui.opening.models import Models

__all__ = ["Files"]

STUDY = ".lstm"
CELLS = (".toml",)
SEQUENCES = (".csv", ".tsv", ".txt", ".npy")
MODELS = tuple(suffix for row in FORMATS for suffix in row.suffixes)
FIRST = (STUDY, *MODELS)
"""Of several files that are dropped at once, these are opened."""


def _pattern(title: str, suffixes: tuple[str, ...]) -> str:
    """Give the line of a kind of files in the dialog that asks for one."""
    return f"{title} ({' '.join(f'*{suffix}' for suffix in suffixes)})"


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
            self.begin(new_study(study.task, study.cell, None if study.task != "own" else study.sequence))

    def ask_open(self) -> None:
        """Ask for a file to open."""
        kinds = {
            _("Studies"): (STUDY,),
            _("Trained models"): MODELS,
            _("Sequences"): SEQUENCES,
            _("Cells"): CELLS,
        }
        rows = {_("All that can be opened"): tuple(chain(*kinds.values())), **kinds, _("All files"): ("",)}
        path = self._asked(_("Open"), ";;".join(_pattern(title, kind) for title, kind in rows.items()))
        if path is not None:
            self.receive(path)

    def ask_sequence(self) -> None:
        """Ask for the file of a sequence."""
        rows = {_("Sequences"): SEQUENCES, _("All files"): ("",)}
        path = self._asked(_("Load sequence"), ";;".join(_pattern(*row) for row in rows.items()))
        if path is not None:
            self._session.attempt(sequence.load_sequence, path)

    def _asked(self, title: str, pattern: str) -> Path | None:
        name, _filter = QFileDialog.getOpenFileName(self._window, title, self._folder(), pattern)
        return Path(name) if name else None

    def _folder(self) -> str:
        recent = self._settings.recent()
        return str(Path(recent[0]).parent) if recent else ""

    def receive(self, path: Path) -> None:
        """Take a file in by what it is: a study, a cell, a model, else a sequence. What is wrong with it is said."""
        if path.suffix.lower() == STUDY:
            self.open_study(path)
        elif path.suffix.lower() in CELLS:
            self._try(lambda: self._session.do(cell.set_cell, load_cell(path)))
        else:
            self._try(lambda: self._receive_other(path))

    def _receive_other(self, path: Path) -> None:
        if is_model(path):
            self.models.open(path)
        else:
            self._session.do(sequence.set_sequence, load_sequence(path))

    @cached_property
    def models(self) -> Models:
        """Trained models on their way into the window."""
        # Within the function: no start needs what reads them.
        from lstm_studio.ui.opening.models import Models

        return Models(self, self._session, self._window)

    def close(self) -> None:
        """End what is being read."""
        if "models" in self.__dict__:
            self.models.close()

    def open_study(self, path: Path) -> None:
        """Open a study, unless the person would rather keep the one that is there."""
        if self.may_leave() and not self._try(lambda: self.begin(read_study(path), path)):
            self.forget(path)

    def forget(self, path: Path) -> None:
        """Take a file that cannot be opened out of the recent ones."""
        self._settings.forget(path)
        self.recent.emit()

    def _try(self, act: Callable[[], None]) -> bool:
        try:
            act()
        except ValueError as error:
            QMessageBox.warning(self._window, _("This could not be opened"), str(error))
            return False
        return True

    def begin(self, study: Study, path: Path | None = None, source: Path | None = None) -> None:
        """Begin anew with a study, of its file ``path`` or made from the file ``source`` of something else."""
        self._trainer.abandon()
        self._session.begin(study, path)
        remembered = path or source
        if remembered is not None:
            self._settings.remember(remembered)
            self.recent.emit()
        if self._settings.get("play_at_start") and study.look is None:  # else it is shown where it was left
            self._session.do(transport.play)

    def save(self) -> bool:
        """Save to the study's file, or ask for one; tell whether it is saved."""
        path = self._session.path
        return self.ask_save() if path is None else self.save_as(path)

    def ask_save(self) -> bool:
        """Ask where to save; tell whether it is saved."""
        study = self._session.state.study
        title = (
            study.title if study.opened is None else study.title.removesuffix(Path(study.opened.name).suffix)
        )
        proposed = Path(self._folder()) / f"{title or _('study')}{STUDY}"
        name, _filter = QFileDialog.getSaveFileName(
            self._window, _("Save study"), str(proposed), _("Studies ({pattern})").format(pattern=f"*{STUDY}")
        )
        return bool(name) and self.save_as(Path(name))

    def save_as(self, path: Path) -> bool:
        """Write the study to a file; tell whether it is saved."""
        if not path.suffix:
            path = path.with_suffix(STUDY)
        try:
            write_study(looked(self._session.state), path)
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
            # The weights of an ONNX model may lie in a second file, which is dropped with it.
            self.receive(next((path for path in paths if path.name.lower().endswith(FIRST)), paths[0]))
        elif content.hasText():
            self._session.attempt(sequence.set_text, "auto", content.text())

    def paste(self) -> None:
        """Take what the clipboard holds."""
        self.take(QGuiApplication.clipboard().mimeData())
