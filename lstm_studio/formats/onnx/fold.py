"""Nodes of ONNX whose inputs are all known: the arithmetic of shapes, and weights that an exporter put together.

Source: the operators of the ONNX specification; axes are attributes up to opset 12, inputs after it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

__all__ = ["Fold", "axes_of", "spans_of"]

MOST = 16 * 1024 * 1024  # numbers that all computed tensors have together
NUMPY: dict[int, Any] = {
    1: np.float32, 6: np.int32, 7: np.int64, 9: np.bool_, 10: np.float16, 11: np.float64,
}  # fmt: skip

Given = list[Any]
Attributes = "Mapping[str, Any]"


def axes_of(given: Given, attributes: Mapping[str, Any], place: int = 1) -> list[int] | None:
    """Give the axes of a Squeeze or an Unsqueeze, None: all of size 1."""
    if len(given) > place and given[place] is not None:
        return [int(axis) for axis in np.ravel(given[place])]
    return [int(axis) for axis in attributes["axes"]] if "axes" in attributes else None


def spans_of(given: Given, attributes: Mapping[str, Any], rank: int) -> list[slice]:
    """Give the slice along each axis of a Slice."""
    if "starts" in attributes:
        given = [None, attributes["starts"], attributes["ends"], attributes.get("axes")]
    padded = [*given[1:5], *[None] * (5 - len(given))]
    starts, ends, axes, steps = padded[0], padded[1], padded[2], padded[3]
    starts, ends = np.ravel(starts).tolist(), np.ravel(ends).tolist()
    axes = range(len(starts)) if axes is None else np.ravel(axes).tolist()
    steps = [1] * len(starts) if steps is None else np.ravel(steps).tolist()
    spans = [slice(None)] * rank
    for axis, start, end, step in zip(axes, starts, ends, steps, strict=True):
        # Going back, an end far below 0 stands for the beginning.
        spans[axis] = slice(start, None if step < 0 and end < -(2**31) else end, step)
    return spans


def _squeeze(given: Given, attributes: Mapping[str, Any]) -> Any:
    axes = axes_of(given, attributes)
    return np.squeeze(given[0], None if axes is None else tuple(axes))


def _unsqueeze(given: Given, attributes: Mapping[str, Any]) -> Any:
    return np.expand_dims(given[0], tuple(axes_of(given, attributes) or ()))


def _reshape(given: Given, attributes: Mapping[str, Any]) -> Any:
    shape = np.ravel(given[1] if len(given) > 1 else attributes["shape"]).tolist()
    kept = [given[0].shape[at] if size == 0 else size for at, size in enumerate(shape)]
    return np.reshape(given[0], kept)


def _slice(given: Given, attributes: Mapping[str, Any]) -> Any:
    return given[0][tuple(spans_of(given, attributes, np.ndim(given[0])))]


def _of_shape(given: Given, attributes: Mapping[str, Any]) -> Any:
    value = attributes.get("value", np.zeros(1, np.float32))
    return np.full(np.ravel(given[0]).tolist(), np.ravel(value)[0])


def _expand(given: Given, _attributes: Mapping[str, Any]) -> Any:
    shape = np.broadcast_shapes(np.shape(given[0]), tuple(np.ravel(given[1]).tolist()))
    return np.broadcast_to(given[0], shape)


def _divide(given: Given, _attributes: Mapping[str, Any]) -> Any:
    whole = np.issubdtype(np.asarray(given[0]).dtype, np.integer)
    return given[0] // given[1] if whole else given[0] / given[1]


def _gather(given: Given, attributes: Mapping[str, Any]) -> Any:
    return np.take(given[0], given[1], axis=attributes.get("axis", 0))


_TABLE: dict[str, Callable[[Given, Mapping[str, Any]], Any]] = {
    "Identity": lambda given, _attributes: given[0],
    "Transpose": lambda given, attributes: np.transpose(given[0], attributes.get("perm")),
    "Squeeze": _squeeze,
    "Unsqueeze": _unsqueeze,
    "Reshape": _reshape,
    "Slice": _slice,
    "Gather": _gather,
    "Concat": lambda given, attributes: np.concatenate(given, attributes["axis"]),
    "Cast": lambda given, attributes: np.asarray(given[0]).astype(NUMPY[attributes["to"]]),
    "Shape": lambda given, attributes: np.array(np.shape(given[0]), np.int64)[
        attributes.get("start", 0) : attributes.get("end")
    ],
    "ConstantOfShape": _of_shape,
    "Expand": _expand,
    "Add": lambda given, _attributes: given[0] + given[1],
    "Sub": lambda given, _attributes: given[0] - given[1],
    "Mul": lambda given, _attributes: given[0] * given[1],
    "Div": _divide,
    "Neg": lambda given, _attributes: -given[0],
    "Equal": lambda given, _attributes: np.equal(given[0], given[1]),
    "Where": lambda given, _attributes: np.where(*given),
}


class Fold:
    """Computes constants from constants, as long as they stay few."""

    def __init__(self) -> None:
        self._left = MOST

    def knows(self, operator: str) -> bool:
        """Whether it can compute such a node."""
        return operator in _TABLE

    def of(self, operator: str, given: Given, attributes: Mapping[str, Any]) -> NDArray[Any]:
        """Give the value of a node. Raises ValueError with its operator where it has none, or too large a one."""
        try:
            self._spend(_size(operator, given))
            with np.errstate(all="ignore"):
                return np.asarray(_TABLE[operator](given, attributes))
        except (ValueError, TypeError, LookupError, ArithmeticError) as error:
            sentence = _("a node {operator} of the file cannot be computed: {why}")
            raise ValueError(sentence.format(operator=operator, why=error)) from error

    def _spend(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise ValueError(_("its tensors would have more than {most} numbers").format(most=MOST))


def _size(operator: str, given: Given) -> int:
    """Give the most numbers that a node can give, before it is given memory."""
    if operator == "ConstantOfShape":
        return math.prod(max(0, size) for size in np.ravel(given[0]).tolist())
    if operator == "Expand":
        spread: tuple[int, ...] = np.broadcast_shapes(np.shape(given[0]), tuple(np.ravel(given[1]).tolist()))
        return math.prod(spread)
    if operator == "Gather":
        return int(np.size(given[0])) * int(np.size(given[1]))
    if operator in {"Add", "Sub", "Mul", "Div", "Equal", "Where"}:
        shape: tuple[int, ...] = np.broadcast_shapes(*(np.shape(each) for each in given))
        return math.prod(shape)
    counts = [int(np.size(each)) for each in given if each is not None]
    return sum(counts)
