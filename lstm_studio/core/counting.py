"""How many values a model learns: every matrix with its shape and role, and the sums by gate, layer and part.

H units, D inputs, Y outputs, N symbols. A parameter belongs to the left side that it feeds; one that feeds several
belongs to all of them and is counted once.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from lstm_studio.core.sizes import layout, prefix

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.language.graph import Graph, Node
    from lstm_studio.core.sizes import Sizes

__all__ = ["Count", "Counted", "Gate", "Part", "counted", "feeds", "place_of", "readers", "use"]

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True)
class Counted:
    """One parameter: its name in the model and in the cell, its shape in numbers and in letters.

    ``role``: "input", "recurrent", "peephole", "inner" (weights of a value of the same step), "factor" (a vector that
    multiplies something else), "bias", "readout" or "embedding". ``reads``: what it is multiplied with, "" for a bias.
    """

    name: str
    symbol: str
    shape: tuple[int, ...]
    letters: tuple[str, ...]
    role: str
    reads: str = ""

    @property
    def count(self) -> int:
        """The number of values."""
        return math.prod(self.shape)


@dataclass(frozen=True)
class Gate:
    """The parameters that feed the same left sides, such as ("f",)."""

    feeds: tuple[str, ...]
    rows: tuple[Counted, ...]

    @property
    def count(self) -> int:
        """The sum."""
        return sum(row.count for row in self.rows)


@dataclass(frozen=True)
class Part:
    """A direction of a layer ("layer"), the "readout" or the "embedding"."""

    kind: str
    gates: tuple[Gate, ...]
    layer: int = 0
    direction: int = 0

    @property
    def count(self) -> int:
        """The sum."""
        return sum(gate.count for gate in self.gates)

    def summands(self, *, letters: bool = False) -> tuple[str, ...]:
        """Give the sum as it is worked out, a summand for gates that are alike: ("4 · (20·10 + 20·20)",)."""
        # D and H stay apart where they happen to be equal: what is alike is seen in letters.
        said = {row.letters: "·".join(row.letters if letters else map(str, row.shape)) for row in self.rows}
        alike = Counter(
            tuple(sorted((row.letters for row in gate.rows), key=lambda each: (-len(each), each)))
            for gate in self.gates
        )
        return tuple(_times(times, rows, said, alone=len(alike) == 1) for rows, times in alike.items())

    def formula(self, *, letters: bool = False) -> str:
        """Give the sum in one line."""
        return " + ".join(self.summands(letters=letters))

    @property
    def rows(self) -> tuple[Counted, ...]:
        """Every parameter of the part."""
        return tuple(row for gate in self.gates for row in gate.rows)


@dataclass(frozen=True)
class Count:
    """All parts in the order of the vector of parameters: embedding, layers, readout."""

    parts: tuple[Part, ...]

    def sum(self, *kinds: str) -> int:
        """Give the sum of the parts of some kinds; without any, of all."""
        return sum(part.count for part in self.parts if part.kind in kinds or not kinds)

    @property
    def rows(self) -> tuple[tuple[Part, Gate, Counted], ...]:
        """Every parameter with where it belongs."""
        return tuple((part, gate, row) for part in self.parts for gate in part.gates for row in gate.rows)


def counted(cell: Cell, sizes: Sizes) -> Count:
    """Count the parameters of a model. Raises ValueError for sizes that are no model of the cell."""
    spans = layout(cell, sizes)
    graph = cell.graph_for(bias=sizes.bias)
    parts: list[Part] = []
    if "E" in spans:
        parts.append(_single("embedding", Counted("E", "E", spans["E"].shape, ("N", "D"), "embedding")))
    for layer in range(sizes.layers):
        for direction in range(sizes.directions):
            before = prefix(sizes, layer, direction)
            mine = _wide(sizes, layer)
            entering = _both(sizes, layer - 1) if layer else "D"
            gates: dict[tuple[str, ...], list[Counted]] = {}
            for name, row in graph.parameters.items():
                letters = (mine, entering if row.columns == "D" else mine) if row.matrix else (mine,)
                role, reads = use(graph, name)
                found = Counted(before + name, name, spans[before + name].shape, letters, role, reads)
                gates.setdefault(feeds(graph, name), []).append(found)
            order = sorted(gates, key=lambda feeds: [list(graph.named).index(left) for left in feeds])
            in_order = tuple(Gate(feeds, tuple(gates[feeds])) for feeds in order)
            parts.append(Part("layer", in_order, layer, direction))
    if "V" in spans:
        wide = _both(sizes, sizes.layers - 1)
        rows = [Counted("V", "V", spans["V"].shape, ("Y", wide), "readout", sizes.readout)]
        if "k" in spans:
            rows.append(Counted("k", "k", spans["k"].shape, ("Y",), "bias"))
        parts.append(_single("readout", *rows))
    return Count(tuple(parts))


def _wide(sizes: Sizes, layer: int) -> str:
    """Give the letter of a layer's units: H, H₁, H₂ and so on where layers differ."""
    return "H" + str(layer + 1).translate(SUBSCRIPTS) if sizes.widths else "H"


