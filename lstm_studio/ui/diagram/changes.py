"""What another cell computes otherwise: lines, parts and wires, found by comparing the two graphs line by line."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from lstm_studio.core.insight.parts import Scheme

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lstm_studio.core.insight.parts import Part
    from lstm_studio.core.language.graph import Graph

__all__ = ["Changes", "changes"]

COMMUTES = ("add", "multiply")


@dataclass(frozen=True)
class Changes:
    """How a cell differs from another.

    ``lines``: name -> the right side in the other, "" where it has no such line; ``only``: the lines that the other
    alone has; ``parts`` by key; ``wires`` by (source, sink), the sink of what leaves as c being ">c".
    """

    lines: Mapping[str, str] = field(default_factory=dict)
    only: Mapping[str, str] = field(default_factory=dict)
    parts: frozenset[str] = frozenset()
    wires: frozenset[tuple[str, str]] = frozenset()

    def wire(self, source: str, sinks: frozenset[str]) -> bool:
        """Tell whether a piece of a wire leads to nothing that reads it in the other cell too."""
        return all((source, sink.rstrip("'")) in self.wires for sink in sinks)


@lru_cache(maxsize=16)
def changes(mine: Graph, other: Graph) -> Changes:
    """Compare a cell with another. The order of addends and factors makes no difference."""
    lines = {
        name: other.expression(name) if name in other.named else ""
        for name in mine.named
        if name not in other.named
        or _canonical(mine, mine.named[name]) != _canonical(other, other.named[name])
    }
    only = {name: other.expression(name) for name in other.named if name not in mine.named}
    one, two = Scheme(mine), Scheme(other)
    parts = {key for key, part in one.parts.items() if _otherwise(part, lines, two)}
    wires = {
        (source, part.key)
        for part in one.parts.values()
        for source in part.sources
        if _reads(part, source) != _reads(two.parts.get(part.key), source)
    }
    wires |= {(key, f">{name}") for name, key in one.outputs.items() if two.outputs.get(name) != key}
    return Changes(lines, only, frozenset(parts), frozenset(wires))


def _otherwise(part: Part, lines: Mapping[str, str], other: Scheme) -> bool:
    return part.key in lines if part.named else part.key not in other.parts


def _reads(part: Part | None, source: str) -> frozenset[tuple[str, str]]:
    """With what weights a part reads a value."""
    reads = part.reads if part else ()
    return frozenset((read.weights, read.parameter) for read in reads if read.source == source)


def _canonical(graph: Graph, index: int) -> str:
    """Print the equation of a node so that sums and products read the same in any order."""
    node = graph.nodes[index]
    if node.op == "identity":
        return _inner(graph, node.args[0])
    if node.op in COMMUTES:
        return f"{node.op}({', '.join(sorted(_operands(graph, index, node.op)))})"
    return f"{node.op}({', '.join(_inner(graph, arg) for arg in node.args)})" if node.args else node.text


def _inner(graph: Graph, index: int) -> str:
    return graph.nodes[index].text if graph.nodes[index].name is not None else _canonical(graph, index)


def _operands(graph: Graph, index: int, op: str) -> list[str]:
    """All that a chain of one operation joins."""
    found = []
    for arg in graph.nodes[index].args:
        node = graph.nodes[arg]
        found += _operands(graph, arg, op) if node.op == op and node.name is None else [_inner(graph, arg)]
    return found
