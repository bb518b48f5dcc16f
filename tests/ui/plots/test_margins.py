"""What stands beside very many maps and curves: no two words on one place, and the chosen one among them."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PySide6.QtCore import QBuffer
from PySide6.QtGui import QPainter, QPen
from PySide6.QtSvg import QSvgGenerator
from pytestqt.qtbot import QtBot

from lstm_studio.ui.plots.axes import Entry, Legend, Margin, WholeAxis
from lstm_studio.ui.plots.chart import Chart
from lstm_studio.ui.plots.margins import labelled
from lstm_studio.ui.plots.stack import Band, Stack

WORDS = 12.0  # pixels of a line of small type


def texts(margin: Margin, width: float, height: float) -> list[str]:
    """What is written when a margin is drawn."""
    buffer = QBuffer()
    file = QSvgGenerator()
    file.setOutputDevice(buffer)
    painter = QPainter(file)
    margin.draw(painter, width, height)
    painter.end()
    root = ET.fromstring(buffer.data().data())
    return ["".join(node.itertext()).strip() for node in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("pitch", [0.4, 2.8, 6.3, 11.9, 12.0, 60.0])
@pytest.mark.parametrize("chosen", [None, 0, 7, 39])
def test_symbols_keep_apart_and_the_chosen_one_is_there(pitch: float, chosen: int | None) -> None:
    told = sorted(labelled(pitch, 40, chosen))
    assert all((later - first) * pitch >= WORDS for first, later in pairwise(told))
    assert chosen is None or chosen in told
    if pitch >= WORDS:
        assert told == list(range(40))
    # No gap is left in which two more had room.
    assert all((later - first) * pitch < 2 * WORDS + 2 * pitch for first, later in pairwise(told))


@pytest.mark.parametrize("count", [1, 4, 12, 30, 100])
@pytest.mark.parametrize("height", [60, 155, 400])
def test_any_number_of_maps_stands_in_its_box(qtbot: QtBot, count: int, height: int) -> None:
    stack, chart = Stack(), Chart(WholeAxis("step"), 40.0, 38.0)
    qtbot.addWidget(chart)
    chart.add_row(stack.box, stack.symbols, stack.scales, 1.0)
    stack.box.sigResized.connect(stack.place)
    chart.resize(400, height)
    values = np.zeros((20, 8), np.float32)
    stack.show([Band(f"g{number}", values, 1, 0.0, 1.0, around=False) for number in range(count)])
    stack.choose(f"g{count - 1}")
    chart.show()
    maps = stack.items[:count]
    assert all(one.top + one.height <= other.top + 1e-9 for one, other in pairwise(maps))
    assert maps[0].top >= 0.0
    assert maps[-1].top + maps[-1].height <= stack.box.height() + 1.0
    middles = [top + tall / 2 for _name, top, tall, _units in stack.symbols.rows]
    assert all(later - first >= WORDS - 1.0 for first, later in pairwise(middles))
    assert stack.symbols.rows[-1][0] == f"g{count - 1}"
    assert [row[0] for row in stack.scales.rows if row[-1]] == [row[1] for row in stack.symbols.rows]


def test_a_legend_counts_what_has_no_room() -> None:
    legend = Legend()
    legend.set_entries(tuple(Entry(f"g{number}", QPen()) for number in range(30)))
    assert texts(legend, 38.0, 85.0) == [*(f"g{number}" for number in range(7)), "+23"]
    assert texts(legend, 38.0, 15.0) == ["g0"]
    assert texts(legend, 180.0, 85.0) == [f"g{number}" for number in range(30)]
    legend.set_entries((Entry("c", QPen()), Entry("h", QPen())))
    assert texts(legend, 38.0, 20.0) == ["c", "h"]
