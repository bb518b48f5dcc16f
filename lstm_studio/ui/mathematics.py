"""Equations as rich text: italic symbols, subscripts, ⊙ and matrix products side by side."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from lstm_studio.core.language.equations import Term, parse_expression
from lstm_studio.core.language.ops import OPERATIONS
from lstm_studio.core.printing.lettering import own_letter

if TYPE_CHECKING:
    from collections.abc import Callable

    from lstm_studio.core.printing.letters import Letter

    Letters = Callable[[str], tuple[Letter, ...]]

__all__ = ["letter_html", "own_letters", "symbol_html", "term_html"]

ATOM = 9  # binding of a name, a number and a call
MINUS = "−"


def own_letters(values: frozenset[str] = frozenset()) -> Letters:
    """Give the letters that names are by themselves; x and ``values`` carry a time."""
    return lambda name: (own_letter(name, values),)


def letter_html(letter: Letter) -> str:
    """A letter as rich text."""
    low = ",&#8202;".join(_italic(part) for part in letter.lower)
    high = "".join(
        _italic(part) if number == 0 else f"<small>{_italic(part)}</small>"
        for number, part in enumerate(letter.above)
    )
    text = (
        _italic(letter.base) + (f"<sub>{low}</sub>" if low else "") + (f"<sup>{high}</sup>" if high else "")
    )
    return f"{text}({_italic(letter.time)})" if letter.time and letter.behind else text


def _italic(text: str) -> str:
    if len(text) > 2 and text.isalpha():
        return escape(text)
    return "".join(f"<i>{escape(sign)}</i>" if sign.isalpha() else escape(sign) for sign in text)


def symbol_html(name: str, letters: Letters) -> str:
    """A name in print; a bias that is written as two is their sum."""
    return " + ".join(map(letter_html, letters(name)))


def _print(term: Term, letters: Letters) -> tuple[str, int]:
    if term.op == "name":
        several = len(letters(term.name)) > 1
        return symbol_html(term.name, letters), OPERATIONS["add"].binding if several else ATOM
    if term.op == "number":
        return f"{term.value:g}".replace("-", MINUS), ATOM
    operation = OPERATIONS[term.op]
    parts = [_print(arg, letters) for arg in term.args]
    if operation.binding == ATOM:
        return f"{operation.glyph}({', '.join(text for text, _ in parts)})", ATOM
    # a − (b + c) and a ⊙ (b ⊙ c) keep their brackets: what is written is what is computed.
    texts = [
        text
        if binding > operation.binding
        or (place == 0 and binding == operation.binding)
        or (term.op == "add" and arg.op == "name")
        else f"({text})"
        for place, (arg, (text, binding)) in enumerate(zip(term.args, parts, strict=True))
    ]
    if len(texts) == 1:
        return f"{operation.glyph}{texts[0]}", operation.binding
    glyph = "&#8202;" if term.op == "matmul" else f" {operation.glyph} "
    return glyph.join(texts), operation.binding


def term_html(text: str, letters: Letters) -> str:
    """An expression in print."""
    return _print(parse_expression(text), letters)[0]
