"""onnxruntime's word on a model, in float32: each equation as a graph of ONNX, and the operators that ONNX has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from onnxruntime import InferenceSession
from onnxruntime import __version__ as version

from lstm_studio.core.model import Model
from lstm_studio.core.sizes import prefix
from lstm_studio.formats.onnx.graph import graph_bytes
from lstm_studio.formats.onnx.operators import OPERATORS, node_bytes
from lstm_studio.parity.report import Answer, Figure, figure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from lstm_studio.core.trace import LayerTrace, Trace
    from lstm_studio.parity.subject import Subject

__all__ = ["by_equations", "by_operator"]

WITHIN = 1e-6
ROUNDINGS = 8  # the two sides round in another order; where one rounding weighs more, so may their difference
LEAST = 1.0  # of values below it the difference itself counts


def by_equations(subject: Subject) -> Answer:
    """Compare every named value of every layer and direction, and the output. Raises ValueError for an operation."""
    model, trace, rounded = _rounded(subject)
    content = graph_bytes(subject.cell, subject.sizes, model.parameters)
    session = _session(content)
    fed = subject.x.astype(np.int64 if subject.sizes.symbols else np.float32)
    theirs = session.run(None, {"x": fed})
    ours: dict[str, Any] = {
        before + name: one[name]
        for before, one in _directions(subject, trace)
        for name in subject.cell.graph.named
    }
    if trace.y is not None:
        ours["y"] = trace.y
    names = [output.name for output in session.get_outputs()]
    figures = [figure(name, ours[name], value, LEAST) for name, value in zip(names, theirs, strict=True)]
    return _answer("graph", "onnxruntime", figures, rounded)


def by_operator(subject: Subject, name: str) -> Answer:
    """Compare h of every layer and direction with the operator for the built-in cell ``name``."""
    sizes = subject.sizes
    model, trace, rounded = _rounded(subject)
    parameters = subject.cell.graph_for(bias=sizes.bias).parameters
    entering = model.parameters["E"][subject.x] if sizes.symbols else subject.x
    figures: list[Figure] = []
    for number, layer in enumerate(trace.layers):
        sides = []
        for direction, one in enumerate(filter(None, (layer, layer.reverse))):
            before = prefix(sizes, number, direction)
            own = {key: model.parameters[before + key] for key in parameters}
            turned = entering[::-1] if direction else entering
            theirs = _operated(name, own, turned, sizes.inputs_of(number), sizes.units_of(number))
            figures.append(figure(before + "h", one["h"], theirs[::-1] if direction else theirs, LEAST))
            sides.append(one["h"])
        entering = np.concatenate(sides, axis=2)
    return _answer("operator", f"onnxruntime {OPERATORS[name].name}", figures, rounded)


def _answer(kind: str, runtime: str, figures: list[Figure], rounded: float) -> Answer:
    return Answer(kind, runtime, str(version), tuple(figures), within=max(WITHIN, ROUNDINGS * rounded))


def _rounded(subject: Subject) -> tuple[Model, Trace, float]:
    """Give the model in float32, its trace, and how far that is from the trace in float64."""
    model = Model.of(subject.cell, subject.sizes, subject.model.flat, "float32")
    trace, exact = model.run(subject.x), subject.model.run(subject.x)
    pairs = zip(_directions(subject, trace), _directions(subject, exact), strict=True)
    gaps = [
        figure(name, one[name], other[name], LEAST).error
        for (_before, one), (_same, other) in pairs
        for name in subject.cell.graph.named
    ]
    return model, trace, max(gaps)


def _directions(subject: Subject, trace: Trace) -> Iterator[tuple[str, LayerTrace]]:
    """Give (what stands before the names, trace) of each layer and direction."""
    for number, layer in enumerate(trace.layers):
        for direction, one in enumerate(filter(None, (layer, layer.reverse))):
            yield prefix(subject.sizes, number, direction), one


def _session(content: bytes) -> InferenceSession:
    return InferenceSession(content, providers=["CPUExecutionProvider"])


def _operated(name: str, own: dict[str, Any], x: Any, inputs: int, units: int) -> NDArray[np.float32]:
    """Give the output (T, B, H) from states 0."""
    session = _session(node_bytes(name, own, inputs, units))
    start = np.zeros((1, x.shape[1], units), np.float32)
    feeds = {"X": np.ascontiguousarray(x, np.float32)}
    feeds |= {f"initial_{state}": start for state in OPERATORS[name].states}
    (answer,) = session.run(["Y"], feeds)
    return np.asarray(answer[:, 0], np.float32)
