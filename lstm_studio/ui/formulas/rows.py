"""A formula in rows: broken before a sign where it is wider than its place, the rest set in a little."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lstm_studio.core.printing.marks import Mark
    from lstm_studio.ui.formulas.setting import Setting

__all__ = ["Row", "broken"]

INDENT = 1.2  # of the rows behind the first
TRIES = 5


class Row(NamedTuple):
    """The marks from ``first`` to ``last``, and how far they are set in."""

    first: int
    last: int
    indent: float


def broken(marks: Sequence[Mark], setting: Setting, room: float) -> tuple[Row, ...]:
    """Break a formula for a place of ``room``: before the outermost signs, else before any; no row much shorter."""
    line = _Line(marks, setting)
    rows = line.filled(room)
    low, high = room / 2, room
    for _try in range(TRIES if len(rows) > 1 else 0):  # narrower, as long as there are not more of them
        middle = (low + high) / 2
        closer = line.filled(middle)
        if len(closer) > len(rows):
            low = middle
        else:
            rows, high = closer, middle
    return rows


class _Line:
    """Where a formula can be broken: before the ``outer`` signs of sums, and before ``others``."""

    def __init__(self, marks: Sequence[Mark], setting: Setting) -> None:
        self.lefts = [left for left, _right in setting.places]
        self.rights = [right for _left, right in setting.places]
        depth, found = 0, []
        for place, mark in enumerate(marks):
            depth += (mark.kind == "open") - (mark.kind == "close")
            if place > 1 and mark.kind in ("operator", "relation"):  # the first = opens the line
                found.append((depth, place, mark.kind == "relation" or mark.text in "+−"))
            elif mark.kind == "comma":
                found.append((depth, place + 1, False))
        least = min((depth for depth, _place, sums in found if sums), default=0)
        self.outer = [place for depth, place, sums in found if sums and depth == least]
        self.others = [place for _depth, place, _sums in found]

    def filled(self, room: float) -> tuple[Row, ...]:
        """Fill one row after the other."""
        rows: list[Row] = []
        first = 0
        while first < len(self.lefts):
            indent = INDENT if rows else 0.0
            last = self._last(first, room - indent)
            rows.append(Row(first, last, indent))
            first = last + 1
        return tuple(rows)

    def _last(self, first: int, room: float) -> int:
        """Give the last mark of the row that begins with ``first``."""
        over = bisect_right(self.rights, self.lefts[first] + room, lo=first)
        if over >= len(self.rights):
            return len(self.rights) - 1
        for signs in (self.outer, self.others):
            before = bisect_right(signs, over) - 1
            if before >= 0 and signs[before] > first:
                return signs[before] - 1
        behind = bisect_right(self.others, over)  # nothing can be broken: it stands over its place
        return self.others[behind] - 1 if behind < len(self.others) else len(self.rights) - 1
