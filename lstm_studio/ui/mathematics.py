"""Equations as rich text: italic symbols, subscripts, ⊙ and matrix products side by side."""

from __future__ import annotations

from html import escape

from lstm_studio.core.language.equations import Term, parse_expression
from lstm_studio.core.language.ops import OPERATIONS

__all__ = ["symbol_html", "term_html", "turned_html"]

ATOM = 9  # binding of a name, a number and a call
NOW, AGO, AHEAD = "<i>t</i>", "<i>t</i>−1", "<i>t</i>+1"


def turned_html(html: str) -> str:
    """Give mathematics in print for a cell that reads from the last step to the first: its step before is t + 1."""
    return html.replace(AGO, AHEAD)


def _sub(text: str) -> str:
    return f"<sub>{text}</sub>" if text else ""


def symbol_html(name: str, values: frozenset[str]) -> str:
    """A name in print: x and ``values`` carry a time; the tail of a name is a subscript."""
    time = NOW if name == "x" or name in values else AGO if name.endswith("_prev") else ""
    head, _mark, tail = name.removesuffix("_prev").partition("_")
    label = f"<i>{escape(tail.replace('_', ', '))}</i>" if tail else ""
    return f"<i>{escape(head)}</i>{_sub(', '.join(part for part in (label, time) if part))}"


def _print(term: Term, values: frozenset[str]) -> tuple[str, int]:
    if term.op == "name":
        return symbol_html(term.name, values), ATOM
    if term.op == "number":
        return f"{term.value:g}".replace("-", "−"), ATOM
    operation = OPERATIONS[term.op]
    parts = [_print(arg, values) for arg in term.args]
    if operation.binding == ATOM:
        return f"{operation.glyph}({', '.join(text for text, _ in parts)})", ATOM
    # a − (b + c) and a ⊙ (b ⊙ c) keep their brackets: what is written is what is computed.
    texts = [
        text if binding > operation.binding or (place == 0 and binding == operation.binding) else f"({text})"
        for place, (text, binding) in enumerate(parts)
    ]
    if len(texts) == 1:
        return f"{operation.glyph}{texts[0]}", operation.binding
    glyph = "&#8202;" if term.op == "matmul" else f" {operation.glyph} "
    return glyph.join(texts), operation.binding


def term_html(text: str, values: frozenset[str]) -> str:
    """An expression in print; ``values`` are the names of the cell's left sides."""
    return _print(parse_expression(text), values)[0]
