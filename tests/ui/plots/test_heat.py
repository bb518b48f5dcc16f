"""What colour stands where: pixels of a painted map against the table of colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtGui import QColor

from lstm_studio.ui.plots.axes import Margin, WholeAxis
from lstm_studio.ui.plots.chart import Chart
from lstm_studio.ui.plots.stack import Band, Stack
from lstm_studio.ui.theme import DARK, LIGHT, Theme

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QImage
    from pytestqt.qtbot import QtBot


class Plain(Margin):
    def draw(self, painter: object, width: float, height: float) -> None:
        pass


def end(place: int) -> tuple[int, ...]:
    """A colour of the gates' table."""
    return tuple(int(part) for part in LIGHT.sequential[place])


class Picture:
    """One map without margins, as large as its picture."""

    def __init__(self, qtbot: QtBot, size: tuple[int, int], theme: Theme = LIGHT) -> None:
        self.stack = Stack()
        self.chart = Chart(WholeAxis("step"), 0.0, 0.0)
        qtbot.addWidget(self.chart)
        self.chart.setMinimumSize(1, 1)
        self.chart.add_row(self.stack.box, Plain(), Plain(), 1.0)
        self.stack.box.sigResized.connect(self.stack.place)
        self.chart.set_theme(theme)
        self.stack.set_theme(theme)
        self.stack.select(999)
        self.chart.resize(*size)

    def show(
        self, values: NDArray[np.float64], first: int = 1, *, around: bool = False, low: float = 0.0
    ) -> QImage:
        self.stack.show([Band("f", values, first, low, 1.0, around)])
        self.chart.set_x(first - 0.5, first + len(values) - 0.5)
        self.chart.show()
        image: QImage = self.chart.grab().toImage()
        return image

    def colour(self, image: QImage, step: float, unit: float) -> tuple[int, int, int]:
        """The colour in the middle of a cell, both counted from 0."""
        item, box = self.stack.items[0], self.stack.box
        y = item.top + (unit + 0.5) * item.height / item.values.shape[1]
        place = box.childGroup.mapToScene(item.first + step, y)
        colour = QColor(image.pixel(int(place.x()), int(place.y())))
        return colour.red(), colour.green(), colour.blue()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("around", [False, True])
def test_every_cell_has_the_colour_of_its_value(qtbot: QtBot, theme: Theme, around: bool) -> None:
    low = -1.0 if around else 0.0
    values = np.random.default_rng(3).uniform(low, 1.0, size=(20, 6))
    picture = Picture(qtbot, (410, 170), theme)
    image = picture.show(values, around=around, low=low)
    table = theme.diverging if around else theme.sequential
    for step in range(20):
        for unit in range(6):
            place = round((values[step, unit] - low) / (1.0 - low) * 255)
            assert picture.colour(image, step, unit) == tuple(int(part) for part in table[place])


def test_values_beyond_the_bounds_have_the_colours_of_the_ends(qtbot: QtBot) -> None:
    picture = Picture(qtbot, (200, 100))
    image = picture.show(np.array([[-7.0, 9.0], [np.inf, -np.inf]]))
    first, last = end(0), end(255)
    assert picture.colour(image, 0, 0) == picture.colour(image, 1, 1) == first
    assert picture.colour(image, 0, 1) == picture.colour(image, 1, 0) == last


def test_padding_is_blank(qtbot: QtBot) -> None:
    picture = Picture(qtbot, (200, 100))
    image = picture.show(np.array([[0.5, np.nan], [np.nan, 0.5]]))
    card = LIGHT.card.red(), LIGHT.card.green(), LIGHT.card.blue()
    assert picture.colour(image, 0, 1) == picture.colour(image, 1, 0) == card
    assert picture.colour(image, 0, 0) != card


@pytest.mark.parametrize(("steps", "units"), [(1, 1), (1, 512), (64_000, 1), (64_000, 3), (777, 512)])
def test_any_size_fills_the_whole_place(qtbot: QtBot, steps: int, units: int) -> None:
    picture = Picture(qtbot, (300, 120))
    image = picture.show(np.full((steps, units), 1.0))
    last = end(255)
    for step in (0, steps // 2, steps - 1):
        for unit in (0, units // 2, units - 1):
            assert picture.colour(image, step, unit) == last


def test_one_open_gate_in_64_000_steps_is_seen(qtbot: QtBot) -> None:
    values = np.full((64_000, 2), 0.5)
    values[40_003, 1] = 1.0
    picture = Picture(qtbot, (300, 120))
    image = picture.show(values)
    last = end(255)
    near = [picture.colour(image, 40_003 + offset, 1) for offset in range(-400, 401, 50)]
    assert last in near
    assert last not in [picture.colour(image, 40_003 + offset, 0) for offset in range(-400, 401, 50)]


def test_a_new_trace_makes_no_new_items(qtbot: QtBot) -> None:
    picture = Picture(qtbot, (300, 120))
    picture.show(np.zeros((50, 4)))
    before = list(picture.chart.scene().items())
    image = picture.show(np.ones((30, 8)))
    assert picture.chart.scene().items() == before
    assert picture.colour(image, 29, 7) == end(255)


def test_a_map_knows_its_units_and_values(qtbot: QtBot) -> None:
    picture = Picture(qtbot, (300, 120))
    picture.show(np.arange(20.0).reshape(10, 2))
    item = picture.stack.items[0]
    assert item.value_at(1, 0) == 0.0
    assert item.value_at(10, 1) == 19.0
    assert item.value_at(0, 0) is None
    assert item.value_at(11, 0) is None
    assert item.unit_at(item.top + 1) == 0
    assert item.unit_at(item.top + item.height - 1) == 1
    assert item.unit_at(item.top - 1) is None
