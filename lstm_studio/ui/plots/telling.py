"""What a plot over the steps says in words to who cannot see it: the values of the selected unit at the playhead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.ui.numbers import short
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.session.state import View
    from lstm_studio.ui.plots.chart import Chart
    from lstm_studio.ui.plots.curves import Curves
    from lstm_studio.ui.plots.stack import Stack

__all__ = ["told"]


def told(chart: Chart, stack: Stack, curves: Curves, view: View) -> str:
    """Say what maps and curves in sight show of the selected unit at the cursor."""
    said: dict[str, str] = {}
    for line in curves.lines if chart.shows(curves.box) else ():
        point = curves.value_at(line, view.cursor)
        if line.unit in (None, view.unit) and point is not None and point[0] == view.cursor:
            said[line.called] = short(point[1])
    for band, item in zip(stack.bands, stack.items, strict=False) if chart.shows(stack.box) else ():
        value = item.value_at(view.cursor, view.unit)
        if value is not None:
            said.setdefault(band.shown, short(value, signed=band.around))
    values = ", ".join(f"{name} {number}" for name, number in said.items()) or _("no values")
    return _("step {step}, unit {unit}: {values}").format(step=view.cursor, unit=view.unit + 1, values=values)
