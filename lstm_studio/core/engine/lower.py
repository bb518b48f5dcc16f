"""Plan -> forward calls over named places, before they have addresses.

A place is where a value lives: a slot of the step buffer (kept for every step), a scratch slot (overwritten at every
step), a number, a parameter vector, or an operand, output or weight of a group of matrix products.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.language.ops import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from lstm_studio.core.engine.plan import Affine, Group, Plan, Slot

__all__ = ["Call", "Lowering", "Place", "matrix_product"]

matrix_product = np.ndarray.dot
"""The method: np.dot asks in Python which library it is for, and at H = 4 that is a third of its time."""


@dataclass(frozen=True, slots=True)
class Place:
    """``kind``: "step" (a slot, ``ahead`` steps later), "scratch", "number", "vector", "weights", "operand", "rows"."""

    kind: str
    key: Any
    ahead: int = 0
    scale: float = 1.0


@dataclass(slots=True)
class Call:
    """One NumPy call: ``function(*reads, write)``; for "clamp" the write comes first."""

    function: Callable[..., Any]
    reads: tuple[Place, ...]
    write: Place
    static: bool
    clamp: int = -1


@dataclass
class Lowering:
    """The forward calls of a plan. ``needed``: nodes that the backward pass reads."""

    plan: Plan
    needed: frozenset[int]
    calls: list[Call] = field(default_factory=list)
    places: dict[int, Place] = field(default_factory=dict)
    sizes: dict[Slot, str] = field(default_factory=dict)
    scratch: list[str] = field(default_factory=list)
    folds: dict[int, float] = field(default_factory=dict)
    rows: dict[int, Place] = field(default_factory=dict)
    group_done: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Lower every node that is not part of an affine sum."""
        plan = self.plan
        skipped = {t for a in plan.affine.values() for _s, t in a.rest if plan.vector_times(t) is not None}
        for node in plan.nodes:
            index = node.index
            if node.op == "previous":
                self.places[index] = self._kept(plan.slot(index), "H")
            elif node.op == "input":
                self.places[index] = self._kept(("x", 0), "D")
            elif node.op == "parameter":
                self.places[index] = Place("vector", node.name)
            elif node.size == "" and node.name is None:
                self.places[index] = Place("number", _number(plan, index))
            elif index in plan.affine:
                self._affine(plan.affine[index])
            elif node.op == "clamp":
                self._clamp(index)
            elif index not in plan.absorbed and (index not in skipped or index in self.needed):
                self._operation(index)

    def _kept(self, slot: Slot, size: str, ahead: int = 0) -> Place:
        self.sizes[slot] = size
        return Place("step", slot, ahead)

    def _scratch(self, size: str = "H") -> Place:
        self.scratch.append(size)
        return Place("scratch", len(self.scratch) - 1)

    def operand(self, group: Group) -> list[Slot]:
        """Give the slots that a group reads, with its own copy of the rows x and 1."""
        nodes = self.plan.nodes
        slots = [("x", group.copy) if nodes[v].op == "input" else self.places[v].key for v in group.vectors]
        return [*slots, ("one", group.copy)] if group.one else slots

    def _state_of(self, index: int) -> int | None:
        """Give the state that a node is the value of, before or after its clamp."""
        plan = self.plan
        readers = plan.consumers[index]
        held = plan.nodes[index].name is None and len(readers) == 1 and plan.nodes[readers[0]].op == "clamp"
        final = readers[0] if held else index
        return final if plan.is_state(final) else None

    def _home(self, index: int) -> Place:
        """Give the place of a node: states one step ahead, what is read later kept, all else scratch."""
        plan = self.plan
        node = plan.nodes[index]
        state = self._state_of(index)
        if state is not None:
            return self._kept(("node", state), "H", 1)
        operand = any(index in group.vectors for group in plan.groups)
        if node.name or index in self.needed or plan.static[index] or operand:
            return self._kept(("node", index), node.size)
        return self._scratch(node.size)

    def _affine(self, affine: Affine) -> None:
        plan, root = self.plan, affine.root
        fold = 1.0 if root in self.needed else plan.folds(root)
        self.folds[root] = fold
        static = plan.groups[affine.group].static
        # A matrix product writes all rows of its group at once: they are kept, and never one step ahead.
        block = self._kept(("rows", root), plan.nodes[root].size)
        home = self._home(root) if self._state_of(root) is not None else block
        self.places[root] = self.rows[root] = block
        if affine.group not in self.group_done:
            self.group_done.add(affine.group)
            place = Place("rows", affine.group)
            self.calls.append(self._product(affine.group, place, static=static))
        pending: list[tuple[float, Place, bool]] = []
        for number, group in enumerate(plan.groups):
            if not group.first and group.rows == [root]:
                out = self._kept(("apart", number), "H") if group.static else self._scratch()
                self.calls.append(self._product(number, out, static=group.static))
                pending.append((1.0, out, group.static))
        for sign, term in affine.rest:
            pending.append((sign, *self._rest(term, fold)))
        for number, (sign, place, is_static) in enumerate(pending):
            last = number == len(pending) - 1
            write = home if last and home.ahead else block
            function = np.add if sign > 0 else np.subtract
            self.calls.append(
                Call(function, (block, place), write, static and is_static and plan.static[root])
            )
        if home.ahead and not pending:
            self.calls.append(Call(np.positive, (block,), home, plan.static[root]))
        if home.ahead:
            self.places[root] = home

    def _product(self, group: int, write: Place, *, static: bool) -> Call:
        ahead = any(self.plan.is_state(v) for v in self.plan.groups[group].vectors)
        return Call(
            matrix_product, (Place("weights", group), Place("operand", group, int(ahead))), write, static
        )

    def _rest(self, term: int, fold: float) -> tuple[Place, bool]:
        """Give the place of a term that is added to a matrix product, made with the fold where there is one."""
        plan = self.plan
        found = plan.vector_times(term)
        if found is None:
            return self.places[term], plan.static[term]
        name, value = found
        vector = Place("vector", name, 0, fold)
        if value < 0:
            return vector, True
        static = plan.static[value]
        out = self._kept(("term", term), "H") if static else self._scratch()
        self.calls.append(Call(np.multiply, (vector, self.places[value]), out, static))
        return out, static

    def _clamp(self, index: int) -> None:
        plan = self.plan
        (arg,) = plan.nodes[index].args
        home = self.places[arg] if self._takes_over(index) or plan.is_state(index) else self._home(index)
        if self.places[arg] != home:
            self.calls.append(Call(np.positive, (self.places[arg],), home, plan.static[index]))
        self.places[index] = home
        self.calls.append(Call(np.copyto, (), home, plan.static[index], clamp=index))

    def _operation(self, index: int) -> None:
        plan = self.plan
        node = plan.nodes[index]
        row = OPERATIONS[node.op]
        static = plan.static[index]
        reads = dict(zip("ab", (self.places[arg] for arg in node.args), strict=False))
        folded = self.folds.get(node.args[0], 1.0)
        write = reads["a"] if self._takes_over(index) else self._home(index)
        self.places[index] = write
        if row.fold not in (1.0, folded):
            self.calls.append(Call(np.multiply, (reads["a"], Place("number", row.fold)), write, static))
            reads["a"] = write
        for function, *names in row.calls:
            places = tuple(self._letter(name, reads, write) for name in names)
            self.calls.append(Call(function, places, write, static))

    def _takes_over(self, index: int) -> bool:
        """Tell whether a result may be written over its only argument, which nobody else reads."""
        plan, args = self.plan, self.plan.nodes[index].args
        if (
            len(args) > 1
            or not plan.alone(args[0])
            or args[0] in self.needed
            or self._state_of(index) is not None
        ):
            return False
        kept = self.places[args[0]].kind == "step" and self.places[args[0]].ahead == 0
        return kept and plan.static[index] == plan.static[args[0]]

    @staticmethod
    def _letter(name: str | float, reads: dict[str, Place], write: Place) -> Place:
        if isinstance(name, str):
            return write if name == "y" else reads[name]
        return Place("number", name)


def _number(plan: Plan, index: int) -> float:
    """Give the value of a node that is made of numbers only."""
    node = plan.nodes[index]
    if node.op == "constant":
        return node.value
    values = {letter: np.float64(_number(plan, arg)) for letter, arg in zip("ab", node.args, strict=False)}
    row = OPERATIONS[node.op]
    result = values["a"] * row.fold if row.fold != 1.0 else values["a"]
    values["a"] = result
    with np.errstate(all="ignore"):  # exp(1000) is inf
        for function, *names in row.calls:
            result = function(
                *(result if n == "y" else values[n] if isinstance(n, str) else n for n in names)
            )
    return float(result)
