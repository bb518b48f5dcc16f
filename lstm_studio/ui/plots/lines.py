"""The curves of the selected units: which colour and dashes say which unit and value, and what they were before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lstm_studio.ui.plots.axes import Entry
from lstm_studio.ui.plots.curves import Line
from lstm_studio.ui.plots.ink import thin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from lstm_studio.session.state import View
    from lstm_studio.ui.plots.curves import Curves

    Column = Callable[[str, int], tuple[NDArray[Any], int] | None]

__all__ = ["pens", "unit_lines"]


def unit_lines(
    view: View,
    names: Sequence[str],
    column: Column,
    inks: Mapping[str, str] | None = None,
    ghost: tuple[Column, str] | None = None,
) -> tuple[Line, ...]:
    """Give the curves of the selected units; ``column(name, unit)`` gives values (n,) and their first step.

    Of one unit every value has a colour (``inks``, else the next of the theme) and dashes of its own; of several,
    colours tell the units apart and dashes the values. ``ghost`` gives the same of another run, None where that run
    has no such value, and what is said behind its names: those curves come last, finely dashed, and beside them the
    ones of a single unit are drawn through, for their names stand at their ends.
    """
    units = sorted({view.unit, *view.curves})
    alone = len(units) == 1
    lines, ghosts = [], []
    for place, unit in enumerate(units):
        for number, name in enumerate(names):
            found = column(name, unit)
            if found is None:
                continue
            values, first = found
            ink = (inks or {}).get(name, number) if alone else place
            strong = number == 0 and unit == view.unit
            dash = 0 if alone and ghost else number
            line = Line(name, values, first, unit, ink, dash, strong)
            lines.append(line)
            before = ghost[0](name, unit) if ghost else None
            if ghost is not None and before is not None:
                values, first = before
                ghosts.append(replace(line, values=values, first=first, strong=False, ghost=ghost[1]))
    return (*lines, *ghosts)


def pens(curves: Curves) -> tuple[Entry, ...]:
    """Say in a legend what the pens mean: of one unit the values, of several the units too."""
    lines = [line for line in curves.lines if not line.ghost]
    units = dict.fromkeys(line.unit for line in lines)
    first = [line for line in lines if line.unit == next(iter(units), None)]
    if len(units) <= 1:
        return tuple(Entry(line.name, curves.pen(line)) for line in first)
    plain = [curves.pen(line) for line in first]
    for pen in plain:
        pen.setColor(curves.theme.text)
    names = [Entry(line.name, pen) for line, pen in zip(first, plain, strict=True)]
    inks = {line.unit: thin(curves.pen(line).color(), 2) for line in lines}
    numbers = [Entry(str(unit + 1), pen, symbol=False) for unit, pen in inks.items() if unit is not None]
    return (*names, *numbers)
