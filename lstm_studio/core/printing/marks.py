"""Equations as a row of marks: letters and signs in the order in which they are read, each with what it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lstm_studio.core.printing.letters import Letter

__all__ = ["Mark", "PrintedLine", "plain", "tex"]

_TEX = {
    "⊙": r"\odot", "∗": "*", "·": r"\cdot", "−": "-", "σ": r"\sigma", "tanh": r"\tanh", "exp": r"\exp",
    "hσ": r"\operatorname{hard\_sigmoid}", "|·|": r"\operatorname{abs}",
}  # fmt: skip
_PLAIN = {"hσ": "hard_sigmoid", "|·|": "abs"}


class Mark(NamedTuple):
    """One mark.

    ``kind``: "letter", "number" (a place for that of what it ``means``), "constant", "function", or a sign: "relation",
    "operator", "product", "prefix", "open", "close", "comma".
    ``means``: printed forms of the values and parameters that it stands for, two for a matrix that reads two vectors.
    ``part``: the printed form of the operation that a sign belongs to. ``label`` says a number's own letters.
    """

    kind: str
    text: str = ""
    letter: Letter | None = None
    means: tuple[str, ...] = ()
    part: str = ""
    label: str = ""

    @property
    def plain(self) -> str:
        """As text."""
        if self.letter is not None:
            return self.letter.plain
        return self.label if self.kind == "number" else _PLAIN.get(self.text, self.text)

    @property
    def tex(self) -> str:
        """As LaTeX."""
        if self.letter is not None:
            return self.letter.tex
        if self.kind == "number":
            return self.label
        named = rf"\operatorname{{{self.text}}}" if self.kind == "function" else self.text
        return _TEX.get(self.text, named)


class PrintedLine(NamedTuple):
    """One equation. ``name`` is its left side, "y" for the output, "" for a line that says what a letter stands for."""

    name: str
    marks: tuple[Mark, ...]


def plain(marks: Iterable[Mark]) -> str:
    """Write marks as text in one line, which the language of cells reads where it has such a form."""
    return _row(marks, tex=False)


def tex(marks: Iterable[Mark]) -> str:
    """Write marks as LaTeX."""
    return _row(marks, tex=True)


def _row(marks: Iterable[Mark], *, tex: bool) -> str:
    out = ""
    for mark in marks:
        text = mark.tex if tex else mark.plain
        if mark.kind in ("relation", "operator"):
            out += f" {text} "
        elif mark.kind == "product":
            out += f" {text} " if text else " "
        elif mark.kind == "comma":
            out += f"{text} "
        else:
            out += text
    return out
