"""Gates held constant, read off the equations: what has to be held so that a cell remembers, forgets or overwrites.

No gate is known by its name: what a state keeps is its keep factor, what is written into it the rest of its sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lstm_studio.core.language.graph import Graph
    from lstm_studio.core.language.nodes import Node

__all__ = ["PRESETS", "Preset", "constant", "keeping", "refused", "writing"]


@dataclass(frozen=True)
class Preset:
    """One way of holding the gates: the ``keep`` factor, and the gates on what is ``written`` (None: left free)."""

    title: str
    keep: float
    write: float | None


PRESETS: dict[str, Preset] = {
    "remember": Preset(_("Remember for ever"), 1.0, 0.0),
    "forget": Preset(_("Forget always"), 0.0, None),
    "overwrite": Preset(_("Overwrite"), 0.0, 1.0),
}


def constant(graph: Graph, preset: Preset) -> dict[str, float]:
    """Give named value -> the number that holds it. Raises ValueError with the reason where a cell has no such gates.

    A gate that both keeps and writes goes by what it keeps.
    """
    holds = keeping(graph, preset.keep)
    written = {} if preset.write is None else writing(graph, preset.write)
    holds |= {value: number for value, number in written.items() if value not in holds}
    if not holds:
        raise ValueError(_("it does so as it is: no gate lessens what it keeps, and none writes"))
    return holds


def refused(graph: Graph, preset: Preset) -> str:
    """Say why a cell has no such preset, "" where it has."""
    try:
        constant(graph, preset)
    except ValueError as error:
        return str(error)
    return ""


def keeping(graph: Graph, number: float) -> dict[str, float]:
    """Give what holds the keep factor of every memory at 0 or 1; a factor that is 1 as it is needs nothing.

    Raises ValueError with the reason where nothing does.
    """
    factors = [(state, keep) for state in graph.memories if (keep := graph.keep(state)) is not None]
    if not factors:
        raise ValueError(_("no gate of this cell says how much is kept: all is computed anew at every step"))
    holds: dict[str, float] = {}
    for state, keep in factors:
        if keep.node is None and number == 1.0:
            continue
        found = None if keep.node is None else _reached(graph, graph.nodes[keep.node], number)
        if found is None:
            always = _("this cell always keeps all of {state}: it has no gate that forgets")
            nameless = _("what is kept of {state} is {factor}, which has no name to be held by")
            raise ValueError(
                (always if keep.node is None else nameless).format(state=state, factor=keep.text)
            )
        holds |= found
    return holds


def writing(graph: Graph, number: float) -> dict[str, float]:
    """Give what holds the gates on what is written into the memories at 0 or 1; nothing where there are none."""
    holds: dict[str, float] = {}
    for state in graph.memories:
        if graph.keep(state) is None:
            continue
        for term in _terms(graph, graph.nodes[graph.named[state]], state):
            gates = [factor for factor in _factors(graph, term) if graph.bounded(factor.text)]
            found = [_reached(graph, gate, number) for gate in gates]
            able = [one for one in found if one]
            for one in able if number else able[:1]:
                holds |= one
    return holds


def _reached(graph: Graph, node: Node, number: float) -> dict[str, float] | None:
    """Give the named values that make ``node`` 0 or 1, None where none does."""
    if node.name is not None and node.name in graph.named and node.op != "previous":
        return {node.name: number}
    inner = [graph.nodes[arg] for arg in node.args]
    if node.op == "constant":
        return {} if node.value == number else None
    if node.op == "identity":
        return _reached(graph, inner[0], number)
    if node.op == "subtract" and inner[0].op == "constant" and inner[0].value == 1.0:
        return _reached(graph, inner[1], 1.0 - number)
    if node.op == "multiply":
        found = [_reached(graph, factor, number) for factor in inner]
        if number == 0.0:
            return next((one for one in found if one is not None), None)
        if all(one is not None for one in found):
            return {name: held for one in found if one for name, held in one.items()}
    return None


def _terms(graph: Graph, node: Node, state: str) -> Iterator[Node]:
    """Give the terms of the sum that ``state`` is, without what is kept of it."""
    if node.op in ("add", "subtract", "identity") and not _whole(graph, node):
        for arg in node.args:
            inner = graph.nodes[arg]
            if inner.name is None or inner.op == "multiply":
                yield from _terms(graph, inner, state)
    elif not any(graph.nodes[arg].op == "previous" and graph.nodes[arg].name == state for arg in node.args):
        yield node


def _whole(graph: Graph, node: Node) -> bool:
    """Tell 1 − a, which is a factor and no sum."""
    return node.op == "subtract" and graph.nodes[node.args[0]].op == "constant"


def _factors(graph: Graph, node: Node) -> Iterator[Node]:
    if node.op != "multiply":
        yield node
        return
    for arg in node.args:
        inner = graph.nodes[arg]
        if inner.name is None:
            yield from _factors(graph, inner)
        else:
            yield inner
