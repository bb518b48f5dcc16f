"""Finds the steps of a recurrent layer that is written out: h_t = tanh(x_t W + b + h_{t−1} R + d), or relu.

A step is taken from what all of them read by a Slice and a Squeeze; the reverse direction reads its steps turned round.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

__all__ = ["FUNCTIONS", "Linear", "Node", "Search", "Way"]

FUNCTIONS = ("Tanh", "Relu")
Node = dict[str, Any]


@dataclass(frozen=True)
class Linear:
    """What ``source`` names, times the tensor ``weights`` (read, H), plus the tensor ``bias`` (H), "" for none."""

    source: str
    weights: str
    bias: str


@dataclass(frozen=True)
class Way:
    """One direction: what its steps read of the layer below and of the step before; ``first`` is the state before."""

    function: str
    read: Linear
    again: Linear
    turned: bool
    first: str
    last: str
    steps: int

    @property
    def products(self) -> tuple[Linear, Linear]:
        """What is multiplied at every step."""
        return self.read, self.again


class Search:
    """Finds the directions of unrolled layers."""

    def __init__(self, nodes: list[Node], tensors: Mapping[str, NDArray[Any]]) -> None:
        self._from = {name: node for node in nodes for name in node["outputs"][:1] if name}
        self._tensors = tensors
        self._compared: dict[tuple[Any, Any], bool] = {}

    def way(self, join: Node) -> Way | None:
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
        return first if first is None else Way(
            functions.pop(), read, again, turned, first, names[-1], len(steps)
        )  # fmt: skip

    def ends(self, known: set[str]) -> Iterator[Way]:
        """Give the directions of which only the last state is read, except those whose last states are known."""
        before: dict[str, str] = {}
        for name, node in self._from.items():
            step = self._step(node["inputs"][0]) if node["op"] in FUNCTIONS and node["inputs"] else None
            again = self._linear(step[2]) if step is not None else None
            if again is not None and again.source != name:
                before[name] = again.source
        gone: set[str] = set(known)
        for last in sorted(before.keys() - before.values() - known):
            names = [last]
            while self._from.get(names[-1], {}).get("op") in FUNCTIONS and names[-1] not in gone:
                gone.add(names[-1])
                names.append(before.get(names[-1], ""))
            rows = (names[-2::-1], names[:-1])
            joins = ({"inputs": list(row), "attributes": {"axis": 0}} for row in rows)
            found = next((way for way in map(self.way, joins) if way is not None), None)
            if found is not None and found.last == last:
                yield found

    def _again(self, names: list[str], sums: list[str]) -> Linear | None:
        """Give what every step but the first has of the one before it, None where they differ."""
        found = [self._linear(each) for each in sums[1:]]
        one = (*found, None)[0]
        fit = one is not None and all(
            each is not None and each.source == name and self._alike(each, one)
            for each, name in zip(found, names, strict=False)
        )
        return one if fit else None

    def _alike(self, one: Linear, other: Linear) -> bool:
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

    def _first(self, total: str, again: Linear) -> str | None:
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

    def _linear(self, name: str) -> Linear | None:
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
        return Linear(source, weights, bias)
