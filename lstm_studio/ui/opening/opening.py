"""The way of a file of a trained model into the window: read in a thread, asked about what it leaves open."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QProgressDialog, QWidget

from lstm_studio.formats.models import PickledError
from lstm_studio.formats.picked import ASKED, ChoiceError, Picked
from lstm_studio.ui.opening.choice import ChoiceDialog
from lstm_studio.ui.opening.pickled import PickledDialog
from lstm_studio.ui.opening.reading import Reading
from lstm_studio.words import _

if TYPE_CHECKING:
    from pathlib import Path

    from lstm_studio.core.opened import Opened

__all__ = ["Opening"]

SOON = 400  # milliseconds after which it is said that something is being read


class Opening(QObject):
    """One file. ``read`` gives what is in it; what keeps it from being opened is said."""

    read = Signal(object)

    def __init__(self, path: Path, window: QWidget) -> None:
        super().__init__(window)
        self.path, self._window = path, window
        self._picked = Picked(nonlinearity=ASKED)
        self._asked: ChoiceError | None = None
        self._reading: Reading | None = None
        self._progress: QProgressDialog | None = None
        self.dialog: ChoiceDialog | PickledDialog | None = None

    @property
    def running(self) -> bool:
        """Whether the file is being read."""
        return self._reading is not None

    @property
    def picked(self) -> dict[str, str]:
        """What was chosen, by role, as the file is read again."""
        given = {role: name for role, name in asdict(self._picked).items() if name is not None}
        return {role: name for role, name in given.items() if name != ASKED}

    def start(self) -> None:
        """Read the file, with all that was chosen so far."""
        # Not a child of this object, which does not wait for what it has broken off.
        self._reading = Reading(self.path, self._picked, self._window)
        self._reading.finished.connect(self._on_finished)
        progress = QProgressDialog(self._window)
        progress.setLabelText(_("Reading “{file}”…").format(file=self.path.name))
        progress.setWindowTitle(_("Open"))
        progress.setRange(0, 0)
        progress.setWindowModality(Qt.WindowModality.WindowModal)
        progress.setMinimumDuration(SOON)
        progress.canceled.connect(self.cancel)
        self._progress = progress
        self._reading.start()

    @Slot()
    def cancel(self) -> None:
        """Read no further; nothing is opened."""
        reading, self._reading = self._reading, None
        if reading is not None:
            reading.finished.disconnect(self._on_finished)
            reading.stop()
        self._clear()
        if self.dialog is not None:
            self.dialog.reject()

    def _clear(self) -> None:
        progress, self._progress = self._progress, None
        if progress is not None:
            progress.canceled.disconnect(self.cancel)
            progress.reset()  # it would still show itself
            progress.deleteLater()

    @Slot()
    def _on_finished(self) -> None:
        if self._reading is None:
            return
        reading, self._reading = self._reading, None
        outcome = reading.outcome
        reading.deleteLater()
        self._clear()
        if isinstance(outcome, ChoiceError):
            self._ask(outcome)
        elif isinstance(outcome, PickledError):
            self._show(PickledDialog(outcome, self._window))
        elif isinstance(outcome, ValueError):
            QMessageBox.warning(self._window, _("This could not be opened"), str(outcome))
            if self._asked is not None:  # the answer was wrong, not the file
                self._ask(self._asked)
        elif outcome is not None:
            opened: Opened = outcome
            self.read.emit(opened)

    def _ask(self, question: ChoiceError) -> None:
        self._asked = question
        dialog = ChoiceDialog(self.path.name, question, self._window)

        def take() -> None:
            self._picked = replace(self._picked, **{question.role: dialog.chosen})
            self.start()

        dialog.accepted.connect(take)
        self._show(dialog)

    def _show(self, dialog: ChoiceDialog | PickledDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._on_closed)
        dialog.open()

    @Slot()
    def _on_closed(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()
