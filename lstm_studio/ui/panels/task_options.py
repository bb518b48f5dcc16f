"""The options of a task: a number and a slider each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSlider, QWidget

from lstm_studio.session.verbs import task as verbs
from lstm_studio.ui.controls.number import Number
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lstm_studio.core.tasks import Option, Task
    from lstm_studio.session.session import Session

__all__ = ["TaskOptions"]

TICKS = 1000  # places of a slider whose numbers are not whole
NUMBER, SLIDER = 58, 60  # pixels of a number, and of a slider at least


class TaskOptions(QWidget):
    """A drag of a slider is one undo step."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._task: Task | None = None
        self.numbers: dict[str, Number] = {}
        self.sliders: dict[str, QSlider] = {}
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(6)
        self.grid.setVerticalSpacing(4)
        self.grid.setColumnStretch(2, 1)

    def show_options(self, task: Task, options: Mapping[str, float]) -> None:
        """Show the options of a task as they are."""
        if task is not self._task:
            self._build(task)
        for row in task.options:
            value = options.get(row.key, row.default)
            self.numbers[row.key].show_number(value)
            slider = self.sliders[row.key]
            if not slider.isSliderDown():
                slider.blockSignals(True)  # what is shown is not what a person sets
                slider.setValue(_tick(row, value))
                slider.blockSignals(False)

    def _build(self, task: Task) -> None:
        self._task = task
        while (item := self.grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.numbers.clear()
        self.sliders.clear()
        for place, row in enumerate(task.options):
            self._add(place, row)

    def _add(self, place: int, row: Option) -> None:
        number = Number(row.label, row.low, row.high, whole=row.whole)
        number.setFixedWidth(NUMBER)
        number.explain(_("from {low:g} to {high:g}").format(low=row.low, high=row.high))
        number.chosen.connect(partial(self._on_number, row))
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setAccessibleName(row.label)
        slider.setRange(_tick(row, row.low), _tick(row, row.high))
        slider.setMinimumWidth(SLIDER)
        slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        slider.valueChanged.connect(partial(self._on_slider, row))
        slider.sliderReleased.connect(self._session.seal)
        label = QLabel(row.label)
        label.setProperty("voice", "quiet")
        label.setBuddy(number)
        label.setWordWrap(True)
        self.numbers[row.key], self.sliders[row.key] = number, slider
        for column, widget in enumerate((label, number, slider)):
            self.grid.addWidget(widget, place, column)

    def _on_number(self, row: Option, value: float) -> None:
        self._session.attempt(verbs.set_option, row.key, value)

    def _on_slider(self, row: Option, tick: int) -> None:
        value = float(tick) if row.whole else row.low + tick / TICKS * (row.high - row.low)
        value = value if row.whole else float(f"{value:.3g}")
        self._session.drag(f"option {row.key}", verbs.set_option, row.key, min(max(value, row.low), row.high))
        if not self.sliders[row.key].isSliderDown():
            self._session.seal()


def _tick(row: Option, value: float) -> int:
    return round(value) if row.whole else round(TICKS * (value - row.low) / (row.high - row.low))
