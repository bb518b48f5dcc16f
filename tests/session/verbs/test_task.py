from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.check import check_study
from lstm_studio.core.fit import Job, fit
from lstm_studio.core.tasks import TASKS
from lstm_studio.session.verbs import task
from lstm_studio.session.verbs.studies import new_study, set_title

if TYPE_CHECKING:
    from lstm_studio.core.study import Sequence
    from lstm_studio.session.state import State


@pytest.mark.parametrize("name", TASKS)
def test_every_task_can_be_chosen_and_trained(state: State, name: str) -> None:
    study = task.set_task(state, name).study
    check_study(study)
    advice = TASKS[name].advice
    assert (study.training.rate, study.training.updates) == (advice.rate, advice.updates)
    assert study.start.keep == advice.keep
    assert np.isfinite(next(fit(Job.of(study))).loss)


def test_the_cell_and_the_units_stay(state: State) -> None:
    study = task.set_task(state, "adding").study
    assert study.cell is state.study.cell
    assert study.sizes.units == 8


def test_an_option_shows_a_sequence_of_its_kind(state: State) -> None:
    changed = task.set_option(state, "length", 20.0)
    assert changed.study.sequence.steps == 20
    assert changed.study.options["length"] == 20.0
    assert changed.study.parameters is state.study.parameters


def test_what_is_impossible_is_refused_in_a_sentence(state: State) -> None:
    with pytest.raises(ValueError, match="spike-latch"):
        task.set_task(state, "juggling")
    with pytest.raises(ValueError, match="between"):
        task.set_option(state, "length", -5.0)
    with pytest.raises(ValueError, match="expected one of"):
        task.set_option(state, "speed", 5.0)


@pytest.mark.parametrize("name", [name for name in TASKS if name != "own"])
def test_a_new_study_follows_the_advice(name: str) -> None:
    row = TASKS[name]
    study = new_study(name, load_cell(row.advice.cell))
    check_study(study)
    assert study.sizes.units == row.advice.units
    assert study.task == name
    assert np.isfinite(next(fit(Job.of(study))).loss)


def test_a_new_study_of_ones_own_sequence(two_channels: Sequence) -> None:
    study = new_study("own", load_cell("gru"), two_channels)
    check_study(study)
    assert study.sizes.inputs == 2
    with pytest.raises(ValueError, match="sequence"):
        new_study("own", load_cell("gru"))


def test_a_sequence_of_ones_own_for_a_task_gets_its_target(state: State) -> None:
    shown = state.study.sequence
    study = new_study("spike-latch", load_cell("lstm"), shown)
    assert study.sequence.target is not None
    with pytest.raises(ValueError, match="set, reset, distract"):
        new_study("adding", load_cell("lstm"), shown)


def test_a_title_is_trimmed(state: State) -> None:
    assert set_title(state, "  Latch ").study.title == "Latch"
