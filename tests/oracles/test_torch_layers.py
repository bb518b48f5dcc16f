"""Layers, directions, lengths, embedding and biases are those of PyTorch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.model import Model

pytestmark = pytest.mark.oracle

STEPS, BATCH, INPUTS, UNITS, OUTPUTS = 9, 5, 3, 4, 2
LENGTHS = np.array([9, 3, 1, 7, 9])
WITHIN = {"float64": 1e-12, "float32": 1e-6}


def compared(name: str, dtype: str, lengths: Any = None, **sizes: Any) -> None:
    """Hold values and gradients of a random model against PyTorch's."""
    torch = pytest.importorskip("torch")
    from tests.oracles.torch_layers import TorchModel

    rng = np.random.default_rng(UNITS)
    model = Model(load_cell(name), INPUTS, UNITS, OUTPUTS, dtype=dtype, seed=1, **sizes)
    lead = (STEPS, BATCH)
    symbols = model.sizes.symbols
    x = rng.integers(symbols, size=lead) if symbols else rng.normal(size=(*lead, INPUTS)).astype(dtype)
    y = rng.normal(size=(*lead, OUTPUTS)).astype(dtype)
    theirs = TorchModel(name, model)
    h, answer = theirs.run(x, lengths)
    valid = np.ones(lead, bool) if lengths is None else np.arange(STEPS)[:, None] < lengths
    error = ((answer - torch.tensor(y)) ** 2).mean(-1)
    loss = error[torch.tensor(valid)].mean()
    loss.backward()
    trace, gradients = model.run(x, lengths=lengths), model.gradients(x, y, lengths=lengths)
    within: dict[str, Any] = {"rtol": 0, "atol": WITHIN[dtype]}
    assert trace.y is not None
    np.testing.assert_allclose(trace.h[valid], h.detach().numpy()[valid], **within)
    np.testing.assert_allclose(trace.y[valid], answer.detach().numpy()[valid], **within)
    assert gradients.loss == pytest.approx(float(loss.detach()), rel=0, abs=WITHIN[dtype])
    found = theirs.gradients()
    assert set(found) == set(gradients)
    for key, values in found.items():
        np.testing.assert_allclose(gradients[key], values, **within, err_msg=key)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("directions", [1, 2])
@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("name", ["lstm", "gru", "rnn"])
def test_layers_and_directions(name: str, layers: int, directions: int, dtype: str) -> None:
    compared(name, dtype, layers=layers, directions=directions)


@pytest.mark.parametrize("directions", [1, 2])
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("name", ["lstm", "gru", "rnn"])
def test_packed_sequences(name: str, layers: int, directions: int) -> None:
    compared(name, "float64", LENGTHS, layers=layers, directions=directions)


@pytest.mark.parametrize("lengths", [None, LENGTHS], ids=["whole", "packed"])
@pytest.mark.parametrize(("layers", "directions"), [(1, 1), (2, 2)])
def test_an_embedding(layers: int, directions: int, lengths: Any) -> None:
    compared("lstm", "float64", lengths, symbols=7, layers=layers, directions=directions)


@pytest.mark.parametrize("name", ["lstm", "gru", "rnn"])
def test_without_biases(name: str) -> None:
    compared(name, "float64", bias=False, layers=2, directions=2)


@pytest.mark.parametrize("truncate", [1, 4, 9, 20])
@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("name", ["lstm", "gru", "rnn"])
def test_a_truncated_gradient(name: str, layers: int, truncate: int) -> None:
    torch = pytest.importorskip("torch")
    from tests.oracles.torch_layers import TorchModel

    rng = np.random.default_rng(UNITS)
    model = Model(load_cell(name), INPUTS, UNITS, OUTPUTS, layers, dtype="float64", seed=1)
    x, y = rng.normal(size=(STEPS, BATCH, INPUTS)), rng.normal(size=(STEPS, BATCH, OUTPUTS))
    theirs = TorchModel(name, model)
    pieces, states = [], None
    for first in range(0, STEPS, truncate):
        if states is not None:
            states = tuple(s.detach() for s in states) if name == "lstm" else states.detach()
        h, states = theirs.layers(torch.tensor(x[first : first + truncate]), states)
        pieces.append(theirs.readout(h))
    loss = ((torch.cat(pieces) - torch.tensor(y)) ** 2).mean()
    loss.backward()
    gradients = model.gradients(x, y, truncate=truncate)
    assert gradients.loss == pytest.approx(float(loss.detach()), rel=0, abs=1e-12)
    for key, values in theirs.gradients().items():
        np.testing.assert_allclose(gradients[key], values, rtol=0, atol=1e-12, err_msg=key)
