"""The rows of the lens: one a term, in the order in which they are shown, each with the sum so far."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from typing import TYPE_CHECKING

from lstm_studio.core.insight.lens import order
from lstm_studio.core.language.ops import OPERATIONS
from lstm_studio.ui.numbers import short
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lstm_studio.core.insight.lens import Arithmetic, Scaling, Term
    from lstm_studio.core.insight.spread import Factor
    from lstm_studio.ui.lens.names import Names

__all__ = ["Row", "largest", "plain", "rows_of", "summed_up"]

LONGEST = 22  # letters of a value in the line below
FEW = 3  # terms that are written out below the list
SUB, SUP, TAG = re.compile(r"<sub>(.*?)</sub>"), re.compile(r"<sup>(.*?)</sup>"), re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Row:
    """One term; what is said of it is worked out when it comes into sight.

    ``number``: its place in the equation, ``place`` in the list of so many (``of``). ``before`` and ``after``: the sum
    without it and with it, None where terms are not added. ``editable``: the factor that a person can set, if there is
    one. ``fine``: a small number says its size, as gradients do.
    """

    number: int
    place: int
    of: int
    term: Term
    found: Arithmetic
    names: Names
    before: float | None
    after: float | None
    editable: Factor | None
    fine: bool = False

    @cached_property
    def _said(self) -> tuple[str, tuple[str, ...]]:
        found, term = self.found, self.term
        if found.kind == "carried":
            return self.names.before(term.source)
        html, where = self.names.term(term, -1 if found.kind == "given" else found.place)
        if found.kind == "product" and self.place:
            factor = term.factors[0]
            glyph = OPERATIONS["divide" if factor.inverse else "multiply"].glyph
            html = f"{glyph} {self.names.factor(factor._replace(inverse=False), among=True)}"
        return html, where

    @property
    def html(self) -> str:
        """Its symbols."""
        return self._said[0]

    @property
    def where(self) -> tuple[str, ...]:
        """The unit or channel that it comes from, the longest wording first; () where that is plain."""
        return self._said[1]

    @cached_property
    def pieces(self) -> tuple[tuple[str, Factor | None], ...]:
        """Its product in numbers, each with its factor; signs stand between them."""
        return tuple(self.names.numbers(self.term))

    @property
    def amount(self) -> str:
        """The term in a few digits."""
        return short(self.term.amount, fine=self.fine)

    @property
    def product(self) -> str:
        """The product in numbers."""
        return "".join(text for text, _factor in self.pieces)

    @property
    def spoken(self) -> str:
        """All of it in one line, for a screen reader and a tip."""
        name = " ".join((plain(self.html), *self.where[:1]))
        amount = short(self.term.amount, digits=4, fine=True)
        said = _("{name}: {product} = {amount}") if len(self.pieces) > 1 else _("{name}: {amount}")
        said = said.format(name=name, product=self.product, amount=amount)
        if self.after is None:
            return said
        return _("{term}; sum so far {sum}").format(term=said, sum=short(self.after, digits=4, fine=True))


def rows_of(
    found: Arithmetic,
    names: Names,
    editable: frozenset[str],
    kept: Sequence[int] | None = None,
    *,
    back: bool = False,
) -> list[Row]:
    """Give the rows, the largest first, or in the order ``kept`` of before, as long as a person drags a number.

    ``editable``: the kinds of factors that can be set; ``back``: they are the terms of a gradient.
    """
    places = order(found.terms) if found.kind == "sum" else list(range(len(found.terms)))
    if kept is not None and sorted(kept) == sorted(places):
        places = list(kept)
    rows, total, adds = [], 0.0, found.kind == "sum"
    for place, number in enumerate(places):
        term = found.terms[number]
        before, after = (total, total + term.amount) if adds else (None, None)
        total += term.amount
        settable = next((factor for factor in term.factors if factor.kind in editable), None)
        rows.append(
            Row(number, place, len(places), term, found, names, before, after, editable=settable, fine=back)
        )
    return rows


def largest(rows: Sequence[Row]) -> float:
    """The size at the end of the scale of the bars: of the terms and of the sums so far."""
    sizes = [abs(size) for row in rows for size in (row.term.amount, row.after or 0.0) if math.isfinite(size)]
    return max(sizes, default=0.0) or 1.0


def plain(html: str) -> str:
    """Mathematics in print as plain text: h_t−1 for h with a subscript."""
    html = html.replace(",&#8202;", ",").replace("<small>", "^")
    return unescape(TAG.sub("", SUP.sub(r"^\1", SUB.sub(r"_\1", html)))).replace("\u200a", " ")


def summed_up(found: Arithmetic, names: Names, *, back: bool = False) -> list[tuple[str, str]]:
    """The lines below the terms as (rich text, number): factors of whole sums, the sum, and what comes out of it.

    ``back``: it is the sum that a gradient is.
    """
    lines = [_scaled(scaling, names) for scaling in found.scalings]
    if found.kind == "given":
        return lines
    symbol = names.symbol(found.text)
    if len(plain(symbol)) > LONGEST:
        symbol = ""
    elif back:
        symbol = (
            f"∂L/∂{symbol}" if found.text in names.graph.named or found.size == "D" else f"∂L/∂({symbol})"
        )
    if found.kind == "carried":
        html, where = names.before(found.terms[0].source)
        return [(f"{symbol} = {html}, {where[0]}", short(found.value))]
    if found.kind == "initial":
        html, where = names.before(found.text)
        return [*lines, (f"{html}, {where[0]}", short(found.value))]
    if not found.op:
        signed = back or found.text not in names.graph.by_text or not names.graph.bounded(found.text)
        number = short(found.computed, signed=signed, fine=back)
        said = _worked_out(found, fine=back) if len(found.terms) != 1 or found.kind == "product" else ""
        lines.append((_equal(symbol, said), number))
        return lines
    row = OPERATIONS.get(found.op)
    glyph = row.glyph if row is not None else found.op
    named = len(found.terms) == 1 and found.kind == "sum" and len(found.terms[0].factors) == 1
    inner = names.symbol(found.body) if named else "<i>a</i>"
    if not named:
        lines.append((_equal("<i>a</i>", f"Σ = {short(found.total)}"), ""))
    result = short(found.computed, signed=row is not None and not row.unit)
    applied = f"{glyph}({inner})"
    lines.append((_equal("" if applied == symbol else symbol, f"{applied} = {result}"), ""))
    return lines


def _equal(symbol: str, said: str) -> str:
    return " = ".join(filter(None, (symbol, said)))


def _scaled(scaling: Scaling, names: Names) -> tuple[str, str]:
    """Say what factors do to a whole sum: r ⊙ (R h + d), and 0.31 × −1.20 = −0.37."""
    factors = " ⊙ ".join(names.factor(factor) for factor in scaling.factors)
    numbers = " × ".join(short(factor.amount, signed=False) for factor in scaling.factors)
    html = f"{factors} ⊙ ({names.symbol(scaling.text)})"
    return html, f"{numbers} × {short(scaling.inside, signed=False)} = {short(scaling.amount)}"


def _worked_out(found: Arithmetic, *, fine: bool) -> str:
    """Say what a total is of: the numbers themselves where they are few, else how many there are."""
    amounts = [found.terms[place].amount for place in order(found.terms)]
    if len(amounts) > FEW:
        return _("sum of {n} terms").format(n=len(amounts))
    if found.kind == "product":
        factors = [term.factors[0] for term in found.terms]
        said = short(factors[0].amount, signed=False)
        for factor in factors[1:]:
            said += f" {'/' if factor.inverse else '×'} {short(factor.value, signed=False)}"
        return said
    said = short(amounts[0] if amounts else 0.0, signed=False, fine=fine)
    for amount in amounts[1:]:
        said += f" {'−' if amount < 0 else '+'} {short(abs(amount), signed=False, fine=fine)}"
    return said