def _both(sizes: Sizes, layer: int) -> str:
    """Give the letters of what a layer gives, both directions side by side."""
    return f"{sizes.directions}{_wide(sizes, layer)}" if sizes.directions > 1 else _wide(sizes, layer)


def _single(kind: str, *rows: Counted) -> Part:
    return Part(kind, (Gate(("y",) if kind == "readout" else ("x",), rows),))


@lru_cache(maxsize=16)
def _places(graph: Graph) -> Mapping[str | None, int]:
    return {node.name: node.index for node in graph.nodes if node.op == "parameter"}


def place_of(graph: Graph, name: str) -> int:
    """Give the node of a parameter."""
    return _places(graph)[name]


@lru_cache(maxsize=16)
def _read_by(graph: Graph) -> Mapping[int, list[int]]:
    """Give for every node those that read it."""
    found: dict[int, list[int]] = {}
    for node in graph.nodes:
        for index in dict.fromkeys(node.args):
            found.setdefault(index, []).append(node.index)
    return found


def readers(graph: Graph, index: int) -> list[int]:
    """Give the nodes that read a node."""
    return _read_by(graph).get(index, [])


@lru_cache(maxsize=4096)
def feeds(graph: Graph, name: str) -> tuple[str, ...]:
    """Give the left sides that a parameter reaches without passing another one."""
    found: set[str] = set()
    pending = list(readers(graph, place_of(graph, name)))
    while pending:
        node = graph.nodes[pending.pop()]
        if node.name is not None:
            found.add(node.name)
        else:
            pending.extend(readers(graph, node.index))
    return tuple(left for left in graph.named if left in found)


def use(graph: Graph, name: str) -> tuple[str, str]:
    """Give (role, printed form of what is multiplied with it)."""
    row, place = graph.parameters[name], place_of(graph, name)
    if row.bias:
        return "bias", ""
    for index in readers(graph, place):
        node = graph.nodes[index]
        if node.op in ("matmul", "multiply", "divide"):
            other = next((arg for arg in node.args if arg != place), place)
            return _role(graph, other, matrix=row.matrix), graph.nodes[other].text
    return "factor", ""


def _role(graph: Graph, other: int, *, matrix: bool) -> str:
    """Say what weights of the value ``other`` are: of the input, of what was, of a cell state, of a value of now."""
    reads = set(_leaves(graph, other))
    if any(node.op == "previous" and not _held(graph, node.name) for node in reads):
        return "recurrent"
    if any(_held(graph, node.name) for node in reads if node.op != "input"):
        return "peephole"
    if any(node.op == "input" for node in reads):
        return "input" if matrix else "factor"
    return "inner" if matrix else "factor"


def _leaves(graph: Graph, index: int) -> Iterable[Node]:
    node = graph.nodes[index]
    if node.name is not None or not node.args:
        yield node
    else:
        for arg in node.args:
            yield from _leaves(graph, arg)


def _held(graph: Graph, name: str | None) -> bool:
    """Whether a value is a cell state: not the output, and kept from step to step by a factor of its own."""
    return name in graph.states and name != "h" and name is not None and graph.keep(name) is not None


def _times(
    times: int, rows: tuple[tuple[str, ...], ...], said: Mapping[tuple[str, ...], str], *, alone: bool
) -> str:
    same = Counter(rows)
    text = " + ".join(f"{n}·{said[row]}" if n > 1 else said[row] for row, n in same.items())
    if times > 1:
        return f"{times} · ({text})" if len(same) > 1 else f"{times} · {text}"
    return text if alone or len(same) == 1 else f"({text})"
