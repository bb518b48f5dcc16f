"""The losses of kept runs beside those of the run that is shown."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator

from lstm_studio.core.study import Kept, Record, frozen
from lstm_studio.session.report import Report
from lstm_studio.session.series import planned
from lstm_studio.session.verbs import series, shelf
from lstm_studio.ui.panels.loss import LossPanel
from lstm_studio.ui.runs.tree import pen_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from lstm_studio.session.session import Session
    from lstm_studio.session.state import State
    from tests.ui.panels.conftest import Shown


@pytest.fixture
def panel(shown: Shown[LossPanel]) -> LossPanel:
    return shown(LossPanel)


def ran(kept: Kept, losses: Sequence[float], name: str = "") -> Kept:
    rows = frozen([(at + 1, loss) for at, loss in enumerate(losses)])
    return replace(kept, name=name or kept.name, record=Record(len(losses), len(losses), rows))


def keep(session: Session, models: tuple[Kept, ...]) -> None:
    def kept(state: State) -> State:
        return state.with_study(models=models)

    session.do(kept)


def test_a_series_is_a_median_in_a_band_and_a_run_a_curve(panel: LossPanel) -> None:
    session = panel.session
    plan = planned(session.state.study, seeds=3)
    courses = ([0.4] * 30, [0.1] * 30, [0.2] * 30)
    runs = tuple(ran(kept, losses) for kept, losses in zip(plan, courses, strict=True))
    alone = replace(ran(plan[0], [0.05] * 40, "mine"), series="")
    keep(session, (*runs, alone))
    median, single = panel.curves.lines
    assert [median.name, single.name] == [plan[0].series, "mine"]
    assert np.allclose(10**median.values, 0.2)
    assert np.allclose(10**single.values, 0.05)
    (band,) = panel.bands.bands
    assert (set(band.low.tolist()), set(band.high.tolist())) == ({0.1}, {0.4})
    assert band.ink == median.ink
    for line, ink in ((median, 0), (single, 1)):
        assert panel.curves.pen(line).color() == pen_of(ink, panel.theme).color()
    entries = [entry.text for entry in panel.curves.legend.entries]
    assert entries == [plan[0].series, "mine"]


def test_the_band_is_painted_where_it_is_and_gone_when_it_is_hidden(panel: LossPanel) -> None:
    session = panel.session
    plan = planned(session.state.study, seeds=2)
    keep(session, (ran(plan[0], [0.9] * 1000), ran(plan[1], [0.01] * 1000)))
    box = panel.curves.box.sceneBoundingRect()

    def paper(share: float) -> set[str]:
        """The colours of a column of pixels at a share of the width, between the median and the upper edge."""
        picture = panel.chart.grab().toImage()
        x = round(box.left() + share * box.width())
        high = panel.curves.box.mapFromView(panel.curves.box.viewRect().center()).y()
        return {picture.pixelColor(x, round(box.top() + high) + at).name() for at in range(-6, 7)}

    inside = paper(0.5)
    session.do(series.plot, (0, 1), shown=False)
    assert panel.bands.bands == ()
    assert panel.curves.lines == ()
    assert paper(0.5) != inside


def test_the_axes_reach_around_all_that_is_drawn(panel: LossPanel) -> None:
    session = panel.session
    (plan,) = planned(session.state.study, seeds=1)
    long = session.state.study.training.updates + 500
    keep(session, (ran(plan, [30.0, 1e-4] * (long // 2)),))
    assert panel.chart.whole[1] >= long - 5  # the middle of the last losses that are averaged
    low, high = panel.curves.box.y_range
    assert low < 0 < high


def test_the_run_that_is_shown_is_not_drawn_twice(panel: LossPanel) -> None:
    session = panel.session
    (plan,) = planned(session.state.study, seeds=1)

    def trained(state: State) -> State:
        return state.with_study(record=ran(plan, [0.5] * 30).record)

    session.do(trained)
    session.do(shelf.keep_model, "kept")
    assert [line.name for line in panel.curves.lines] == ["loss"]
    session.do(lambda state: state.with_record(losses=frozen([(1, 0.5)])))
    assert [line.name for line in panel.curves.lines] == ["loss", "kept"]


def test_a_linear_axis_has_the_band_in_plain_numbers(panel: LossPanel) -> None:
    session = panel.session
    plan = planned(session.state.study, seeds=2)
    keep(session, (ran(plan[0], [0.9] * 20), ran(plan[1], [0.1] * 20)))
    panel.log.click()
    (line,) = panel.curves.lines
    assert np.allclose(line.values, 0.5)
    outline = panel.bands._outlines[0]
    assert {round(outline.at(at).y(), 6) for at in range(outline.size())} == {0.1, 0.9}


def test_the_run_at_work_is_drawn_in_the_colour_of_its_series(panel: LossPanel) -> None:
    session = panel.session
    session.do(series.ask, seeds=3)
    at_work = session.state.run.series
    assert at_work is not None
    report = Report(1, "running", 2, 9, frozen([(1, 0.5), (2, 0.25)]), rate=1.0, left=1.0)
    session.do(series.told, report)
    (line,) = panel.curves.lines
    assert line.name == at_work.plan[0].name
    assert np.allclose(10**line.values, [0.5, 0.25])
    session.do(series.told, replace(report, state="idle", losses=frozen([(3, 0.125)]), update=3))
    session.do(series.told, report)
    median, second = panel.curves.lines
    assert (median.name, second.name) == (at_work.plan[0].series, at_work.plan[1].name)
    assert median.ink == second.ink == line.ink
    session.do(series.break_off)
    assert [line.name for line in panel.curves.lines] == [median.name]


def test_long_names_have_room_as_far_as_the_panel_is_wide(panel: LossPanel) -> None:
    session = panel.session
    (plan,) = planned(session.state.study, seeds=1)
    keep(session, (replace(ran(plan, [0.5] * 20, "a name of a run that is rather long"), series=""),))
    assert panel.chart.right == pytest.approx(0.38 * panel.width())
    panel.resize(900, 300)
    assert panel.chart.right == panel.curves.legend.room() < 0.38 * 900


def test_in_a_file_the_band_is_a_drawing_that_keeps_inside_its_box(panel: LossPanel, tmp_path: Path) -> None:
    session = panel.session
    plan = planned(session.state.study, seeds=2)
    keep(session, (ran(plan[0], [0.9] * 1000), ran(plan[1], [0.01] * 1000)))
    panel.chart.zoomed.emit(200.0, 400.0)
    place = tmp_path / "loss.svg"
    writer = QSvgGenerator()
    writer.setFileName(str(place))
    writer.setSize(panel.chart.size())
    writer.setViewBox(panel.chart.rect())
    painter = QPainter(writer)
    panel.chart.scene().prepareForPaint()
    panel.chart.render(painter)
    painter.end()
    (faint,) = [group for group in ET.parse(place).iter() if group.get("fill-opacity") == "0.180392"]
    numbers = [float(x) for x in re.findall(r"(-?[\d.]+),", next(iter(faint)).attrib["points"])]
    box = panel.curves.box.sceneBoundingRect()
    assert min(numbers) == pytest.approx(box.left(), abs=1)
    assert max(numbers) == pytest.approx(box.right(), abs=1)
