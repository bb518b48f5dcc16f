"""Sequences from files on their way into the window: asked about where in doubt, and read beside it where long."""

from __future__ import annotations

from functools import partial
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QProgressDialog, QWidget

from lstm_studio.formats import LARGE, Way, load_sequences, table_of, text_head
from lstm_studio.formats.child import StoppedError
from lstm_studio.formats.table import read_table
from lstm_studio.formats.table_guess import guess
from lstm_studio.session.smooth import smooth
from lstm_studio.session.verbs import sequence
from lstm_studio.ui.opening.sequence_dialog import SequenceDialog
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lstm_studio.core.study import Sequence
    from lstm_studio.session.session import Session

__all__ = ["Sequences"]

SOON = 400  # milliseconds after which it is said that something is being read
WHOLE = 1000  # parts of a file by which the progress is shown


class _Reading(QThread):
    """Reads one file. When it is ``finished``, ``outcome`` are its sequences, what is wrong, or None for neither."""

    read = Signal(int)  # parts of WHOLE

    def __init__(self, path: Path, way: Way, parent: QObject) -> None:
        super().__init__(parent)
        self._path, self._way, self.stopped = path, way, Event()
        self.outcome: tuple[Sequence, ...] | ValueError | None = None

    def run(self) -> None:
        """Read it. The thread's own part."""
        try:
            with smooth():
                self.outcome = load_sequences(self._path, self._way, self._tell)
        except StoppedError:
            return
        except ValueError as error:
            self.outcome = error
        except MemoryError:
            sentence = _("{file}: there is not enough memory free to read it; close other programs first")
            self.outcome = ValueError(sentence.format(file=self._path.name))

    def _tell(self, share: float) -> None:
        if self.stopped.is_set():
            raise StoppedError
        self.read.emit(round(WHOLE * share))


class Sequences(QObject):
    """Opens files of sequences, one at a time."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self.dialog: SequenceDialog | None = None
        self._reading: _Reading | None = None
        self._progress: QProgressDialog | None = None

    @property
    def running(self) -> bool:
        """Whether a file is being read."""
        return self._reading is not None

    def open(self, path: Path, *, asks: bool = False) -> None:
        """Take the sequences of a file; where its table may be meant otherwise, or on demand, it is asked how.

        Raises ValueError with a sentence.
        """
        self._cancel()
        head = table_of(path)
        try:
            doubted = head is not None and bool(guess(head).doubts)
        except ValueError:
            doubted = False  # reading it says why
        if head is not None and (doubted or asks):
            self._ask(path.name, head, "table", partial(self._read, path))
        elif asks:
            self._ask(path.name, text_head(path), "characters", partial(self._read, path))
        else:
            self._read(path, Way())

    def open_text(self, text: str) -> None:
        """Take what was pasted or dropped; where a table of it may be meant otherwise, it is asked how."""
        self._cancel()
        try:
            doubted = "\t" in text.strip() and bool(guess(text).doubts)
        except ValueError:
            doubted = False  # reading it says why
        if not doubted:
            self._session.attempt(sequence.set_text, "auto", text)
            return

        def take(way: Way) -> None:
            if way.form is None:
                self._session.attempt(sequence.set_text, way.kind, text)
            else:
                self._session.do(sequence.set_sequence, read_table(text, "", way.form))

        self._ask(_("what was pasted"), text, "table", take)

    def _ask(self, name: str, head: str, reading: str, take: Callable[[Way], None]) -> None:
        dialog = SequenceDialog(name, head, reading, self._window)
        self.dialog = dialog

        def accept() -> None:
            try:
                take(dialog.way)
            except ValueError as error:
                self._refuse(str(error))

        dialog.accepted.connect(accept)
        dialog.finished.connect(self._on_closed)
        dialog.open()

    @Slot()
    def _on_closed(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()

    def _read(self, path: Path, way: Way) -> None:
        if not path.is_file() or path.stat().st_size <= LARGE:
            self._session.do(sequence.take_sequences, load_sequences(path, way))
            return
        self._reading = reading = _Reading(path, way, self._window)
        self._progress = progress = QProgressDialog(self._window)
        progress.setLabelText(_("Reading “{file}”…").format(file=path.name))
        progress.setWindowTitle(_("Load sequence"))
        progress.setRange(0, WHOLE)
        progress.setWindowModality(Qt.WindowModality.WindowModal)
        progress.setMinimumDuration(SOON)
        progress.setAutoReset(False)
        progress.setAutoClose(False)
        progress.canceled.connect(self._cancel)
        reading.read.connect(progress.setValue)
        reading.finished.connect(self._on_finished)
        reading.start()

    @Slot()
    def _cancel(self) -> None:
        """Read no further; nothing is loaded."""
        reading, self._reading = self._reading, None
        if reading is not None:
            reading.finished.disconnect(self._on_finished)
            reading.stopped.set()
            reading.finished.connect(reading.deleteLater)
        self._clear()
        if self.dialog is not None:
            self.dialog.reject()

    def _clear(self) -> None:
        progress, self._progress = self._progress, None
        if progress is not None:
            progress.canceled.disconnect(self._cancel)
            progress.reset()  # it would still show itself
            progress.deleteLater()

    @Slot()
    def _on_finished(self) -> None:
        reading, self._reading = self._reading, None
        if reading is None:
            return
        outcome = reading.outcome
        reading.deleteLater()
        self._clear()
        if isinstance(outcome, ValueError):
            self._refuse(str(outcome))
        elif outcome is not None:
            self._session.attempt(sequence.take_sequences, outcome)

    def _refuse(self, why: str) -> None:
        QMessageBox.warning(self._window, _("This could not be opened"), why)

    def close(self) -> None:
        """Read no further, and wait for the end of what was being read."""
        self._cancel()
        for reading in self._window.findChildren(_Reading):
            reading.wait()
