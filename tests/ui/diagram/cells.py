"""Cells to be drawn: the catalogue with its grids and without, odd ones by hand, and any at all."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell

ODD = {
    "mgu": "f = σ(W_f x + R_f h_prev + b_f)\nn = tanh(W_n x + R_n (f * h_prev) + b_n)\nh = (1 - f) * h_prev + f * n",
    "janet": "f = σ(W_f x + R_f h_prev + b_f)\ng = tanh(W_g x + R_g h_prev + b_g)\nc = f * c_prev + (1 - f) * g\nh = c",
    "ugrnn": "g = σ(W_g x + R_g h_prev + b_g)\nn = tanh(W_n x + R_n h_prev + b_n)\nh = g * h_prev + (1 - g) * n",
    "three states": """
        a = W_a x + R_a h_prev
        c = tanh(a) * c_prev + a
        d = relu(W_d x + Q c + P d_prev)
        h = d * exp(-abs(c))""",
    "without a past": "h = tanh(W x)",
    "skip": "h = h_prev + tanh(W x + R h_prev + b)",
    "number": "h = 0.5 * h_prev + W x",
    "constant gate": "i = 1\nh = i * tanh(W x + b) - h_prev * tanh(h_prev) * 0.1",
    "copies": "v = h_prev\nh = v_prev",
    "unread": "u = σ(W x)\nh = tanh(R h_prev)",
    "crowded": """
        v0 = σ(W_a x + R_a v3_prev + b_a) + v0_prev
        v1 = tanh(v0) + (v0 + v2_prev) + (1 - v1_prev * v2_prev)
        v2 = v1_prev + v0_prev + (1 - v3_prev) + v0 * (v2_prev + v1_prev)
        v3 = σ(W_b x + R_b v1_prev + b_b) * (v3_prev + (1 - v2))
        h = tanh(1 - v1)""",
    "gate recurrence": """
        f = σ(W_f x + R_f h_prev + p_f * c_prev + Q_ff f_prev + Q_fi i_prev + Q_fo o_prev + b_f)
        i = σ(W_i x + R_i h_prev + p_i * c_prev + Q_if f_prev + Q_ii i_prev + Q_io o_prev + b_i)
        g = tanh(W_g x + R_g h_prev + b_g)
        c = f * c_prev + i * g
        o = σ(W_o x + R_o h_prev + p_o * c + Q_of f_prev + Q_oi i_prev + Q_oo o_prev + b_o)
        h = o * tanh(c)""",
}


def every_cell() -> list[Cell]:
    """The catalogue, the catalogue laid out in layers, and the odd ones."""
    built_in = [load_cell(name) for name in cell_names()]
    bare = [replace(cell, name=f"{cell.name}, in layers", diagram="") for cell in built_in]
    return [*built_in, *bare, *(Cell.from_text(text, name) for name, text in ODD.items())]


@st.composite
def any_cell(draw: st.DrawFn) -> Cell:
    """A cell of up to four values that read each other in any way."""
    lefts = [*(f"v{number}" for number in range(draw(st.integers(0, 3)))), "h"]
    before = [f"{left}_prev" for left in lefts]

    def term(names: list[str], depth: int) -> str:
        if depth == 0:
            return draw(st.sampled_from(names))
        kind = draw(st.sampled_from(["name", "*", "+", "1 -", "tanh", "layer"]))
        if kind == "name":
            return draw(st.sampled_from(names))
        if kind in "*+":
            return f"({term(names, depth - 1)} {kind} {term(names, depth - 1)})"
        if kind == "layer":
            number = draw(st.integers(0, 99))
            return f"σ(W{number} x + R{number} ({term(names, depth - 1)}) + b{number})"
        return f"(1 - {term(names, depth - 1)})" if kind == "1 -" else f"tanh({term(names, depth - 1)})"

    lines = [f"{left} = {term(before + lefts[:place], 3)}" for place, left in enumerate(lefts)]
    return Cell.from_text("\n".join(lines))
