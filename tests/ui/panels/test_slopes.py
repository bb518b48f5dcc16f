"""Gradients of the loss in place of the values of states and gates, and in the table of a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt

from lstm_studio.core.model import Model
from lstm_studio.core.study import Sequence, frozen
from lstm_studio.session.verbs.comparison import compare
from lstm_studio.session.verbs.selection import plot, toggle_backward
from lstm_studio.session.verbs.transport import go
from lstm_studio.session.verbs.what_if import hold
from lstm_studio.ui.panels.gates import GatesPanel
from lstm_studio.ui.panels.states import StatesPanel
from lstm_studio.ui.panels.values import ValuesPanel

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from pytestqt.qtbot import QtBot

    from lstm_studio.session.session import Session
    from lstm_studio.ui.panels.over_time import OverTimePanel
    from lstm_studio.ui.panels.panel import Panel

    P = TypeVar("P", bound=Panel)
    Shown = Callable[[type[P]], P]

STEP = 20
BOTH = pytest.mark.parametrize("kind", [StatesPanel, GatesPanel])


def held(session: Session) -> None:
    session.do(hold, "f", 0.0, (), (STEP - 1, STEP - 1))


@BOTH
def test_gradients_stand_in_place_of_values(
    session: Session, shown: Shown[OverTimePanel], kind: type[OverTimePanel]
) -> None:
    panel = shown(kind)
    title = panel.header.title.text()
    session.do(toggle_backward)
    study = session.state.study
    model = Model.of(study.cell, study.sizes, study.parameters)
    target, weight = study.sequence.target, study.sequence.weight
    grads = model.gradients(study.sequence.values, target, weight=weight)
    for band in panel.stack.bands:
        assert band.values[1 - band.first :] == pytest.approx(
            grads.through_time[band.name], rel=1e-5, abs=1e-12
        )
        assert band.shown == f"∂L/∂{band.name}"
        assert band.around
        assert band.low == -band.high
        assert np.abs(band.values).max() <= band.high * (1 + 1e-6)
    assert panel.header.title.text() != title
    assert panel.said.text() == "L: binary cross-entropy of all 50 steps"
    assert panel.said.isVisible()
    session.do(toggle_backward)
    assert panel.header.title.text() == title
    assert not panel.said.isVisible()
    assert panel.stack.bands[0].shown == panel.stack.bands[0].name


@BOTH
def test_where_nothing_is_graded_it_is_said_in_place_of_the_plot(
    session: Session, shown: Shown[OverTimePanel], kind: type[OverTimePanel]
) -> None:
    panel = shown(kind)
    session.do(lambda state: state.with_study(sequence=Sequence(frozen(np.ones((9, 3))))))
    assert not panel.chart.note
    session.do(toggle_backward)
    assert panel.chart.note == session.scene.objective
    session.do(toggle_backward)
    assert not panel.chart.note


def test_what_is_kept_is_kept_in_backward_mode_too(session: Session, shown: Shown[GatesPanel]) -> None:
    panel = shown(GatesPanel)
    panel.ways.button("kept").click()
    values = panel.curves.lines[0].values
    session.do(toggle_backward)
    assert panel.curves.lines[0].values == pytest.approx(values)
    assert not panel.said.isVisible()
    assert panel.header.title.text() == "Gates over time"
    panel.ways.button("curves").click()
    assert panel.said.isVisible()


def test_the_table_shows_gradients_however_small(session: Session, shown: Shown[ValuesPanel]) -> None:
    panel = shown(ValuesPanel)
    session.do(go, STEP)
    session.do(toggle_backward)
    gradient = session.scene.cell_gradient
    assert gradient is not None
    assert panel.table.values[:, 0] == pytest.approx(gradient["f"][STEP - 1])
    assert panel.table.headerData(0, Qt.Orientation.Horizontal) == "∂L/∂f"
    assert panel.header.title.text() == "∂L/∂value"
    assert panel.table.index(0, 0).data() != "0.00"


def test_the_loss_is_said_in_the_tip_where_plotted_values_need_the_room(
    session: Session, shown: Shown[StatesPanel]
) -> None:
    panel = shown(StatesPanel)
    session.do(toggle_backward)
    assert panel.said.isVisible()
    session.do(plot, "f * c_prev")
    assert not panel.said.isVisible()
    assert panel.header.title.toolTip() == session.scene.objective
    session.do(toggle_backward)
    assert panel.header.title.toolTip() == ""


def test_a_gradient_on_its_way_is_waited_for(
    session: Session, shown: Shown[StatesPanel], qtbot: QtBot
) -> None:
    panel = shown(StatesPanel)
    values = frozen(np.random.default_rng(0).normal(size=(6_000, 3)))
    sequence = Sequence(values, target=frozen(np.zeros((6_000, 1))))
    session.do(lambda state: state.with_study(sequence=sequence))
    qtbot.waitUntil(lambda: not session.scene.pending and session.scene.trace is not None)
    session.do(toggle_backward)
    assert panel.fact(session.scene) == "computing…"
    assert (panel.header.title.text(), panel.stack.bands[0].shown) == ("States over time", "c")
    qtbot.waitUntil(lambda: panel.stack.bands[0].shown == "∂L/∂c", timeout=20_000)
    assert panel.header.title.text() == "∂L/∂state over time"


def test_the_table_says_that_there_is_nothing_to_differentiate(
    session: Session, shown: Shown[ValuesPanel]
) -> None:
    panel = shown(ValuesPanel)
    session.do(toggle_backward)
    assert panel.fact(session.scene) == "step 0"
    session.do(lambda state: state.with_study(sequence=Sequence(frozen(np.ones((9, 3))))))
    assert panel.fact(session.scene) == "values: nothing to differentiate"
    assert panel.header.title.text() == panel.title


@BOTH
def test_gradients_stand_beside_those_of_the_original(
    session: Session, shown: Shown[OverTimePanel], kind: type[OverTimePanel]
) -> None:
    panel = shown(kind)
    session.do(toggle_backward)
    before = {band.name: band.values for band in panel.stack.bands}
    held(session)
    study = session.state.study
    model = Model.of(study.cell, study.sizes, study.parameters)
    clamp = np.full((study.sequence.steps, 1, study.sizes.units), np.nan)
    clamp[STEP - 1] = 0.0
    target, weight = study.sequence.target, study.sequence.weight
    now = model.gradients(study.sequence.values, target, weight=weight, clamp={"f": clamp}).through_time
    for band in panel.stack.bands:
        assert band.values[1 - band.first :] == pytest.approx(now[band.name], rel=1e-5, abs=1e-12)
        assert band.trail is not None
        assert band.trail.any()
    assert panel.chart.axis.mark is None  # gradients differ before the runs part
    panel.change.click()
    for band in panel.stack.bands:
        difference = now[band.name] - before[band.name][1 - band.first :]
        assert band.values[1 - band.first :] == pytest.approx(difference, rel=1e-4, abs=1e-7)
        assert band.shown == f"Δ∂L/∂{band.name}"
    panel.change.click()


def test_curves_of_gradients_have_ghosts(session: Session, shown: Shown[StatesPanel]) -> None:
    panel = shown(StatesPanel)
    session.do(toggle_backward)
    before = [line.values for line in panel.curves.lines]
    session.do(compare, "lstm-cifg")
    own = [line for line in panel.curves.lines if not line.ghost]
    ghosts = [line for line in panel.curves.lines if line.ghost]
    assert [line.name for line in own] == [line.name for line in ghosts] == ["∂L/∂c", "∂L/∂h"]
    assert own[0].values == pytest.approx(before[0])
    assert not np.allclose(own[0].values, ghosts[0].values)
