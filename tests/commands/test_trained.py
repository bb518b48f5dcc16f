"""Files of trained models are what every command works on, and what they leave open is picked."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from lstm_studio.formats.models import open_file
from lstm_studio.formats.study import read_study
from lstm_studio.session.opening import sample_for
from tests.commands.conftest import Command
from tests.formats.torch_files import OUT, D, H, file_of, linear, named, tensors


def forward(path: Path, x: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> list[float]:
    """The last h of an LSTM, by PyTorch's formula on the tensors of its file."""
    found = open_file(path, readout="").tensors
    w, r = found["lstm.weight_ih_l0"].astype(float), found["lstm.weight_hh_l0"].astype(float)
    b = found["lstm.bias_ih_l0"].astype(float) + found["lstm.bias_hh_l0"]
    h = c = np.zeros(H)
    for row in x:
        i, f, g, o = np.split(w @ row + r @ h + b, 4)
        i, f, o = (1 / (1 + np.exp(-gate)) for gate in (i, f, o))
        c = f * c + i * np.tanh(g)
        h = o * np.tanh(c)
    return list(h)


def test_a_model_is_run_on_numbers_of_its_own_and_on_those_of_a_file(
    command: Command, tmp_path: Path
) -> None:
    path = file_of(tmp_path, tensors(), named("fc", linear(OUT, H)), named("norm", linear(1, 1)))
    said = command("run", path)
    assert said.code == 0
    assert "net.safetensors: left out, and not computed here: norm" in said.error
    rows = list(csv.DictReader(said.out.splitlines()))
    x = sample_for(open_file(path).sizes).values
    assert len(rows) == len(x)
    np.testing.assert_allclose([float(rows[-1][f"h[{unit}]"]) for unit in range(1, H + 1)], forward(path, x))
    table = tmp_path / "own.csv"
    table.write_text("a,b,c\n1,2,3\n0,0.5,1\n", encoding="utf-8")
    rows = list(csv.DictReader(command("run", path, "--sequence", table).out.splitlines()))
    x = np.array([[1, 2, 3], [0, 0.5, 1]])
    np.testing.assert_allclose([float(rows[-1][f"h[{unit}]"]) for unit in range(1, H + 1)], forward(path, x))
    assert "y[2]" in rows[0]


def test_a_sequence_that_the_model_cannot_read_is_refused(command: Command, tmp_path: Path) -> None:
    table = tmp_path / "own.csv"
    table.write_text("a,b\n1,2\n0,0.5\n", encoding="utf-8")
    said = command("run", file_of(tmp_path, tensors()), "--sequence", table)
    assert said.code == 2
    assert "2 channels; expected 3" in said.error


def test_what_a_file_leaves_open_is_picked(command: Command, tmp_path: Path) -> None:
    path = file_of(tmp_path, tensors(), named("a", linear(2, H)), named("b", linear(1, H)))
    said = command("run", path)
    assert said.code == 2
    assert "a.weight (2 × 4), b.weight (1 × 4); add --pick readout=a.weight or another" in said.error
    assert "y[1]" in command("run", path, "--pick", "readout=b").out.splitlines()[0]
    assert "y[1]" not in command("run", path, "--pick", "readout=").out.splitlines()[0]
    for wrong in ("readout", "output=b"):
        said = command("run", path, "--pick", wrong)
        assert said.code == 2
        assert "expected what is open and a name" in said.error


def test_a_model_is_trained_where_its_outputs_fit_or_are_made_to(command: Command, tmp_path: Path) -> None:
    study = tmp_path / "out.lstm"
    fits = file_of(tmp_path, tensors(), named("fc", linear(D, H)))
    assert command("train", fits, "--updates", "3", "-o", study).code == 0
    trained = read_study(study)
    assert trained.opened is not None
    assert not np.array_equal(trained.parameters, trained.opened.parameters)
    other = file_of(tmp_path, tensors(), named("fc", linear(OUT, H)), name="other.safetensors")
    said = command("train", other, "--updates", "3", "-o", tmp_path / "none.lstm")
    assert said.code == 2
    assert "add --fit" in said.error
    assert not (tmp_path / "none.lstm").exists()
    assert command("train", other, "--updates", "3", "--fit", "-o", study).code == 0
    assert read_study(study).sizes.outputs == D


def test_a_model_is_checked_and_drawn(command: Command, tmp_path: Path) -> None:
    path = file_of(tmp_path, tensors(layers=2, both=True), named("fc", linear(D, 2 * H)))
    said = command("render", path, "--what", "states", "--layer", "2", "-o", tmp_path / "states.csv")
    assert said.code == 0
    assert (tmp_path / "states.csv").read_text(encoding="utf-8").count("\n") > 40


@pytest.mark.parametrize("name", ["net.pt", "gone.onnx", "gone.safetensors"])
def test_what_is_no_model_is_said(command: Command, tmp_path: Path, name: str) -> None:
    if name == "net.pt":
        (tmp_path / name).write_bytes(b"PK\3\4")
    said = command("run", tmp_path / name)
    assert said.code == 2
    assert ("weights_only=True" if name == "net.pt" else "there is no study, task or file") in said.error


@pytest.mark.oracle
def test_a_model_is_held_against_its_own_runtime_with_what_was_picked(
    command: Command, tmp_path: Path
) -> None:
    path = file_of(tmp_path, tensors(), named("a", linear(2, H)), named("b", linear(1, H)))
    assert "add --pick" in command("check", path).error
    said = command("check", path, "--pick", "readout=b")
    assert said.code == 0, said.error
    assert "computes the same from net.safetensors" in said.out
