"""States, gates and the table of a step beside the run that they are compared with, and other values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from lstm_studio.session.verbs.comparison import compare
from lstm_studio.session.verbs.selection import enter, plot, select_unit, toggle_backward, toggle_curve
from lstm_studio.session.verbs.sizes import set_directions
from lstm_studio.session.verbs.transport import go
from lstm_studio.session.verbs.what_if import clear_all, hold
from lstm_studio.ui.panels.gates import GatesPanel
from lstm_studio.ui.panels.states import StatesPanel
from lstm_studio.ui.panels.values import BEFORE, ROLE, ValuesPanel

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from lstm_studio.session.session import Session
    from lstm_studio.ui.panels.over_time import OverTimePanel
    from lstm_studio.ui.panels.panel import Panel

    P = TypeVar("P", bound=Panel)
    Shown = Callable[[type[P]], P]

STEP = 20
BOTH = pytest.mark.parametrize("kind", [StatesPanel, GatesPanel])


def held(session: Session) -> None:
    session.do(hold, "f", 0.0, (), (STEP - 1, STEP - 1))


def test_the_original_stays_as_ghosts_of_the_same_colour(session: Session, shown: Shown[StatesPanel]) -> None:
    panel, before = shown(StatesPanel), session.scene.trace
    assert before is not None
    held(session)
    own, ghosts = panel.curves.lines[:2], panel.curves.lines[2:]
    assert [line.name for line in own] == [line.name for line in ghosts] == ["c", "h"]
    assert all(ghost.ghost for ghost in ghosts)
    assert ghosts[0].values[1:] == pytest.approx(before["c"][:, 0], abs=1e-6)
    assert not np.allclose(own[0].values, ghosts[0].values)
    assert [line.ink for line in own] == [line.ink for line in ghosts] == ["wire_c", "wire_h"]
    session.do(clear_all)
    assert [line.name for line in panel.curves.lines] == ["c", "h"]


@BOTH
def test_trails_say_where_and_the_rule_from_where_the_runs_differ(
    session: Session, shown: Shown[OverTimePanel], kind: type[OverTimePanel]
) -> None:
    panel = shown(kind)
    assert panel.chart.axis.mark is None
    assert not panel.change.isVisibleTo(panel.header)
    held(session)
    for band in panel.stack.bands:
        assert band.trail is not None
        column = STEP - band.first
        assert not band.trail[:column].any()
    first = panel.stack.bands[0]
    assert first.trail is not None
    assert first.trail[STEP - first.first] > 0
    assert [rule.step for rule in panel.partings] == [STEP - 0.5, STEP - 0.5]
    assert panel.chart.axis.mark == (STEP, f"part at {STEP}")
    session.undo()
    assert all(band.trail is None for band in panel.stack.bands)
    assert [rule.step for rule in panel.partings] == [None, None]


def test_the_rule_stands_before_the_step_in_the_cell_where_runs_part(
    session: Session, shown: Shown[StatesPanel]
) -> None:
    panel = shown(StatesPanel)
    session.do(set_directions, 2)
    session.do(enter, 0, 1)
    held(session)
    assert [rule.step for rule in panel.partings] == [STEP + 0.5] * 2
    session.undo()
    session.do(enter, 0, 0)
    held(session)
    session.do(enter, 0, 1)
    assert [rule.step for rule in panel.partings] == [STEP - 0.5] * 2


@BOTH
def test_maps_show_the_difference_when_asked(
    session: Session, shown: Shown[OverTimePanel], kind: type[OverTimePanel]
) -> None:
    panel, before = shown(kind), session.scene.trace
    held(session)
    now = session.scene.trace
    assert before is not None
    assert now is not None
    assert panel.change.isVisibleTo(panel.header)
    panel.change.click()
    for band in panel.stack.bands:
        difference = now[band.name] - before[band.name]
        assert band.values[1 - band.first :] == pytest.approx(difference, abs=1e-6)
        assert band.shown == f"Δ{band.name}"
        assert band.low == -band.high
        assert band.around
    panel.change.click()
    assert [band.shown for band in panel.stack.bands] == [band.name for band in panel.stack.bands]


def test_another_cell_is_drawn_as_far_as_it_has_the_same_values(
    session: Session, shown: Shown[GatesPanel]
) -> None:
    panel = shown(GatesPanel)
    session.do(compare, "lstm-nog")
    trails = {band.name: band.trail is not None for band in panel.stack.bands}
    assert trails == {"f": True, "i": True, "g": True, "o": False}
    panel.ways.button("curves").click()
    ghosts = {line.name for line in panel.curves.lines if line.ghost}
    assert ghosts == {"f", "i", "g"}
    panel.ways.button("kept").click()
    assert [line.called for line in panel.curves.lines] == ["f", "f in LSTM without an output gate"]
    table = panel.numbers(session.scene)
    assert table is not None
    assert table.heads[-1] == "f in LSTM without an output gate[1] kept of step 0"


@pytest.mark.parametrize("text", ["f * c_prev", "W_f @ x", "i * g", "c_prev", "x"])
def test_any_value_is_plotted_and_taken_away_again(
    session: Session, shown: Shown[StatesPanel], text: str
) -> None:
    panel, trace = shown(StatesPanel), session.scene.trace
    assert trace is not None
    session.do(select_unit, 1)
    session.do(plot, text)
    band, line = panel.stack.bands[-1], panel.curves.lines[-1]
    assert [band.name for band in panel.stack.bands] == ["c", "h", text]
    assert band.values == pytest.approx(trace[text])
    assert line.values == pytest.approx(trace[text][:, 1])
    assert panel.chips.isVisibleTo(panel)
    button = panel.chips.button(text)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert session.state.view.plotted == ()
    assert [band.name for band in panel.stack.bands] == ["c", "h"]
    assert not panel.chips.isVisibleTo(panel)


def test_a_channel_that_there_is_not_has_no_curve(session: Session, shown: Shown[StatesPanel]) -> None:
    panel = shown(StatesPanel)
    session.do(plot, "x")
    session.do(select_unit, 5)
    assert panel.stack.bands[-1].values.shape[1] == 3
    assert [line.name for line in panel.curves.lines] == ["c", "h"]
    session.do(toggle_curve, 2)
    drawn = [(line.name, line.unit) for line in panel.curves.lines]
    assert drawn == [("c", 2), ("h", 2), ("x", 2), ("c", 5), ("h", 5)]


def test_the_table_says_what_a_value_was_where_that_is_another(
    session: Session, shown: Shown[ValuesPanel]
) -> None:
    panel, before = shown(ValuesPanel), session.scene.trace
    assert before is not None
    held(session)
    session.do(go, STEP)
    column = panel.table.names.index("c")
    index = panel.table.index(0, column)
    assert index.data(BEFORE) == f"{before['c'][STEP - 1, 0]:+.2f}".replace("-", "−")
    assert "before" in index.data(ROLE.ToolTipRole)
    session.do(go, STEP - 1)
    assert index.data(BEFORE) == ""
    session.do(clear_all)
    session.do(go, STEP)
    assert index.data(BEFORE) == ""


def test_where_there_is_room_it_is_said_what_is_dashed(session: Session, shown: Shown[GatesPanel]) -> None:
    panel = shown(GatesPanel)
    held(session)
    assert panel.summary(session.scene)[0] == "unit 1 of 8 · thin rows: how far from original"
    panel.change.click()
    assert panel.summary(session.scene)[0] == "unit 1 of 8 · maps: difference from original"
    panel.ways.button("curves").click()
    assert panel.summary(session.scene) == (
        "unit 1 of 8 · dashed: original",
        "unit 1 · dashed: original",
        "unit 1 of 8",
        "unit 1",
    )
    session.do(clear_all)
    assert panel.summary(session.scene) == ("unit 1 of 8", "unit 1")


def test_the_numbers_of_the_table_hold_both_runs(session: Session, shown: Shown[ValuesPanel]) -> None:
    panel, before = shown(ValuesPanel), session.scene.trace
    held(session)
    session.do(go, STEP)
    now = session.scene.trace
    assert before is not None
    assert now is not None
    table = panel.numbers(session.scene)
    names = panel.table.names
    assert table.heads == ("unit", *names, *(f"{name} before" for name in names))
    column = names.index("c") + 1
    values = np.array([[float(str(cell)) for cell in row] for row in table.rows])
    assert values[:, column] == pytest.approx(now["c"][STEP - 1])
    assert values[:, column + len(names)] == pytest.approx(before["c"][STEP - 1])
    session.do(toggle_backward)
    slopes = [f"∂L/∂{name}" for name in names]
    heads = panel.numbers(session.scene).heads
    assert heads == ("unit", *slopes, *(f"{name} before" for name in slopes))
