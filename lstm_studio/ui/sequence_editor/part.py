"""Which part of a long text is shown: where it begins, how long it is, and the parts before and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from lstm_studio.session.verbs.sequence import WIDEST
from lstm_studio.ui.controls.number import Number
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.study import Sequence

__all__ = ["PartOfText"]

LONGEST = 1_000_000_000


class PartOfText(QWidget):
    """``chosen`` gives the first step, from 0, and the number of steps that are wanted."""

    chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._start = self._steps = 0
        self.before, self.after = QPushButton("◀"), QPushButton("▶")
        self.start = Number(_("First step of the text that is shown"), 1, LONGEST)
        self.steps = Number(_("Steps that are shown"), 2, WIDEST)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for button, name in ((self.before, _("The part before")), (self.after, _("The part after"))):
            button.setAccessibleName(name)
            button.setToolTip(name)
            button.setFixedWidth(24)
            button.setProperty("small", True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.start.setFixedWidth(78)
        self.steps.setFixedWidth(42)
        for widget in (self.before, self.start, QLabel("+"), self.steps, self.after):
            row.addWidget(widget)
        row.addStretch(1)
        self.before.clicked.connect(lambda: self.chosen.emit(self._start - self._steps, self._steps))
        self.after.clicked.connect(lambda: self.chosen.emit(self._start + self._steps, self._steps))
        self.start.chosen.connect(lambda first: self.chosen.emit(int(first) - 1, self._steps))
        self.steps.chosen.connect(lambda steps: self.chosen.emit(self._start, int(steps)))

    def show_sequence(self, sequence: Sequence) -> None:
        """Show where a sequence stands in its text; nothing is seen for one that is no part of one."""
        corpus = sequence.corpus
        self.setVisible(corpus is not None)
        if corpus is None:
            return
        self._start, self._steps = sequence.start, sequence.steps
        self.start.show_number(sequence.start + 1)
        self.steps.show_number(sequence.steps)
        self.before.setEnabled(sequence.start > 0)
        self.after.setEnabled(sequence.start + sequence.steps < corpus.steps)
        self.setToolTip(_("A part of a text is shown; training learns from all of it"))
