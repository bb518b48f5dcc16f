"""Units, start and seed are the study's, both ways."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from lstm_studio.catalogue import load_cell
from lstm_studio.session.session import Session
from lstm_studio.session.verbs import cell, parameters, selection
from lstm_studio.ui.controls.number import Number
from lstm_studio.ui.panels.model import ModelPanel


@pytest.fixture
def panel(shown: Callable[[type[ModelPanel]], ModelPanel]) -> ModelPanel:
    return shown(ModelPanel)


def type_in(field: Number, text: str) -> None:
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_units_make_another_model(session: Session, panel: ModelPanel) -> None:
    type_in(panel.units, "5")
    assert session.state.study.sizes.units == 5
    # 3 inputs, 5 units: 4 (3·5 + 5·5 + 5) and a readout of 5 + 1.
    assert panel.header.fact.text() == "186 parameters"
    session.undo()
    assert panel.units.text() == "8"


def test_another_seed_draws_other_parameters_and_the_old_one_the_same(
    session: Session, panel: ModelPanel
) -> None:
    first = session.state.study.parameters
    type_in(panel.seed, "7")
    assert not np.array_equal(session.state.study.parameters, first)
    type_in(panel.seed, "1")
    assert np.array_equal(session.state.study.parameters, first)


def test_the_keep_bias_is_the_number_that_is_typed(session: Session, panel: ModelPanel) -> None:
    panel.keep.chosen.emit("number")
    assert panel.amount.isVisible()
    assert not panel.span.isVisible()
    type_in(panel.amount, "2.5")
    assert session.scene.model.parameters["b_f"].tolist() == [2.5] * 8
    panel.keep.chosen.emit("chrono")
    assert panel.span.isVisible()
    type_in(panel.span, "400")
    assert session.state.study.start.span == 400


def test_a_cell_without_a_keep_bias_has_its_control_disabled_with_the_reason(
    session: Session, panel: ModelPanel
) -> None:
    assert panel.keep.isEnabled()
    session.do(cell.set_cell, load_cell("rnn"))
    assert not panel.keep.isEnabled()
    assert "bias" in panel.keep.toolTip()
    session.do(cell.set_cell, load_cell("gru"))
    assert panel.keep.isEnabled()
    assert panel.keep.toolTip() != ""


def test_the_half_life_follows_the_selected_unit(session: Session, panel: ModelPanel) -> None:
    session.do(parameters.set_start, keep=2.0)
    for unit in (0, 5):
        session.do(selection.select_unit, unit)
        trace = session.scene.trace
        assert trace is not None
        life = math.log(0.5) / np.log(trace["f"][:, unit]).mean()
        said = panel.life.text()
        assert f"unit {unit + 1}" in said
        assert float(said.split(": ")[1].split()[0]) == pytest.approx(life, rel=0.05)
