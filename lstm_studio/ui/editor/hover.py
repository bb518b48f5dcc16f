"""What a name in the equations is, as a tip: its kind and shape, its formula, its meaning, its value now."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from lstm_studio.core.counting import counted
from lstm_studio.core.language.ops import FUNCTIONS, OPERATIONS
from lstm_studio.core.printing.lettering import Lettering
from lstm_studio.ui.diagram.captions import FORMULA, LINE, about
from lstm_studio.ui.mathematics import own_letters, symbol_html
from lstm_studio.ui.numbers import short
from lstm_studio.words import _, ngettext

if TYPE_CHECKING:
    from lstm_studio.core.counting import Counted
    from lstm_studio.core.study import Study
    from lstm_studio.core.trace import LayerTrace

__all__ = ["ROLES", "about_function", "about_name"]

ROLES = {
    "input": _("weights of the input: {reads}"),
    "recurrent": _("weights of a value of the step before: {reads}"),
    "peephole": _("a peephole, one weight a unit: {reads}"),
    "inner": _("weights of a value of the same step: {reads}"),
    "factor": _("a factor, one a unit: {reads}"),
    "bias": _("a bias, one a unit"),
}
"""What a parameter is for; ``reads`` is what it is multiplied with."""


def about_function(spelling: str) -> str:
    """Say what a function is, from its row; "" where there is none of that name."""
    row = OPERATIONS.get(FUNCTIONS.get(spelling, ""))
    if row is None:
        return ""
    others = [name for name, found in FUNCTIONS.items() if found == row.name and name != row.name]
    lines = [FORMULA.format(escape(row.printed.format("a"))), LINE.format(_("a function, unit by unit"))]
    if row.unit:
        lines.append(LINE.format(_("every result lies between 0 and 1")))
    if others:
        lines.append(LINE.format(escape(_("also written {names}").format(names=", ".join(others)))))
    return "".join(lines)


def about_name(
    name: str, study: Study, trace: LayerTrace | None, cursor: int, unit: int, layer: int = 0
) -> str:
    """Say what a name is in the cell of a layer of a study; "" where it is none of its names."""
    graph = study.cell.graph
    bare = name.removesuffix("_t") if len(name) > 2 else name
    for key in dict.fromkeys((name, bare)):
        state = key.removesuffix("_prev")
        if key == "x" or key in graph.named or (key != state and state in graph.states):
            signed = not (key in graph.named and graph.bounded(key))
            value = _value(key, trace, cursor, unit, signed=signed)
            kind = LINE.format(escape(_kind(key, study, layer)))
            return about(study.cell, key, 0 if key == "x" else unit, value, Lettering.of(graph)) + kind
    row = next(
        (row for part, _gate, row in counted(study.cell, study.sizes).rows if row.symbol == name), None
    )
    if row is not None:
        return _about_parameter(row, study.cell.meaning.get(name, ""))
    without = name in graph.parameters
    return LINE.format(_("a bias, which this model leaves out")) if without else ""


def _value(key: str, trace: LayerTrace | None, cursor: int, unit: int, *, signed: bool) -> str:
    """Print the value at a step; "" before there is one."""
    if trace is None or not 0 < cursor <= trace.steps or key == "x":
        return ""
    row = trace[key][cursor - 1]
    return short(float(row[unit]), signed=signed, digits=4) if unit < len(row) else ""


def _kind(key: str, study: Study, layer: int) -> str:
    graph, units = study.cell.graph, study.sizes.units_of(layer)
    size = ngettext("{n} value, one a unit", "{n} values, one a unit", units).format(n=units)
    if key == "x":
        inputs = study.sizes.inputs_of(layer)
        said = ngettext("the input: {n} value a step", "the input: {n} values a step", inputs)
        return said.format(n=inputs)
    if key not in graph.named:
        return _("{state} one step ago: {size}").format(state=key.removesuffix("_prev"), size=size)
    if key in graph.states:
        kind = _("output and state") if key == "h" else _("state")
    else:
        kind = _("output") if key == "h" else _("gate") if graph.bounded(key) else _("value of this step")
    return _("{kind}: {size}").format(kind=kind, size=size)


def _about_parameter(row: Counted, meaning: str) -> str:
    letters = "×".join(row.letters)
    numbers = "×".join(map(str, row.shape))
    kind = _("matrix") if len(row.shape) > 1 else _("vector")
    shape = _("parameter, a {kind} of {letters} = {numbers}: {count} values")
    lines = [
        FORMULA.format(symbol_html(row.symbol, own_letters())),
        LINE.format(shape.format(kind=kind, letters=letters, numbers=numbers, count=row.count)),
        LINE.format(escape(ROLES.get(row.role, "").format(reads=row.reads))),
    ]
    return "".join([*lines, LINE.format(escape(meaning))] if meaning else lines)
