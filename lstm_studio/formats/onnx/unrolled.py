"""A plain recurrent layer that is written out step by step, as PyTorch's exporter of today does it -> one node RNN.

It writes h_t = tanh(x_t W + b + h_{t−1} R + d), or relu, as five nodes a step, and joins the steps by a Concat; the
reverse direction reads and gives its steps turned round. LSTM and GRU it writes as operators.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["rolled"]

FUNCTIONS = ("Tanh", "Relu")
Node = dict[str, Any]


@dataclass(frozen=True)
class _Linear:
    """What ``source`` names, times the tensor ``weights`` (read, H), plus the tensor ``bias`` (H), "" for none."""

    source: str
    weights: str
    bias: str


@dataclass(frozen=True)
class _Way:
    """One direction: what its steps read of the layer below and of the step before; ``first`` is the state before."""

    function: str
    read: _Linear
    again: _Linear
    turned: bool
    first: str
    last: str
    steps: int

    @property
    def products(self) -> tuple[_Linear, _Linear]:
        """What is multiplied at every step."""
        return self.read, self.again


def rolled(
    nodes: list[Node], tensors: Mapping[str, NDArray[Any]]
) -> tuple[list[Node], dict[str, NDArray[Any]], list[str]]:
    """Give the nodes with every unrolled layer as one RNN, the tensors that those read, and notes."""
    most = 2 * sum(value.size for value in tensors.values())
    tensors = dict(tensors) | _turned(nodes, tensors)
    search = _Search(nodes, tensors)
    ways: dict[str, _Way] = {}
    layers: dict[str, tuple[_Way, ...]] = {}
    for node in nodes:
        if node["op"] != "Concat":
            continue
        way, parts = search.way(node), [ways.get(name) for name in node["inputs"]]
        if way is not None:
            ways[node["outputs"][0]] = way
            layers[node["outputs"][0]] = (way,)
        elif len(parts) == 2 and parts[0] and parts[1] and _fit(parts[0], parts[1], node):
            layers[node["outputs"][0]] = (parts[0], parts[1])
            for name in node["inputs"]:
                layers.pop(name, None)
    if not layers:
        return nodes, {}, []
    # A layer has weights of its own; a file that says otherwise would grow without end.
    if (
        sum(tensors[each.weights].size for row in layers.values() for way in row for each in way.products)
        > most
    ):
        raise ValueError(_("layers of the file share their weights; expected each with its own"))
    made: dict[str, NDArray[Any]] = {}
    found: list[Node] = []
    for node in nodes:
        name = (*node["outputs"], "")[0]
        found += _written(name, layers[name], tensors, made) if name in layers else [node]
    steps = ", ".join(str(count) for count in sorted({way.steps for way in ways.values()}))
    note = _(
        "the file has the steps of its sequence written out, {count} of them; here it may have any number"
    )
    return found, made, [note.format(count=steps)]


def _turned(nodes: list[Node], tensors: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Give the matrices that the file has the other way round, by the names of their Transpose."""
    return {
        node["outputs"][0]: tensors[name].T
        for node in nodes
        for name in node["inputs"][:1]
        if node["op"] == "Transpose" and node["outputs"] and name in tensors and tensors[name].ndim == 2
    }


def _fit(one: _Way, other: _Way, join: Node) -> bool:
    """Whether two directions are those of one layer, put side by side."""
    alike = (one.read.source, one.function) == (other.read.source, other.function)
    return alike and not one.turned and other.turned and join["attributes"].get("axis") in {2, -1}


