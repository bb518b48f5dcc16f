"""What PyTorch and Keras answer, recorded once: ``python -m tests.goldens.frameworks torch``, or ``keras``.

Run it from the root of a checkout, with that framework installed (Keras on its torch backend). The tests read the
files and so need neither. A file holds x (T, B, D), y (T, B, 2), parameters by our names, and the answers: h (T, B, H),
the mean squared error of a linear readout with two outputs, and its gradient with respect to every parameter.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.catalogue import load_cell

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).resolve().parent
STEPS, BATCH, INPUTS, UNITS, OUTPUTS = 6, 2, 3, 4, 2
WITHIN = {"torch": 1e-12, "keras": 1e-6}
KERAS = {
    "lstm": ("LSTM", "ifgo", {}),
    "gru": ("GRU", "zrn", {}),
    "gru-reset-before": ("GRU", "zrn", {"reset_after": False}),
}


def drawn(name: str) -> dict[str, Any]:
    """Give x, y and the parameters of a cell with a readout, as both frameworks get them."""
    rng = np.random.default_rng(11)
    shapes = {**load_cell(name).parameters(INPUTS, UNITS), "V": (OUTPUTS, UNITS), "k": (OUTPUTS,)}
    values = {parameter: rng.uniform(-0.5, 0.5, shape) for parameter, shape in shapes.items()}
    x, y = rng.normal(size=(STEPS, BATCH, INPUTS)), rng.normal(size=(STEPS, BATCH, OUTPUTS))
    return {"x": x, "y": y, **values}


def by_torch(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """Give PyTorch's answers in float64."""
    import torch

    from tests.oracles.torch_cells import torch_cell

    outputs, units = given["V"].shape
    cell = torch_cell(name, given["x"].shape[2], units, outputs, "float64")
    cell.load(given)
    h, answer = cell.run(torch.tensor(given["x"]))
    loss = torch.nn.functional.mse_loss(answer, torch.tensor(given["y"]))
    loss.backward()
    return answers(h.detach().numpy(), loss.item(), cell.gradients())


def by_keras(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """Give Keras' answers in float32, to which it rounds its products. Its kernels are ours transposed, batch first."""
    os.environ["KERAS_BACKEND"] = "torch"  # read when Keras is imported
    import keras
    import torch

    kind, gates, options = KERAS[name]
    layer = getattr(keras.layers, kind)(UNITS, return_sequences=True, **options)
    readout = keras.layers.Dense(OUTPUTS)
    x = torch.tensor(given["x"].transpose(1, 0, 2), dtype=torch.float32)
    readout(layer(x))

    def stacked(letter: str) -> Any:
        return np.concatenate([given.get(f"{letter}_{gate}", np.zeros(UNITS)) for gate in gates])

    bias = stacked("b")
    twice = np.stack([bias, stacked("d")]) if name == "gru" else bias
    layer.set_weights([stacked("W").T, stacked("R").T, twice])
    readout.set_weights([given["V"].T, given["k"]])
    h = layer(x)
    loss = torch.nn.functional.mse_loss(
        readout(h), torch.tensor(given["y"].transpose(1, 0, 2), dtype=x.dtype)
    )
    loss.backward()
    slopes = [variable.value.grad.numpy() for variable in layer.trainable_weights]
    found = {key: variable.value.grad.numpy().T for key, variable in zip("Vk", readout.weights, strict=True)}
    for letter, stack in zip("WR", slopes, strict=False):
        found |= {
            f"{letter}_{gate}": part.T
            for gate, part in zip(gates, np.split(stack, len(gates), 1), strict=True)
        }
    for letter, row in zip("bd", np.atleast_2d(slopes[2]), strict=False):
        found |= {
            f"{letter}_{gate}": part for gate, part in zip(gates, np.split(row, len(gates)), strict=True)
        }
    return answers(
        h.detach().numpy().transpose(1, 0, 2), loss.item(), {n: found[n] for n in given if n in found}
    )


def answers(h: Any, loss: float, gradients: dict[str, Any]) -> dict[str, Any]:
    """Give the answers by the names that they have in a file."""
    return {"h": h, "loss": loss, **{f"gradient of {name}": values for name, values in gradients.items()}}


def record(framework: str) -> None:
    """Write one file for each cell that a framework has."""
    known: dict[str, tuple[Callable[..., dict[str, Any]], tuple[str, ...]]] = {
        "torch": (by_torch, ("lstm", "gru", "rnn")),
        "keras": (by_keras, tuple(KERAS)),
    }
    ask, cells = known[framework]
    for name in cells:
        given = drawn(name)
        np.savez_compressed(FOLDER / f"{framework}-{name}.npz", **given, **ask(name, given))


if __name__ == "__main__":
    record(sys.argv[1])
