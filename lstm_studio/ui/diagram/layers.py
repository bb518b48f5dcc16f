"""A grid for a cell that brings none: lines of states across the top, boxes below, operations in layers between.

Flow is upwards, from the boxes over what reads them to the lines; what reads a line hangs under it, in columns of its
own, and flows down. A state that no operation carries along enters and leaves below the boxes, h first. Columns
stand in the order in which the lines need them, see :mod:`lstm_studio.ui.diagram.columns`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.core.insight.parts import SUFFIX
from lstm_studio.ui.diagram.columns import columns
from lstm_studio.ui.diagram.flow import Flow
from lstm_studio.ui.diagram.layout import Grid, Port

if TYPE_CHECKING:
    from lstm_studio.core.insight.parts import Scheme

__all__ = ["layered"]


def layered(scheme: Scheme) -> Grid:
    """Give a grid in which every part and port of a cell has a place."""
    flow = Flow(scheme)
    rows = _rows(flow)
    across = columns(flow, rows)
    places = {key: (rows[key], across[key]) for key in rows}
    low = _low_rows(flow)
    # Beside the port at the top there is a column for the wire of each state that leaves below h.
    last = max(across.values(), default=0) + max(1, len(low))
    height = flow.bottom + len(low) + 2
    grid = Grid(height, last + 2, places)
    levels = {state: 1 + number for number, state in enumerate(flow.lines)} | low
    for value in (*scheme.inputs, *scheme.outputs):
        if value != "x":
            entering = value in scheme.inputs
            port = Port(f">{value}", value, "left" if entering else "right", entering)
            grid.ports[port] = (levels[value.removesuffix(SUFFIX)], 0 if entering else last + 1)
    grid.ports[Port(">h'", "h", "top", entering=False)] = (0, last)
    if "x" in scheme.inputs:
        readers = [across[part.key] for part in scheme.parts.values() if "x" in part.sources]
        grid.ports[Port(">x", "x", "bottom", entering=True)] = (height - 1, min(readers))
    _lead_out(grid, flow, levels, last)
    return grid


def _rows(flow: Flow) -> dict[str, int]:
    """The row of every part, from the top: lines, what hangs under them, layers."""
    rows = {key: 1 + number for number, keys in enumerate(flow.lines.values()) for key in keys}
    rows |= {key: len(flow.lines) + depth for key, depth in flow.depths.items()}
    return rows | {key: flow.bottom - rank for key, rank in flow.ranks.items()}


def _low_rows(flow: Flow) -> dict[str, int]:
    """The rows of the states that have no line, below the boxes: h next to them."""
    scheme = flow.scheme
    states = {value.removesuffix(SUFFIX) for value in scheme.inputs if value != "x"} | set(scheme.outputs)
    loose = [state for state in scheme.outputs if state in states and state not in flow.lines]
    loose.sort(key=lambda state: state != "h")
    return {state: flow.bottom + 1 + number for number, state in enumerate(loose)}


def _lead_out(grid: Grid, flow: Flow, levels: dict[str, int], last: int) -> None:
    """Lead h down to its port in one straight line: from the part that hangs, else beside the port at the top."""
    made = flow.scheme.outputs["h"]
    if "h" in flow.lines or made not in grid.parts:
        return
    column = grid.parts[made][1] if made in flow.depths else last
    grid.hints.append((made, levels["h"], column))
