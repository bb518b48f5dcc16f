"""``check``: a cell's gradient against central differences, its values against onnxruntime."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.catalogue import load_cell
from lstm_studio.commands.source import state_of
from lstm_studio.core.differences import gradient_errors
from lstm_studio.core.model import Model
from lstm_studio.formats.onnx_cell import OPERATORS, node_bytes
from lstm_studio.words import _

if TYPE_CHECKING:
    from argparse import Namespace

    from lstm_studio.core.cell import Cell

__all__ = ["MOST", "act", "onnx_difference"]

MOST = 1e-6  # the largest error that passes
INPUTS, UNITS, STEPS, BATCH = 3, 4, 12, 2


def act(arguments: Namespace) -> int:
    """Print the errors; give 1 when one of them is above 1e-6."""
    cell = state_of(arguments).study.cell
    print(
        _("{title}: gradient against central differences (float64, ε = 1e-5)").format(
            title=cell.title or cell.name
        )
    )
    errors = gradient_errors(cell, inputs=INPUTS, units=UNITS, steps=STEPS, seed=arguments.seed)
    for name, error in errors.items():
        print(f"  {name:8} {error:.1e}")
    passed = [_verdict(_("largest error"), max(errors.values()))]
    if cell.name not in OPERATORS or cell.equations != load_cell(cell.name).equations:
        print(_("onnxruntime: ONNX has no operator for this cell"))
    elif find_spec("onnxruntime") is None or find_spec("onnx") is None:
        print(_("onnxruntime is not installed, so values are not compared: pip install onnx onnxruntime"))
    else:
        passed.append(
            _verdict(_("onnxruntime (float32), largest difference"), onnx_difference(cell, arguments.seed))
        )
    return 0 if all(passed) else 1


def _verdict(label: str, error: float) -> bool:
    passed = error <= MOST
    text = (
        _("{label}: {error:.1e}, within {most:g}")
        if passed
        else _("{label}: {error:.1e}, NOT within {most:g}")
    )
    print(text.format(label=label, error=error, most=MOST))
    return passed


def onnx_difference(cell: Cell, seed: int = 0) -> float:
    """Give max|h − h'| over a random sequence from random states, h' by onnxruntime, both in float32."""
    # Within the function: an optional package, and slow to load.
    from onnxruntime import InferenceSession

    rng = np.random.default_rng(seed)
    model = Model(cell, inputs=INPUTS, units=UNITS, dtype="float32")
    model.flat[:] = rng.uniform(-0.5, 0.5, model.flat.shape)
    x = rng.normal(size=(STEPS, BATCH, INPUTS)).astype(np.float32)
    initial = {
        state: rng.uniform(-0.5, 0.5, (BATCH, UNITS)).astype(np.float32) for state in cell.graph.states
    }
    content = node_bytes(cell.name, model.parameters, INPUTS, UNITS)
    session = InferenceSession(content, providers=["CPUExecutionProvider"])
    feeds = {"X": x} | {f"initial_{state}": value[None] for state, value in initial.items()}
    (theirs,) = session.run(["Y"], feeds)
    return float(np.abs(model.run(x, initial=initial).h - theirs[:, 0]).max())
