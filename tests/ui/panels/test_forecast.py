"""The panel of forecasts: curves at the steps that they are about, errors that are those of the scene, fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.sequence import Sequence, frozen
from lstm_studio.session.open import open_session
from lstm_studio.session.verbs.selection import look, toggle_backward
from lstm_studio.session.verbs.sequence import set_sequence, set_text
from lstm_studio.session.verbs.sizes import set_directions
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.session.verbs.task import fit_model, set_task
from lstm_studio.session.verbs.transport import go
from lstm_studio.ui.panels.forecast import ForecastPanel
from lstm_studio.ui.theme import DARK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lstm_studio.session.session import Session

    Shown = Callable[[type[ForecastPanel]], ForecastPanel]


@pytest.fixture
def session() -> Iterator[Session]:
    session = open_session(new_study("airline", load_cell("lstm")))
    yield session
    session.close()


def test_each_curve_stands_where_it_is_about(shown: Shown, session: Session) -> None:
    panel = shown(ForecastPanel)
    session.do(go, 120)
    series, ahead, free = panel.curves.lines
    found, trace = session.scene.forecast, session.scene.trace
    assert found is not None
    assert trace is not None
    assert (series.first, ahead.first, free.first) == (1, 2, 121)
    assert panel.curves.value_at(free, 121) == panel.curves.value_at(ahead, 121)
    assert len(free.values) == 144 - 120 + session.state.view.sampling.steps
    assert panel.chart.whole == (-0.5, 204.5)
    assert panel.playheads[1].step == 120


def test_the_axis_says_what_its_numbers_are(shown: Shown, session: Session) -> None:
    panel = shown(ForecastPanel)
    assert panel.curves.axis.title == "thousands", "passengers are counted so"
    values = frozen(np.sin(np.arange(40.0) / 3)[:, None])
    session.do(set_task, "own")
    session.do(set_sequence, Sequence(values, channels=("volts",)))
    session.do(fit_model)
    assert session.scene.forecast is not None
    assert panel.curves.axis.title == "volts"


def test_the_errors_are_those_of_the_scene(shown: Shown, session: Session) -> None:
    panel, found = shown(ForecastPanel), session.scene.forecast
    assert found is not None
    assert found.stepwise is not None
    assert [row[1] for row in panel.errors.rows] == [
        found.stepwise.model, found.stepwise.persistence, found.stepwise.seasonal
    ]  # fmt: skip
    assert [row[2] for row in panel.errors.rows] == [None] * 3  # nothing is known behind the end
    assert "as 12 steps before: one step ahead 41.8" in panel.errors.spoken_value()
    session.do(go, 100)
    assert panel.errors.rows[0][2] is not None
    assert panel.errors.heads[2][0] == "free from 101"
    assert panel.partings[1].step == 96.5  # the first that is held out is 97


def test_fields_say_what_is_forecast(shown: Shown, session: Session) -> None:
    panel = shown(ForecastPanel)
    assert panel.season.text() == ""
    assert panel.season.placeholderText() == "(12)"
    for field, keys, name, value in ((panel.season, "6", "season", 6), (panel.reach, "9", "steps", 9)):
        field.selectAll()
        QTest.keyClicks(field, keys)
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert getattr(session.state.view.sampling, name) == value
    assert panel.errors.rows[2][0][0] == "as 6 steps before"
    assert panel.chart.whole == (-0.5, 144 + 9 + 0.5)
    panel.season.clear()
    panel.season.setModified(True)
    panel.season.editingFinished.emit()
    assert session.state.view.sampling.season is None


def test_a_channel_is_chosen_where_there_are_several(shown: Shown, session: Session) -> None:
    panel = shown(ForecastPanel)
    assert panel.channel.isHidden()
    values = np.random.default_rng(0).normal(size=(30, 2))
    session.do(set_sequence, Sequence(frozen(values), ("warm", "wet")))
    assert not panel.channel.isHidden()
    panel.channel.setCurrentIndex(1)
    panel.channel.activated.emit(1)
    np.testing.assert_array_equal(panel.curves.lines[0].values, values[:, 1])


def test_it_says_why_there_is_nothing_to_see(shown: Shown, session: Session) -> None:
    panel = shown(ForecastPanel)
    session.do(set_text, "characters", "to be or not to be")
    assert "panel Text" in panel.chart.note
    session.do(set_text, "numbers", "0.5 1 0.25 0.75")
    assert panel.chart.note == ""
    session.do(set_directions, 2)
    assert "from its end" in panel.chart.note
    assert panel.errors.rows == ()
    session.do(set_directions, 1)
    assert panel.chart.note == ""
    assert len(panel.errors.rows) == 3


def test_behind_the_end_it_zooms_alone(shown: Shown, session: Session) -> None:
    panel = shown(ForecastPanel)
    panel.chart.zoomed.emit(100.0, 180.0)
    assert session.state.view.span == (100.0, 144.5)
    assert panel.chart.x_range == (100.0, 180.0)
    session.do(go, 110)
    assert panel.chart.x_range == (100.0, 180.0)
    session.do(look, 10.0, 20.0)
    assert panel.chart.x_range == (10.0, 20.0)
    panel.chart.zoomed.emit(*panel.chart.whole)
    assert session.state.view.span is None
    assert panel.chart.x_range == panel.chart.whole


def test_gradients_leave_it_as_it_is(shown: Shown, session: Session) -> None:
    panel = shown(ForecastPanel)
    before = panel.curves.lines[1].values
    session.do(toggle_backward)
    np.testing.assert_array_equal(panel.curves.lines[1].values, before)
    assert panel.header.title.text() == "Forecast"


def test_its_numbers_are_a_table_and_its_picture_is_dark(shown: Shown, session: Session) -> None:
    panel = shown(ForecastPanel)
    session.do(go, 140)
    table = panel.numbers(session.scene)
    assert table is not None
    assert table.heads == ("step", "series", "one step ahead", "free")
    assert table.rows[0][0] == 1
    assert table.rows[-1][0] == 204
    panel.set_theme(DARK)
    assert not panel.grab().isNull()
