"""Typesets formulas in a thread, one after the other, and keeps them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from lstm_studio.ui.diagram.job import Job
from lstm_studio.ui.formulas.typeset import typeset

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lstm_studio.core.printing.marks import Mark
    from lstm_studio.ui.formulas.setting import Setting

__all__ = ["Typesetter"]

Formula: TypeAlias = "tuple[Mark, ...]"

REST = 350  # milliseconds after the first paint before anything is typeset: a start has better things to do
LOOK = 15  # milliseconds from one look for a formula to the next
MOST = 500  # formulas that are kept


class Typesetter(QObject):
    """``ready``: formulas that were asked for are there; ``known`` gives them. Nothing is kept twice."""

    ready = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: dict[Formula, Setting] = {}
        self._asked: tuple[Formula, ...] = ()
        self._job: tuple[Formula, Job[Setting]] | None = None
        self._rested = False
        self._look = QTimer(self)
        self._look.timeout.connect(self._on_look)

    def known(self, marks: Formula) -> Setting | None:
        """Give a formula that is typeset."""
        return self._kept.get(marks)

    def ask(self, formulas: Iterable[Formula]) -> None:
        """Typeset these, the ones that are missing, in place of what was asked for before."""
        self._asked = tuple(marks for marks in formulas if marks not in self._kept)
        if self._asked and not self._look.isActive():
            self._look.start(LOOK if self._rested else REST)

    def finish(self) -> None:
        """Typeset all that is asked for now, without a thread."""
        for marks in self._asked:
            self._keep(marks, typeset(marks))
        self._asked = ()
        self.ready.emit()

    def stop(self) -> None:
        """Ask for nothing any more; what is being typeset comes to its end."""
        self._asked = ()
        self._look.stop()

    def _keep(self, marks: Formula, setting: Setting) -> None:
        self._kept[marks] = setting
        while len(self._kept) > MOST:
            del self._kept[next(iter(self._kept))]

    @Slot()
    def _on_look(self) -> None:
        if not self._rested:
            self._rested = True
            self._look.setInterval(LOOK)
        if self._job is not None:
            marks, job = self._job
            if not job.done:
                return
            self._job = None
            self._keep(marks, job.result())
            self._asked = tuple(other for other in self._asked if other != marks)
            self.ready.emit()
        if not self._asked:
            self._look.stop()
            return
        marks = self._asked[0]
        self._job = (marks, Job(partial(typeset, marks)))
