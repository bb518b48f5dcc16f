"""Sums as people read them: what is added in a line, and which of it are products with matrices of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.core.language.ops import OPERATIONS

if TYPE_CHECKING:
    from lstm_studio.core.language.graph import Graph, Node

__all__ = ["addends", "own_place", "sums"]


def addends(graph: Graph, node: Node) -> list[Node]:
    """Part a sum as it is read from the left: a + (b + c) has two addends."""
    first, second = (graph.nodes[arg] for arg in node.args)
    before = addends(graph, first) if first.op == "add" and first.name is None else [first]
    return [*before, second]


def own_place(graph: Graph, matrix: Node) -> bool:
    """Whether a matrix stands in one place alone, so that it can be a part of a wider one."""
    places = [node for node in graph.nodes for arg in node.args if arg == matrix.index]
    if len(places) != 1 or matrix.name is None:
        return False
    product = places[0].index
    return places[0].name is not None or sum(node.args.count(product) for node in graph.nodes) == 1


def sums(graph: Graph, root: Node) -> int:
    """Count the sums of a line that hold a product with a matrix; a lone product is one."""
    found = 0
    pending = [(root, False)]
    while pending:
        node, within = pending.pop()
        if node.op == "matmul":
            found += not within
            pending.append((graph.nodes[node.args[1]], False))
            continue
        added = addends(graph, node) if node.op == "add" else []
        found += any(each.op == "matmul" and each.name is None for each in added)
        inner = added or [graph.nodes[arg] for arg in node.args]
        pending += [(each, bool(added)) for each in inner if each.name is None and each.op in OPERATIONS]
    return found
