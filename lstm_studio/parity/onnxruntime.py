"""onnxruntime's word on a model, for the cells that are operators of ONNX: the output of every layer, in float32."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from onnxruntime import InferenceSession
from onnxruntime import __version__ as version

from lstm_studio.core.model import Model
from lstm_studio.core.sizes import prefix
from lstm_studio.formats.onnx_cell import OPERATORS, node_bytes
from lstm_studio.parity.report import Answer, figure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.parity.subject import Subject

__all__ = ["by_operator"]

WITHIN = 1e-6
ROUNDINGS = 8  # the two sides round in another order; where one rounding weighs more, so may their difference
LEAST = 1.0  # of values below it the difference itself counts


def by_operator(subject: Subject, name: str) -> Answer:
    """Compare h of every layer and direction with the operator for the built-in cell ``name``."""
    sizes, exact = subject.sizes, subject.model.run(subject.x)
    model = Model.of(subject.cell, sizes, subject.model.flat, "float32")
    trace = model.run(subject.x)
    entering = model.parameters["E"][subject.x] if sizes.symbols else subject.x
    figures, rounded = [], 0.0
    for number, layer in enumerate(trace.layers):
        sides = []
        for direction, one in enumerate(filter(None, (layer, layer.reverse))):
            before = prefix(sizes, number, direction)
            own = {
                key: model.parameters[before + key]
                for key in subject.cell.graph_for(bias=sizes.bias).parameters
            }
            turned = entering[::-1] if direction else entering
            theirs = _answer(name, own, turned, sizes.inputs_of(number), sizes.units)
            figures.append(figure(before + "h", one["h"], theirs[::-1] if direction else theirs, LEAST))
            precise = exact.layers[number].reverse if direction else exact.layers[number]
            if precise is not None:
                rounded = max(rounded, float(np.abs(precise["h"] - one["h"]).max()))
            sides.append(one["h"])
        entering = np.concatenate(sides, axis=2)
    runtime = f"onnxruntime {OPERATORS[name].name}"
    return Answer("operator", runtime, str(version), tuple(figures), within=max(WITHIN, ROUNDINGS * rounded))


def _answer(name: str, own: dict[str, Any], x: Any, inputs: int, units: int) -> NDArray[np.float32]:
    """Give the output (T, B, H) from states 0."""
    session = InferenceSession(node_bytes(name, own, inputs, units), providers=["CPUExecutionProvider"])
    start = np.zeros((1, x.shape[1], units), np.float32)
    feeds = {"X": np.ascontiguousarray(x, np.float32)}
    feeds |= {f"initial_{state}": start for state in OPERATORS[name].states}
    (answer,) = session.run(["Y"], feeds)
    return np.asarray(answer[:, 0], np.float32)
