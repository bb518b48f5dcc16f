"""The studies that are shipped: each is sound, says what there is to see, and keeps what its notes promise."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from lstm_studio.catalogue import cell_names, load_cell, resource
from lstm_studio.core.fit import examine
from lstm_studio.core.model import Model
from lstm_studio.core.study import Kept, Study
from lstm_studio.core.tasks import TASKS
from lstm_studio.formats.study import read_study
from lstm_studio.session.shelf import model_shown
from lstm_studio.session.state import State, fitted
from lstm_studio.session.verbs import shelf
from lstm_studio.session.verbs.looking import look_as, look_of
from lstm_studio.ui.panels import PANELS

NAMES = tuple(sorted(path.stem for path in resource("studies").glob("*.lstm")))
NOTES = Path(__file__).parent / "goldens" / "notes"
LARGEST = 100_000  # bytes


@cache
def example(name: str) -> Study:
    return read_study(resource("studies", f"{name}.lstm"))


def score(study: Study, model: Study | Kept) -> float:
    run = Model.of(model.cell, model.sizes, model.parameters)
    return examine(run, TASKS[model.task], model.options, study.sequence)


def values(study: Study, text: str) -> NDArray[np.float64]:
    run = Model.of(study.cell, study.sizes, study.parameters)
    return run.run(study.sequence.values)[text]


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_sound_small_and_made_by_the_script(name: str) -> None:
    study, path = example(name), resource("studies", f"{name}.lstm")
    assert path.stat().st_size < LARGEST
    for cell in (study.cell, *(kept.cell for kept in study.models)):
        assert cell.name in cell_names()
        assert cell == load_cell(cell.name), "make it again: python tests/goldens/studies.py"
    words = (NOTES / f"{name}.txt").read_text(encoding="utf-8")
    assert study.notes.splitlines()[-1] == words.splitlines()[-1], "make it again"
    assert "{" not in study.notes


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_looked_at_where_its_notes_are_in_sight(name: str) -> None:
    study = example(name)
    assert study.look is not None
    state = fitted(look_as(State(study)))
    assert look_of(state) == study.look, "everything that is looked at is there"
    assert set(study.look.panels) <= {row.name for row in PANELS}
    assert "study" in study.look.raised
    assert study.look.cursor > 0
    assert study.look.node


@pytest.mark.parametrize("name", NAMES)
def test_what_an_example_keeps_can_be_brought_back_and_compared(name: str) -> None:
    study = example(name)
    state = State(study)
    assert not study.models or model_shown(study) == 0
    for place, kept in enumerate(study.models):
        back = shelf.bring_model(state, place)
        assert len(back.study.models) == len(study.models), "it is kept already"
        assert back.study.cell == kept.cell
        if kept.sizes == study.sizes:
            shelf.compare_kept(state, place)
    for place in range(len(study.sequences)):
        assert shelf.bring_sequence(state, place).study.parameters is study.parameters


@pytest.mark.parametrize("name", NAMES)
def test_the_model_of_an_example_has_learnt_its_task(name: str) -> None:
    study = example(name)
    assert TASKS[study.task].solved(score(study, study))
    if name != "spike-latch":  # it opens as it is before a person has trained it in the window
        assert study.record.solved is not None
        assert len(study.record.losses) == study.record.update


def test_the_plain_rnn_does_not_add() -> None:
    study = example("adding")
    rnn = next(kept for kept in study.models if kept.cell.name == "rnn")
    assert score(study, rnn) > 0.5
    assert study.look is not None
    written = np.abs(values(study, "i * g")[:, study.look.unit])
    marked = study.sequence.values[:, 1] > 0
    assert written[marked].min() > 5 * written[~marked].mean()


def test_a_bias_of_one_forgets_what_chrono_keeps() -> None:
    study = example("long-term-dependency")
    one = next(kept for kept in study.models if kept.name == "keep bias 1")
    assert (one.start.seed, one.training) == (study.start.seed, study.training)
    assert score(study, one) > 0.4
    assert study.look is not None
    assert values(study, "f")[10:, study.look.unit].min() > 0.98


def test_a_unit_follows_the_depth_of_brackets() -> None:
    study = example("brackets")
    assert study.look is not None
    whole = study.replace(sequence=study.sequences[1])
    letters = whole.sequence.text
    depth = np.cumsum([(letter == "(") - (letter == ")") for letter in letters])
    follows = np.corrcoef(values(whole, "c")[:, study.look.unit], depth)[0, 1]
    assert abs(follows) > 0.9
    assert f"{follows:.2f}".replace("-", "−") in study.notes


def test_reading_backwards_knows_what_comes() -> None:
    study = example("both-directions")
    one = study.models[1]
    assert (study.sizes.directions, one.sizes.directions) == (2, 1)
    assert study.record.losses[-1, 1] < 0.1
    assert one.record.losses[-1, 1] > 0.3


def test_z_of_the_gru_falls_at_spikes() -> None:
    study = example("gru-or-lstm")
    spikes = study.sequence.values
    assert study.look is not None
    z = values(study, "z")[:, study.look.unit]
    silent, telling = z[~spikes.any(axis=1)].mean(), z[spikes[:, :2].any(axis=1)].mean()
    assert silent > 1.5 * telling
    assert f"{silent:.2f}" in study.notes
    assert f"{telling:.2f}" in study.notes


def test_c_of_the_beat_goes_the_same_way_between_all_beats() -> None:
    study = example("peephole")
    assert study.look is not None
    c = values(study, "c")[20:, study.look.unit].reshape(-1, 10)
    assert np.ptp(c, axis=0).max() < 0.2 * np.ptp(c)
