"""The menu of the files that were open last. Those that are gone say so, and can be taken off it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QMenu

from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from lstm_studio.session.settings import Settings
    from lstm_studio.ui.files import Files

__all__ = ["RecentMenu", "told_apart"]

DIGITS = 9  # of the files that a key opens


def told_apart(names: tuple[str, ...]) -> list[str]:
    """Give what each file is called: its name, and the folder too where another one has the same name."""
    paths = [Path(name) for name in names]
    every = [path.name for path in paths]
    return [
        path.name if every.count(path.name) == 1 else f"{path.name} — {path.parent.name or path.parent}"
        for path in paths
    ]


class RecentMenu(QMenu):
    """Filled when it is about to be seen: only then it is known which files are still there."""

    def __init__(self, files: Files, settings: Settings, parent: QWidget) -> None:
        super().__init__(_("Open &recent"), parent)
        self._files, self._settings = files, settings
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self.fill)
        files.recent.connect(self._enable)
        self._enable()

    @Slot()
    def _enable(self) -> None:
        self.setEnabled(bool(self._settings.recent()))

    @Slot()
    def fill(self) -> None:
        """Write a line a file."""
        self.clear()
        names = self._settings.recent()
        gone = [name for name in names if not Path(name).exists()]
        for number, (name, title) in enumerate(zip(names, told_apart(names), strict=True), start=1):
            text = title.replace("&", "&&")
            if name in gone:
                text = _("{name} (not there)").format(name=text)
            action = self.addAction(f"&{number}  {text}" if number <= DIGITS else f"{number}  {text}")
            action.setToolTip(name)
            action.triggered.connect(partial(self._open, name))
        self.addSeparator()
        if gone:
            self.addAction(_("Take off what is not there")).triggered.connect(partial(self._forget, gone))
        self.addAction(_("&Clear this list")).triggered.connect(partial(self._forget, list(names)))

    def _open(self, name: str, _checked: object = None) -> None:
        self._files.open_recent(Path(name))

    def _forget(self, names: list[str], _checked: object = None) -> None:
        for name in names:
            self._settings.forget(Path(name))
        self._files.recent.emit()
