"""The curves of the selected units: which colour and dashes say which unit and value, and what they were before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lstm_studio.ui.plots.curves import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from lstm_studio.session.state import View

    Column = Callable[[str, int], tuple[NDArray[Any], int] | None]

__all__ = ["unit_lines"]


def unit_lines(
    view: View,
    names: Sequence[str],
    column: Column,
    inks: Mapping[str, str] | None = None,
    ghost: Column | None = None,
) -> tuple[Line, ...]:
    """Give the curves of the selected units; ``column(name, unit)`` gives values (n,) and their first step.

    Of one unit every value has a colour (``inks``, else the next of the theme) and dashes of its own; of several,
    colours tell the units apart and dashes the values. ``ghost`` gives the same of another run, None where that run
    has no such value: those curves come last, finely dashed, and beside them the ones of a single unit are drawn
    through, for their names stand at their ends.
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
            before = ghost(name, unit) if ghost else None
            if before is not None:
                values, first = before
                ghosts.append(replace(line, values=values, first=first, strong=False, ghost=True))
    return (*lines, *ghosts)
