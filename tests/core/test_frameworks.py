"""Values and gradients are those of PyTorch and Keras: the recorded ones, and live where they are installed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.model import Model
from tests.goldens import frameworks

RECORDED = sorted(path.stem for path in frameworks.FOLDER.glob("*.npz"))


def ours(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """Give our answers to what a framework was asked, by the same names."""
    x, y = given["x"], given["y"]
    units, outputs = given["V"].shape[::-1]
    model = Model(load_cell(name), inputs=x.shape[2], units=units, outputs=outputs, dtype="float64")
    assert set(model.adopt(given)) == set(model.parameters)
    gradients = model.gradients(x, y)
    return frameworks.answers(model.run(x).h, gradients.loss, dict(gradients))


def same(mine: dict[str, Any], theirs: dict[str, Any], framework: str) -> None:
    assert set(mine) == set(theirs)
    for label, values in theirs.items():
        within = frameworks.WITHIN[framework]
        np.testing.assert_allclose(mine[label], values, rtol=0, atol=within, err_msg=label)


def answers_in(recorded: dict[str, Any]) -> dict[str, Any]:
    return {key: v for key, v in recorded.items() if key in ("h", "loss") or key.startswith("gradient of ")}


def test_the_cells_of_both_frameworks_are_recorded() -> None:
    assert [
        *(f"keras-{name}" for name in ("gru", "gru-reset-before", "lstm")),
        *(f"torch-{name}" for name in ("gru", "lstm", "rnn")),
    ] == RECORDED


@pytest.mark.parametrize("stem", RECORDED)
def test_values_and_gradients_are_the_recorded_ones(stem: str) -> None:
    recorded = dict(np.load(frameworks.FOLDER / f"{stem}.npz"))
    theirs = answers_in(recorded)
    framework, _dash, name = stem.partition("-")
    assert len(theirs) == len(load_cell(name).parameters(3, 4)) + 4  # and V, k, h, loss
    same(ours(name, recorded), theirs, framework)


@pytest.mark.oracle
@pytest.mark.parametrize("stem", RECORDED)
def test_the_frameworks_still_answer_so(stem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    framework, _dash, name = stem.partition("-")
    pytest.importorskip(framework)
    given = frameworks.drawn(name)
    recorded = dict(np.load(frameworks.FOLDER / f"{stem}.npz"))
    for key, values in given.items():
        np.testing.assert_array_equal(values, recorded[key])
    ask = frameworks.by_torch if framework == "torch" else frameworks.by_keras
    same(ask(name, given), answers_in(recorded), framework)


@pytest.mark.oracle
@pytest.mark.parametrize("name", ["lstm", "gru", "rnn"])
@pytest.mark.parametrize(("steps", "batch", "inputs", "units"), [(1, 1, 1, 1), (40, 1, 2, 7), (25, 5, 3, 3)])
def test_pytorch_agrees_at_other_sizes(name: str, steps: int, batch: int, inputs: int, units: int) -> None:
    rng = np.random.default_rng(units)
    shapes = {**load_cell(name).parameters(inputs, units), "V": (2, units), "k": (2,)}
    given = {parameter: rng.uniform(-0.5, 0.5, shape) for parameter, shape in shapes.items()}
    given |= {"x": rng.normal(size=(steps, batch, inputs)), "y": rng.normal(size=(steps, batch, 2))}
    same(ours(name, given), frameworks.by_torch(name, given), "torch")
