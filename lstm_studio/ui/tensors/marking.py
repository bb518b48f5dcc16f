"""Which blocks belong to a value of the cell that is looked into, and the other way round. It knows no Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.core.sizes import ANSWER
from lstm_studio.ui.tensors.laid import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lstm_studio.core.language.graph import Graph
    from lstm_studio.core.opened import Block
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.ui.tensors.laid import Laid

__all__ = ["feeding", "spots_of", "value_of"]

AROUND = {"x": ("E",), ANSWER: ("V", "k")}
"""What stands around the layers, by the value that it makes."""


def feeding(graph: Graph, text: str) -> frozenset[str]:
    """Give the parameters that make a value, by its printed form, from other values; of a parameter, itself."""
    node = graph.by_text.get(text)
    if node is None:
        return frozenset()
    if node.op == "parameter":
        return frozenset({text})
    found: set[str] = set()
    pending = [graph.nodes[arg] for arg in node.args]
    while pending:
        each = pending.pop()
        if each.op == "parameter":
            found.add(str(each.name))
        elif each.name is None:
            pending.extend(graph.nodes[arg] for arg in each.args)
    return frozenset(found)


def spots_of(
    laid: Laid, sizes: Sizes, graph: Graph, here: tuple[int, int], texts: Iterable[str]
) -> frozenset[tuple[str, int]]:
    """Give the blocks that make some values of the cell ``here``, a layer and a direction."""
    wanted: set[tuple[int, int, str]] = set()
    for text in texts:
        wanted |= {(*here, name) for name in feeding(graph, text)}
        # A cell's own x is the embedding's only in the lowest layer.
        if text != "x" or here[0] == 0:
            wanted |= {(-1, 0, name) for name in AROUND.get(text, ())}
    return frozenset(
        (tensor.name, at)
        for tensor in (laid.tensors if wanted else ())
        for at, block in enumerate(tensor.blocks)
        if place_of(sizes, block.parameter) in wanted
    )


def value_of(sizes: Sizes, graph: Graph, block: Block) -> str:
    """Give what a block is pointed at by in the cell that it is of: its parameter, or what it makes around it."""
    layer, _direction, name = place_of(sizes, block.parameter)
    if layer < 0:
        return next(value for value, names in AROUND.items() if name in names)
    return name if name in graph.parameters else ""
