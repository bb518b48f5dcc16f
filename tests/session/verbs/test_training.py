from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lstm_studio.session.engine import Report
from lstm_studio.session.verbs import parameters, training

if TYPE_CHECKING:
    from lstm_studio.session.state import State


def report(state: State, update: int, **more: Any) -> Report:
    values = np.full(state.study.parameters.shape, float(update))
    rows = np.array([[update, 1 / update]])
    return Report(1, "running", update, 10, rows, parameters=values, **more)


def test_progress_becomes_parameters_and_record(state: State) -> None:
    one = training.absorb_progress(state, report(state, 1, rate=50.0, norm=0.3))
    two = training.absorb_progress(one, report(state, 2, score=0.7))
    assert two.study.parameters[0] == 2.0
    assert not two.study.parameters.flags.writeable
    assert two.study.record.losses.tolist() == [[1, 1], [2, 0.5]]
    assert (one.run.rate, one.study.record.norm, two.study.record.score) == (50.0, 0.3, 0.7)
    assert (two.study.record.update, two.study.record.updates, two.run.training) == (2, 10, "running")


def test_the_first_solution_is_said_once(state: State) -> None:
    solved = training.absorb_progress(state, report(state, 3, solved=3))
    assert "update 3" in solved.run.message
    later = training.absorb_progress(solved.with_run(message=""), report(state, 4, solved=3))
    assert (later.study.record.solved, later.run.message) == (3, "")


def test_a_report_without_parameters_leaves_the_study(state: State) -> None:
    empty = Report(1, "idle", 0, 10, np.zeros((0, 2)), message="the loss is nan")
    changed = training.absorb_progress(state, empty)
    assert changed.study.parameters is state.study.parameters
    assert changed.run.message == "the loss is nan"


def test_a_long_record_is_thinned_and_keeps_its_ends() -> None:
    rows = np.arange(1, 60_001)[:, None] * np.ones(2)
    record = np.zeros((0, 2))
    for start in range(0, 60_000, 300):
        record = training.joined(record, rows[start : start + 300])
        assert len(record) <= training.MOST_LOSSES
    assert record[0, 0] == 1
    assert record[-1, 0] == 60_000
    assert (np.diff(record[:, 0]) > 0).all()
    assert np.diff(record[:, 0]).max() < 60_000 / 100


@pytest.mark.parametrize(
    "wrong",
    [
        {"rate": 0.0},
        {"rate": float("nan")},
        {"optimiser": "magic"},
        {"clip": -1.0},
        {"batch": 0},
        {"seed": -1},
    ],
)
def test_impossible_settings_are_refused(state: State, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="expected"):
        training.set_training(state, **wrong)


def test_possible_settings_are_taken(state: State) -> None:
    changed = training.set_training(state, rate=0.5, clip=None, optimiser="sgd").study.training
    assert (changed.rate, changed.clip, changed.optimiser) == (0.5, None, "sgd")


def test_a_start_draws_at_once_and_the_same_start_the_same(state: State) -> None:
    seeded = parameters.set_start(state, seed=3)
    assert not np.array_equal(seeded.study.parameters, state.study.parameters)
    again = parameters.initialise(seeded.with_study(parameters=state.study.parameters))
    assert np.array_equal(again.study.parameters, seeded.study.parameters)
    with pytest.raises(ValueError, match="uniform"):
        parameters.set_start(state, scheme="magic")
    with pytest.raises(ValueError, match="chrono"):
        parameters.set_start(state, keep="long")


def test_a_new_start_forgets_the_losses(state: State) -> None:
    trained = training.absorb_progress(state, report(state, 1))
    assert len(parameters.initialise(trained).study.record.losses) == 0
