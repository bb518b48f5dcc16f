"""A grid for a cell that brings none: lines of states across the top, boxes below, operations in layers between.

Flow is upwards, from boxes over what reads them to the lines; what reads nothing but lines hangs under them. A part
stands above one of its sources where that place is free, the last one made first, else in a column of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.ui.diagram.layout import Grid, Port
from lstm_studio.ui.diagram.parts import BOXES, SUFFIX

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lstm_studio.ui.diagram.parts import Part, Scheme

__all__ = ["layered"]

Place = tuple[int, int]


def layered(scheme: Scheme) -> Grid:
    """Give a grid in which every part and port of a cell has a place."""
    lines = _lines(scheme)
    on_line = {key: state for state, keys in lines.items() for key in keys}
    ranks = _ranks(scheme, set(on_line))
    layers = max(ranks.values(), default=0) + 1
    rows = {state: 1 + number for number, state in enumerate(lines)}
    bottom = len(lines) + layers  # the row of the boxes
    places = _places(scheme, lines, ranks, rows, bottom)
    ports, height = _port_rows(scheme, rows, bottom)
    last = max((column for _row, column in places.values()), default=0) + 1
    grid = Grid(height, last + 2, places)
    for value, (row, entering) in ports.items():
        side = "left" if entering else "right"
        grid.ports[Port(f">{value}", value, side, entering)] = (row, 0 if entering else last + 1)
    grid.ports[Port(">h'", "h", "top", entering=False)] = (0, last)
    if "x" in scheme.inputs:
        readers = [places[part.key][1] for part in scheme.parts.values() if "x" in part.sources]
        grid.ports[Port(">x", "x", "bottom", entering=True)] = (height - 1, min(readers))
    return grid


def _lines(scheme: Scheme) -> dict[str, list[str]]:
    """The round parts along the line of each state, from what was to what is; states without such a line have none."""
    found: dict[str, list[str]] = {}
    for part in scheme.parts.values():
        if part.state and part.kind == "op" and _carries(scheme, part):
            found.setdefault(part.state, []).append(part.key)
    return found


def _carries(scheme: Scheme, part: Part) -> bool:
    """Whether a part passes the line of its state on."""
    return any(scheme.parts[source].state == part.state for source in part.sources)


def _ranks(scheme: Scheme, on_line: set[str]) -> dict[str, int]:
    """How many parts lie below each part that is on no line; what enters and what is on a line counts as below all."""
    ranks: dict[str, int] = {}
    for part in scheme.parts.values():
        if part.kind != "input" and part.key not in on_line:
            below = [ranks[source] for source in part.sources if source in ranks]
            lowest = 0 if part.kind in BOXES else 1
            ranks[part.key] = max([lowest, *(rank + 1 for rank in below)])
    return ranks


def _places(
    scheme: Scheme, lines: dict[str, list[str]], ranks: dict[str, int], rows: dict[str, int], bottom: int
) -> dict[str, Place]:
    """Columns in the order of computation; a line goes from left to right."""
    places: dict[str, Place] = {}
    widest = 0
    for key, part in scheme.parts.items():
        if part.kind == "input":
            continue
        line = next((state for state, keys in lines.items() if key in keys), "")
        row = rows[line] if line else bottom - ranks[key]
        taken = set(places.values())
        first = max((places[other][1] for other in lines.get(line, ()) if other in places), default=0) + 1
        over = sorted((places[source][1] for source in _above(scheme, part)), reverse=True)
        column = next((c for c in over if (row, c) not in taken and c >= (first if line else 1)), 0)
        column = column or max(widest + 1, first)
        widest = max(widest, column)
        places[key] = (row, column)
    return places


def _above(scheme: Scheme, part: Part) -> Iterable[str]:
    """The sources of a part above which it may stand: a box takes a column of its own."""
    if part.kind in BOXES:
        return []
    return [source for source in part.sources if scheme.parts[source].kind != "input"]


def _port_rows(scheme: Scheme, rows: dict[str, int], bottom: int) -> tuple[dict[str, tuple[int, bool]], int]:
    """The rows of the ports at the left (True) and right (False), and the number of rows."""
    found: dict[str, tuple[int, bool]] = {}
    own: dict[str, int] = {}
    for value in (*scheme.inputs, *scheme.outputs):
        if value == "x":
            continue
        entering = value in scheme.inputs
        state = value.removesuffix(SUFFIX) if entering else value
        row = rows[state] if state in rows else own.setdefault(state, bottom + 1 + len(own))
        found[value] = (row, entering)
    return found, bottom + len(own) + 2
