"""A plain recurrent layer that is written out step by step, as PyTorch's exporter of today does it -> one node RNN.

It writes h_t = tanh(x_t W + b + h_{t−1} R + d), or relu, as five nodes a step, and joins the steps by a Concat; the
reverse direction reads and gives its steps turned round. LSTM and GRU it writes as operators.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.formats.onnx.steps import Search
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from lstm_studio.core.opened import Block
    from lstm_studio.formats.onnx.steps import Node, Way

__all__ = ["Rolled", "rolled"]


@dataclass
class Rolled:
    """The nodes of a file, its unrolled layers as one RNN each; the tensors that those read, and notes.

    ``sources`` says of each of these tensors what its pieces are in the file: a tensor, and whether it is transposed.
    """

    nodes: list[Node]
    tensors: dict[str, NDArray[Any]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    sources: dict[str, list[tuple[str, bool]]] = field(default_factory=dict)

    def raw(self, block: Block) -> Block | None:
        """Give the block of the file's own tensor that a block of ours stands for; None where it has none."""
        pieces = self.sources.get(block.tensor)
        if pieces is None:
            return block
        half = int(block.rows is not None and block.rows[0] > 0)
        at = (block.part or 0) * (2 if self.tensors[block.tensor].ndim == 2 else 1) + half
        name, turned = pieces[at]
        return replace(block, tensor=name, turned=turned, part=None, rows=None) if name else None


def rolled(nodes: list[Node], tensors: Mapping[str, NDArray[Any]]) -> Rolled:
    """Find unrolled layers. Raises ValueError where they share what each needs for itself."""
    most = 2 * sum(value.size for value in tensors.values())
    origins = _turned(nodes, tensors)
    tensors = dict(tensors) | {name: tensors[origin].T for name, origin in origins.items()}
    search = Search(nodes, tensors)
    ways: dict[str, Way] = {}
    layers: dict[str, tuple[Way, ...]] = {}
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
    ends = {way.last: way for way in search.ends({way.last for way in ways.values()})}
    layers |= {f"{last} of all steps": (way,) for last, way in ends.items()}
    if not layers:
        return Rolled(nodes)
    # A layer has weights of its own; a file that says otherwise would grow without end.
    if (
        sum(tensors[each.weights].size for row in layers.values() for way in row for each in way.products)
        > most
    ):
        raise ValueError(_("layers of the file share their weights; expected each with its own"))
    made = Rolled([])
    for node in nodes:
        name = (*node["outputs"], "")[0]
        name = f"{name} of all steps" if name in ends else name
        made.nodes += _written(name, layers[name], tensors, made) if name in layers else [node]
    steps = ", ".join(str(count) for count in sorted({way.steps for row in layers.values() for way in row}))
    note = _(
        "the file has the steps of its sequence written out, {count} of them; here it may have any number"
    )
    made.notes.append(note.format(count=steps))
    for pieces in made.sources.values():
        pieces[:] = [(origins[name], False) if name in origins else (name, turned) for name, turned in pieces]
    return made


def _turned(nodes: list[Node], tensors: Mapping[str, NDArray[Any]]) -> dict[str, str]:
    """Give the matrices that the file has the other way round: name of their Transpose -> name."""
    return {
        node["outputs"][0]: name
        for node in nodes
        for name in node["inputs"][:1]
        if node["op"] == "Transpose" and node["outputs"] and name in tensors and tensors[name].ndim == 2
    }


def _fit(one: Way, other: Way, join: Node) -> bool:
    """Whether two directions are those of one layer, put side by side."""
    alike = (one.read.source, one.function) == (other.read.source, other.function)
    return alike and not one.turned and other.turned and join["attributes"].get("axis") in {2, -1}


def _written(
    name: str, ways: tuple[Way, ...], tensors: Mapping[str, NDArray[Any]], made: Rolled
) -> list[Node]:
    """Give the nodes of a layer whose output (T, B, ways · H) is ``name``; its tensors are added to ``made``."""
    units = tensors[ways[0].again.weights].shape[1]

    def kept(names: list[str], rows: list[NDArray[Any]]) -> str:
        title = ", ".join(names)
        made.tensors[title] = np.stack(rows)
        return title

    def turned(names: list[str]) -> str:
        title = kept([f"{each}ᵀ" for each in names], [tensors[each].T for each in names])
        made.sources[title] = [(each, True) for each in names]
        return title

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
        made.sources[inputs[3]] = [(each, False) for each in biases]
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
