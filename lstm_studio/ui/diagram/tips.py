"""What the mouse is told of a value beside its number and meaning.

How it is held, what it was in the original, what another cell has instead; in backward mode from where its gradient
comes and what each way multiplies it by.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from lstm_studio.core.edits import BEFORE
from lstm_studio.ui.diagram.captions import FORMULA, LINE
from lstm_studio.ui.mathematics import symbol_html, term_html
from lstm_studio.ui.numbers import short
from lstm_studio.ui.plots.limits import printed
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lstm_studio.core.insight.influence import Edge, LayerGradient
    from lstm_studio.core.language.graph import Graph
    from lstm_studio.core.printing.lettering import Lettering
    from lstm_studio.core.study import Clamp
    from lstm_studio.ui.diagram.changes import Changes

__all__ = ["about_changes", "about_gradient", "about_holds", "about_original", "about_shape", "line_of"]

MOST_WAYS = 6  # of a gradient, the largest first
MOST_UNITS = 8  # that are named


def line_of(graph: Graph, text: str) -> str:
    """Give the name of the line in which an expression is computed, "" for what enters the cell."""
    wanted = graph.by_text[text].index
    for name, index in sorted(graph.named.items(), key=lambda row: row[1]):
        pending = [index]
        while pending:
            here = pending.pop()
            if here == wanted:
                return name
            pending.extend(arg for arg in graph.nodes[here].args if graph.nodes[arg].name is None)
    return ""


def about_shape(number: int, *, channels: bool) -> str:
    """Say how many values a wire carries, as rich text."""
    said = (
        _("{number}×1: a vector, one value a channel")
        if channels
        else _("{number}×1: a vector, one value a unit")
    )
    return LINE.format(said.format(number=number))


def about_holds(clamps: Iterable[Clamp], value: str) -> str:
    """Say how a value is held, one line a clamp, as rich text."""
    state = value.removesuffix("_prev")
    return "".join(LINE.format(escape(_hold(clamp))) for clamp in clamps if clamp.value == state)


def _hold(clamp: Clamp) -> str:
    if clamp.first <= BEFORE:
        when = _("before the first step")
    elif clamp.first == clamp.last:
        when = _("in step {step}").format(step=clamp.first + 1)
    else:
        when = _("in steps {first} to {last}").format(first=clamp.first + 1, last=clamp.last + 1)
    units = [str(unit + 1) for unit in clamp.units]
    if len(units) > MOST_UNITS:
        units = [*units[:MOST_UNITS], "…"]
    if not units:
        sentence = _("held at {number} {when}, all units")
    elif len(units) == 1:
        sentence = _("held at {number} {when}, unit {units}")
    else:
        sentence = _("held at {number} {when}, units {units}")
    return sentence.format(number=printed(clamp.number), when=when, units=", ".join(units))


def about_original(name: str, number: str) -> str:
    """Say what a value was in what is compared with, as rich text."""
    return LINE.format(f"{escape(name)}: {number}")


def about_changes(changes: Changes, title: str, lines: Iterable[str], lettering: Lettering) -> str:
    """Say what another cell has in place of some lines, as rich text."""
    found = ""
    for name in lines:
        if name not in changes.lines:
            continue
        right = changes.lines[name]
        if not right:
            said = _("{title} has no {symbol}").format(
                title=escape(title), symbol=symbol_html(name, lettering)
            )
            found += LINE.format(said)
            continue
        found += LINE.format(_("{title} has instead:").format(title=escape(title)))
        found += FORMULA.format(f"{symbol_html(name, lettering)} = {term_html(right, lettering)}")
    return found


def about_gradient(gradient: LayerGradient, value: str, cursor: int, unit: int, lettering: Lettering) -> str:
    """Say the gradient of a unit at a step, from 1, and its ways, the largest first, as rich text."""
    total = float(gradient[value][cursor - 1, unit])
    said = FORMULA.format(f"∂L/∂{_print(value, lettering)}")
    where = _("channel {number}") if value == "x" else _("unit {number}")
    said += LINE.format(
        f"{where.format(number=unit + 1)}: <b>{short(total, signed=True, digits=4, fine=True)}</b>"
    )
    ways = sorted(gradient.edges(value), key=lambda edge: -abs(float(edge.arriving[cursor - 1, unit])))
    for edge in ways[:MOST_WAYS]:
        said += LINE.format(_way(gradient.graph, edge, cursor, unit, lettering))
    return said


def _print(value: str, lettering: Lettering) -> str:
    if value.isidentifier():
        return symbol_html(value, lettering)
    return f"({term_html(value, lettering)})"


def _way(graph: Graph, edge: Edge, cursor: int, unit: int, lettering: Lettering) -> str:
    """One way: what comes back on it, and what it multiplies by."""
    number = short(float(edge.arriving[cursor - 1, unit]), signed=True, digits=4, fine=True)
    if not edge.reader:
        return _("{number} from the output").format(number=number)
    if edge.matrix:
        said = _("{number} through {matrix} from {reader}")
        reader = symbol_html(line_of(graph, edge.reader), lettering)
        said = said.format(number=number, matrix=symbol_html(edge.matrix, lettering), reader=reader)
    else:
        factor = float(edge.coefficient[cursor - 1, unit]) if edge.coefficient is not None else 1.0
        said = _("{number} = {factor} × ∂L/∂{reader}").format(
            number=number, factor=short(factor, digits=4), reader=_print(edge.reader, lettering)
        )
    return _("{way}, one step later").format(way=said) if edge.ahead else said
