"""The fields of a film: of the steps or of the training, from where to where, what moves, and how fast."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QWidget

from lstm_studio.session.verbs.transport import SPEEDS
from lstm_studio.ui.controls.number import Number
from lstm_studio.ui.controls.segments import Segments
from lstm_studio.ui.film.shots import PACE
from lstm_studio.ui.film.training import pace_for
from lstm_studio.ui.panels.strip import MOTIONS
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.ui.exports import Wish

__all__ = ["FilmChoices", "Reach"]

NARROW = 64  # pixels of a number
UNITS = {
    "off": _("steps a second"),
    "steps": _("steps a second"),
    "operations": _("operations a second"),
}
STEPS, TRAINING = "steps", "training"
COURSES = {STEPS: _("steps"), TRAINING: _("training")}
NO_MOMENTS = _("There are no moments of training yet; train the model first")
AT_REST = _("A film of the training shows the step at the cursor, at rest")


class Reach(NamedTuple):
    """How far a film can reach: the steps of the sequence, the updates of the training and its moments."""

    steps: int
    updates: int = 0
    moments: int = 0


class _Span(QWidget):
    """From one number to another; ``least`` is the first one that is usual, None is said for the usual ones."""

    changed = Signal()

    def __init__(
        self, names: tuple[str, str], least: int, most: int, given: tuple[int | None, int | None]
    ) -> None:
        super().__init__()
        self._least, self._most = min(least, most), most
        self.first, self.last = (Number(name, 0, most) for name in names)
        start, end = given
        self._first = self._least if start is None else min(start, most)
        self._last = most if end is None else min(end, most)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for field in (self.first, QLabel(_("to")), self.last, QLabel(_("of {steps}").format(steps=most))):
            row.addWidget(field)
        row.addStretch(1)
        for number in (self.first, self.last):
            number.setFixedWidth(NARROW)
        self.first.chosen.connect(self._on_first)
        self.last.chosen.connect(self._on_last)
        self.show_numbers()

    @property
    def ends(self) -> tuple[int | None, int | None]:
        """Both numbers; None for those that are usual, whichever they will be."""
        first = None if self._first == self._least else self._first
        return first, None if self._last == self._most else self._last

    def show_numbers(self) -> None:
        """Show both."""
        self.first.show_number(self._first)
        self.last.show_number(self._last)

    @Slot(object)
    def _on_first(self, number: float) -> None:
        self._first = round(number)
        self.show_numbers()
        self.changed.emit()

    @Slot(object)
    def _on_last(self, number: float) -> None:
        self._last = round(number)
        self.show_numbers()
        self.changed.emit()


class FilmChoices(QObject):
    """Rows of a form: ``course``, ``span`` and ``pace``. ``changed`` tells that a person has chosen something else."""

    changed = Signal()

    def __init__(self, reach: Reach, wish: Wish) -> None:
        super().__init__()
        self._reach = reach
        self.motion, self.speed = wish.motion, wish.speed
        self._course = TRAINING if wish.moments is not None and reach.moments else STEPS
        self.courses = Segments(_("Film of"), COURSES)
        self._steps = _Span((_("First step"), _("Last step")), 1, reach.steps, wish.steps)
        whole = wish.moments or (None, None)
        self._updates = _Span((_("First update"), _("Last update")), 0, reach.updates, whole)
        self.spans = QStackedWidget()
        for span in (self._steps, self._updates):
            self.spans.addWidget(span)
            span.changed.connect(self._show)
        self.motions = Segments(_("Motion"), {key: word for key, (word, _tip) in MOTIONS.items()})
        self.fast = Number(_("Steps a second"), SPEEDS[0], SPEEDS[-1], whole=False)
        self.fast.setFixedWidth(NARROW)
        self._unit = QLabel()
        self.span = _row(self.courses, self.spans)
        self.pace = _row(self.motions, self.fast, self._unit)
        self.fast.chosen.connect(self._on_fast)
        self.motions.chosen.connect(self._on_motion)
        self.courses.chosen.connect(self._on_course)
        self._show()

    @property
    def first(self) -> Number:
        """The field of the first step, or update."""
        return self._span.first

    @property
    def last(self) -> Number:
        """The field of the last one."""
        return self._span.last

    @property
    def _span(self) -> _Span:
        return self._updates if self._course == TRAINING else self._steps

    @property
    def steps(self) -> tuple[int | None, int | None]:
        """The first and the last step; None for those of the sequence, whichever it will be."""
        return self._steps.ends

    @property
    def moments(self) -> tuple[int | None, int | None] | None:
        """The first and the last update of a film of the training; None for one of the steps."""
        return self._updates.ends if self._course == TRAINING else None

    def show_use(self, why: str) -> None:
        """Turn the fields off where ``why`` says so."""
        for row in (self.span, self.pace):
            row.setEnabled(not why)
            row.setToolTip(why)

    @Slot()
    def _show(self) -> None:
        training = self._course == TRAINING
        self.courses.show_choice(self._course, {} if self._reach.moments else {TRAINING: NO_MOMENTS})
        self.spans.setCurrentWidget(self._span)
        moving = [motion for motion in MOTIONS if motion != "off"]
        self.motions.show_choice(
            "off" if training else self.motion, dict.fromkeys(moving, AT_REST) if training else {}
        )
        for motion, (_word, tip) in MOTIONS.items():
            if not training:
                self.motions.button(motion).setToolTip(tip)
        self.fast.show_number(self.speed)
        self._unit.setText(_("moments a second") if training else UNITS[self.motion])
        self.changed.emit()

    @Slot(str)
    def _on_course(self, course: str) -> None:
        self._course = course
        self.speed = pace_for(self._reach.moments) if course == TRAINING else PACE[self.motion]
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
