"""The column of every part of a cell that brings no grid.

Boxes stand side by side in the order in which they are needed. A round part stands above one of its sources where
that place is free, else in a column of its own right beside it; a line goes from left to right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.core.insight.parts import BOXES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lstm_studio.ui.diagram.flow import Flow

__all__ = ["columns"]


def columns(flow: Flow, rows: Mapping[str, int]) -> dict[str, int]:
    """Give the column of every part, from 1."""
    taken = _Columns(flow, rows)
    for key in flow.order():
        taken.put(key)
    numbers = {at: number for number, at in enumerate(sorted(set(taken.at.values())), start=1)}
    return {key: numbers[at] for key, at in taken.at.items()}


class _Columns:
    """Columns as they are given away: any number, so that there is always one between two others."""

    def __init__(self, flow: Flow, rows: Mapping[str, int]) -> None:
        self.flow, self.rows = flow, rows
        self.at: dict[str, float] = {}
        self._free_from = dict.fromkeys(flow.lines, 0.0)  # behind the last part of each line
        self._ways: list[tuple[float, int, int]] = []  # columns and rows of wires that run straight up

    def put(self, key: str) -> None:
        """Give a part its column; all that it reads has one."""
        line = self.flow.on_line.get(key, "")
        least = self._free_from.get(line, 0.0)
        above = [column for column in self._candidates(key) if column > least and self._open(key, column)]
        self.at[key] = above[0] if above else self._own(key, least)
        if above:
            ends = [self.rows[source] for source in self.flow.sources(key) if self.at[source] == above[0]]
            low, high = sorted((self.rows[key], max(ends)))
            self._ways.append((above[0], low, high))
        if line:
            self._free_from[line] = self.at[key]

    def _candidates(self, key: str) -> list[float]:
        """The columns of the sources that a part may stand above, or below where it hangs; the nearest first."""
        flow = self.flow
        if flow.scheme.parts[key].kind in BOXES or key in flow.sides:
            return []
        found = [source for source in flow.sources(key) if source not in flow.on_line]
        if key in flow.depths:
            found = [source for source in found if source in flow.depths]
        else:
            found = [source for source in found if source not in flow.depths and self._straight(source, key)]
        found.sort(key=lambda source: (abs(self.rows[source] - self.rows[key]), self.at[source]))
        return [self.at[source] for source in found]

    def _straight(self, source: str, key: str) -> bool:
        """Whether the wire from a source may run straight up into a part: not from beside it."""
        return self.rows[source] > self.rows[key]

    def _open(self, key: str, column: float) -> bool:
        """Whether nothing stands in a column from a part to its sources, and the part in no other's way there."""
        sources = self.flow.sources(key)
        row = self.rows[key]
        low, high = sorted((row, max(self.rows[source] for source in sources)))
        free = not any(
            at == column and low <= self.rows[other] <= high and other not in sources
            for other, at in self.at.items()
        )
        return free and not any(at == column and top < row < end for at, top, end in self._ways)

    def _own(self, key: str, least: float) -> float:
        """A new column: behind all others for boxes and for what hangs, else beside the first source."""
        flow = self.flow
        last = max(self.at.values(), default=0.0)
        sources = [source for source in flow.sources(key) if source not in flow.depths]
        if flow.scheme.parts[key].kind in BOXES or key in flow.depths or not sources:
            return max(last, least) + 1.0
        reader = flow.sides.get(key, "")
        beside = max(self.at[source] for source in sources) if not reader else self.at[sources[0]]
        if reader in flow.on_line:
            return self._between(beside, before=True)
        return self._between(max(beside, least), before=False)

    def _between(self, column: float, *, before: bool) -> float:
        """A column right beside another, with nothing between the two."""
        others = sorted(set(self.at.values()))
        if before:
            left = [at for at in others if at < column]
            return (column + left[-1]) / 2 if left else column - 0.5
        right = [at for at in others if at > column]
        return (column + right[0]) / 2 if right else column + 1.0
