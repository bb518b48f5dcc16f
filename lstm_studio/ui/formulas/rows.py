"""A formula in rows: broken before a sign where it is wider than its place, the rest set in a little."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lstm_studio.core.marks import Mark
    from lstm_studio.ui.formulas.setting import Setting

__all__ = ["Row", "broken"]

INDENT = 1.2  # of the rows behind the first
TRIES, EVEN = 24, 0.97  # times, and by which rows are made shorter as long as there are not more of them


class Row(NamedTuple):
    """The marks from ``first`` to ``last``, and how far they are set in."""

    first: int
    last: int
    indent: float


def broken(marks: Sequence[Mark], setting: Setting, room: float) -> tuple[Row, ...]:
    """Break a formula for a place of ``room``: before the outermost signs, else before any; no row much shorter."""
    signs = _signs(marks)
    rows = _filled(setting, room, *signs)
    for times in range(1, TRIES if len(rows) > 1 else 1):
        closer = _filled(setting, room * EVEN**times, *signs)
        if len(closer) > len(rows):
            break
        rows = closer
    return rows


def _filled(setting: Setting, room: float, outer: frozenset[int], others: frozenset[int]) -> tuple[Row, ...]:
    """Fill one row after the other."""
    rows: list[Row] = []
    first = 0
    while first < len(setting.places):
        indent = INDENT if rows else 0.0
        last = _last(first, room - indent, setting, outer, others)
        rows.append(Row(first, last, indent))
        first = last + 1
    return tuple(rows)


def _signs(marks: Sequence[Mark]) -> tuple[frozenset[int], frozenset[int]]:
    """Give the outermost signs of sums, and all places before which a row may end; the first = opens the line."""
    depth, found = 0, []
    for place, mark in enumerate(marks):
        depth += (mark.kind == "open") - (mark.kind == "close")
        if place > 1 and mark.kind in ("operator", "relation"):
            found.append((depth, place, mark.kind == "relation" or mark.text in "+−"))
        elif mark.kind == "comma":
            found.append((depth, place + 1, False))
    least = min((depth for depth, _place, sums in found if sums), default=0)
    outer = frozenset(place for depth, place, sums in found if sums and depth == least)
    return outer, frozenset(place for _depth, place, _sums in found)


def _last(first: int, room: float, setting: Setting, outer: frozenset[int], others: frozenset[int]) -> int:
    """Give the last mark of the row that begins with ``first``."""
    left = setting.places[first][0]
    end = len(setting.places) - 1
    over = next((place for place in range(first, end + 1) if setting.places[place][1] - left > room), None)
    if over is None:
        return end
    for signs in (outer, others):
        before = [place for place in signs if first < place <= over]
        if before:
            return max(before) - 1
    behind = [place for place in others if place > over]  # nothing can be broken: it stands over its place
    return min(behind) - 1 if behind else end
