"""The backward pass, symbolically: which adjoints are summed, and by which coefficients they flow.

The adjoint of a value is the gradient of the loss with respect to it. It is linear: every edge is
adjoint(source) · coefficient, and every coefficient is a function of forward values alone. A *hub* is a value whose
adjoint is summed at every step: a state, a value that a matrix product reads, one with several sources. Chains of
local derivatives between hubs collapse into one coefficient each. A *sink* is an affine sum: its adjoint is what the
weight gradients read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lstm_studio.core.engine.coefficients import Coefficients

if TYPE_CHECKING:
    from lstm_studio.core.engine.plan import Plan

__all__ = ["Adjoint", "VectorGradient"]


@dataclass(frozen=True, slots=True)
class VectorGradient:
    """The gradient of vector ``parameter`` has a term Σ over steps and samples of adjoint(source) · coefficient."""

    parameter: str
    source: int
    coefficient: int


@dataclass(slots=True)
class Adjoint:
    """``far[n]``: hub -> coefficient of its adjoint in n's. Made for gradients that enter at the nodes ``outputs``."""

    plan: Plan
    outputs: frozenset[int]
    table: Coefficients = field(default_factory=Coefficients)
    far: list[dict[int, int]] = field(default_factory=list)
    near: list[dict[int, int]] = field(default_factory=list)
    hubs: list[int] = field(default_factory=list)
    vectors: list[VectorGradient] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Walk the nodes from the last to the first."""
        plan = self.plan
        self.table = Coefficients(_products(plan))
        self.far = [{} for _node in plan.nodes]
        self.near = [{} for _node in plan.nodes]
        read = {
            v for group in plan.groups for v in group.vectors if plan.nodes[v].op not in ("previous", "input")
        }
        for node in reversed(plan.nodes):
            index = node.index
            if node.op in ("parameter", "previous") or node.size == "" or index in plan.absorbed:
                continue
            hub = plan.is_state(index) or index in self.outputs or index in read or len(self.far[index]) > 1
            if hub:
                self.hubs.append(index)
            if hub or self.far[index]:
                self._pass(index, hub=hub)

    def _pass(self, index: int, *, hub: bool) -> None:
        """Hand the adjoint of a node on to its arguments."""
        plan, table = self.plan, self.table
        node = plan.nodes[index]
        far = {index: table.ONE} if hub else self.far[index]
        near = {index: table.ONE} if hub or index in plan.affine else self.near[index]
        if index in plan.affine:
            for sign, term in plan.affine[index].rest:
                self._add(term, far, near, table.number(sign))
            return
        args = tuple(self._leaf(arg) for arg in node.args)
        for place, arg in enumerate(node.args):
            clamp = node.op == "clamp"
            local = table.free(index) if clamp else table.derivative(node.op, place, index, args)
            if local != table.ZERO:
                self._add(arg, far, near, local)

    def _leaf(self, arg: int) -> int:
        node = self.plan.nodes[arg]
        return self.table.number(node.value) if node.op == "constant" else self.table.value(arg)

    def _add(self, arg: int, far: dict[int, int], near: dict[int, int], local: int) -> None:
        node = self.plan.nodes[arg]
        if node.size == "":  # made of numbers alone
            return
        if node.op == "parameter":
            for source, k in near.items():
                self.vectors.append(VectorGradient(str(node.name), source, self.table.multiply(k, local)))
            return
        for mine, theirs in ((self.far[arg], far), (self.near[arg], near)):
            for source, k in theirs.items():
                mine[source] = self.table.add(
                    mine.get(source, self.table.ZERO), self.table.multiply(k, local)
                )

    def multiplied(self) -> list[int]:
        """Give the coefficients that adjoints are multiplied by on the way back, once for each product."""
        plan, found = self.plan, list[int]()
        for node in plan.nodes:
            if node.index in self.hubs or node.index in plan.affine or node.op in ("previous", "input"):
                found += self.far[node.index].values()
        found += (row.coefficient for row in self.vectors)
        return found

    def lasting(self) -> set[int]:
        """Give the hubs whose adjoints of all steps are read once the loop through time is over."""
        plan = self.plan
        found = {row.source for row in self.vectors}
        in_loop = {root for group in plan.groups if not group.static for root in group.rows}
        for node in plan.nodes:
            outside = node.index in plan.affine and node.index not in in_loop
            if outside or node.op == "input" or plan.static[node.index]:
                found.update(self.far[node.index])
        return found

    def needed(self) -> set[int]:
        """Give the nodes whose forward values the coefficients read."""
        wanted = {row.coefficient for row in self.vectors}
        for index, sources in enumerate(self.far):
            if index not in self.plan.absorbed:
                wanted.update(sources.values())
        return self.table.nodes_in(wanted)


def _products(plan: Plan) -> dict[tuple[int, int], int]:
    """Give the products of two values that no clamp overwrites."""
    found = {}
    for node in plan.nodes:
        held = any(plan.nodes[reader].op == "clamp" for reader in plan.consumers[node.index])
        values = all(plan.nodes[arg].op not in ("parameter", "constant") for arg in node.args)
        if node.op == "multiply" and values and not held and node.index not in plan.absorbed:
            found[node.args[0], node.args[1]] = node.index
    return found
