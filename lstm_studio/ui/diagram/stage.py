"""A view that draws a cell for the proportions of its own place, and again when these or the cell change.

A cell whose drawing takes long is drawn in a thread. What was there stays in sight until then, with a mark.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QLabel

from lstm_studio.ui.diagram.captions import roles
from lstm_studio.ui.diagram.drawing import Drawing, draw, grid_fault, seconds
from lstm_studio.ui.diagram.job import Job
from lstm_studio.ui.diagram.scene import DiagramScene
from lstm_studio.ui.diagram.view import DiagramView
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from lstm_studio.core.cell import Cell
    from lstm_studio.ui.diagram.blocks import Sizes
    from lstm_studio.ui.theme import Theme

__all__ = ["Stage"]

OFF = 0.02  # a place whose proportions differ by less than this share keeps its drawing
PATIENCE = 0.05  # seconds that a drawing may take in the window's thread
LOOK = 10  # milliseconds from one look for a drawing to the next
LATE = 0.15  # seconds after which a person is told that something is being drawn


EDGE = 7  # pixels around what is said of a drawing


class _Wanted(NamedTuple):
    cell: Cell
    sizes: Sizes
    aspect: float


class _Made(NamedTuple):
    drawing: Drawing
    fault: str


class Stage(DiagramView):
    """``fault`` says what is wrong with the grid of the cell, which is laid out in layers then; "" for nothing.

    ``redrawn``: a drawing that was asked for is there. Ask with ``show_cell`` once more.
    """

    redrawn = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fault = ""
        self._built: tuple[_Wanted, _Made] | None = None
        self._asked: tuple[_Wanted, Job[_Made] | None] | None = None
        self._jobs: set[Job[_Made]] = set()  # what still runs, to be stopped when the view goes
        self._look = QTimer(self)
        self._look.setInterval(LOOK)
        self._look.timeout.connect(self._on_look)
        self.mark = QLabel(_("drawing…"), self)
        self.note = QLabel(self)
        for label in (self.mark, self.note):
            label.setProperty("voice", "note")
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            label.hide()
        stop = partial(_stop_all, self._jobs)
        self.destroyed.connect(stop)
        ends = QApplication.instance()
        if ends is not None:
            ends.aboutToQuit.connect(self._forget)

    @property
    def behind(self) -> bool:
        """Whether another drawing than the one in sight is being made."""
        return self._asked is not None

    @property
    def outgrown(self) -> bool:
        """Whether the drawing was made for a place of other proportions."""
        return self._built is not None and abs(self._aspect() / self._built[0].aspect - 1) >= OFF

    def _aspect(self) -> float:
        size = self.size()
        return size.width() / max(size.height(), 1)

    def show_cell(self, cell: Cell, sizes: Sizes, theme: Theme) -> DiagramScene | None:
        """Give the scene of a cell, the one that is there where it fits; None where it is still being drawn."""
        wanted = _Wanted(cell, sizes, self._aspect())
        there = self._there(wanted)
        if there is None or (self.outgrown and self.fitted):
            if seconds(cell) > PATIENCE:
                self._ask(wanted)
            else:
                self._forget()
                there = self._take(wanted, _drawn(wanted))
        else:
            self._forget()
        if there is None:
            return None
        if (
            self.diagram is None
            or self.diagram.drawing is not there.drawing
            or self.diagram.look.theme is not theme
        ):
            self._show(there.drawing, wanted, theme)
        return self.diagram

    def finish(self) -> None:
        """Wait for the drawing that is being made, and for what ``redrawn`` makes a panel ask for."""
        while self._asked is not None:
            wanted, job = self._asked
            self._on_end(wanted, _drawn(wanted) if job is None else job.result())

    def _there(self, wanted: _Wanted) -> _Made | None:
        """What is drawn of a cell for any place."""
        if self._built is None or self._built[0][:2] != wanted[:2]:
            return None
        return self._built[1]

    def _show(self, drawing: Drawing, wanted: _Wanted, theme: Theme) -> None:
        before = self.diagram
        self.show_diagram(DiagramScene(wanted.cell, wanted.sizes, theme, parent=self, drawing=drawing))
        if before is not None:
            before.deleteLater()
        self.note.setText(drawing.note)
        self.note.setVisible(bool(drawing.note))
        self.note.adjustSize()
        self.setViewportMargins(0, 0, 0, self.note.height() + 2 * EDGE if drawing.note else 0)
        self._place_labels()

    def _take(self, wanted: _Wanted, made: _Made) -> _Made:
        self._built, self.fault = (wanted, made), made.fault
        return made

    def _ask(self, wanted: _Wanted) -> None:
        """Draw in a thread, in place of what was asked for before."""
        if self._asked is not None:
            before, job = self._asked
            if before[:2] == wanted[:2] and abs(before.aspect / wanted.aspect - 1) < OFF:
                return
            if job is not None:
                job.stop()
        # What can be said at once: a person may use a cell before it is drawn.
        self.fault = grid_fault(wanted.cell)
        self._asked = (wanted, None)
        if not self._look.isActive():
            self._look.start()

    @Slot()
    def _forget(self) -> None:
        """Break off what is being drawn."""
        if self._asked is not None:
            if self._asked[1] is not None:
                self._asked[1].stop()
            self._asked = None
            self._look.stop()
            self.mark.hide()

    @Slot()
    def _on_look(self) -> None:
        if self._asked is None:
            return
        wanted, job = self._asked
        if job is None:  # begun only here: a window that grows asks many times in one turn
            job = Job(partial(_drawn, wanted))
            self._jobs.difference_update([old for old in self._jobs if old.done])
            self._jobs.add(job)
            self._asked = (wanted, job)
        elif job.done:
            self._on_end(wanted, job.result())
        elif job.seconds > LATE and self.mark.isHidden():
            self.mark.show()
            self._place_labels()

    def _on_end(self, wanted: _Wanted, made: _Made) -> None:
        self._asked = None
        self._look.stop()
        self.mark.hide()
        self._take(wanted, made)
        self.redrawn.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_labels()

    def _place_labels(self) -> None:
        """What is said of a drawing stands under it, above that what is being done."""
        base = self.height() - EDGE
        for label in (self.note, self.mark):
            if not label.isHidden():
                label.adjustSize()
                base -= label.height()
                label.move(EDGE, base)
                label.raise_()
                base -= EDGE


def _drawn(wanted: _Wanted) -> _Made:
    """Draw a cell; where a person's grid is wrong, say why and draw it without."""
    cell, sizes, aspect = wanted
    try:
        return _Made(draw(cell, sizes, roles(cell), aspect), "")
    except ValueError as error:
        if not cell.diagram:
            raise
        return _Made(draw(replace(cell, diagram=""), sizes, roles(cell), aspect), str(error))


def _stop_all(jobs: set[Job[_Made]], _gone: QObject | None = None) -> None:
    """Break off all that still runs: the view that wanted it is gone."""
    for job in jobs:
        job.stop()
