"""The menu of the studies that are shipped: each with its notes, and looked at where there is something to see."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QMenu

from lstm_studio.catalogue import first_study, resource
from lstm_studio.formats.study import read_study
from lstm_studio.words import _

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from lstm_studio.ui.files import Files

__all__ = ["ExamplesMenu", "example_paths"]

LETTERS = "123456789"
WIDE = 96  # letters of a tip


def example_paths() -> tuple[Path, ...]:
    """Give the files of all studies that are shipped, the first one in front."""
    first = first_study()
    return (first, *(path for path in sorted(resource("studies").glob("*.lstm")) if path != first))


class ExamplesMenu(QMenu):
    """Filled when it is first about to be seen: no start needs what stands in it."""

    def __init__(self, files: Files, parent: QWidget) -> None:
        super().__init__(_("E&xamples"), parent)
        self._files = files
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self.fill)

    @Slot()
    def fill(self) -> None:
        """Write a line a study."""
        if self.actions():
            return
        for number, path in enumerate(example_paths()):
            study = read_study(path)
            letter = f"&{LETTERS[number]}  " if number < len(LETTERS) else ""
            action = self.addAction(letter + study.title.replace("&", "&&"))
            action.setToolTip(_first_sentence(study.notes))
            action.triggered.connect(partial(self._open, path))

    def _open(self, path: Path, _checked: object = None) -> None:
        self._files.open_example(path)


def _first_sentence(notes: str) -> str:
    """Give the first sentence of notes without what it begins with."""
    sentence = notes.partition("\n")[0].partition(": ")[2].partition(". ")[0]
    return sentence[:1].upper() + (sentence[1:] if len(sentence) <= WIDE else sentence[1:WIDE] + "…")
