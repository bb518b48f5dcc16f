from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.insight.influence import LayerGradient
from lstm_studio.core.model import Model
from lstm_studio.core.sizes import sized
from lstm_studio.core.study import Against, Clamp, frozen
from lstm_studio.core.tasks import TASKS
from lstm_studio.parity.report import Report
from lstm_studio.session import rows
from lstm_studio.session.bench import Bench, total
from lstm_studio.session.derived import Scene
from lstm_studio.session.open import open_session
from lstm_studio.session.rows import ROWS
from lstm_studio.session.sentence.wording import amount
from lstm_studio.session.verbs import (
    cell,
    checking,
    notation,
    selection,
    sequence,
    sizes,
    task,
    training,
    transport,
    what_if,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QCoreApplication
    from pytestqt.qtbot import QtBot

    from lstm_studio.core.study import Study
    from lstm_studio.session.session import Session


@pytest.fixture
def session(study: Study, qapp: QCoreApplication) -> Iterator[Session]:
    session = open_session(study, qapp)
    yield session
    session.close()


def test_the_scene_names_the_type_of_every_row_that_panels_see() -> None:
    named = set(Scene.__annotations__) - {"study", "view", "run"}
    assert named == {row.name for row in ROWS} - {"bench", "against_bench"}


def test_counts_are_those_of_the_lecture_notes(session: Session) -> None:
    session.do(sizes.set_bias, False)
    session.do(sizes.set_units, 20)
    counts = session.scene.counts
    assert {row.name: row.count for _part, _gate, row in counts.rows if row.name in ("W_f", "R_f")} == {
        "W_f": 20 * 3,
        "R_f": 20 * 20,
    }
    assert session.scene.count == 4 * (20 * 3 + 20 * 20) + 20 == counts.sum()


def test_a_report_is_stale_when_the_model_is_another(session: Session) -> None:
    assert not session.scene.stale
    session.do(checking.begun)
    session.do(checking.ended, Report("LSTM", "", (), ()))
    assert not session.scene.stale
    session.do(transport.step, 1)
    assert not session.scene.stale
    session.do(sizes.set_units, 9)
    assert session.scene.stale
    session.undo()
    assert not session.scene.stale
    session.do(cell.choose, "gru")
    assert session.scene.stale


@pytest.mark.parametrize("name", [name for name in TASKS if not TASKS[name].form.embedding])
@pytest.mark.parametrize("built", ["lstm", "gru", "rnn"])
def test_the_loss_is_that_of_the_model_itself(session: Session, name: str, built: str) -> None:
    session.do(cell.set_cell, load_cell(built))
    session.do(task.set_task, name)
    study = session.state.study
    model = Model.of(study.cell, study.sizes, study.parameters)
    shown = study.sequence
    expected = model.gradients(shown.values, shown.target, weight=shown.weight).loss
    assert session.scene.loss == pytest.approx(expected, rel=1e-9)


def test_the_loss_of_symbols(session: Session) -> None:
    session.do(sequence.set_text, "characters", "abracadabra")
    study = session.state.study
    model = Model.of(study.cell, study.sizes, study.parameters)
    expected = model.gradients(
        study.sequence.values, study.sequence.target, weight=study.sequence.weight
    ).loss
    assert session.scene.loss == pytest.approx(expected, rel=1e-9)


def test_there_is_no_loss_without_targets(session: Session) -> None:
    study = session.state.study
    bare = study.replace(sequence=replace(study.sequence, target=None, weight=None))
    session.begin(bare)
    assert session.scene.loss is None
    assert session.scene.targets is None


def test_there_is_no_loss_where_no_step_counts(session: Session) -> None:
    study = session.state.study
    weights = frozen(np.zeros(study.sequence.steps))
    session.begin(study.replace(sequence=replace(study.sequence, weight=weights)))
    assert session.scene.loss is None


def test_two_threads_may_run_one_bench(session: Session) -> None:
    study = session.state.study
    bench = Bench(study.cell, study.sizes)
    alone = bench.run(study.parameters, study.sequence, ()).h
    with bench._lock:
        beside = bench.run(study.parameters, study.sequence, ()).h
    assert np.array_equal(alone, beside)


def test_a_sequence_of_one_step_shows_what_there_is(session: Session) -> None:
    session.do(sequence.set_text, "characters", "a")
    session.do(transport.step, 1)
    scene = session.scene
    assert scene.baselines == {}
    assert scene.loss is None
    assert scene.trace is not None
    assert scene.sentence


def test_the_trace_follows_parameters_and_old_traces_stay_what_they_were(session: Session) -> None:
    first = session.scene.trace
    assert first is not None
    study = session.state.study
    session.begin(study.replace(parameters=frozen(study.parameters * 2)))
    second = session.scene.trace
    assert second is not None
    for trace, factor in ((first, 1), (second, 2)):
        model = Model.of(study.cell, study.sizes, study.parameters * factor)
        assert np.array_equal(trace.h, model.run(study.sequence.values).h)
        assert np.array_equal(trace["W_f @ x"], model.run(study.sequence.values)["W_f @ x"])


def test_clamps_hold_units_and_steps(session: Session) -> None:
    study = session.state.study
    session.begin(study.replace(edits=(Clamp("f", (2,), 3, 5, 0.25), Clamp("i", (), 0, 1, 0.0))))
    trace = session.scene.trace
    assert trace is not None
    assert (trace["f"][3:6, 2] == 0.25).all()
    assert (trace["i"][:2] == 0).all()
    free = np.ones_like(trace["f"], dtype=bool)
    free[3:6, 2] = False
    assert not (trace["f"][free] == 0.25).any()
    assert (trace["i"][2:] != 0).all()


def test_targets_are_blank_where_nothing_counts(session: Session) -> None:
    session.do(task.set_task, "own")
    targets, shown = session.scene.targets, session.state.study.sequence
    assert targets is not None
    assert np.isnan(targets[-1]).all()
    assert np.array_equal(targets[:-1], shown.values[1:])


def test_the_readout_at_the_cursor(session: Session) -> None:
    before = session.scene.readout
    assert before is None
    session.do(transport.go, 7)
    trace, readout = session.scene.trace, session.scene.readout
    assert trace is not None
    assert trace.y is not None
    assert readout is not None
    assert np.array_equal(readout, trace.y[6])


def test_half_life_of_a_constant_keep_factor(session: Session) -> None:
    own = Cell.from_text("k = sigmoid(0 * W_k @ x + b_k)\nc = k * c_prev + W_c @ x\nh = tanh(c)")
    session.do(cell.set_cell, own)
    session.do(selection.select_unit, 2)
    study = session.state.study
    model = Model.of(own, study.sizes, study.parameters)
    for bias, steps in ((0, 1.0), (1, 2.2), (2, 5.5), (3, 14.3), (4, 38), (5, 103), (6, 280)):
        model.parameters["b_k"][2] = bias
        session.begin(study.replace(parameters=frozen(model.flat)))
        session.do(selection.select_unit, 2)
        assert session.scene.half_life == pytest.approx(steps, rel=0.03)


def test_what_forgets_nothing_and_what_keeps_nothing(session: Session) -> None:
    session.do(cell.set_cell, load_cell("lstm-1997"))
    assert session.scene.half_life == math.inf
    session.do(cell.set_cell, load_cell("rnn"))
    assert session.scene.half_life is None


def test_the_half_life_of_a_share_that_is_a_number_is_of_every_unit(session: Session) -> None:
    session.do(cell.set_cell, Cell.from_text("c = 0.9 * c_prev + W x\nh = tanh(c)"))
    for unit in (0, 2):
        session.do(selection.select_unit, unit)
        assert session.scene.half_life == pytest.approx(math.log(0.5) / math.log(0.9))


@pytest.mark.parametrize("name", cell_names())
def test_every_cell_has_a_sentence_at_every_step(session: Session, name: str) -> None:
    session.do(cell.set_cell, load_cell(name))
    for step in (0, 1, 2, 50):
        session.do(transport.go, step)
        assert session.scene.sentence


def test_a_long_sequence_is_run_in_the_worker(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "PATIENCE", 0.0)
    assert [session.scene.trace, session.scene.sentence] == [None, None]
    assert session.scene.pending == {"trace"}
    with qtbot.waitSignal(session.changed) as changed:
        pass
    assert changed.args[0] >= {"trace", "sentence", "loss", "pending"}
    study = session.state.study
    expected = Model.of(study.cell, study.sizes, study.parameters).run(study.sequence.values)
    trace = session.scene.trace
    assert trace is not None
    assert np.array_equal(trace.h, expected.h)
    assert session.scene.loss is not None
    assert not session.scene.pending


def test_what_is_shown_is_the_cell_that_is_looked_into(session: Session) -> None:
    session.do(sizes.set_layers, 2)
    session.do(sizes.set_directions, 2)
    session.do(transport.go, 5)
    trace = session.scene.trace
    assert trace is not None
    for layer, direction in ((0, 0), (0, 1), (1, 0), (1, 1)):
        session.do(selection.enter, layer, direction)
        scene = session.scene
        assert scene.trace is trace
        shown = trace.cell(layer, direction)
        assert scene.cell_trace is shown
        assert scene.half_life == pytest.approx(math.log(0.5) / np.log(shown["f"][:, 0]).mean())
        # c is 0 where a direction begins, so the step before its first one has kept nothing of nothing.
        previous = shown["c"][5] if direction else shown["c"][3]
        assert scene.sentence is not None
        assert f"kept {round(100 * shown['f'][4, 0])} % of {amount(previous[0])}" in scene.sentence
        assert f"unit 1 of layer {layer + 1}" in scene.sentence
        assert ("reading back" in scene.sentence) == (direction == 1)


def test_another_loss_has_no_guesses_of_the_task(session: Session) -> None:
    assert session.scene.baselines
    session.do(training.set_training, loss="mse")
    scene = session.scene
    assert scene.baselines == {}
    assert scene.trace is not None
    assert scene.trace.y is not None
    target = session.state.study.sequence.target
    assert scene.loss == pytest.approx(float(np.mean((scene.trace.y - target) ** 2)))
    session.do(training.set_training, loss="binary cross-entropy")
    assert session.scene.baselines


def test_the_run_to_compare_with_follows_the_same_sequence(session: Session) -> None:
    study = session.state.study
    assert session.scene.ghost is None
    other = load_cell("gru")
    sizes = sized(other, study.sizes)
    model = Model.of(other, sizes, np.linspace(-1, 1, total(other, sizes)))
    session.begin(
        study.replace(against=Against(other, frozen(model.flat), (Clamp("z", (1,), 2, 4, 0.5),), "GRU"))
    )
    ghost = session.scene.ghost
    assert ghost is not None
    assert (ghost["z"][2:5, 1] == 0.5).all()
    assert np.array_equal(ghost["h"][:2], model.run(study.sequence.values)["h"][:2])


def test_in_backward_mode_gradients_stand_in_place_of_values(session: Session) -> None:
    assert session.scene.shown is session.scene.cell_trace
    assert session.scene.gradients is None
    session.do(lambda state: state.with_view(backward=True).with_study(edits=(Clamp("f", (2,), 3, 5, 0.25),)))
    scene, study = session.scene, session.state.study
    assert scene.shown is scene.cell_gradient
    assert isinstance(scene.shown, LayerGradient)
    assert scene.gradients is not None
    assert scene.gradients.loss == pytest.approx(scene.loss)
    hold = np.full((study.sequence.steps, study.sizes.units), np.nan)
    hold[3:6, 2] = 0.25
    model = Model.of(study.cell, study.sizes, study.parameters)
    exact = model.gradients(
        study.sequence.values, study.sequence.target, weight=study.sequence.weight, clamp={"f": hold}
    )
    assert np.array_equal(scene.shown["c"], exact.through_time["c"])
    session.do(lambda state: state.with_study(sequence=replace(study.sequence, target=None)))
    assert session.scene.gradients is None
    assert session.scene.shown is session.scene.cell_trace


def test_the_sentence_names_the_symbol_that_is_read(session: Session) -> None:
    session.do(sequence.set_text, "characters", "abracadabra")
    session.do(transport.go, 2)
    assert (session.scene.sentence or "").startswith("step 2 “b”: ")
    session.do(what_if.set_symbol, 2, session.state.study.sequence.channels.index("d"))
    assert (session.scene.sentence or "").startswith("step 2 “d”: ")


def test_sentences_are_in_the_letters_of_the_notation(session: Session) -> None:
    session.do(transport.go, 5)
    session.do(notation.choose_notation, "lecture")
    session.do(transport.step_inside, 17)
    assert "tanh(s)" in (session.scene.sentence or "")
    session.do(transport.whole_step)
    session.do(selection.toggle_backward)
    assert "∂L/∂s" in (session.scene.sentence or "")
    assert "∂L/∂c" not in (session.scene.sentence or "")
