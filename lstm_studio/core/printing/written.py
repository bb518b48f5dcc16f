r"""Equations in the forms in which people publish and paste them: each reads back as the same cell.

A form is a row of ``FORMS``. Names have a head and a tail: W_f is W with the tail f.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lstm_studio.core.language.calls import function_of
from lstm_studio.core.language.equations import parse_expression
from lstm_studio.core.language.ops import FUNCTIONS, OPERATIONS
from lstm_studio.core.language.term import ATOM, Term, number_text
from lstm_studio.core.printing.letters import word_in_tex
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lstm_studio.core.language.graph import Graph

__all__ = ["FORMS", "Form", "written"]

_LOW = str.maketrans("0123456789aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")


@dataclass(frozen=True)
class Form:
    """One form: ``parameter``, ``now`` and ``before`` print a name from its head and tail; the rest are signs."""

    title: str
    parameter: Callable[[str, str], str]
    now: Callable[[str, str], str]
    before: Callable[[str, str], str]
    line: str = "{left} = {right}"
    end: str = "\n"
    signs: Mapping[str, str] = field(default_factory=dict)
    functions: Mapping[str, str] = field(default_factory=dict)
    beside: bool = False  # a matrix stands before its vector without a sign


def _plain(head: str, tail: str) -> str:
    return f"{head}_{tail}" if tail else head


def _low(head: str, tail: str) -> str:
    low = tail.translate(_LOW)
    return (
        head + low if not set(low) & set(tail) and not tail.endswith(("t", "n", "k")) else _plain(head, tail)
    )


def _braced(head: str, tail: str) -> str:
    return f"{head}_{{{tail}}}" if tail else head


def _braced_at(time: str) -> Callable[[str, str], str]:
    return lambda head, tail: f"{head}_{{{tail},{time}}}" if tail else f"{head}_{{{time}}}"


def _behind(time: str) -> Callable[[str, str], str]:
    return lambda head, tail: _plain(head, tail) + time


_UNICODE = {"multiply": " ⊙ ", "subtract": " − ", "negative": "−"}
FORMS: dict[str, Form] = {
    "plain": Form(_("Plain text"), _plain, _plain, _behind("_prev")),
    "unicode": Form(
        _("Unicode"), _low, _behind("ₜ"), _behind("ₜ₋₁"), signs=_UNICODE, functions={"sigmoid": "σ"}, beside=True
    ),
    "braces": Form(
        _("With braces"), _braced, _braced_at("t"), _braced_at("t-1"), functions={"sigmoid": "σ"}, beside=True
    ),
    "latex": Form(
        "LaTeX",
        lambda head, tail: _braced(word_in_tex(head), tail),
        lambda head, tail: _braced_at("t")(word_in_tex(head), tail),
        lambda head, tail: _braced_at("t-1")(word_in_tex(head), tail),
        line="{left} &= {right}",
        end=" \\\\\n",
        signs={"multiply": r" \odot ", "open": r"\left(", "close": r"\right)"},
        functions={
            "sigmoid": r"\sigma", "tanh": r"\tanh", "exp": r"\exp", "relu": r"\operatorname{relu}",
            "softplus": r"\operatorname{softplus}", "hard_sigmoid": r"\operatorname{hard\_sigmoid}",
            "abs": r"\operatorname{abs}", "identity": r"\operatorname{identity}",
        },
        beside=True,
    ),
    "superscript": Form(_("Time above"), _plain, _behind("^{⟨t⟩}"), _behind("^{⟨t-1⟩}"), beside=True),
    "signal": Form(_("Time in brackets"), _plain, _behind("(t)"), _behind("(t-1)"), signs=_UNICODE),
    "numpy": Form(
        "NumPy", _plain, _plain, _behind("_prev"), functions={op: f"np.{op}" for op in ("tanh", "exp", "abs")}
    ),
}  # fmt: skip
"""The forms, by name."""


def written(graph: Graph, form: str) -> str:
    """Give the equations of a cell in a form. Raises ValueError for a form that there is not."""
    if form not in FORMS:
        sentence = _("there is no form “{form}”; expected one of {known}")
        raise ValueError(sentence.format(form=form, known=", ".join(FORMS)))
    writer = _Writer(FORMS[form], graph)
    return writer.row.end.join(
        writer.row.line.format(left=writer.name(left), right=writer.term(graph.expression(left)))
        for left in graph.named
    )


class _Writer:
    def __init__(self, row: Form, graph: Graph) -> None:
        self.row, self.values = row, frozenset((*graph.named, "x"))

    def term(self, text: str) -> str:
        return self.printed(parse_expression(text, known=self.values))[0]

    def name(self, name: str) -> str:
        value = name.removesuffix("_prev")
        head, _mark, tail = value.partition("_")
        if value in self.values:
            return (self.row.now if value == name else self.row.before)(head, tail)
        return self.row.parameter(head, tail)

    def printed(self, term: Term) -> tuple[str, int]:
        if term.op == "name":
            return self.name(term.name), ATOM
        if term.op == "number":
            return number_text(term.value), ATOM
        binding, signs = OPERATIONS[term.op].binding, self.row.signs
        opened, closed = signs.get("open", "("), signs.get("close", ")")
        parts = [self.printed(arg) for arg in term.args]
        if binding == ATOM:
            return f"{self.row.functions.get(term.op, term.op)}{opened}{parts[0][0]}{closed}", ATOM
        texts = [
            f"{opened}{text}{closed}"
            if inner < binding or (inner == binding and (place == 1) != (term.op == "matmul"))
            else text
            for place, (text, inner) in enumerate(parts)
        ]
        if len(texts) == 1:
            return signs.get(term.op, "-") + texts[0], binding
        sign = signs.get(term.op, f" {_SIGNS[term.op]} ")
        if term.op == "matmul" and self.row.beside and self._stands_beside(term.args[0].name):
            sign = " "
        return sign.join(texts), binding

    def _stands_beside(self, matrix: str) -> bool:
        return matrix[0].isupper() and not function_of(matrix, FUNCTIONS)


_SIGNS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/", "matmul": "@"}
