"""The study that opens first: it is solved, its sequence is open, and it shows what its task is about."""

from __future__ import annotations

import numpy as np
import pytest

from lstm_studio.catalogue import first_study, load_cell
from lstm_studio.core.fit import examine
from lstm_studio.core.model import Model
from lstm_studio.core.study import Study
from lstm_studio.core.tasks import TASKS
from lstm_studio.core.trace import Trace
from lstm_studio.formats.study import read_study


@pytest.fixture(scope="module")
def study() -> Study:
    return read_study(first_study())


@pytest.fixture(scope="module")
def trace(study: Study) -> Trace:
    return Model.of(study.cell, study.sizes, study.parameters).run(study.sequence.values)


def test_it_is_a_small_lstm(study: Study) -> None:
    assert (study.cell.name, study.sizes.units, study.task) == ("lstm", 8, "spike-latch")
    assert study.parameters.size == 4 * 8 * (3 + 8 + 1) + 8 + 1
    assert first_study().stat().st_size < 20_000


def test_its_cell_is_that_of_the_catalogue(study: Study) -> None:
    assert study.cell == load_cell("lstm"), "make it again: python tests/goldens/studies.py"


def test_its_task_is_solved_at_200_steps(study: Study) -> None:
    model = Model.of(study.cell, study.sizes, study.parameters)
    assert TASKS[study.task].solved(examine(model, TASKS[study.task], study.options, None))


def test_it_is_right_at_every_step_of_its_sequence(study: Study, trace: Trace) -> None:
    assert study.sequence.steps == 50
    assert study.sequence.target is not None
    assert trace.y is not None
    assert np.array_equal(trace.y > 0.5, study.sequence.target > 0.5)


def test_its_spikes_are_labelled(study: Study) -> None:
    labels = study.sequence.labels
    assert labels[:6] == ("", "", "", "set", "", "distract")
    assert study.sequence.text.split() == [label or "." for label in labels]


def test_between_spikes_it_keeps_and_at_spikes_it_writes(study: Study, trace: Trace) -> None:
    """The picture of the textbook, which not every solution gives: see tests/goldens/studies.py."""
    silent = ~study.sequence.values.any(axis=1)
    telling = study.sequence.values[:, :2].any(axis=1)
    written = np.abs(trace["i * g"])
    assert trace["f"][silent].mean() > 0.8
    assert written[telling].mean() > 2 * written[silent].mean()
    assert np.abs(trace["c"]).max() < 6


def test_a_step_function_stands_in_some_cell(study: Study, trace: Trace) -> None:
    assert study.sequence.target is not None
    target = study.sequence.target[:, 0]
    fits = [abs(np.corrcoef(trace["c"][:, unit], target)[0, 1]) for unit in range(8)]
    assert max(fits) > 0.9
