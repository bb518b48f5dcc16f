"""What each operator makes of a Signal: a function (walk, step) -> Signal, an array, or None for what is no model.

The row of an operator stands in FOLLOW.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.formats.onnx.axes import Signal
from lstm_studio.formats.onnx.fold import axes_of, spans_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lstm_studio.formats.onnx.walk import Walk

__all__ = ["FOLLOW", "Readout", "Step", "Strange"]

OUTPUTS = {"Softmax": "softmax", "LogSoftmax": "softmax", "Sigmoid": "sigmoid"}


@dataclass(frozen=True)
class Strange:
    """A value that no part of a model gives; by which operator it came."""

    operator: str


@dataclass(frozen=True)
class Step:
    """A node: what its inputs are called and stand for, and what its first output is called."""

    operator: str
    attributes: Mapping[str, Any]
    names: list[str]
    given: list[Any]
    output: str

    @property
    def whole(self) -> list[int] | None:
        """The whole numbers of the second input, None where they are not known."""
        second = self.given[1] if len(self.given) > 1 else None
        return [int(each) for each in second.ravel().tolist()] if isinstance(second, np.ndarray) else None


@dataclass(frozen=True)
class Readout:
    """y = activation(alpha · V h + beta · k) of a layer: names of tensors, V (O, units), or turned (units, O).

    ``signal`` is what is read: a state of a layer, at all steps or at one.
    """

    weights: str
    turned: bool
    outputs: int
    signal: Signal
    alpha: float = 1.0
    bias: str = ""
    beta: float = 1.0
    output: str = "identity"
    logarithm: bool = False  # of which the file gives the logarithm


def _same(_walk: Walk, step: Step) -> Any:
    return step.given[0]


def _transpose(walk: Walk, step: Step) -> Any:
    return walk.axes.turned(step.given[0], step.attributes.get("perm"))


def _squeeze(walk: Walk, step: Step) -> Any:
    return walk.axes.squeezed(step.given[0], axes_of(step.given, step.attributes))


def _unsqueeze(walk: Walk, step: Step) -> Any:
    return walk.axes.unsqueezed(step.given[0], axes_of(step.given, step.attributes) or [])


def _reshape(walk: Walk, step: Step) -> Any:
    shape = step.whole or step.attributes.get("shape")
    return None if shape is None else walk.axes.reshaped(step.given[0], shape)


def _flatten(_walk: Walk, step: Step) -> Any:
    signal, axis = step.given[0], step.attributes.get("axis", 1)
    axis += len(signal.axes) if axis < 0 else 0
    halves = (signal.axes[:axis], signal.axes[axis:])
    return replace(signal, axes=tuple(tuple(atom for each in half for atom in each) for half in halves))


def _shape(walk: Walk, step: Step) -> Any:
    shape = np.array(walk.axes.shape(step.given[0]), np.int64)
    return shape[step.attributes.get("start", 0) : step.attributes.get("end")]


def _gather(walk: Walk, step: Step) -> Any:
    """An embedding, one of several layers' last states, or one step of all."""
    source, places, axis = step.given[0], step.given[1], step.attributes.get("axis", 0)
    if isinstance(places, Signal) and isinstance(source, np.ndarray):
        fits = places.kind == "input" and places.whole and source.ndim == 2 and source.dtype.kind == "f"
        if not fits or axis or walk.embedding:
            return None
        walk.embedding = step.names[0]
        width = walk.axes.atom("embedding", source.shape[1])
        return replace(places, kind="embedded", axes=(*places.axes, width))
    whole = step.whole
    if whole is None or len(whole) != 1 or isinstance(places, Signal):
        return None
    place = whole[0]
    if isinstance(source, tuple):
        one = source[place] if axis == 0 and -len(source) <= place < len(source) else None
        return one if one is None or np.ndim(places) else replace(one, axes=one.axes[1:])
    axis += len(source.axes) if axis < 0 else 0
    taken = _taken(walk, source, axis, place)
    if taken is None or np.ndim(places):
        return taken
    return replace(taken, axes=taken.axes[:axis] + taken.axes[axis + 1 :])


def _taken(walk: Walk, signal: Signal, axis: int, place: int) -> Signal | None:
    """Take one place of an axis, which stays with size 1: a step of a layer, or all that there is."""
    if not 0 <= axis < len(signal.axes):
        return None
    atoms = signal.axes[axis]
    if not atoms:
        return signal
    at = {-1: "last", walk.axes.size(atoms) - 1: "last", 0: "first"}.get(place)
    if signal.kind not in {"layer", "read"} or signal.at != "all" or atoms != walk.steps or at is None:
        return None
    return replace(signal, axes=(*signal.axes[:axis], (), *signal.axes[axis + 1 :]), at=at)