def _written(
    name: str, ways: tuple[_Way, ...], tensors: Mapping[str, NDArray[Any]], made: dict[str, NDArray[Any]]
) -> list[Node]:
    """Give the nodes of a layer whose output (T, B, ways · H) is ``name``; its tensors are added to ``made``."""
    units = tensors[ways[0].again.weights].shape[1]

    def kept(names: list[str], rows: list[NDArray[Any]]) -> str:
        title = ", ".join(names)
        made[title] = np.stack(rows)
        return title

    def turned(names: list[str]) -> str:
        return kept([f"{each}ᵀ" for each in names], [tensors[each].T for each in names])

    biases = [each.bias for way in ways for each in way.products]
    inputs = [
        ways[0].read.source,
        turned([way.read.weights for way in ways]),
        turned([way.again.weights for way in ways]),
        "",
    ]
    if any(biases):
        halves = [tensors[each].reshape(-1) if each else np.zeros(units, np.float32) for each in biases]
        rows = [np.concatenate(halves[at : at + 2]) for at in range(0, len(halves), 2)]
        inputs[3] = kept([each for each in biases if each], rows)
    given = {"hidden_size": units, "activations": [ways[0].function] * len(ways)}
    found: list[Node] = []
    firsts = [way.first for way in ways]
    if all(firsts):
        inputs += ["", _node(found, "Concat", firsts, f"{name} before", axis=0)]
    if len(ways) == 2:
        whole = _node(found, "RNN", inputs, f"{name} steps", **given, direction="bidirectional")
        whole = _node(found, "Transpose", [whole], f"{name} turned", perm=[0, 2, 1, 3])
        _node(found, "Reshape", [whole], name, shape=[0, 0, -1])
        return found
    given["direction"] = "reverse" if ways[0].turned else "forward"
    whole = _node(found, "RNN", inputs, f"{name} steps", **given)
    found[-1]["outputs"].append(ways[0].last)
    _node(found, "Squeeze", [whole], name, axes=[1])
    return found


