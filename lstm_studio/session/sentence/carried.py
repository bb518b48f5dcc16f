"""What a cell carries along: the state that is told about, what keeps it, and what is written into it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lstm_studio.core.language.graph import Graph, Keep, Node
    from lstm_studio.core.trace import LayerTrace

__all__ = ["Write", "is_held", "keeper", "kept_state", "writes"]


@dataclass(frozen=True)
class Write:
    """One addend of a state beside what is kept: its printed form, its factors (itself alone where it is none)."""

    text: str
    factors: tuple[str, ...]
    minus: bool


def kept_state(graph: Graph) -> tuple[str, Keep | None]:
    """Give the state that is told about, with its keep factor: the first that has one, else the output."""
    for state in graph.states:
        keep = graph.keep(state)
        if keep is not None:
            return state, keep
    return (graph.states[0] if graph.states else "h"), None


def keeper(graph: Graph, state: str) -> str:
    """Give the printed form of what carries the state of the step before into this one's, "" where nothing does."""
    found = _keeper(graph, graph.nodes[graph.named[state]], state)
    return "" if found is None else found.text


def _keeper(graph: Graph, node: Node, state: str) -> Node | None:
    """Follow the sum of a state, as its keep factor is found, to what reads the state of the step before."""
    inner = [graph.nodes[arg] for arg in node.args]
    if node.op in ("add", "subtract", "identity", "multiply"):
        if any(part.op == "previous" and part.name == state for part in inner):
            return node
        for place, part in enumerate(inner):
            if node.op != "multiply" and part.name is None and not (node.op == "subtract" and place == 1):
                found = _keeper(graph, part, state)
                if found is not None:
                    return found
    return None


def writes(graph: Graph, state: str) -> tuple[Write, ...]:
    """Give what is added to what is kept, in the order of the equation."""
    return tuple(_addends(graph, graph.nodes[graph.named[state]], state, minus=False, top=True))


def _addends(graph: Graph, node: Node, state: str, *, minus: bool, top: bool) -> list[Write]:
    inner = [graph.nodes[arg] for arg in node.args]
    if node.op in ("add", "subtract", "identity") and (top or node.name is None):
        return [
            write
            for place, part in enumerate(inner)
            for write in _addends(
                graph, part, state, minus=minus != (node.op == "subtract" and place == 1), top=False
            )
        ]
    kept = (node, *inner) if node.text == keeper(graph, state) else (node,)
    if any(part.op == "previous" and part.name == state for part in kept):
        return []
    return [Write(node.text, tuple(_factors(graph, node, top=True)), minus)]


def _factors(graph: Graph, node: Node, *, top: bool) -> list[str]:
    if node.op != "multiply" or not (top or node.name is None):
        return [node.text]
    return [text for arg in node.args for text in _factors(graph, graph.nodes[arg], top=False)]


def is_held(trace: LayerTrace, text: str, cursor: int, unit: int) -> bool:
    """Tell whether a clamp holds a named value at a step (from 1), for a unit (from 0)."""
    mask = trace.held.get(text)
    return mask is not None and bool(mask[cursor - 1, unit])
