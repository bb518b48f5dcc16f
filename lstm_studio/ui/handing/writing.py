"""A model on its way into a file, in a thread: what writes some kinds of files takes seconds to load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread

from lstm_studio.core.edits import model_of
from lstm_studio.formats.models import save
from lstm_studio.session.smooth import smooth
from lstm_studio.words import _

if TYPE_CHECKING:
    from pathlib import Path

    from lstm_studio.core.study import Study

__all__ = ["Writing"]


class Writing(QThread):
    """Writes one file. When it is ``finished``, ``why`` says what went wrong, "" where the model is there."""

    def __init__(self, path: Path, study: Study, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path, self.study = path, study
        self.why = ""

    def run(self) -> None:
        """Write it. The thread's own part."""
        try:
            with smooth():
                save(model_of(self.study), self.path, self.study.raw)
        except ValueError as error:
            self.why = str(error)
        except MemoryError:
            sentence = _("{file}: there is not enough memory free to write it; close other programs first")
            self.why = sentence.format(file=self.path.name)
