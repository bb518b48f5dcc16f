"""The study of a trained model computes what its file says, and is graded where it has the outputs for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.check import check_study
from lstm_studio.core.edits import run_edited
from lstm_studio.core.model import Model
from lstm_studio.core.opened import Opened
from lstm_studio.core.sizes import Sizes, layout
from lstm_studio.core.study import Sequence, frozen
from lstm_studio.formats.models import open_file
from lstm_studio.session.opening import reads, sample_for, study_of, untrained
from lstm_studio.session.state import State
from lstm_studio.session.verbs.sequence import sample_task, set_sequence, set_text
from lstm_studio.session.verbs.task import fit_model

if TYPE_CHECKING:
    import torch


def from_torch(folder: Path, **modules: torch.nn.Module) -> Opened:
    """The model of a file that PyTorch wrote."""
    import torch
    from safetensors.torch import save_file

    state = torch.nn.ModuleDict(modules).state_dict()
    save_file(state, folder / "net.safetensors")
    return open_file(folder / "net.safetensors")


def plain(sizes: Sizes, **changes: Any) -> Opened:
    """A model that no file holds."""
    cell = load_cell("lstm")
    count = max(span.stop for span in layout(cell, sizes).values())
    flat = frozen(np.random.default_rng(5).normal(size=count))
    return replace(Opened(cell, sizes, flat, {}, (), "pytorch", name="net.safetensors"), **changes)


@pytest.mark.oracle
def test_a_deep_model_is_run_as_pytorch_runs_it(tmp_path: Path) -> None:
    import torch

    torch.manual_seed(1)
    lstm = torch.nn.LSTM(3, 5, num_layers=3, bidirectional=True)
    net = {"emb": torch.nn.Embedding(7, 3), "lstm": lstm, "fc": torch.nn.Linear(10, 4)}
    study = study_of(from_torch(tmp_path, **net))
    check_study(study)
    assert study.title == "net.safetensors"
    model = Model.of(study.cell, study.sizes, study.parameters)
    symbols = torch.tensor(study.sequence.values.argmax(axis=1))
    with torch.no_grad():
        wanted = net["fc"](lstm(net["emb"](symbols))[0])
    found = run_edited(model, study.sequence, study.edits).y
    assert found is not None
    np.testing.assert_allclose(found, wanted, atol=1e-6)


def test_the_sequence_in_the_window_stays_where_the_model_can_read_it() -> None:
    shown = Sequence(frozen(np.arange(8.0).reshape(4, 2)), ("a", "b"), title="mine")
    study = study_of(plain(Sizes(2, 4, 2)), shown)
    assert study.sequence.values is shown.values
    assert study.sequence.target is not None
    np.testing.assert_array_equal(study.sequence.target[:-1], shown.values[1:])
    other = study_of(plain(Sizes(3, 4, 2)), shown)
    assert other.sequence.title == "random numbers"
    assert other.sequence.values.shape == (40, 3)
    assert np.array_equal(other.sequence.values, sample_for(other.sizes).values)


@pytest.mark.parametrize("symbols", [1, 2, 65, 256, 257, 10_000])
def test_symbols_are_drawn_that_an_embedding_reads(symbols: int) -> None:
    sizes = Sizes(3, 4, 2, symbols=symbols)
    study = study_of(plain(sizes))
    check_study(study)
    assert reads(sizes, study.sequence)
    assert study.sequence.values.shape[1] == (symbols if 1 < symbols <= 256 else 1)


def test_nothing_is_graded_where_the_model_has_other_outputs_until_it_is_given_them() -> None:
    study = study_of(plain(Sizes(3, 4, 2)))
    assert study.sequence.target is None
    assert study.sizes == Sizes(3, 4, 2)
    assert "3 inputs and 2 outputs" in untrained(study)
    assert "Train, Fit the model to the task" in untrained(study)
    fitting = fit_model(State(study)).study
    assert fitting.sizes == Sizes(3, 4, 3)
    assert fitting.sequence.target is not None
    assert untrained(fitting) == ""
    before, after = (Model.of(row.cell, row.sizes, row.parameters).parameters for row in (study, fitting))
    assert all(np.array_equal(before[name], after[name]) for name in before if name not in "Vk")
    assert "the outputs that the task needs" in fit_model(State(fitting)).run.message


def test_what_can_be_trained_is_not_refused() -> None:
    study = study_of(plain(Sizes(3, 4, 3)))
    assert study.sequence.target is not None
    assert untrained(study) == ""


def test_an_output_of_logits_is_given_its_activation_and_nothing_else() -> None:
    study = study_of(plain(Sizes(3, 4, 9, symbols=9)))
    assert study.sequence.target is None
    assert "(softmax)" in untrained(study)
    state = fit_model(State(study))
    fitting = state.study
    assert state.run.message == "the output is softmax now; all else is kept"
    assert fitting.sizes == replace(study.sizes, output="softmax")
    np.testing.assert_array_equal(fitting.parameters, study.parameters)
    assert untrained(fitting) == ""


def test_symbols_by_number_are_not_trained_on() -> None:
    study = study_of(plain(Sizes(3, 4, 2, symbols=9)))
    numbered = replace(study.sequence, values=frozen(np.arange(5.0)[:, None]), channels=(), labels=())
    state = State(study.replace(sequence=numbered))
    assert "type characters" in untrained(state.study)
    with pytest.raises(ValueError, match="type characters"):
        fit_model(state)


def test_first_states_of_the_file_are_edits() -> None:
    initial = {
        "h": np.array([0.5, 0.5, 0.0, 0.25]),
        "c": np.array([[1.0, 1.0, 1.0, 1.0], [2.0, 0.0, 0.0, 0.0]]),
    }
    opened = plain(Sizes(3, 4, 2), initial=initial)
    study = study_of(opened)
    check_study(study)
    assert {(row.value, row.units, row.number) for row in study.edits} == {
        ("h", (0, 1), 0.5),
        ("h", (3,), 0.25),
        ("c", (), 1.0),
    }
    model = Model.of(study.cell, study.sizes, study.parameters)
    first = {"h": initial["h"], "c": initial["c"][0]}
    wanted = model.run(study.sequence.values, initial=first)
    found = run_edited(model, study.sequence, study.edits)
    np.testing.assert_array_equal(found["h"], wanted["h"])


def test_a_sequence_that_the_model_can_read_leaves_it_as_it_is() -> None:
    study = study_of(plain(Sizes(3, 4, 2)))
    mine = Sequence(frozen(np.ones((5, 3))), title="mine")
    state = set_sequence(State(study), mine)
    assert state.study.sequence.values is mine.values
    assert state.study.sequence.target is None
    assert state.study.parameters is study.parameters
    assert state.study.raw is study.opened
    assert sample_task(state).study.sequence.target is None
    wider = set_sequence(State(study), Sequence(frozen(np.ones((5, 4)))))
    assert wider.study.sizes == Sizes(4, 4, 4)
    assert wider.study.raw is None


def test_numbers_are_read_as_the_symbols_of_an_embedding() -> None:
    state = State(study_of(plain(Sizes(3, 4, 2, symbols=300))))
    given = set_text(state, "numbers", "0 17 299")
    assert given.study.sequence.values.ravel().tolist() == [0.0, 17.0, 299.0]
    assert given.study.raw is not None
    assert given.run.message == ""  # nothing of scales: they are no quantities
    with pytest.raises(ValueError, match="whole numbers from 0 to 299"):
        set_text(state, "numbers", "0 17 300")


@pytest.mark.parametrize(
    "sizes",
    [
        Sizes(1, 4),
        Sizes(2, 4),
        Sizes(8, 4),
        Sizes(3, 4, symbols=2),
        Sizes(3, 4, symbols=65),
        Sizes(3, 4, symbols=999),
    ],
)
def test_what_is_drawn_is_written_so_that_it_can_be_typed_on(sizes: Sizes) -> None:
    state = State(study_of(plain(sizes)))
    shown = state.study.sequence
    assert shown.text
    typed = set_text(state, "auto", shown.text).study
    np.testing.assert_array_equal(typed.sequence.values, shown.values)
    assert typed.raw is not None
    shorter = set_text(state, "auto", shown.text.rpartition("[" if "[" in shown.text else " ")[0]).study
    np.testing.assert_array_equal(shorter.sequence.values, shown.values[:-1])
