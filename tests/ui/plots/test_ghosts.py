"""What the plots draw of another run: pale curves, thin rows below maps, the step at which runs part."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QBuffer
from PySide6.QtGui import QColor, QPainter
from PySide6.QtSvg import QSvgGenerator

from lstm_studio.session.state import View
from lstm_studio.ui.plots.axes import Margin, WholeAxis
from lstm_studio.ui.plots.chart import Chart
from lstm_studio.ui.plots.curves import Curves, Line
from lstm_studio.ui.plots.endings import apart
from lstm_studio.ui.plots.lines import unit_lines
from lstm_studio.ui.plots.stack import Band, Stack, shades
from lstm_studio.ui.plots.upright import Upright
from lstm_studio.ui.theme import LIGHT

pytestmark = pytest.mark.usefixtures("dressed")

RUN = np.linspace(0, 1, 11)


def test_a_ghost_has_the_colour_of_its_curve_pale_and_thin_and_dashed() -> None:
    curves = Curves()
    curves.set_theme(LIGHT)
    line = Line("c", RUN, 0, 0, "wire_c", strong=True)
    own, ghost = (curves.pen(each) for each in (line, replace(line, strong=False, ghost="before")))
    assert not own.dashPattern()
    assert ghost.dashPattern()
    assert own.width() == 2
    assert ghost.width() == 1
    assert ghost.color().hsvHue() == pytest.approx(own.color().hsvHue(), abs=2)
    assert ghost.color().lightness() > own.color().lightness()


def test_beside_ghosts_the_curves_of_one_unit_are_drawn_through() -> None:
    def column(_name: str, unit: int) -> tuple[np.ndarray, int]:
        return RUN + unit, 0

    def of_c_alone(name: str, _unit: int) -> tuple[np.ndarray, int] | None:
        return (RUN, 0) if name == "c" else None

    alone = unit_lines(View(), ("c", "h"), column)
    assert [line.dash for line in alone] == [0, 1]
    lines = unit_lines(View(), ("c", "h"), column, None, (of_c_alone, "in GRU"))
    assert [(line.name, line.ghost, line.dash) for line in lines] == [
        ("c", "", 0),
        ("h", "", 0),
        ("c", "in GRU", 0),
    ]
    assert [line.ink for line in lines] == [0, 1, 0]
    assert [line.called for line in lines] == ["c", "h", "c in GRU"]
    several = unit_lines(View(curves=(0, 2)), ("c", "h"), column, None, ((lambda *_: (RUN, 0)), "before"))
    assert [(line.unit, line.dash, line.ghost) for line in several[:4]] == [
        (0, 0, ""), (0, 1, ""), (2, 0, ""), (2, 1, ""),
    ]  # fmt: skip
    assert all(line.ghost and not line.strong for line in several[4:])


@given(st.lists(st.floats(-50, 150), max_size=8))
def test_names_at_the_ends_never_touch_and_stay_in_their_box(places: list[float]) -> None:
    found = apart(sorted(places), 12, 0, 100)
    assert all(after - before >= 12 - 1e-9 for before, after in pairwise(found))
    assert all(0 <= place <= 100 for place in found)


def test_names_with_room_stay_where_they_are() -> None:
    assert apart([10, 40, 90], 12, 0, 100) == [10, 40, 90]


def test_the_least_difference_is_seen_and_none_is_not() -> None:
    table = shades(QColor("#ffffff"), QColor("#000000"))
    assert table[0].tolist() == [255] * 3
    assert table[1].max() < 200
    assert table[255].tolist() == [0] * 3
    assert (np.diff(table[:, 0].astype(int)) <= 0).all()


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


def stack(bands: list[Band]) -> tuple[Chart, Stack]:
    chart, shown = Chart(WholeAxis("step"), 40, 38), Stack()
    chart.add_row(shown.box, shown.symbols, shown.scales, 1.0)
    shown.set_theme(LIGHT)
    chart.resize(300, 160)
    shown.show(bands)
    chart.grab()
    shown.place()
    return chart, shown


def test_a_trail_stands_below_its_map_and_goes_with_the_other_run() -> None:
    values = np.zeros((11, 4))
    trail = np.array([0.0] * 6 + [0.5] * 5)
    bands = [Band("c", values, 0, -1, 1, around=True, trail=trail), Band("h", values, 0, -1, 1, around=True)]
    chart, shown = stack(bands)
    (below, _unused), (first, second) = shown.trails, shown.items
    assert below.isVisible()
    assert first.top + first.height < below.top
    assert below.top + below.height <= second.top
    assert below.value_at(3, 0) == 0
    assert below.value_at(7, 0) == 0.5
    assert below.high == 0.5
    shown.show([replace(band, trail=None) for band in bands])
    assert not below.isVisible()
    assert first.height == second.height
    chart.close()


def test_the_axis_says_where_runs_part_and_keeps_numbers_off() -> None:
    axis = WholeAxis("step")
    axis.left = axis.right = 30
    axis.set_theme(LIGHT)
    axis.set_range(-0.5, 50.5)
    assert texts(axis, 300, 18) == ["1", "10", "20", "30", "40", "50", "step"]
    axis.set_mark((20, "part at 20"))
    assert texts(axis, 300, 18) == ["part at 20", "1", "10", "30", "40", "50", "step"]
    axis.set_range(25.5, 50.5)
    assert "part at 20" not in texts(axis, 300, 18)


def test_a_rule_stands_where_runs_part_or_nowhere() -> None:
    chart, curves = Chart(WholeAxis("step"), 40, 38), Curves()
    chart.add_row(curves.box, curves.axis, curves.legend, 1.0)
    rule = Upright(curves.box)
    rule.set_theme(LIGHT)
    chart.resize(300, 160)
    chart.set_x(-0.5, 10.5)
    plain = chart.grab().toImage()
    rule.set_step(4)
    assert chart.grab().toImage() != plain
    rule.set_step(None)
    assert chart.grab().toImage() == plain
    chart.close()
