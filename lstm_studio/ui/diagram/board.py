"""The board on which wires are laid: what stands on its lines, which wires run there, and what a step costs.

Lines are counted in both directions: an odd line 2k + 1 runs through the middle of column (or row) k, an even line
2k through the free channel before it. A middle line belongs to one wire at a time, save below a box, where all that
the box reads comes up side by side; channels hold any number of wires.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from lstm_studio.core.insight.parts import BOXES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lstm_studio.core.insight.parts import Scheme
    from lstm_studio.ui.diagram.layout import Grid

__all__ = [
    "BEND",
    "EAST",
    "GONE",
    "NORTH",
    "SIDES_IN",
    "SIDES_OUT",
    "SOUTH",
    "STEPS",
    "WEST",
    "Board",
    "Net",
    "Node",
    "middle",
]

Node = tuple[int, int]
EAST, SOUTH, WEST, NORTH = range(4)
STEPS = ((1, 0), (0, 1), (-1, 0), (0, -1))

ACROSS, DOWN = 0.6, 0.45  # price of a step
BEND = 3.0
CROSSING = 0.8
KNOT = 1.2  # of turning into others that run there
COMB = 0.1  # of a step below a box
BESIDE = 0.2  # of a step beside another wire in one channel
GONE = 0.6  # share of the length of the way from the source to where a branch leaves

# The sides of a part: what leaves by each and what enters by each, with its price.
SIDES_OUT = {
    "box": {NORTH: 0.0},
    "op": {NORTH: 0.0, EAST: 0.0, SOUTH: 0.2, WEST: 2.0},
    "left": {EAST: 0.0},
    "bottom": {NORTH: 0.0},
    "top": {SOUTH: 0.0},
    "right": {WEST: 0.0},
}
SIDES_IN = {
    "box": {SOUTH: 0.0, WEST: 14.0, EAST: 15.0},
    "op": {SOUTH: 0.0, WEST: 0.0, NORTH: 0.2, EAST: 0.4},
    "left": {EAST: 0.0},
    "bottom": {NORTH: 0.0},
    "top": {SOUTH: 0.0},
    "right": {WEST: 0.0},
}


@dataclass
class Net:
    """The wire of one value: its tree of steps, and for each sink the side by which it enters."""

    source: str
    sinks: tuple[str, ...]
    out: int = -1
    enters: dict[str, int] = field(default_factory=dict)
    far: dict[Node, float] = field(default_factory=dict)  # length of the way from the source to each node
    links: dict[Node, set[int]] = field(default_factory=dict)  # directions of the tree at each node
    tip: Node | None = None  # the hint to which it has been laid

    def join(self, path: list[Node]) -> None:
        """Add a way that begins at the source or at a node of the tree."""
        self.far.setdefault(path[0], 0.0)
        self.links.setdefault(path[0], set())
        for one, other in pairwise(path):
            way = STEPS.index((other[0] - one[0], other[1] - one[1]))
            self.far.setdefault(other, self.far[one] + (DOWN if way % 2 else ACROSS))
            self.links.setdefault(other, set())
            self.links[one].add(way)
            self.links[other].add(way ^ 2)

    def prune(self, keep: set[Node]) -> None:
        """Take away the ends that lead nowhere."""
        ends = [node for node, ways in self.links.items() if len(ways) == 1 and node not in keep]
        while ends:
            node = ends.pop()
            (way,) = self.links.pop(node)
            self.far.pop(node)
            before = (node[0] + STEPS[way][0], node[1] + STEPS[way][1])
            self.links[before].discard(way ^ 2)
            if len(self.links[before]) == 1 and before not in keep:
                ends.append(before)


class Board:
    """What stands where, and which wires run there."""

    def __init__(self, scheme: Scheme, grid: Grid) -> None:
        self.centre: dict[str, Node] = {key: middle(place) for key, place in grid.parts.items()}
        self.kind: dict[str, str] = {
            key: "box" if scheme.parts[key].kind in BOXES else "op" for key in grid.parts
        }
        for port, place in grid.ports.items():
            name = port.value if port.entering else port.key
            self.centre[name], self.kind[name] = middle(place), port.side
        self.standing = {node: key for key, node in self.centre.items()}
        self.low = (2 * grid.edge("left"), 2 * grid.edge("top"))
        self.high = (2 * (grid.columns - grid.edge("right")), 2 * (grid.rows - grid.edge("bottom")))
        self.below = self._below(grid)
        self.taken: dict[tuple[str, int], str] = {}  # (part, side) -> the value that passes there
        self._sides: dict[str, set[tuple[str, int]]] = {}  # value -> all where it passes, or has passed
        self.across: dict[Node, set[str]] = {}  # node -> the values whose wires run there across
        self.down: dict[Node, set[str]] = {}
        self.nets: dict[str, Net] = {}
        self.gates = self._gates()

    def _below(self, grid: Grid) -> set[Node]:
        """The nodes of middle lines where the wires of a box come up side by side."""
        found: set[Node] = set()
        for key, (x, y) in self.centre.items():
            if self.kind[key] == "box":
                found.add((x, y))
                for lower in range(y + 1, 2 * grid.rows + 1):
                    found.add((x, lower))
                    if (x, lower) in self.standing:
                        break
        return found

    def _gates(self) -> dict[tuple[Node, int], set[str]]:
        """The nodes before the sides of a part, by direction: other wires cross there but do not end or follow."""
        found: dict[tuple[Node, int], set[str]] = {}
        for key, (x, y) in self.centre.items():
            for side in {**SIDES_OUT[self.kind[key]], **SIDES_IN[self.kind[key]]}:
                step = STEPS[side]
                found.setdefault(((x + step[0], y + step[1]), side % 2), set()).add(key)
        return found

    def inside(self, node: Node) -> bool:
        return (
            self.low[0] <= node[0] <= self.high[0]
            and self.low[1] <= node[1] <= self.high[1]
            and node not in self.standing
        )

    def lay(self, net: Net, nodes: Iterable[Node] | None = None) -> None:
        """Note where a wire runs, there or at some nodes alone, and by which sides it leaves and enters."""
        for node in net.links if nodes is None else nodes:
            ways = net.links[node]
            if EAST in ways or WEST in ways:
                self.across.setdefault(node, set()).add(net.source)
            if SOUTH in ways or NORTH in ways:
                self.down.setdefault(node, set()).add(net.source)
        sides = {(net.source, net.out), *net.enters.items()}
        self.taken.update(dict.fromkeys(sides, net.source))
        self._sides.setdefault(net.source, set()).update(sides)

    def lift(self, net: Net) -> None:
        """Forget where a wire runs."""
        for node in net.links:
            self.across.get(node, set()).discard(net.source)
            self.down.get(node, set()).discard(net.source)
        for place in self._sides.pop(net.source, ()):
            if self.taken.get(place) == net.source:
                del self.taken[place]

    def price(self, value: str, node: Node, way: int) -> float:
        """The price of leaving ``node`` in a direction, more than its length; negative where it is not allowed."""
        along = way % 2  # 0 across, 1 down
        step = STEPS[way]
        after = (node[0] + step[0], node[1] + step[1])
        comb = along == 1 and node in self.below and after in self.below
        channel = node[1 - along] % 2 == 0
        total = ACROSS if not along else COMB if comb else DOWN
        runs = self.down if along else self.across
        for place in (node, after):
            owners = self.gates.get((place, along))
            if owners and place not in self.below and not self._ends(value, owners):
                return -1.0
            others = runs.get(place)
            if not others or place in self.standing:
                continue
            number = len(others) - (value in others)
            if number and not (channel or comb):
                return -1.0
            if channel or not along:
                total += BESIDE * number
        return total

    def _ends(self, value: str, owners: set[str]) -> bool:
        """Whether a wire begins or ends at one of some parts."""
        net = self.nets[value]
        return net.source in owners or not owners.isdisjoint(net.sinks)

    def crossed(self, value: str, node: Node, way: int) -> int:
        """The number of wires that a way crosses at a node; a turn into others that run there crosses them too."""
        others = (self.across if way % 2 else self.down).get(node)
        return len(others) - (value in others) if others else 0


def middle(place: tuple[int, int]) -> Node:
    """Give the node in the middle of a cell, by its row and column."""
    return (2 * place[1] + 1, 2 * place[0] + 1)
