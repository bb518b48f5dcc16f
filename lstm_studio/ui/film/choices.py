"""The fields of a film: from which step to which, what moves, and how fast."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from lstm_studio.session.verbs.transport import SPEEDS
from lstm_studio.ui.controls.number import Number
from lstm_studio.ui.controls.segments import Segments
from lstm_studio.ui.film.shots import PACE
from lstm_studio.ui.panels.strip import MOTIONS
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.ui.exports import Wish

__all__ = ["FilmChoices"]

NARROW = 64  # pixels of a number
UNITS = {
    "off": _("steps a second"),
    "steps": _("steps a second"),
    "operations": _("operations a second"),
}


class FilmChoices(QObject):
    """Two rows of a form, ``span`` and ``pace``. ``changed`` tells that a person has chosen something else."""

    changed = Signal()

    def __init__(self, steps: int, wish: Wish) -> None:
        super().__init__()
        self._steps = steps
        self.motion, self.speed = wish.motion, wish.speed
        first, last = wish.steps
        self._first = min(1 if first is None else first, steps)
        self._last = min(steps if last is None else last, steps)
        self.first = Number(_("First step"), 0, steps)
        self.last = Number(_("Last step"), 0, steps)
        self.motions = Segments(_("Motion"), {key: word for key, (word, _tip) in MOTIONS.items()})
        self.fast = Number(_("Steps a second"), SPEEDS[0], SPEEDS[-1], whole=False)
        self._unit = QLabel()
        self.span = _row(self.first, QLabel(_("to")), self.last, QLabel(_("of {steps}").format(steps=steps)))
        self.pace = _row(self.motions, self.fast, self._unit)
        for number in (self.first, self.last, self.fast):
            number.setFixedWidth(NARROW)
        self.first.chosen.connect(self._on_first)
        self.last.chosen.connect(self._on_last)
        self.fast.chosen.connect(self._on_fast)
        self.motions.chosen.connect(self._on_motion)
        self._show()

    @property
    def steps(self) -> tuple[int | None, int | None]:
        """The first and the last step; None for those of the sequence, whichever it will be."""
        first = None if self._first == min(1, self._steps) else self._first
        return first, None if self._last == self._steps else self._last

    def show_use(self, why: str) -> None:
        """Turn the fields off where ``why`` says so."""
        for row in (self.span, self.pace):
            row.setEnabled(not why)
            row.setToolTip(why)

    def _show(self) -> None:
        self.motions.show_choice(self.motion, {})
        for motion, (_word, tip) in MOTIONS.items():
            self.motions.button(motion).setToolTip(tip)
        self.first.show_number(self._first)
        self.last.show_number(self._last)
        self.fast.show_number(self.speed)
        self._unit.setText(UNITS[self.motion])
        self.changed.emit()

    @Slot(object)
    def _on_first(self, step: float) -> None:
        self._first = round(step)
        self._show()

    @Slot(object)
    def _on_last(self, step: float) -> None:
        self._last = round(step)
        self._show()

    @Slot(object)
    def _on_fast(self, speed: float) -> None:
        self.speed = speed
        self._show()

    @Slot(str)
    def _on_motion(self, motion: str) -> None:
        self.motion, self.speed = motion, PACE[motion]  # what can be followed by the eye
        self._show()


def _row(*fields: QWidget) -> QWidget:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    for field in fields:
        line.addWidget(field)
    line.addStretch(1)
    return row
