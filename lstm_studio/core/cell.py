"""A cell: its equations and what is said about them. Everything else is read off the equations."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from lstm_studio.core.given import whole
from lstm_studio.core.language.graph import Graph
from lstm_studio.core.language.source import EquationError
from lstm_studio.core.printing.written import written
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Cell"]


@lru_cache(maxsize=64)
def _read(text: str) -> Graph:
    """Give the graph of lines; a variant's base is read again and again."""
    return Graph.read(text)


@dataclass(frozen=True)
class Cell:
    """One recurrent cell.

    ``equations`` maps a left side to its right side, as text; ``meaning`` maps a printed form to a sentence;
    ``options`` are the settings of the family's toggles that lead to this cell; ``diagram`` is the text grid of its
    picture (empty: automatic layout).
    """

    name: str
    equations: Mapping[str, str]
    title: str = ""
    family: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    meaning: Mapping[str, str] = field(default_factory=dict)
    diagram: str = ""
    heading: str = ""
    base: str = ""

    @classmethod
    def from_text(cls, text: str, name: str = "custom", title: str | None = None) -> Cell:
        """Read lines ``name = expression``, in any form that the README names, such as one pasted from a paper.

        Raises EquationError, a ValueError with ``line`` and ``column`` from 1, for what is no cell.
        """
        graph = _read(text)
        equations = {left: graph.expression(left) for left in graph.named}
        cell = cls(name, equations, title or name, heading="Yours")
        if cell.text != text:
            try:
                _read(cell.text)
            except EquationError as error:  # a part that is written once may stand in many places
                given = _("written out in full, the cell is too large: {why}")
                raise EquationError(given.format(why=error.sentence), 1, 1) from error
        return cell

    @cached_property
    def graph(self) -> Graph:
        """The graph of the equations. Raises EquationError where they are none."""
        return _read(self.text)

    @cached_property
    def text(self) -> str:
        """The equations as lines of text."""
        return "\n".join(f"{left} = {right}" for left, right in self.equations.items())

    def written(self, form: str = "unicode") -> str:
        """Give the equations as people publish them; each form reads back as the same cell.

        ``form``: "plain", "unicode", "braces", "superscript", "signal", "latex" or "numpy". Raises ValueError.
        """
        return written(self.graph, form)

    def graph_for(self, *, bias: bool) -> Graph:
        """Give the graph with or without its bare vector terms."""
        return self.graph if bias else self.graph.without_bias()

    def parameters(self, inputs: int, units: int, bias: bool = True) -> dict[str, tuple[int, ...]]:
        """Give the shape of every parameter for D = ``inputs`` and H = ``units``, by first appearance.

        ``bias`` False leaves out every bare vector term. Raises ValueError for sizes below 1.
        """
        inputs, units = whole("inputs", inputs, 1), whole("units", units, 1)
        rows = self.graph_for(bias=bias).parameters
        return {name: row.shape(inputs, units) for name, row in rows.items()}

    def count(self, inputs: int, units: int, bias: bool = True) -> int:
        """Give the number of trainable values of one layer in one direction."""
        return sum(math.prod(shape) for shape in self.parameters(inputs, units, bias).values())
