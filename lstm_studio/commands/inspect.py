"""``inspect``: a cell's equations, what is read off them, and the number of parameters."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from lstm_studio.commands.source import state_of
from lstm_studio.core.sizes import Sizes, layout
from lstm_studio.words import _

if TYPE_CHECKING:
    from argparse import Namespace

    from lstm_studio.core.cell import Cell

__all__ = ["act", "described", "tallied"]


def act(arguments: Namespace) -> int:
    """Print the cell, then its parameters for the sizes of the study or those that were given."""
    study = state_of(arguments).study
    given = {
        name: getattr(arguments, name) for name in ("inputs", "outputs", "layers", "directions", "symbols")
    }
    sizes = replace(study.sizes, **{name: value for name, value in given.items() if value is not None})
    print("\n".join([*described(study.cell), "", *tallied(study.cell, sizes)]))
    return 0


def described(cell: Cell) -> list[str]:
    """Give lines that say what a cell is."""
    graph = cell.graph
    options = ", ".join(f"{key} {value}" for key, value in cell.options.items())
    lines = [f"{cell.title or cell.name} ({cell.name}{'; ' if options else ''}{options})"]
    lines += [cell.source] * bool(cell.source)
    lines.append("")
    for name in graph.named:
        lines.append(f"  {name} = {graph.expression(name)}")
        lines += [f"      {cell.meaning[name]}"] * (name in cell.meaning)
    lines += ["", _("states: {names}").format(names=", ".join(graph.states) or "–")]
    for state in graph.states:
        keep = graph.keep(state)
        if keep is not None:
            bias = keep.bias and ("−" if keep.sign < 0 else "") + keep.bias
            text = _("{state} keeps {factor} of its last value; keep bias: {bias}")
            lines.append(text.format(state=state, factor=keep.text, bias=bias or _("none")))
    return lines


def tallied(cell: Cell, sizes: Sizes) -> list[str]:
    """Give a line for each parameter with its shape and count, and the sums of the parts."""
    rows = [(name, span.shape, math.prod(span.shape)) for name, span in layout(cell, sizes).items()]
    wide = max((len(name) for name, _shape, _count in rows), default=0)
    text = _("parameters for {inputs} inputs and {units} units:")
    lines = [text.format(inputs=sizes.inputs, units=sizes.units)]
    lines += [
        f"  {name:{wide}}  {' × '.join(map(str, shape)):>12}  {count:>9}" for name, shape, count in rows
    ]
    embedding = sum(count for name, _shape, count in rows if name == "E")
    readout = sum(count for name, _shape, count in rows if name in ("V", "k"))
    whole = sum(count for _name, _shape, count in rows) - embedding
    sums = [(_("cell"), whole - readout)]
    if readout:
        sums += [(_("readout"), readout), (_("cell and readout"), whole)]
    if embedding:
        sums.append((_("embedding, counted apart"), embedding))
    return [*lines, *(f"  {label + ':':{wide + 14}}  {count:>9}" for label, count in sums)]
