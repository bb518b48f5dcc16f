"""Strips that move along their wires, midway to what comes next, where that is free."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.insight.parts import BOXES
from lstm_studio.ui.diagram.blocks import GAP, VALUES
from lstm_studio.ui.diagram.board import EAST, NORTH, SOUTH, WEST
from lstm_studio.ui.diagram.breaks import still_wanted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lstm_studio.ui.diagram.draft import Draft
    from lstm_studio.ui.diagram.spacing import Block, Item

__all__ = ["NEAR", "TIGHT", "Slide"]

NEAR = 6.0  # what is not farther apart than this stands above one another
LOOSE, TIGHT = 22.0, 80.0  # a strip stands so far from its part, or midway where less room is left
CLOSEST = 2.0


class Slide:
    """The strips of a draft in one direction: EAST for those on wires across, NORTH for those on wires down.

    ``items`` is all that stands on the lines of that direction. Arrays, for every strip is held against all of it.
    """

    def __init__(self, draft: Draft, way: int, items: list[Item]) -> None:
        self.draft, self.way = draft, way
        self.axis = 0 if way == EAST else 1
        self.lines = draft.columns if way == EAST else draft.rows
        self.edges = np.array([self._edges(item) for item in items]).T
        self.owners = np.array([item.owner for item in items])
        across = [piece for piece in draft.pieces if piece.down == (way == EAST)]
        self.line = np.array([piece.line for piece in across])
        self.spans = np.array([(piece.low, piece.high) for piece in across]).reshape(-1, 2).T
        self.wires = np.array([self.lines[piece.line] + piece.track for piece in across])
        self.parts: dict[int, list[str]] = {}  # the other line of a part -> all parts that stand on it
        for key, node in draft.at.items():
            if key not in draft.ports:
                self.parts.setdefault(node[1 - self.axis], []).append(key)

    def run(self) -> dict[str, dict[str, Block]]:
        """Give the blocks of all parts, moved one after the other: the next sees where the last has come to stand."""
        found = dict(self.draft.blocks)
        for key, blocks in found.items():
            still_wanted()
            moved = self._slid(key)
            if moved and all(self._clear(key, item) for item in self._items(key, moved)):
                found[key] = blocks | moved
                self.edges[:, self.owners == key] = np.array(
                    [self._edges(item) for item in self._items(key, found[key])]
                ).T
        return found

    def _items(self, key: str, blocks: dict[str, Block]) -> Iterable[Item]:
        return (self.draft.item(key, name, block, self.way) for name, block in blocks.items())

    def _edges(self, item: Item) -> tuple[float, float, float, float]:
        """Where an item begins and ends along the direction, and over what it stands."""
        line = self.lines[item.line]
        return (line - item.before, line + item.after, *item.over)

    def _slid(self, key: str) -> dict[str, Block]:
        """Give a strip and its numbers midway to what comes next, or a little off where there is much room.

        None for what does not move: ports and boxes, and what lies in the other direction.
        """
        draft, out = self.draft, self.draft.out(key)
        fixed = key not in draft.nets or key in draft.ports or out % 2 != self.way % 2
        if fixed or draft.scheme.parts[key].kind in BOXES:
            return {}
        blocks = draft.blocks[key]
        strip = blocks["strip"]
        values = [blocks[name] for name in VALUES if name in blocks]
        if self.way == EAST:
            long = max(block.right for block in values) - min(block.left for block in values)
        else:
            long = max(block.bottom for block in values) - strip.top
        free = self._room(key, out) - long
        more = max(free / 2 if free < TIGHT else LOOSE, CLOSEST) - GAP
        step = more if out in (EAST, SOUTH) else -more
        across, down = (step, 0.0) if self.way == EAST else (0.0, step)
        return {
            name: replace(
                block,
                left=block.left + across,
                right=block.right + across,
                top=block.top + down,
                bottom=block.bottom + down,
            )
            for name, block in blocks.items()
            if name in VALUES
        }

    def _clear(self, key: str, own: Item) -> bool:
        """Whether a block that has moved meets nothing of another part, and no wire."""
        low, high, start, stop = self._edges(own)
        lows, highs, starts, stops = self.edges
        meets = (starts < stop) & (start < stops) & (lows < high + NEAR) & (low - NEAR < highs)
        return not (meets & (self.owners != key)).any()

    def _room(self, key: str, out: int) -> float:
        """How far it is from a part along its wire to the next thing: a wire that crosses or branches, or a part."""
        draft, lines, axis = self.draft, self.lines, self.axis
        sign = 1.0 if out in (EAST, SOUTH) else -1.0
        here, other = draft.at[key][axis], draft.at[key][1 - axis]
        start = sign * lines[here] + draft.size(key)[axis] / 2
        crossing = (self.line != here) & (self.spans[0] <= other) & (other <= self.spans[1])
        found: list[float] = (sign * self.wires[crossing] - start).tolist()
        found += [
            sign * lines[draft.at[name][axis]] - draft.size(name)[axis] / 2 - 6.0 - start
            for name in self.parts[other]
            if name != key
        ]
        edge = draft.frame_lines()[{WEST: 0, NORTH: 1, EAST: 2, SOUTH: 3}[out]]
        found.append(sign * lines[edge] - start)
        return min(room for room in found if room > 0)
