"""The way through a graph of ONNX: from its input over an embedding and recurrent layers to a readout.

What depends on the input is followed as a Signal, all else is computed. What neither is, is Strange: it is refused by
the name of its operator where the model's answer depends on it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.formats.onnx.axes import Axes, Axis, Signal
from lstm_studio.formats.onnx.fold import Fold
from lstm_studio.formats.onnx.follow import FOLLOW, Readout, Step, Strange
from lstm_studio.formats.onnx.recurrent import OPERATORS, Recurrent, recurrent
from lstm_studio.formats.onnx.unrolled import rolled
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["Walk"]

WHOLE = {2, 3, 4, 5, 6, 7, 12, 13}  # types of ONNX that are whole numbers: such an input is symbols
WEIGHTS = {"W": 1, "R": 2, "B": 3, "P": 7}
LENGTHS, INITIAL = 4, {"h": 5, "c": 6}


class Walk:
    """Walks a graph; ``values`` holds what each name stands for, ``layers`` the recurrent nodes in their order.

    ``tensors`` are those of the file by name, ``arrays`` those of its attributes by key.
    """

    def __init__(
        self,
        plain: Mapping[str, Any],
        tensors: Mapping[str, NDArray[Any]],
        arrays: Mapping[str, NDArray[Any]],
    ) -> None:
        self.axes, self._fold, self._arrays = Axes(), Fold(), arrays
        self.opset = plain["opset"]
        self.rolled = rolled(plain["nodes"], tensors)
        self.values: dict[str, Any] = dict(tensors) | self.rolled.tensors
        self.readouts: dict[str, Readout] = {}
        self.layers: list[Recurrent] = []
        self.embedding = ""
        self.notes: list[str] = [*self.rolled.notes]
        self.steps: Axis = ()
        self._samples: Axis = ()
        for row in plain["inputs"]:
            if row["name"] not in self.values:
                self.values[row["name"]] = self._entering(row)
        for node in self.rolled.nodes:
            self._node(node)

    def width(self, layer: int) -> Axis:
        """Give the axis of all units of a layer, those of both directions side by side."""
        row = self.layers[layer]
        there = (("way", len(row.ways)), ("unit", row.units))
        return tuple(f"{name}{layer}" for name, size in there if size > 1)

    def _entering(self, row: Mapping[str, Any]) -> Signal:
        whole = row["type"] in WHOLE
        sizes = row["shape"]
        if sizes is None:
            sizes = [None] * (2 if whole else 3)
        axes = [self.axes.atom(f"{row['name']} {place}", size) for place, size in enumerate(sizes[:8])]
        return Signal("input", tuple(axes), row["name"], whole=whole)

    def _node(self, node: Mapping[str, Any]) -> None:
        operator, outputs = node["op"], node["outputs"]
        for name in node["inputs"]:
            if name and name not in self.values:
                sentence = _("a node {operator} reads “{name}”, which nothing before it gives")
                raise ValueError(sentence.format(operator=operator[:40], name=name[:80]))
        given = [self.values[name] if name else None for name in node["inputs"]]
        attributes = {key: self._attribute(value) for key, value in node["attributes"].items()}
        try:
            if operator in OPERATORS:
                found = self._layer(operator, attributes, node["inputs"], given)
            else:
                step = Step(operator, attributes, node["inputs"], given, outputs[0] if outputs else "")
                found = [self._one(step)]
        except (
            TypeError,
            LookupError,
            ArithmeticError,
            AttributeError,
        ) as error:  # inputs that it needs, and has not
            sentence = _("a node {operator} of the file lacks what its operator needs")
            raise ValueError(sentence.format(operator=operator[:40])) from error
        for place, name in enumerate(outputs):
            if name:
                self.values[name] = found[place] if place < len(found) else Strange(operator)

    def _attribute(self, value: Any) -> Any:
        return self._arrays[value["key"]] if isinstance(value, dict) and "key" in value else value

    def _one(self, step: Step) -> Any:
        """Give what the output of a node stands for that is no layer."""
        strange = [each for each in step.given if isinstance(each, Strange)]
        followed = [each for each in step.given if isinstance(each, Signal | tuple)]
        if strange:
            return strange[0]
        if followed:
            stacked = any(isinstance(each, tuple) for each in followed)
            follow = FOLLOW.get(step.operator) if not stacked or step.operator == "Gather" else None
            found = None if follow is None else follow(self, step)
            return Strange(step.operator) if found is None else found
        if step.operator == "Constant":
            return _constant(step.attributes)
        if self._fold.knows(step.operator):
            return self._fold.of(step.operator, step.given, step.attributes)
        return Strange(step.operator)

    def _layer(self, operator: str, attributes: Any, names: list[str], given: list[Any]) -> list[Any]:
        """Take a recurrent layer; give what its outputs Y, Y_h and Y_c stand for."""
        given = [*given, *[None] * (8 - len(given))]
        weights = {letter: names[place] for letter, place in WEIGHTS.items() if given[place] is not None}
        weights |= {letter: "" for letter in "WR" if letter not in weights}
        if operator != "LSTM":
            weights.pop("P", None)
        missing = [
            letter for letter, name in weights.items() if not isinstance(self.values.get(name), np.ndarray)
        ]
        if missing:
            sentence = _("{operator} has no {name} in the file; expected all weights as tensors of the file")
            raise ValueError(sentence.format(operator=operator, name=missing[0]))
        shapes = {letter: self.values[name].shape for letter, name in weights.items()}
        row = recurrent(operator, attributes, weights, shapes)
        self._enter(operator, row, given[0], shapes["W"][2])
        number = len(self.layers)
        self.layers.append(
            replace(row, steps=self._lengths(given[LENGTHS]), initial=self._initial(row, given))
        )
        self.notes += [note for note in row.notes if note not in self.notes]
        ways, units = (
            self.axes.atom(f"way{number}", len(row.ways)),
            self.axes.atom(f"unit{number}", row.units),
        )
        last = "ends" if len(row.ways) > 1 else "first" if row.ways[0] else "last"
        if row.batch_first:
            whole, inner = (self._samples, self.steps, ways, units), (self._samples, ways, units)
        else:
            whole, inner = (self.steps, ways, self._samples, units), (ways, self._samples, units)
        states = ("h", "c") if operator == "LSTM" else ("h",)
        ends = [Signal("layer", inner, layer=number, state=state, at=last) for state in states]
        return [Signal("layer", whole, layer=number), *ends]

    def _enter(self, operator: str, row: Recurrent, x: Any, inputs: int) -> None:
        """Check what a layer reads: the input, the embedding or the layer below. Raises ValueError."""
        number = len(self.layers)
        expected = _("the input, an embedding or the layer below")
        other = x.operator[:40] if isinstance(x, Strange) else ""
        if other:
            sentence = _("{operator} reads what “{other}” gives; expected {expected}")
            raise ValueError(sentence.format(operator=operator, other=other, expected=expected))
        if not isinstance(x, Signal) or len(x.axes) != 3:
            sentence = _(
                "{operator} reads a tensor that is none of steps, samples and values; expected {expected}"
            )
            raise ValueError(sentence.format(operator=operator, expected=expected))
        samples, steps = (x.axes[0], x.axes[1]) if row.batch_first else (x.axes[1], x.axes[0])
        if number == 0:
            self.steps, self._samples = steps, samples
            self.axes.settle(x.axes[2], inputs)
            fits = x.kind in {"input", "embedded"}
        else:
            below = x.kind == "layer" and x.layer == number - 1 and x.state == "h" and x.at == "all"
            fits = (
                below
                and (steps, samples) == (self.steps, self._samples)
                and x.axes[2] == self.width(number - 1)
            )
        if not fits:
            sentence = _("layer {number} ({operator}) does not read {expected} as it is")
            raise ValueError(sentence.format(number=number + 1, operator=operator, expected=expected))
        if self.axes.size(x.axes[2]) != inputs:
            sentence = _("{operator} has weights for {wanted} inputs; it reads {found}")
            raise ValueError(
                sentence.format(operator=operator, wanted=inputs, found=self.axes.size(x.axes[2]))
            )

    def _lengths(self, given: Any) -> tuple[int, ...]:
        """Give the steps of each sample that the file fixes, none where all samples are whole."""
        if given is None:
            return ()
        if not isinstance(given, np.ndarray):
            self._note(
                _(
                    "sequence_lens is an input of the file: all is read to its end, unless run is given lengths"
                )
            )
            return ()
        lengths = tuple(int(each) for each in given.ravel()[:4096].tolist())
        if not lengths or min(lengths) < 1 or np.ndim(given) != 1:
            raise ValueError(_("sequence_lens holds {found}; expected 1 or more").format(found=lengths[:8]))
        if set(lengths) == {self.axes.size(self.steps)}:
            return ()
        text = _("sequence_lens is {found}: all is read to its end, unless run is given lengths={found}")
        self._note(text.format(found=list(lengths[:16])))
        return lengths

    def _initial(self, row: Recurrent, given: list[Any]) -> dict[str, NDArray[Any]]:
        """Give the states (n, B, H) before the first step that the file gives, and that are not 0."""
        found = {}
        for state, place in INITIAL.items():
            value = given[place]
            if isinstance(value, Signal):
                text = _(
                    "initial_{state} is an input of the file: 0 here, unless run is given initial states"
                )
                self._note(text.format(state=state))
            elif value is not None and not isinstance(value, np.ndarray):
                sentence = _("initial_{state} comes from what the studio does not know; expected a tensor")
                raise ValueError(sentence.format(state=state))
            elif value is not None and (row.operator == "LSTM" or state == "h"):
                value = value.swapaxes(0, 1) if row.batch_first and value.ndim == 3 else value
                if value.ndim != 3 or value.shape[::2] != (len(row.ways), row.units) or not value.shape[1]:
                    sentence = _(
                        "initial_{state} has the shape {found}; expected (directions, samples, units)"
                    )
                    raise ValueError(sentence.format(state=state, found=value.shape))
                if not np.isfinite(value).all():
                    raise ValueError(_("initial_{state} has a value that is no number").format(state=state))
                if value.any():
                    found[state] = value
        return found

    def _note(self, note: str) -> None:
        self.notes += [note] if note not in self.notes else []


def _constant(attributes: Mapping[str, Any]) -> Any:
    """Give the value of a Constant."""
    for name, dtype in (("value_float", np.float32), ("value_int", np.int64)):
        for key in (name, f"{name}s"):
            if key in attributes:
                return np.array(attributes[key], dtype)
    value = attributes.get("value")
    return value if isinstance(value, np.ndarray) else Strange("Constant")
