"""Typesets formulas in a thread, one after the other, and keeps them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from lstm_studio.ui.diagram.job import Job
from lstm_studio.ui.formulas.typeset import mathml, typeset

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lstm_studio.core.marks import Mark
    from lstm_studio.ui.formulas.setting import Setting

__all__ = ["Typesetter"]

REST = 350  # milliseconds after the first paint before anything is typeset: a start has better things to do
LOOK = 15  # milliseconds from one look for a formula to the next
MOST = 500  # formulas that are kept


class Typesetter(QObject):
    """``ready``: formulas that were asked for are there; ``known`` gives them. Nothing is kept twice."""

    ready = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: dict[str, Setting] = {}
        self._asked: dict[str, Sequence[Mark]] = {}
        self._job: tuple[str, Job[Setting]] | None = None
        self._rested = False
        self._look = QTimer(self)
        self._look.timeout.connect(self._on_look)

    def known(self, marks: Sequence[Mark]) -> Setting | None:
        """Give a formula that is typeset."""
        return self._kept.get(mathml(marks))

    def ask(self, formulas: Sequence[Sequence[Mark]]) -> None:
        """Typeset these, the ones that are missing, in place of what was asked for before."""
        keys = {mathml(marks): marks for marks in formulas}
        self._asked = {key: marks for key, marks in keys.items() if key not in self._kept}
        if self._asked and not self._look.isActive():
            self._look.start(LOOK if self._rested else REST)

    def finish(self) -> None:
        """Typeset all that is asked for now, without a thread."""
        for key, marks in self._asked.items():
            self._keep(key, typeset(marks))
        self._asked = {}
        self.ready.emit()

    def stop(self) -> None:
        """Ask for nothing any more; what is being typeset comes to its end."""
        self._asked = {}
        self._look.stop()

    def _keep(self, key: str, setting: Setting) -> None:
        self._kept[key] = setting
        while len(self._kept) > MOST:
            del self._kept[next(iter(self._kept))]

    @Slot()
    def _on_look(self) -> None:
        if not self._rested:
            self._rested = True
            self._look.setInterval(LOOK)
        if self._job is not None:
            key, job = self._job
            if not job.done:
                return
            self._job = None
            self._keep(key, job.result())
            self._asked.pop(key, None)
            self.ready.emit()
        if not self._asked:
            self._look.stop()
            return
        key, marks = next(iter(self._asked.items()))
        self._job = (key, Job(partial(typeset, marks)))
