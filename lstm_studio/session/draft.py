"""A cell that is being written: the text as it stands, the last cell that it was, and what is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lstm_studio.catalogue import cell_names
from lstm_studio.core.language.equations import parse_lines
from lstm_studio.words import _

if TYPE_CHECKING:
    from pathlib import Path

    from lstm_studio.core.cell import Cell

__all__ = ["PAGE", "REMARK", "Draft", "Problem", "name_for", "remarks", "text_of"]

LONGEST_NAME = 60  # characters
REMARK = re.compile(r"(?<!\\)[#%](.*)")

PAGE = """\
# One line a value. h is the output.
# x is the input, h_prev is h one step ago.
# W @ x is a matrix with a vector,
# z * n is unit by unit.

z = sigmoid(W_z @ x + R_z @ h_prev + b_z)  # update gate: the share of the old output that is kept
n = tanh(W_n @ x + R_n @ h_prev + b_n)     # candidate: the new value that is offered
h = z * h_prev + (1 - z) * n               # output: what is remembered and shown
"""
"""An empty page with an example; what stands behind # at the end of a line says what its value means."""


@dataclass(frozen=True)
class Problem:
    """Why a text is no cell: ``line`` and ``column`` count from 1; ``length`` characters are meant."""

    sentence: str
    line: int
    column: int
    length: int = 1

    def __str__(self) -> str:
        place = _("line {line}, column {column}: {sentence}")
        return place.format(line=self.line, column=self.column, sentence=self.sentence)


@dataclass(frozen=True)
class Draft:
    """A cell that is being written.

    ``cell`` is what the text says, or what it last said before the ``problem``; ``like`` the cell it began from, whose
    meanings and grid stay as far as they fit; ``kept`` the text as it stands elsewhere too; ``path`` the cell's file.
    """

    text: str
    title: str
    cell: Cell | None = None
    problem: Problem | None = None
    like: Cell | None = None
    kept: str = ""
    path: Path | None = None

    @property
    def name(self) -> str:
        """The name of the cell, which follows from its title."""
        return name_for(self.title)

    @property
    def touched(self) -> bool:
        """Whether there is something that stands nowhere else."""
        return self.text != self.kept

    @property
    def refusal(self) -> str:
        """Why the cell can be neither used nor saved as it is, "" where it can."""
        if self.problem is not None or self.cell is None:
            return str(self.problem or _("there are no equations yet"))
        if not self.title.strip():
            return _("the cell has no title; give it one")
        if self.name in cell_names():
            sentence = _("“{name}” is the name of a built-in cell; give yours another title")
            return sentence.format(name=self.name)
        return ""


def name_for(title: str) -> str:
    """Give the name of a cell of that title, for files and the command line: small letters, digits and hyphens."""
    words = re.findall(r"[^\W_]+", title.casefold())
    return "-".join(words)[:LONGEST_NAME].strip("-") or "cell"


def text_of(cell: Cell) -> str:
    """Give the equations as a person writes them; in a cell of one's own with what its values mean behind #."""
    own = cell.heading == "Yours"
    lines = []
    for left, right in cell.equations.items():
        said = " ".join(cell.meaning.get(left, "").split()) if own else ""
        lines.append(f"{left} = {right}   # {said}" if said else f"{left} = {right}")
    return "\n".join(lines)


def remarks(text: str) -> dict[str, str]:
    """Give what stands behind # where an equation begins: left side -> remark. Raises EquationError."""
    lines = text.splitlines()
    last = {term.line: left for left, term in parse_lines(text)}
    found = ((left, REMARK.search(lines[line - 1])) for line, left in last.items())
    return {left: said[1].strip() for left, said in found if said and said[1].strip()}