def _node(nodes: list[Node], operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
    nodes.append({"op": operator, "inputs": inputs, "outputs": [output], "attributes": attributes})
    return output


class _Search:
    """Finds the directions of unrolled layers."""

    def __init__(self, nodes: list[Node], tensors: Mapping[str, NDArray[Any]]) -> None:
        self._from = {name: node for node in nodes for name in node["outputs"][:1] if name}
        self._tensors = tensors
        self._compared: dict[tuple[Any, Any], bool] = {}

    def way(self, join: Node) -> _Way | None:
        """Give the direction whose steps a Concat joins, None where it joins something else."""
        steps = [self._from.get(name) for name in join["inputs"]]
        whole = [step for step in steps if step is not None and step["op"] in FUNCTIONS and step["inputs"]]
        functions = {step["op"] for step in whole}
        if join["attributes"].get("axis") != 0 or len(whole) != len(steps) or len(functions) != 1:
            return None
        rows = [self._step(step["inputs"][0]) for step in whole]
        taken = [row for row in rows if row is not None]
        places, sources = [row[0] for row in taken], {row[1] for row in taken}
        turned = places == list(range(len(steps)))[::-1] != [0]
        if len(sources) != 1 or (places != list(range(len(steps))) and not turned):
            return None
        source, flipped = self._flipped(next(iter(sources)))
        read = self._linear(source)
        names = join["inputs"][::-1] if turned else join["inputs"]
        sums = [row[2] for row in (taken[::-1] if turned else taken)]
        again = self._again(names, sums)
        if read is None or again is None or flipped != turned:
            return None
        first = self._first(sums[0], again)
        return first if first is None else _Way(
            functions.pop(), read, again, turned, first, names[-1], len(steps)
        )  # fmt: skip

    def _again(self, names: list[str], sums: list[str]) -> _Linear | None:
        """Give what every step but the first has of the one before it, None where they differ."""
        found = [self._linear(each) for each in sums[1:]]
        one = (*found, None)[0]
        fit = one is not None and all(
            each is not None and each.source == name and self._alike(each, one)
            for each, name in zip(found, names, strict=False)
        )
        return one if fit else None

    def _alike(self, one: _Linear, other: _Linear) -> bool:
        """Whether two products have the same numbers; a large matrix may stand in the file once a step."""
        pairs = ((one.weights, other.weights), (one.bias, other.bias))
        return all(a == b or bool(a and b and self._equal(a, b)) for a, b in pairs)

    def _equal(self, one: str, other: str) -> bool:
        arrays = (self._tensors[one], self._tensors[other])
        places = [(array.__array_interface__["data"][0], array.strides, array.shape) for array in arrays]
        pair = (places[0], places[1])
        if pair not in self._compared:
            self._compared[pair] = places[0] == places[1] or np.array_equal(*arrays)
        return self._compared[pair]

    def _first(self, total: str, again: _Linear) -> str | None:
        """Give the name of the state before the first step, "" where it is 0, None where it is not known."""
        bias = self._tensors[again.bias] if again.bias else np.zeros(1)
        if not total:
            return "" if not bias.any() else None
        if total in self._tensors:
            # With a state of 0 the exporter has computed the sum: it is the bias.
            return "" if (self._tensors[total] == bias).all() else None
        found = self._linear(total)
        return found.source if found is not None and self._alike(found, again) else None

    def _step(self, total: str) -> tuple[int, str, str] | None:
        """Give (step, what it is taken from, what is added to it) of the sum that is squashed."""
        alone = self._taken(total)
        if alone is not None:
            return (*alone, "")
        node = self._from.get(total)
        if node is None or node["op"] != "Add" or len(node["inputs"]) != 2:
            return None
        one, other = node["inputs"]
        for part, rest in ((one, other), (other, one)):
            taken = self._taken(part)
            if taken is not None:
                return (*taken, rest)
        return None

    def _taken(self, name: str) -> tuple[int, str] | None:
        """Give (step, source) where a name is one step of the source, which has them along its first axis."""
        node = self._from.get(name)
        if node is not None and node["op"] == "Squeeze" and self._numbers(node, 1) == [0]:
            node = self._from.get(node["inputs"][0])
            spans = [self._numbers(node, place) for place in range(1, 4)] if node is not None else []
            if node is not None and node["op"] == "Slice" and len(node["inputs"]) == 4 and spans[2] == [0]:
                (start,), (stop,) = spans[0] or [0], spans[1] or [0]
                return (start, node["inputs"][0]) if stop == start + 1 else None
        return None

    def _flipped(self, name: str) -> tuple[str, bool]:
        """Give what a name stands for without the turn of its steps, and whether there was one."""
        node = self._from.get(name)
        if node is not None and node["op"] == "Slice" and len(node["inputs"]) == 5:
            start, stop, axis, step = (self._numbers(node, place) for place in range(1, 5))
            if (start, axis, step) == ([-1], [0], [-1]) and stop and stop[0] < -(2**31):
                return node["inputs"][0], True
        return name, False

    def _numbers(self, node: Node | None, place: int) -> list[int] | None:
        """Give the one whole number of an input in a list, None where it is another tensor or none."""
        if node is None or len(node["inputs"]) <= place:
            return None
        value = self._tensors.get(node["inputs"][place])
        return (
            [int(value.ravel()[0])]
            if value is not None and value.dtype.kind == "i" and value.size == 1
            else None
        )

    def _linear(self, name: str) -> _Linear | None:
        """Give the product, with or without a bias, that a name stands for."""
        node = self._from.get(name)
        bias = ""
        if node is not None and node["op"] == "Add" and len(node["inputs"]) == 2:
            known = [each for each in node["inputs"] if each in self._tensors]
            others = [each for each in node["inputs"] if each not in self._tensors]
            if len(known) != 1 or not others:
                return None
            bias, node = known[0], self._from.get(others[0])
        if node is None or node["op"] != "MatMul" or len(node["inputs"]) != 2:
            return None
        source, weights = node["inputs"]
        matrix = self._tensors.get(weights)
        fits = matrix is not None and matrix.ndim == 2 and source not in self._tensors
        if not fits or matrix is None or (bias and self._tensors[bias].shape != matrix.shape[1:]):
            return None
        return _Linear(source, weights, bias)
