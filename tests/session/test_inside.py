"""The sentence of an operation: its shapes, and numbers that are those of the trace."""

from __future__ import annotations

import re

import numpy as np
import pytest

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.insight.moments import moments
from lstm_studio.core.model import Model
from lstm_studio.core.sizes import Sizes
from lstm_studio.core.trace import LayerTrace
from lstm_studio.session.inside import told
from lstm_studio.session.sentence import plain

ODD = {
    "signs": "c = -abs(c_prev) + W @ x\nh = relu(c) / (2 + exp(-abs(c))) - 1",
    "channels": "h = tanh(W @ (x * x) + R @ h_prev)",
    "constant": "i = 1\nh = i * softplus(W @ x + b) - h_prev",
}
CELLS = [
    *(load_cell(name) for name in cell_names()),
    *(Cell.from_text(text, name) for name, text in ODD.items()),
]


def traced(cell: Cell, inputs: int = 10, units: int = 20) -> LayerTrace:
    model = Model(cell, inputs=inputs, units=units, dtype="float64", seed=2)
    rng = np.random.default_rng(1)
    model.flat[:] = rng.normal(size=model.flat.shape)
    return model.run(rng.normal(size=(6, inputs))).cell(0)


def said(cell: Cell, unit: int = 2) -> list[str]:
    trace = traced(cell)
    return [told(cell, moment, trace, 4, unit, Sizes(10, 20), 0) for moment in moments(cell.graph)]


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def test_the_forget_gate_is_a_concatenation_a_product_a_sum_and_a_squashing() -> None:
    cell = load_cell("lstm")
    trace = traced(cell)
    a = [float(trace[text][3, 2]) for text in ("W_f @ x + R_f @ h_prev", "W_f @ x + R_f @ h_prev + b_f", "f")]
    shown = [f"{value:+.2f}".replace("-", "−") for value in a]
    assert said(cell)[:4] == [
        "gather [h₋; x; 1] for f, i, g, o: 20 + 10 + 1 = 31 values",
        f"forget gate: multiply [h₋; x] by its rows: 20×30 · 30×1 = 20×1; {shown[0]} in unit 3",
        f"forget gate: add b_f, 20×1; now {shown[1]} in unit 3",
        f"forget gate: squash every unit by itself: σ({shown[1]}) = {a[2]:.2f} in unit 3",
    ]


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_every_operation_of_every_cell_says_the_value_that_it_makes(cell: Cell) -> None:
    trace = traced(cell)
    for moment, sentence in zip(moments(cell.graph), said(cell), strict=True):
        assert not re.search(r"[@*]|_prev|--|\{|  |: ;|; $", sentence), sentence
        if moment.kind == "gather" or cell.graph.find(moment.value).size == "D":
            assert "in unit" not in sentence
            continue
        found = re.search(r"([+−]?[\d.]+(?:e[+-]?\d+)?) in unit 3", sentence)
        assert found, sentence
        assert number(found[1]) == pytest.approx(trace[moment.value][3, 2], abs=0.00501, rel=0.06), sentence


def test_what_is_worked_out_is_right() -> None:
    pattern = re.compile(r"unit by unit: .*, 20×1; (\S+) ([·+]) (\S+) = (\S+) in")
    found = [match for sentence in said(load_cell("lstm")) if (match := pattern.search(sentence))]
    assert len(found) == 4
    for match in found:
        one, sign, other, made = match.groups()
        first, second = number(one), number(other.strip("()"))
        assert number(made) == pytest.approx(first * second if sign == "·" else first + second, abs=0.02)


def test_a_value_of_the_step_before_is_told_from_one_of_the_step_after() -> None:
    assert plain("f * c_prev - W @ x_prev") == "f ⊙ c₋ − W x₋"
    assert plain("-sigmoid(c_prev)", turned=True) == "−σ(c₊)"


def test_what_is_held_is_told_with_what_would_have_been_made() -> None:
    cell = load_cell("lstm")
    model = Model(cell, inputs=10, units=20, dtype="float64", seed=2)
    x = np.random.default_rng(1).normal(size=(6, 10))
    free, held = model.run(x).cell(0), model.run(x, clamp={"f": 1.0}).cell(0)
    sentences = [told(cell, moment, held, 1, 2, Sizes(10, 20), 0) for moment in moments(cell.graph)]
    assert sentences[3].endswith(f" = {free['f'][0, 2]:.2f}, but held at 1.00 in unit 3")
    assert not [sentence for sentence in sentences[4:] if "held" in sentence]


def test_a_long_expression_is_cut() -> None:
    cell = Cell.from_text("h = " + " + ".join(f"tanh(W_{k} @ x) * sigmoid(R_{k} @ h_prev)" for k in range(9)))
    assert max(map(len, said(cell))) < 140
    assert any("…" in sentence for sentence in said(cell))
