"""The course of a training: what is pointed at is where it is drawn, and it is said in words."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from lstm_studio.core.checkpoints import Checkpoint
from lstm_studio.core.study import UNTRAINED, Record, frozen
from lstm_studio.ui.controls.course import Course, loss_at, lows
from lstm_studio.ui.theme import DARK, LIGHT


def record(updates: int, planned: int = 0, stride: int = 10) -> Record:
    moments = tuple(Checkpoint(update, np.zeros(1, np.float32)) for update in range(0, updates + 1, stride))
    losses = frozen([[update, 1 / update] for update in range(1, updates + 1)])
    return Record(update=updates, updates=planned or updates, losses=losses, checkpoints=moments, solved=40)


def course(qtbot: QtBot, shown: Record, past: int | None = None, *, under_way: bool = False) -> Course:
    widget = Course()
    qtbot.addWidget(widget)
    widget.resize(512, 26)
    widget.show_record(shown, past, LIGHT, under_way=under_way)
    widget.show()
    return widget


def test_press_and_drag_tell_the_update_that_is_there(qtbot: QtBot) -> None:
    widget = course(qtbot, record(100))
    told: list[float] = []
    widget.gone.connect(told.append)
    places = [QPoint(round(widget.x_of(update)), 13) for update in (20, 75)]
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=places[0])
    QTest.mouseMove(widget, places[1])
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=places[1])
    QTest.mouseMove(widget, places[0])
    assert told == pytest.approx([20, 75], abs=0.2)


def test_a_training_under_way_leaves_room_for_the_rest(qtbot: QtBot) -> None:
    shown = record(100, planned=400)
    assert course(qtbot, shown).x_of(100) == pytest.approx(512 - 6)
    assert course(qtbot, shown, under_way=True).x_of(100) == pytest.approx(6 + 500 / 4)


@pytest.mark.parametrize(
    ("past", "at", "said"), [(None, 100, "now, update 100"), (3, 30, "update 30 of 100")]
)
def test_it_says_where_it_is(qtbot: QtBot, past: int | None, at: int, said: str) -> None:
    widget = course(qtbot, record(100), past)
    assert widget.at == at
    assert widget.spoken_value() == said
    assert widget.spoken_range() == (at, 0, 100)
    told: list[float] = []
    widget.gone.connect(told.append)
    widget.spoken_go(50)
    assert told == [50.0]


def test_the_hint_names_the_moment_and_its_loss(qtbot: QtBot) -> None:
    widget = course(qtbot, record(105))
    assert widget.hint(31.0) == "update 30: loss 0.0323"
    assert widget.hint(104.9).startswith("now, update 105")


def test_the_knob_is_painted_where_the_moment_is(qtbot: QtBot) -> None:
    widget = course(qtbot, record(100), 3)
    for theme in (LIGHT, DARK):
        widget.show_record(record(100), 3, theme, under_way=False)
        pixel = widget.grab().toImage().pixelColor(round(widget.x_of(30)), 13)
        assert pixel.name() == theme.accent.name()


def test_nothing_breaks_before_the_first_loss(qtbot: QtBot) -> None:
    widget = course(qtbot, UNTRAINED)
    assert not widget.grab().isNull()
    assert widget.hint(0.0) == "now, update 0"
    assert loss_at(UNTRAINED, 0) is None


def test_the_line_is_the_mean_of_the_logarithms_in_each_pixel() -> None:
    losses = np.array([[1.0, 1.0], [2.0, 0.01], [3.0, np.nan], [9.0, 10.0], [10.0, 0.0]])
    updates, logs = lows(losses, 2, 10)
    assert updates.tolist() == [1.5, 9.0]
    assert logs.tolist() == pytest.approx([-1.0, 1.0])


def test_the_loss_of_a_moment_is_that_of_the_batch_that_came_next() -> None:
    shown = record(100)
    assert loss_at(shown, 0) == 1.0
    assert loss_at(shown, 49) == pytest.approx(1 / 50)
    assert loss_at(shown, 100) == pytest.approx(1 / 100), "of the last one the last that is known"
