"""The language on one card, read off the rows of its operations."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from lstm_studio.core.language.ops import FUNCTIONS, OPERATIONS
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.language.ops import Operation
    from lstm_studio.ui.theme import Theme

__all__ = ["language_html"]

NAMES = (
    ("x", _("the input of this step")),
    ("h", _("the output of the cell: every cell has a line h = …")),
    ("c_prev", _("c one step ago; it makes c a state, which the cell remembers")),
    ("W_f, b", _("any other name is a parameter; its shape follows from its use")),
)
WORDS = {
    "add": _("sum"),
    "subtract": _("difference"),
    "multiply": _("unit by unit"),
    "divide": _("unit by unit"),
    "negative": _("the other sign"),
    "matmul": _("a matrix with a vector; it binds tighter than * : r * R @ h_prev is r * (R @ h_prev)"),
}
"""What stands between two values -> what it does."""
LETTERS = {"matmul": ("W", "x")}
PASTED = _(
    "As papers, notes and code write it: σ, ⊙, ·, W_f x_t, f_t, h_{t-1}, hₜ₋₁, h(t-1), W [h, x], LaTeX and np.tanh are "
    "understood. What has two readings is refused, and both are said."
)
REMARKS = _(
    "# begins a remark; at the end of a line it says what the value means, and is its tip in the diagram."
)


def language_html(theme: Theme) -> str:
    """The card as rich text."""
    rows = [_row(theme, code, said) for code, said in NAMES]
    rows += [_row(theme, *_operation(row)) for row in OPERATIONS.values() if row.binding < 9]
    functions = ", ".join(_function(row) for row in OPERATIONS.values() if row.name in FUNCTIONS.values())
    table = f"<table cellspacing='0' cellpadding='2'>{''.join(rows)}</table>"
    quiet = theme.quiet.name()
    notes = "".join(
        f"<p style='margin:4px 2px; color:{quiet}'>{escape(note)}</p>" for note in (PASTED, REMARKS)
    )
    heading = f"<p style='margin:4px 2px'>{_code(theme, functions)}</p>"
    return f"{table}{heading}{notes}"


def _operation(row: Operation) -> tuple[str, str]:
    pattern = row.printed.format(*LETTERS.get(row.name, ("a", "b")))
    other = (
        ""
        if row.glyph in pattern or row.glyph == "−"
        else _(", also written {glyph}").format(glyph=row.glyph)
    )
    return pattern, WORDS.get(row.name, row.name) + other


def _function(row: Operation) -> str:
    others = [name for name, found in FUNCTIONS.items() if found == row.name and name != row.name]
    return row.printed.format("a") + (f" ({', '.join(others)})" if others else "")


def _code(theme: Theme, text: str) -> str:
    return f"<span style=\"font-family:'{theme.mono_family}'\">{escape(text)}</span>"


def _row(theme: Theme, code: str, said: str) -> str:
    right = f"<td style='color:{theme.quiet.name()}'>{escape(said)}</td>"
    return f"<tr><td style='white-space:pre'>{_code(theme, code)}&nbsp;&nbsp;</td>{right}</tr>"
