"""What the values and parameters of a cell are called in a notation, wherever they are called by a letter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lstm_studio.core.printing.notation import OUTPUT, Names, Notation, own

if TYPE_CHECKING:
    from lstm_studio.core.language.graph import Graph
    from lstm_studio.core.printing.letters import Letter

__all__ = ["PLAIN", "Lettering", "own_letter"]

PLAIN = Notation("", "")
"""The letters of the cell's own text."""

_NAME = re.compile(r"\b([A-Za-z_]\w*?)(_prev)?(?![\w(])")  # no function
_COUNT = re.compile(r"(\w+?)(?:([−+])(\d+))?")


class Lettering:
    """The letters of one cell. ``turned``: it reads from the last step to the first."""

    def __init__(self, names: Names, *, turned: bool = False) -> None:
        self.names, self.turned = names, turned

    @classmethod
    def of(cls, graph: Graph, notation: Notation = PLAIN, *, turned: bool = False) -> Lettering:
        """Read the letters off a graph."""
        return cls(Names(graph, notation), turned=turned)

    def read(self, *, turned: bool) -> Lettering:
        """Give the same letters for a cell that reads on, or back."""
        return self if turned == self.turned else Lettering(self.names, turned=turned)

    def __call__(self, name: str, *, ahead: bool = False) -> tuple[Letter, ...]:
        """Give the letter of a value, a parameter, x or y, two for a bias that is written as the sum of two.

        "c_prev" is c of one step ago; ``ahead``: as it is one step later. What the cell does not have keeps its name.
        """
        graph = self.names.graph
        base = name.removesuffix("_prev")
        if name in graph.named or name in ("x", "y") or (name != base and base in graph.named):
            found = self.names.value(base, before=name != base, turned=self.turned)
            return (found._replace(time=_later(found.time, -1 if self.turned else 1)) if ahead else found,)
        return self.weights(name)

    def word(self, name: str) -> str:
        """Give the letter without its time, as a word in a sentence: C, g^forget, b_if + b_hf."""
        said = " + ".join(letter._replace(time="").plain for letter in self(name))
        return said.replace("{", "").replace("}", "")

    def rename(self, text: str) -> str:
        """Put the words of the names into an expression; "c_prev" keeps its ending."""
        return _NAME.sub(lambda found: self.word(found[1]) + (found[2] or ""), text)

    def weights(self, name: str) -> tuple[Letter, ...]:
        """Give the letter of a parameter, of the cell or of the readout."""
        if name in self.names.graph.parameters:
            return self.names.parameter(name)
        return (self.names.readout(name) if name in OUTPUT else own(name),)


def own_letter(name: str, values: frozenset[str]) -> Letter:
    """Give the letter of a name by itself, x and the ``values`` with their time."""
    base = name.removesuffix("_prev")
    time = PLAIN.forward[name != base] if name == "x" or name in values or name != base else ""
    return own(base)._replace(time=time)


def _later(time: str, steps: int) -> str:
    """Count on: t−1 is t, t is t+1."""
    found = _COUNT.fullmatch(time)
    if found is None:
        return time
    letter, sign, number = found.groups()
    count = steps + int(number or 0) * (-1 if sign == "−" else 1)
    return f"{letter}{'+' if count > 0 else '−'}{abs(count)}" if count else str(letter)