def _slice(walk: Walk, step: Step) -> Any:
    signal = step.given[0]
    if isinstance(signal, tuple) or any(isinstance(each, Signal) for each in step.given[1:]):
        return None
    shape = walk.axes.shape(signal)
    for axis, span in enumerate(spans_of(step.given, step.attributes, len(shape))):
        start, stop, by = span.indices(shape[axis])
        if (start, stop, by) == (0, shape[axis], 1):
            continue
        taken = _taken(walk, signal, axis, start) if by == 1 and stop == start + 1 else None
        if taken is None:
            return None
        signal = taken
    return signal


def _concat(_walk: Walk, step: Step) -> Any:
    """Put the last states of several layers below each other, as PyTorch hands them out."""
    axis = step.attributes.get("axis", 0)
    ends = all(isinstance(each, Signal) and each.kind == "layer" and each.at != "all" for each in step.given)
    single = ends and all(len(each.axes) == 3 and not each.axes[0] for each in step.given)
    return tuple(step.given) if single and axis in {0, -3} else None


def _product(walk: Walk, step: Step) -> Any:
    """A readout: a product with weights (units, O), or of Gemm also (O, units) with a bias."""
    signal, weights = step.given[0], step.given[1]
    plain = isinstance(signal, Signal) and isinstance(weights, np.ndarray) and weights.ndim == 2
    if not plain or signal.kind != "layer" or signal.axes[-1] != walk.width(signal.layer):
        return None
    gemm = step.operator == "Gemm"
    turned = not (gemm and step.attributes.get("transB", 0))
    read, outputs = weights.shape if turned else weights.shape[::-1]
    if (gemm and (step.attributes.get("transA", 0) or len(signal.axes) != 2)) or outputs < 1:
        return None
    if read != walk.axes.size(signal.axes[-1]):
        return None
    alpha = float(step.attributes.get("alpha", 1.0)) if gemm else 1.0
    found = Readout(step.names[1], turned, outputs, signal, alpha)
    if gemm and len(step.given) > 2 and step.given[2] is not None:
        beta = float(step.attributes.get("beta", 1.0))
        return _with_bias(walk, step, found, signal.axes[:-1], 2, beta)
    return _read(walk, step, found, signal.axes[:-1])


def _read(walk: Walk, step: Step, readout: Readout, axes: Any) -> Signal:
    walk.readouts[step.output] = readout
    width = walk.axes.atom(f"{step.output} outputs", readout.outputs)
    return Signal("read", (*axes, width), step.output, at=readout.signal.at)


def _with_bias(walk: Walk, step: Step, readout: Readout, axes: Any, place: int, beta: float = 1.0) -> Any:
    bias = step.given[place]
    plain = isinstance(bias, np.ndarray) and bias.shape in {(readout.outputs,), (1, readout.outputs)}
    if not plain or readout.bias or readout.output != "identity":
        return None
    return _read(walk, step, replace(readout, bias=step.names[place], beta=beta), axes)


def _add(walk: Walk, step: Step) -> Any:
    place = 0 if isinstance(step.given[0], Signal) else 1
    signal = step.given[place]
    if not isinstance(signal, Signal) or signal.kind != "read":
        return None
    found = _with_bias(walk, step, walk.readouts[signal.name], signal.axes[:-1], 1 - place)
    return None if found is None else replace(found, at=signal.at)


def _activation(walk: Walk, step: Step) -> Any:
    signal = step.given[0]
    if not isinstance(signal, Signal) or signal.kind != "read":
        return None
    readout = walk.readouts[signal.name]
    rank = len(signal.axes)
    axis = step.attributes.get("axis", -1 if walk.opset >= 13 else 1)
    if readout.output != "identity" or (step.operator != "Sigmoid" and axis not in {-1, rank - 1}):
        return None
    output, logarithm = OUTPUTS[step.operator], step.operator == "LogSoftmax"
    found = replace(readout, output=output, logarithm=logarithm)
    return replace(_read(walk, step, found, signal.axes[:-1]), at=signal.at)


FOLLOW: dict[str, Callable[[Walk, Step], Any]] = {
    "Identity": _same,
    "Dropout": _same,
    "Cast": _same,
    "Transpose": _transpose,
    "Squeeze": _squeeze,
    "Unsqueeze": _unsqueeze,
    "Reshape": _reshape,
    "Flatten": _flatten,
    "Shape": _shape,
    "Gather": _gather,
    "Slice": _slice,
    "Concat": _concat,
    "MatMul": _product,
    "Gemm": _product,
    "Add": _add,
    "Softmax": _activation,
    "LogSoftmax": _activation,
    "Sigmoid": _activation,
}
