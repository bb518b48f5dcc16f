"""Equations in print say what is computed."""

from __future__ import annotations

import re

import pytest

from lstm_studio.ui.mathematics import own_letters, symbol_html, term_html

VALUES = frozenset({"c", "f", "h", "r", "n", "n_new"})


def plain(html: str) -> str:
    """What a person reads, with [ ] around what is low."""
    html = html.replace("<sub>", "[").replace("</sub>", "]").replace("&#8202;", " ")
    return re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("x", "x[t]"),
        ("c", "c[t]"),
        ("c_prev", "c[t−1]"),
        ("W_f", "W[f]"),
        ("b", "b"),
        ("k_a_b", "k[a, b]"),
        ("n_new", "n[new, t]"),
        ("n_new_prev", "n[new, t−1]"),
    ],
)
def test_a_symbol_carries_its_time_or_its_tail(name: str, printed: str) -> None:
    assert plain(symbol_html(name, own_letters(VALUES))) == printed


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("sigmoid(W_f @ x + b_f)", "σ(W[f] x[t] + b[f])"),
        ("W_n @ x + r * (R_n @ h_prev + d_n)", "W[n] x[t] + r[t] ⊙ (R[n] h[t−1] + d[n])"),
        ("R_n @ (r * h_prev)", "R[n] (r[t] ⊙ h[t−1])"),
        ("(1 - f) * h_prev", "(1 − f[t]) ⊙ h[t−1]"),
        ("c - (f - n)", "c[t] − (f[t] − n[t])"),
        ("f - c - n", "f[t] − c[t] − n[t]"),
        ("tanh(c) * -f", "tanh(c[t]) ⊙ −f[t]"),
    ],
)
def test_brackets_stand_where_they_change_the_meaning(text: str, printed: str) -> None:
    assert plain(term_html(text, own_letters(VALUES))) == printed
