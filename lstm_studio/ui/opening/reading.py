"""A file of a trained model, read in a thread: the parsers of some formats need seconds in a process of their own."""

from __future__ import annotations

from dataclasses import asdict
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread

from lstm_studio.formats.child import StoppedError, stoppable
from lstm_studio.formats.models import open_file
from lstm_studio.session.smooth import smooth
from lstm_studio.words import _

if TYPE_CHECKING:
    from pathlib import Path

    from lstm_studio.core.opened import Opened
    from lstm_studio.formats.picked import Picked

__all__ = ["Reading"]


class Reading(QThread):
    """Reads one file. When it is ``finished``, ``outcome`` is the model, what is wrong, or None where it was ended."""

    def __init__(self, path: Path, picked: Picked, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path, self._picked, self._stop = path, picked, Event()
        self.outcome: Opened | ValueError | None = None

    def run(self) -> None:
        """Read it. The thread's own part."""
        try:
            with smooth(), stoppable(self._stop):
                self.outcome = open_file(self._path, **asdict(self._picked))
        except StoppedError:
            return
        except ValueError as error:
            self.outcome = error
        except MemoryError:
            sentence = _("{file}: there is not enough memory free to read it; close other programs first")
            self.outcome = ValueError(sentence.format(file=self._path.name))

    def stop(self) -> None:
        """Nobody waits for the model any more: the thread ends as soon as it can, and goes by itself."""
        self._stop.set()
        self.finished.connect(self.deleteLater)
        if self.isFinished():
            self.deleteLater()
