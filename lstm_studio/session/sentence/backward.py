"""From where the gradient of a state came back to one unit at one step: along the state itself, and on other ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.session.sentence.carried import is_held, keeper, kept_state
from lstm_studio.session.sentence.wording import derivative, fine, named_step, percent, plain
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lstm_studio.core.insight.influence import Edge, LayerGradient
    from lstm_studio.core.language.graph import Graph, Keep
    from lstm_studio.core.printing.lettering import Lettering
    from lstm_studio.core.study import Sequence

__all__ = ["said_back"]


def said_back(
    graph: Graph,
    gradient: LayerGradient,
    sequence: Sequence,
    cursor: int,
    unit: int,
    named: str = "",
    *,
    above: bool = False,
    letters: Lettering | None = None,
) -> str:
    """Say where ∂L/∂state of ``unit`` (from 0) at ``cursor`` (1 … T; 0: before the first input) came from.

    ``above``: another layer reads this one; ``letters``: those of a notation, None for the cell's own.
    """
    named = named or _("unit {unit}").format(unit=unit + 1)
    state, keep = kept_state(graph)
    telling = _Telling(graph, gradient, cursor, unit, above=above, letters=letters)
    if cursor == 0:
        symbol = derivative(f"{state}_prev", turned=gradient.turned, letters=letters)
        if state not in gradient.before:
            return _("before the first input: this cell begins at the last step")
        number = fine(float(gradient.before[state][unit]))
        sentence = _("before the first input: {symbol} of {unit} is {number}")
        return sentence.format(symbol=symbol, unit=named, number=number)
    return f"{named_step(sequence, cursor)}: {telling.way(state, keep, named)}"


class _Telling:
    """One unit (from 0) at one step (from 1)."""

    def __init__(
        self,
        graph: Graph,
        gradient: LayerGradient,
        cursor: int,
        unit: int,
        *,
        above: bool,
        letters: Lettering | None,
    ) -> None:
        self.graph, self.gradient, self.cursor, self.unit, self.above = graph, gradient, cursor, unit, above
        self.letters = letters

    def number(self, text: str, cursor: int) -> float:
        return float(self.gradient[text][cursor - 1, self.unit])

    def way(self, state: str, keep: Keep | None, named: str) -> str:
        value = self.number(state, self.cursor)
        start = _("{symbol} of {unit} is {number}").format(
            symbol=derivative(state, letters=self.letters), unit=named, number=fine(value)
        )
        if value == 0.0:
            return _("{start}: nothing comes back to it").format(start=start)
        edges = self.gradient.edges(state)
        carrier = keeper(self.graph, state) if keep is not None else ""
        back = next(
            (edge for edge in edges if edge.ahead and not edge.matrix and edge.reader == carrier), None
        )
        carried = "" if back is None else self.carried(state, keep, back)
        ways = self.ways(edge for edge in edges if edge is not back or not carried)
        if not carried:
            return f"{start}, {_part(ways)}"
        total = sum(ways.values())
        if not total:
            return f"{start}: {carried}"
        rest = _("{number} {way}") if len(ways) == 1 else _("{number} on other ways, {way}")
        other = rest.format(number=fine(total), way=_part(ways, alone=next(iter(ways))))
        return _("{start}: {carried}, and {other}").format(start=start, carried=carried, other=other)

    def carried(self, state: str, keep: Keep | None, back: Edge) -> str:
        """Say what came back along the state itself, "" for nothing."""
        after = self.cursor + (-1 if self.gradient.turned else 1)
        if not 1 <= after <= self.gradient.steps or keep is None or back.coefficient is None:
            return ""
        if is_held(self.gradient.trace, state, after, self.unit):
            return ""
        share = percent(float(back.coefficient[self.cursor - 1, self.unit]))
        sentence = _("{share} % of the {number} of step {step} came back")
        if keep.node is not None:
            sentence = _("{share} % of the {number} of step {step} came back through {factor}")
        number = fine(self.number(state, after))
        return sentence.format(
            share=share, number=number, step=after, factor=plain(keep.text, letters=self.letters)
        )

    def ways(self, edges: Iterable[Edge]) -> dict[str, float]:
        """Give what came on each way that brought anything."""
        found: dict[str, float] = {}
        for edge in edges:
            name = self.named(edge)
            found[name] = found.get(name, 0.0) + float(edge.arriving[self.cursor - 1, self.unit])
        return {name: number for name, number in found.items() if number}

    def named(self, edge: Edge) -> str:
        if not edge.reader:
            return _("from the layer above") if self.above else _("from the readout")
        if edge.matrix:
            return _("through {name}").format(name=plain(edge.matrix, letters=self.letters))
        return _("through {name}").format(
            name=plain(edge.reader, turned=self.gradient.turned, letters=self.letters)
        )


def _part(ways: Mapping[str, float], alone: str = "") -> str:
    """Say on which way most came; ``alone`` where there is no other."""
    name, number = max(ways.items(), key=lambda way: abs(way[1]))
    if len(ways) == 1:
        return alone or _("all of it {way}").format(way=name)
    return _("{number} of it {way}").format(number=fine(number), way=name)
