"""Everything of a cell's program that does not depend on sizes, from the graph to the order of the calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.core.engine.adjoint import Adjoint
from lstm_studio.core.engine.arrange import Arrangement
from lstm_studio.core.engine.lower import Lowering
from lstm_studio.core.engine.plan import Plan

if TYPE_CHECKING:
    from lstm_studio.core.language.graph import Graph

__all__ = ["Compiled"]


class Compiled:
    """All of a cell's program that does not depend on sizes.

    ``readout``: the state that an output is read from, "" for none; ``rides`` tells whether the loop through time makes
    it. ``outputs``: names of values whose gradient enters from outside.
    """

    def __init__(
        self,
        graph: Graph,
        clamped: frozenset[str] = frozenset(),
        readout: str = "",
        *,
        bias: bool = True,
        outside: str = "h",
    ) -> None:
        self.graph, self.clamped = graph, clamped
        self.plan = Plan(graph, clamped, readout, bias=bias)
        self.rides = self.plan.answer >= 0
        self.outputs = () if self.rides else (outside,)
        self.adjoint = Adjoint(self.plan, frozenset(self.plan.named[name] for name in self.outputs))
        self.lowering = Lowering(self.plan, frozenset(self.adjoint.needed()))
        self.arrangement = Arrangement(self.lowering)

    @property
    def vectors(self) -> set[tuple[str, float]]:
        """The parameters that are read as vectors, forward or on the way back, each with the factor it is read with."""
        nodes = self.plan.nodes
        places = [place for call in self.lowering.calls for place in call.reads]
        found = {(place.key, place.scale) for place in places if place.kind == "vector"}
        for op, args, _value in self.adjoint.table.rows:
            if op == "value" and nodes[args[0]].op == "parameter":
                found.add((str(nodes[args[0]].name), 1.0))
        return found

    @property
    def calls_a_step(self) -> int:
        """The number of NumPy calls of one forward step."""
        return len(self.arrangement.joined)
