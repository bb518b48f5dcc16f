"""Cells to be drawn: the catalogue with its grids and without, odd ones by hand, and any at all."""

from __future__ import annotations

import itertools
from dataclasses import replace

from hypothesis import strategies as st

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell

ODD = {
    "three states": """
        a = W_a x + R_a h_prev
        c = tanh(a) * c_prev + a
        d = relu(W_d x + Q c + P d_prev)
        h = d * exp(-abs(c))""",
    "without a past": "h = tanh(W x)",
    "skip": "h = h_prev + tanh(W x + R h_prev + b)",
    "number": "h = 0.5 * h_prev + W x",
    "linear writing": "c = σ(b_f) * c_prev + W x\nh = tanh(c)",
    "leaky sum": "c = 0.9 * c_prev + W x + R h_prev + b\nh = tanh(c)",
    "terms in any order": "c = W x + R h_prev + c_prev\nh = tanh(c) * σ(Q x)",
    "linear without a line": "s = W x + U s_prev + b\nh = tanh(s)",
    "constant gate": "i = 1\nh = i * tanh(W x + b) - h_prev * tanh(h_prev) * 0.1",
    "copies": "v = h_prev\nh = v_prev",
    "unread": "u = σ(W x)\nh = tanh(R h_prev)",
    "crowded": """
        v0 = σ(W_a x + R_a v3_prev + b_a) + v0_prev
        v1 = tanh(v0) + (v0 + v2_prev) + (1 - v1_prev * v2_prev)
        v2 = v1_prev + v0_prev + (1 - v3_prev) + v0 * (v2_prev + v1_prev)
        v3 = σ(W_b x + R_b v1_prev + b_b) * (v3_prev + (1 - v2))
        h = tanh(1 - v1)""",
    "between a gate and h": """
        v = 0.5 * tanh(W_a x + R_a (1 - v_prev) + b_a)
        w = (1 - (Q_a h_prev + p_a * v)) + 0.5 * (Q_b v + p_b * v)
        h = (Q_c (w_prev - h_prev) + p_c * v) * (1 - exp(w_prev))""",
    "strips that slide": """
        a = tanh(a_prev)
        b = tanh(a) + a_prev
        c = tanh(b_prev)
        d = tanh(a_prev) + (a_prev + a_prev)
        h = d_prev""",
    "one value for two lines": """
        k = exp(W_k x)
        d = d_prev + k
        n = n_prev + k * (W_v x)
        h = σ(W_r x) * n / d""",
    "eight states": "\n".join(
        f"s{k} = σ(W{k} x + R{k} s{k * 3 % 8}_prev) * s{k}_prev + (1 - σ(V{k} x)) * tanh(U{k} s{k * 3 % 8}_prev)"
        for k in range(8)
    )
    + "\nh = s0 + s1 * s2 + s3 + s4 * s5 + s6 * s7",
}


def every_cell() -> list[Cell]:
    """The catalogue, the catalogue laid out in layers, and the odd ones."""
    built_in = [load_cell(name) for name in cell_names()]
    bare = [replace(cell, name=f"{cell.name}, in layers", diagram="") for cell in built_in]
    return [*built_in, *bare, *(Cell.from_text(text, name) for name, text in ODD.items())]


def gates(count: int) -> Cell:
    """So many gates on one line of a state."""
    lines = [f"g{k} = sigmoid(W{k} @ x + R{k} @ h_prev + b{k})" for k in range(count)]
    kept = " + ".join(f"g{k} * {f'g{k - 1}' if k % 2 else 'c_prev'}" for k in range(count))
    return Cell.from_text("\n".join([*lines, f"c = {kept}", "h = g0 * tanh(c)"]), f"{count} gates")


def rows(count: int) -> Cell:
    """So many lines, each of which reads some before it."""
    lines = [
        f"v{k} = sigmoid(W{k} @ x + R{k} @ h_prev + b{k})"
        if k % 5 == 0
        else f"v{k} = v{k - 1} * v{k}_prev + (1 - v{k - 1}) * tanh(W{k} @ x)"
        if k % 5 == 1
        else f"v{k} = v{k - 1} * tanh(v{max(0, k - 3)}) + v{k - 2}"
        for k in range(count - 1)
    ]
    return Cell.from_text("\n".join([*lines, f"h = tanh(v{count - 2})"]), f"{count} lines")


def chain(count: int) -> Cell:
    """So many lines of five parts each."""
    links = [f"v{k} = abs(-abs(-abs(v{k - 1})))" for k in range(1, count)]
    return Cell.from_text("\n".join(["v0 = tanh(W x)", *links, f"h = v{count - 1}"]), f"chain of {count}")


FUNCTIONS = ("tanh", "relu", "softplus", "exp", "abs", "hard_sigmoid", "-", "1 - ", "0.5 * ")


@st.composite
def any_cell(draw: st.DrawFn) -> Cell:
    """A cell of one to eight values that read each other in any way; few lines are nested more deeply than many."""
    count = draw(st.integers(1, 8))
    deepest = draw(st.integers(2, 6 if count < 3 else 4 if count < 5 else 3))
    lefts = [*(f"v{number}" for number in range(count - 1)), "h"]
    before = [f"{left}_prev" for left in lefts]
    layers = itertools.count()

    def term(names: list[str], depth: int) -> str:
        kind = draw(st.sampled_from(["name", "two", "two", "function", "layer", "layer", "linear"]))
        if depth == 0 or kind == "name":
            return draw(st.sampled_from(names))
        inner = term(names, depth - 1)
        if kind == "two":
            return f"({inner} {draw(st.sampled_from('++*-/'))} {term(names, depth - 1)})"
        if kind == "function":
            return f"({draw(st.sampled_from(FUNCTIONS))}({inner}))"
        number = next(layers)
        if kind == "layer":
            return f"σ(W{number} x + R{number} ({inner}) + b{number})"
        return f"(Q{number} ({inner}) + p{number} * {draw(st.sampled_from(names))})"

    lines = [f"{left} = {term(before + lefts[:place], deepest)}" for place, left in enumerate(lefts)]
    return Cell.from_text("\n".join(lines))
