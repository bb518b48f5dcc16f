"""Files: open, load, drop and paste, beside what saves. A dialog gathers a path; the act takes it."""

from __future__ import annotations

from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from lstm_studio.catalogue import load_cell
from lstm_studio.formats import SUFFIXES as SEQUENCES
from lstm_studio.formats.files import mark_of
from lstm_studio.formats.models import FORMATS, PICKLED, is_model
from lstm_studio.formats.study import read_study
from lstm_studio.session.verbs import cell, transport
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.ui.dropped import Dropped, dropped
from lstm_studio.ui.saving import STUDY, Saving
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QMimeData

    from lstm_studio.core.study import Study
    from lstm_studio.session.recovery import Left
    from lstm_studio.session.session import Session
    from lstm_studio.session.settings import Settings
    from lstm_studio.session.trainer import Trainer
    from lstm_studio.ui.opening.models import Models
    from lstm_studio.ui.opening.sequences import Sequences

__all__ = ["Files"]

CELLS = (".toml",)
MODELS = tuple(suffix for row in FORMATS for suffix in row.suffixes)
FIRST = (STUDY, *MODELS)
"""Of several files that are dropped at once, these are opened."""


def _pattern(title: str, suffixes: tuple[str, ...]) -> str:
    """Give the line of a kind of files in the dialog that asks for one."""
    return f"{title} ({' '.join(f'*{suffix}' for suffix in suffixes)})"


class Files(Saving):
    """All that goes in and out. ``imported`` gives the file of a model that was opened, and as what it was picked."""

    imported = Signal(object, object)

    def __init__(self, session: Session, trainer: Trainer, settings: Settings, window: QWidget) -> None:
        super().__init__(session, settings, window)
        self._trainer = trainer

    def new(self) -> None:
        """Begin a fresh study of the same task with the same cell."""
        study = self._session.state.study
        if self.may_leave():
            self.begin(new_study(study.task, study.cell, None if study.task != "own" else study.sequence))

    def ask_open(self) -> None:
        """Ask for a file to open."""
        kinds = {
            _("Studies"): (STUDY,),
            _("Trained models"): (*MODELS, *PICKLED),  # those of the latter are told how they are converted
            _("Sequences"): SEQUENCES,
            _("Cells"): CELLS,
        }
        rows = {_("All that can be opened"): tuple(chain(*kinds.values())), **kinds, _("All files"): ("",)}
        path = self._asked(_("Open"), ";;".join(_pattern(title, kind) for title, kind in rows.items()))
        if path is not None:
            self.receive(path)

    def ask_sequence(self, *, asks: bool = False) -> None:
        """Ask for the file of a sequence, and on demand how it is to be read."""
        rows = {_("Sequences"): SEQUENCES, _("All files"): ("",)}
        path = self._asked(_("Load sequence"), ";;".join(_pattern(*row) for row in rows.items()))
        if path is not None:
            self._try(lambda: self.sequences.open(path, asks=asks))

    def _asked(self, title: str, pattern: str) -> Path | None:
        name, _filter = QFileDialog.getOpenFileName(self._window, title, self._folder(), pattern)
        return Path(name) if name else None

    def receive(self, path: Path) -> None:
        """Take a file in by what it is: a study, a cell, a model, else a sequence. What is wrong with it is said."""
        if path.suffix.lower() == STUDY:
            self.open_study(path)
        elif path.suffix.lower() in CELLS:
            self._try(lambda: self._session.do(cell.set_cell, load_cell(path)))
        else:
            self._try(lambda: (self.models if is_model(path) else self.sequences).open(path))

    @cached_property
    def models(self) -> Models:
        """Trained models on their way into the window."""
        # Within the function: no start needs what reads them.
        from lstm_studio.ui.opening.models import Models

        return Models(self, self._session, self._window)

    @cached_property
    def sequences(self) -> Sequences:
        """Files of sequences on their way into the window."""
        # Within the function: no start needs what asks about them.
        from lstm_studio.ui.opening.sequences import Sequences

        return Sequences(self._session, self._window)

    def close(self) -> None:
        """End what is being read, and what is kept of a study that is saved or given up."""
        self.recovery.close()
        for way in ("models", "sequences"):
            if way in self.__dict__:
                getattr(self, way).close()

    def open_study(self, path: Path) -> None:
        """Open a study, unless the person would rather keep the one that is there."""
        if self.may_leave():
            mark = mark_of(path)  # before it is read: what is written after that is somebody else's
            if self._try(lambda: self.begin(read_study(path), path)):
                self._mark = mark

    def open_example(self, path: Path) -> None:
        """Open a study that is shipped; saving it asks for a file of the person's own."""
        if self.may_leave():
            self._try(lambda: self.begin(read_study(path)))

    def open_recent(self, path: Path) -> None:
        """Open one of the recent files; one that is gone is said, and may be taken off the list."""
        if path.exists():
            self.receive(path)
            return
        sentence = _(
            "“{path}” is not there any more: it was moved, renamed or removed. Take it off the list?"
        )
        asked = QMessageBox.question(self._window, _("Open recent"), sentence.format(path=path))
        if asked == QMessageBox.StandardButton.Yes:
            self.forget(path)

    def recover(self, left: Left) -> bool:
        """Go on with a study that was left behind, unsaved as it is; tell whether it is open."""
        mark = None if left.path is None or left.outdated else mark_of(left.path)
        if not self.may_leave():
            return False
        self._trainer.abandon()
        if not self._try(lambda: self.recovery.adopt(left)):
            return False
        self._mark = mark
        return True

    def forget(self, path: Path) -> None:
        """Take a file out of the recent ones."""
        self._settings.forget(path)
        self.recent.emit()

    def _try(self, act: Callable[[], None]) -> bool:
        try:
            act()
        except ValueError as error:
            self._refuse(str(error))
            return False
        return True

    def _refuse(self, why: str) -> None:
        QMessageBox.warning(self._window, _("This could not be opened"), why)

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

    def take(self, content: QMimeData) -> Callable[[], None]:
        """Give the act that takes in what was dropped or pasted: a file by what it is, text as a sequence."""
        try:
            found = dropped(content, FIRST)
        except ValueError as error:
            return partial(self._refuse, str(error))
        return partial(self._receive_dropped, found)

    def _receive_dropped(self, found: Dropped) -> None:
        if found.path is None:
            self.sequences.open_text(found.text)
            return
        self.receive(found.path)
        if found.others:
            sentence = _("of {count} files one was opened: “{name}”")
            self.told.emit(sentence.format(count=found.others + 1, name=found.path.name))

    def paste(self) -> None:
        """Take what the clipboard holds."""
        self.take(QGuiApplication.clipboard().mimeData())()
