"""The words of the diagram: symbols, the role beside a part, and what a part says when the mouse rests on it."""

from __future__ import annotations

from html import escape
from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

from lstm_studio.ui.fonts import SYMBOLS
from lstm_studio.ui.mathematics import symbol_html, term_html
from lstm_studio.ui.numbers import short
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.cell import Cell
    from lstm_studio.core.printing.lettering import Lettering

__all__ = ["Symbol", "about", "about_weights", "fitted", "roles", "sum_html", "symbol", "title"]

# Lines of a tool tip.
FORMULA = "<p style='white-space:pre; margin:2px 0; font-family:" + SYMBOLS + "; font-size:16px'>{}</p>"
LINE = "<p style='margin:2px 0'>{}</p>"
LONGEST = 16  # letters of a role word
LONGEST_SUM = 20  # of the expression in a linear box


class Symbol(NamedTuple):
    """A letter set in italics, with a subscript, a superscript, and what stands behind it."""

    base: str
    sub: str = ""
    sup: str = ""
    tail: str = ""


def symbol(value: str, lettering: Lettering, *, gradient: bool = False) -> Symbol:
    """Print a value: c_prev is c with t−1, or t+1 where the cell reads back; f is f with t.

    ``gradient``: of the loss by it, ∂f with t.
    """
    (letter,) = lettering(value)
    tail = f"({letter.time})" if letter.time and letter.behind else ""
    base = f"∂{letter.base}" if gradient else letter.base
    return Symbol(base, ", ".join(letter.lower), " ".join(letter.above), tail)


def roles(cell: Cell) -> dict[str, str]:
    """Give the word beside each named part: "forget" where its meaning begins with "forget gate: …"."""
    found = {}
    for name in cell.graph.named:
        head, colon, _rest = cell.meaning.get(name, "").partition(":")
        word = " ".join(part for part in head.split(",")[0].split() if part != "gate")
        if colon and len(word) <= LONGEST:
            found[name] = word
    return found


def fitted(value: float | None, *, signed: bool, fine: bool = False) -> str:
    """Print a value in the five letters that a part has room for; a gate that is nearly shut is not quite 0.

    ``fine``: with two figures that count however small it is, in seven smaller letters.
    """
    if value is None or not isfinite(value):
        return short(value, signed=signed)
    size = abs(value)
    shut = not (signed or fine) and 0.0 < size < 0.005
    brief = not fine or size >= 9_999.5 or size < 1e-9
    return short(value, signed=signed, digits=3 if shut else 2, figures=1 if brief else 2, fine=fine)


def sum_html(key: str, colour: str, lettering: Lettering) -> str:
    """What a linear box adds up as rich text; a long sum is called linear."""
    text = (
        term_html(key, lettering)
        if any(mark in key for mark in "@*+") and len(key) <= LONGEST_SUM
        else _("linear")
    )
    return f"<span style='color:{colour}'>{text}</span>"


def title(
    cell: Cell, units: int, cursor: int, steps: int, unit: int, *, gradient: bool = False, when: str = ""
) -> tuple[str, str]:
    """The line above the diagram: the cell's title, and what is shown of it, ``when`` of its training."""
    step = _("step {step} of {steps}") if cursor else _("before step 1 of {steps}")
    if gradient:
        facts = (_("backward: ∂L/∂value"), step, _("unit {unit}"))
    else:
        facts = (_("{units} units") if units != 1 else _("1 unit"), step, _("unit {unit} selected"))
    said = (fact.format(units=units, step=cursor, steps=steps, unit=unit + 1) for fact in facts)
    return cell.title or cell.name, " · ".join(filter(None, (when, *said)))


def about(cell: Cell, key: str, unit: int, value: str, lettering: Lettering, *, bias: bool = True) -> str:
    """The tool tip of a value as rich text: its symbol and value, its formula, one sentence of meaning.

    ``bias``: whether the model has the bare vector terms of the formula.
    """
    names = cell.graph.named
    shown = symbol_html(key, lettering) if key in names or key.endswith("_prev") or key == "x" else ""
    formula = ""
    if key in names:
        formula = f"{shown} = {term_html(cell.graph_for(bias=bias).expression(key), lettering)}"
    elif not shown:
        formula = term_html(key, lettering)
    lines = [FORMULA.format(formula or shown)]
    if value:
        where = _("channel {number}") if key == "x" else _("unit {number}")
        lines.append(LINE.format(f"{where.format(number=unit + 1)}: <b>{value}</b>"))
    said = cell.meaning.get(key, "")
    if said:
        lines.append(LINE.format(escape(said)))
    return "".join(lines)


def about_weights(weights: str, parameter: str, lettering: Lettering) -> str:
    """Say what a box does with a value that it reads, as rich text."""
    if weights == "diagonal":
        said = _("one weight a unit: each unit reads its own value alone")
    else:
        said = _("a matrix: each unit reads the values of all")
    return FORMULA.format(symbol_html(parameter, lettering)) + LINE.format(said)
