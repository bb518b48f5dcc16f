"""What comes back on each way of a wire in backward mode: the gradient of a value, by who reads it.

The gradient of a value is the sum of what comes back from its readers. Several of them may lie within one box, which
is where the wire goes; what the next step, the readout or the next layer reads leaves by a port.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from lstm_studio.core.insight.influence import LayerGradient
    from lstm_studio.core.insight.parts import Scheme
    from lstm_studio.core.language.graph import Graph
    from lstm_studio.ui.diagram.layout import Port

__all__ = ["Flows"]

# What leaves as a state: read one step later; read by the readout or the next layer.
NEXT, OUT = ">next ", ">out "
LARGEST = 2_000_000  # values of a run: of longer ones every way would take too much memory


class Flows:
    """The ways of one cell. ``ports`` by the key of a figure, as in a Drawing."""

    def __init__(self, graph: Graph, scheme: Scheme, ports: Mapping[str, Port]) -> None:
        self._graph, self._scheme = graph, scheme
        self._owners = _owners(graph, scheme)
        self._leaves = _leaves(ports)
        self._gradient: LayerGradient | None = None
        self._ways: dict[str, dict[str, NDArray[Any] | None]] = {}

    def take(self, gradient: LayerGradient | None) -> None:
        """Look at another gradient."""
        if gradient is not self._gradient:
            self._gradient, self._ways = gradient, {}

    @property
    def there(self) -> bool:
        """Whether it is backward mode."""
        return self._gradient is not None

    def amount(self, value: str, sinks: Iterable[str], cursor: int, unit: int) -> float | None:
        """Give what comes back to a unit from some sinks together; of x, the norm over its channels.

        Where that is not known it is the whole that comes back; None before the first step.
        """
        row = self.at(value, sinks, cursor)
        if row is None and self._gradient is not None and cursor:
            row = self._gradient[value][cursor - 1]
        if row is None:
            return None
        return float(np.linalg.norm(row)) if value == "x" else float(row[unit])

    def at(self, value: str, sinks: Iterable[str], cursor: int) -> NDArray[Any] | None:
        """Give what comes back (units,) at a step, from 1, from all sinks together; None where it is not known."""
        if self._gradient is None or not cursor:
            return None
        whole = self._gradient[value]
        if whole.size > LARGEST:
            return None
        if value not in self._ways:
            self._ways[value] = self._from_readers(value)
        ways = self._ways[value]
        total = np.zeros(whole.shape[1])
        for way in (way for sink in sinks for way in self._leaves.get(sink, (sink,)) if way in ways):
            row = ways[way]
            if row is None:
                return None
            total = total + row[cursor - 1]
        return total

    def _from_readers(self, value: str) -> dict[str, NDArray[Any] | None]:
        """What comes back to a value (T, units), by part, and as what leaves."""
        gradient = self._gradient
        if gradient is None:
            return {}
        nothing = np.zeros_like(gradient[value])
        found: dict[str, NDArray[Any] | None] = {}

        def add(sink: str, row: NDArray[Any] | None) -> None:
            before = found.get(sink, nothing)
            found[sink] = None if before is None or row is None else before + row

        for edge in gradient.edges(value):
            if edge.ahead or not edge.reader:
                add((NEXT if edge.ahead else OUT) + value, edge.arriving)
            elif edge.reader in self._scheme.parts:
                add(edge.reader, edge.arriving)
            elif self._graph.by_text[edge.reader].op == "identity":
                for sink, row in self._from_readers(edge.reader).items():
                    add(sink, row)
            else:  # a term that two boxes add up: nobody knows which of the two it comes from
                owners = self._owners.get(edge.reader, ())
                for owner in owners:
                    add(owner, edge.arriving if len(owners) == 1 else None)
        return found


def _owners(graph: Graph, scheme: Scheme) -> dict[str, tuple[str, ...]]:
    """Printed form of a term within boxes -> the keys of these."""
    found: dict[str, dict[str, None]] = {}
    for key in scheme.parts:
        pending = [*graph.by_text[key].args]
        seen: set[int] = set()
        while pending:
            node = graph.nodes[pending.pop()]
            if node.index in seen or node.text in scheme.parts or node.op in ("parameter", "constant"):
                continue
            seen.add(node.index)
            found.setdefault(node.text, {})[key] = None
            pending.extend(node.args)
    return {text: tuple(keys) for text, keys in found.items()}


def _leaves(ports: Mapping[str, Port]) -> dict[str, tuple[str, ...]]:
    """Key of a port that leaves -> what leaves by it; where a value has two, the next step reads the one at a side."""
    found: dict[str, tuple[str, ...]] = {}
    leaving: dict[str, list[tuple[str, Port]]] = {}
    for key, port in ports.items():
        if not port.entering:
            leaving.setdefault(port.value, []).append((key, port))
    for state, pairs in leaving.items():
        first = next((key for key, port in pairs if port.side in ("left", "right")), pairs[0][0])
        rest = [key for key, _port in pairs if key != first]
        found[first] = (NEXT + state,) if rest else (NEXT + state, OUT + state)
        found |= {key: () if place else (OUT + state,) for place, key in enumerate(rest)}
    return found
