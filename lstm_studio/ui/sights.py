"""The menu of what the task of the study gives to look at."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QMenu

from lstm_studio.core.tasks import TASKS
from lstm_studio.session.verbs import sights
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from lstm_studio.session.session import Session

__all__ = ["SightsMenu"]


class SightsMenu(QMenu):
    """A line a sight, written when it is about to be seen."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(_("&Look at"), parent)
        self._session = session
        self.aboutToShow.connect(self.fill)

    @Slot()
    def fill(self) -> None:
        """Write the sights of the task of now."""
        self.clear()
        for place, sight in enumerate(TASKS[self._session.state.study.task].sights):
            action = self.addAction(f"&{place + 1}  {sight.says}")
            action.triggered.connect(partial(self._follow, place))

    def _follow(self, place: int, _checked: object = None) -> None:
        self._session.attempt(sights.see, place, self._session.scene.trace)
