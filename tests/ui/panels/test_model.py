"""Units, start and seed are the study's, both ways."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from lstm_studio.catalogue import load_cell
from lstm_studio.session.session import Session
from lstm_studio.session.verbs import cell, parameters, selection, sequence, sizes, task
from lstm_studio.ui.controls.number import Number
from lstm_studio.ui.controls.segments import Segments
from lstm_studio.ui.panels.model import ModelPanel
from lstm_studio.ui.panels.model_form import ModelForm


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


def test_layers_have_units_of_their_own(session: Session, panel: ModelPanel) -> None:
    type_in(panel.units, "6, 4")
    assert list(session.state.study.sizes.every) == [6, 4]
    # 3 inputs: 4 (3·6 + 6·6 + 6), 4 (6·4 + 4·4 + 4) and a readout of 4 + 1.
    assert panel.header.fact.text() == "421 parameters"
    assert (panel.units.text(), panel.layers.text()) == ("6, 4", "2")
    type_in(panel.layers, "3")
    assert panel.units.text() == "6, 4, 4"
    type_in(panel.units, "5")
    assert list(session.state.study.sizes.every) == [5, 5, 5]
    session.undo()
    session.undo()
    session.undo()
    assert (panel.units.text(), panel.layers.text()) == ("8", "1")


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
    assert "the longer" in panel.keep.toolTip()
    session.do(sizes.set_bias, False)
    assert not panel.keep.isEnabled()
    assert "no biases" in panel.keep.toolTip()


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


def test_layers_are_the_models(session: Session, panel: ModelPanel) -> None:
    type_in(panel.layers, "3")
    assert session.state.study.sizes.layers == 3
    session.undo()
    assert panel.layers.text() == "1"
    type_in(panel.layers, "17")
    assert session.state.study.sizes.layers == 1
    assert "from 1 to 16" in panel.layers.toolTip()


@pytest.fixture
def more(qtbot: QtBot, panel: ModelPanel) -> ModelForm:
    with qtbot.waitExposed(panel.more):
        panel.more.open()
    return panel.more


def press(segments: Segments, key: str) -> None:
    QTest.mouseClick(segments.button(key), Qt.MouseButton.LeftButton)


def test_directions_readout_and_biases_are_set_and_undone(
    session: Session, panel: ModelPanel, more: ModelForm
) -> None:
    press(more.directions, "2")
    more.readout.chosen.emit("c")
    press(more.bias, "off")
    # 2 · 4 (3·8 + 8·8) and a readout of 16.
    assert panel.header.fact.text() == "720 parameters"
    sizes = session.state.study.sizes
    assert (sizes.directions, sizes.readout, sizes.bias) == (2, "c", False)
    for name in ("change of biases", "change of readout", "change of directions"):
        assert session.undo_name == name
        session.undo()
    assert more.directions.button("1").isChecked()
    assert more.bias.button("on").isChecked()
    assert more.readout.currentData() == "h"


def test_the_states_are_those_of_the_cell(session: Session, more: ModelForm) -> None:
    states = [more.readout.itemData(row) for row in range(more.readout.count())]
    assert states == ["c", "h"]
    assert "output gate hides" in more.readout.itemText(0)
    session.do(cell.set_cell, load_cell("gru"))
    assert more.readout.count() == 1


def test_what_the_task_dictates_cannot_be_chosen_and_says_why(session: Session, more: ModelForm) -> None:
    assert not more.output.button("softmax").isEnabled()
    assert "“Spike latch” ask for sigmoid or identity" in more.output_note.text()
    assert not more.symbols.button("on").isEnabled()
    assert "type characters" in more.symbols_note.text()
    assert not more.dimensions.isEnabled()
    press(more.output, "identity")
    assert session.state.study.sizes.output == "identity"


def test_typed_characters_may_be_embedded(session: Session, more: ModelForm) -> None:
    session.do(sequence.set_text, "characters", "hello world")
    assert not more.symbols_note.isVisible()
    press(more.symbols, "on")
    sizes = session.state.study.sizes
    assert (sizes.symbols, sizes.inputs) == (8, 8)
    type_in(more.dimensions, "3")
    assert session.state.study.sizes.inputs == 3
    press(more.symbols, "off")
    assert session.state.study.sizes.symbols == 0
    assert more.dimensions.text() == ""


def test_reading_back_foresees_what_is_to_be_foretold(session: Session, more: ModelForm) -> None:
    press(more.directions, "2")
    assert not more.directions_note.isVisible()
    session.do(sequence.set_text, "characters", "hello world")
    assert "foretold" in more.directions_note.text()
    assert more.directions_note.isVisible()


def test_nothing_is_cut_off(more: ModelForm) -> None:
    for segments in more.findChildren(Segments):
        for button in segments.findChildren(QPushButton):
            assert button.width() >= button.sizeHint().width(), button.text()


def test_the_half_life_that_a_start_implies_stands_beside_the_span_that_is_asked(
    session: Session, panel: ModelPanel
) -> None:
    session.do(parameters.set_start, keep=None)
    assert panel.started.isHidden()
    session.do(parameters.set_start, keep=1.0)
    assert panel.started.text() == "half-life at the start: 2.2"
    session.do(task.set_task, "long-term-dependency")
    assert panel.started.text() == "half-life at the start: 1 to 34 · asked: 40"
    session.do(parameters.set_start, keep=3.0)
    assert panel.started.text() == "half-life at the start: 14 · asked: 40"
