"""What one operation inside a step does, in a sentence: its shapes, and the numbers of the selected unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.core.language.ops import OPERATIONS
from lstm_studio.session.sentence import plain, signed
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.cell import Cell
    from lstm_studio.core.insight.moments import Moment
    from lstm_studio.core.printing.lettering import Lettering
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.trace import LayerTrace, Trace

__all__ = ["told"]

MOST_LETTERS = 36  # of an expression in a sentence
MOST_NAMED = 6  # boxes that are named where one gathering serves them all


class _Telling:
    """One moment at one step, for one unit (from 0) and the sizes of its layer."""

    def __init__(
        self,
        cell: Cell,
        moment: Moment,
        trace: Trace | LayerTrace,
        cursor: int,
        unit: int,
        sizes: Sizes,
        layer: int,
        letters: Lettering | None,
    ) -> None:
        self.letters = letters
        self.cell, self.moment, self.trace, self.cursor, self.unit = cell, moment, trace, cursor, unit
        self.sizes = {"D": sizes.inputs_of(layer), "H": sizes.units_of(layer)}
        self.node = cell.graph.by_text[moment.part]

    def print(self, text: str) -> str:
        shown = plain(text, turned=self.trace.turned, letters=self.letters)
        return shown if len(shown) <= MOST_LETTERS else f"{shown[: MOST_LETTERS - 1]}…"

    def size(self, text: str) -> int:
        """The number of values that an expression has."""
        return 1 if text == "1" else self.sizes[self.cell.graph.by_text[text].size or "H"]

    def shape(self, text: str) -> str:
        return f"{self.size(text)}×1"

    def number(self, text: str) -> str:
        """The value of the unit, "" where it has none: x has channels."""
        node = self.cell.graph.by_text.get(text)
        if node is not None and node.op == "constant":
            return node.text
        if node is not None and node.size == "D":
            return ""
        value = float(self.trace[text][self.cursor - 1, self.unit])
        bounded = node is not None and node.op != "parameter" and self.cell.graph.bounded(text)
        return f"{value:.2f}" if bounded else signed(value)

    def named(self) -> str:
        """What the box at work is called."""
        head, colon, _rest = self.cell.meaning.get(self.moment.part, "").partition(":")
        return head if colon else _("the box of {value}").format(value=self.print(self.moment.part))

    def of_unit(self, text: str) -> str:
        """The value of the unit; where it is held, what would have been made, too."""
        number = self.number(text)
        made = self._made(text)
        if number and made is not None and made != number:
            said = _("{made}, but held at {number} in unit {unit}")
            return said.format(made=made, number=number, unit=self.unit + 1)
        return _("{number} in unit {unit}").format(number=number, unit=self.unit + 1) if number else ""

    def _made(self, text: str) -> str | None:
        """What the equation of a named value makes of what it reads; None for any other expression."""
        graph = self.cell.graph
        if (
            text not in graph.named
            or graph.by_text[text].op not in OPERATIONS
            or graph.by_text[text].op == "identity"
        ):
            return None
        value = float(self.trace[graph.expression(text)][self.cursor - 1, self.unit])
        return f"{value:.2f}" if graph.bounded(text) else signed(value)

    def gather(self) -> str:
        terms = self.moment.terms
        sizes = [self.size(term) for term in terms]
        users = [self.print(part) for part in self.moment.parts]
        for_whom = ", ".join([*users[:MOST_NAMED], *(["…"] if len(users) > MOST_NAMED else [])])
        return _("gather [{what}] for {users}: {sizes} = {sum} values").format(
            what="; ".join(map(self.print, terms)),
            users=for_whom,
            sizes=" + ".join(map(str, sizes)),
            sum=sum(sizes),
        )

    def product(self) -> str:
        reads = sorted(self.moment.reads, key=lambda read: read == "x")
        total = sum(self.size(read) for read in reads)
        what = "; ".join(map(self.print, reads))
        said = _("{part}: multiply {what} by its rows: {rows}×{sum} · {sum}×1 = {rows}×1; {value}")
        return said.format(
            part=self.named(), what=f"[{what}]" if len(reads) > 1 else what, rows=self.sizes["H"], sum=total,
            value=self.of_unit(self.moment.value),
        )  # fmt: skip

    def sum(self) -> str:
        terms = " + ".join(map(self.print, self.moment.terms)).replace("+ −", "− ")
        said = _("{part}: add {terms}, {rows}×1; now {value}")
        return said.format(
            part=self.named(), terms=terms, rows=self.sizes["H"], value=self.of_unit(self.moment.value)
        )

    def squash(self) -> str:
        operation = OPERATIONS[self.node.op]
        worked = plain(operation.printed.format(self.number(self.moment.terms[0])))
        said = _("{part}: squash every unit by itself: {worked} = {value}")
        return said.format(part=self.named(), worked=worked, value=self.of_unit(self.moment.value))

    def apply(self) -> str:
        value = self.moment.value
        formula = self.print(self.cell.graph.expression(value) if self.node.name else self.moment.part)
        if self.node.name:
            formula = f"{self.print(self.node.name)} = {formula}"
        said = {
            "multiply": _("multiply unit by unit: {formula}"),
            "add": _("add unit by unit: {formula}"),
            "subtract": _("subtract unit by unit: {formula}"),
            "divide": _("divide unit by unit: {formula}"),
        }.get(self.node.op, _("unit by unit: {formula}")).format(formula=formula)  # fmt: skip
        shape, made, worked = self.shape(value), self.of_unit(value), self._worked()
        if worked:
            return _("{said}, {shape}; {worked} = {made}").format(
                said=said, shape=shape, worked=worked, made=made
            )
        return f"{said}, {shape}" + (f"; {made}" if made else "")

    def _worked(self) -> str:
        """The operation with the numbers of the unit, "" where it has none or nothing is worked out."""
        numbers = [self.number(term) for term in self.moment.terms]
        if not all(numbers) or self.node.op not in OPERATIONS or self.node.op == "identity":
            return ""
        kept = 0 if self.node.op == "negative" else 1  # the first number of a sum needs no brackets
        numbers = [number.removeprefix("+") for number in numbers]
        numbers[kept:] = [f"({number})" if number[0] in "−-" else number for number in numbers[kept:]]
        return plain(OPERATIONS[self.node.op].printed.format(*numbers)).replace("⊙", "·")

    def write(self) -> str:
        name = self.moment.value
        if name not in self.cell.graph.states:
            return _("write {name}, {shape}: {value}").format(
                name=self.print(name), shape=self.shape(name), value=self.of_unit(name)
            )
        said = _("write {name}, {shape}: {value}; the next step reads it as {later}")
        return said.format(
            name=self.print(name),
            shape=self.shape(name),
            value=self.of_unit(name),
            later=self.print(f"{name}_prev"),
        )


def told(
    cell: Cell,
    moment: Moment,
    trace: Trace | LayerTrace,
    cursor: int,
    unit: int,
    sizes: Sizes,
    layer: int,
    letters: Lettering | None = None,
) -> str:
    """Say what an operation of the step at ``cursor`` (1 … T) does; ``unit`` and ``layer`` count from 0.

    ``letters``: those of a notation, None for the cell's own.
    """
    telling = _Telling(cell, moment, trace, cursor, unit, sizes, layer, letters)
    kinds = {
        "gather": telling.gather,
        "product": telling.product,
        "sum": telling.sum,
        "squash": telling.squash,
        "apply": telling.apply,
        "write": telling.write,
    }
    return kinds[moment.kind]()
