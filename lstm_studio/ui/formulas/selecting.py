"""Which value a click on a mark selects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.core.counting import readers
from lstm_studio.core.sizes import ANSWER

if TYPE_CHECKING:
    from lstm_studio.core.language.graph import Graph
    from lstm_studio.core.printing.marks import Mark

__all__ = ["node_of"]


def node_of(graph: Graph, mark: Mark | None, line: str) -> str:
    """Give the printed form of what a mark of a line stands for, "" for nothing that has a value.

    A parameter is the same at all steps: what is made of it is selected. A sign stands for its operation, the paper and
    what stands for several values for the whole line.
    """
    text = line
    if mark is not None and len(mark.means) == 1:
        text = mark.means[0]
    elif mark is not None and not mark.means and mark.part:
        text = mark.part
    node = graph.by_text.get(text)
    if node is not None and node.op == "parameter":
        node = graph.nodes[readers(graph, node.index)[0]]
    if node is None:
        return ANSWER if line == ANSWER else ""
    return node.text
