"""The picture of a task says what its sample holds: colours of the theme stand where the values are."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks import TASKS
from lstm_studio.formats.text import read_text
from lstm_studio.ui.gallery.picture import TaskPicture
from lstm_studio.ui.theme import DARK, LIGHT, Theme

WIDE, HIGH = 240, 96


def painted(qtbot: QtBot, sequence: Sequence | None, theme: Theme = LIGHT) -> QImage:
    picture = TaskPicture()
    qtbot.addWidget(picture)
    picture.set_theme(theme)
    picture.show_sequence(sequence)
    picture.resize(WIDE, HIGH)
    return picture.grab().toImage()


def places(image: QImage, colour: QColor) -> tuple[np.ndarray, np.ndarray]:
    """Give the pixels of exactly one colour: (x …), (y …)."""
    found = [
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y) == colour
    ]
    across, down = zip(*found, strict=True) if found else ((), ())
    return np.array(across), np.array(down)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("name", TASKS)
def test_every_task_has_a_picture(qtbot: QtBot, name: str, theme: Theme) -> None:
    task = TASKS[name]
    own = read_text("to be or not to be") if task.shape is not None else None
    sample = task.show(np.random.default_rng(1), task.pictured, own)
    empty, full = painted(qtbot, None, theme), painted(qtbot, sample, theme)
    assert empty != full
    for x in range(WIDE):
        for y in (2, HIGH - 3):
            assert full.pixelColor(x, y) == empty.pixelColor(x, y), "nothing reaches over the edge"


def test_a_sign_stands_at_its_step_and_what_is_asked_below(qtbot: QtBot) -> None:
    values, target = np.zeros((10, 1)), np.zeros((10, 1))
    values[2], target[7] = 1.0, 1.0
    image = painted(qtbot, Sequence(frozen(values), ("bit",), target=frozen(target)))
    x, y = places(image, LIGHT.wire_x)
    asked, below = places(image, LIGHT.wire_h)
    room = WIDE - 2 * 8 - 14
    assert 22 + room * 0.2 <= x.min() <= x.max() <= 22 + room * 0.3
    assert 22 + room * 0.7 <= asked.min() <= asked.max() <= 22 + room * 0.8
    assert y.max() < below.min()


def test_what_is_asked_at_the_end_alone_stands_there(qtbot: QtBot) -> None:
    weight = np.zeros(10)
    weight[-1] = 1.0
    target = frozen(np.tile([0.0, 1.0, 0.0, 0.0], (10, 1)))
    image = painted(qtbot, Sequence(frozen(np.zeros((10, 1))), target=target, weight=frozen(weight)))
    x, _y = places(image, LIGHT.wire_h)
    assert WIDE - 8 - 3 * 14 <= x.min() <= x.max() <= WIDE - 8 - 2 * 14, "the second of four"


def test_letters_are_cut_where_there_are_more_than_have_room(qtbot: QtBot) -> None:
    empty = painted(qtbot, None)
    for repeated in (5, 400):
        image = painted(qtbot, Sequence(read_text("ab" * repeated).values, ("a", "b")))
        marked = [
            x for x in range(WIDE) for y in range(HIGH) if image.pixelColor(x, y) != empty.pixelColor(x, y)
        ]
        assert WIDE - 40 <= max(marked) <= WIDE - 8
