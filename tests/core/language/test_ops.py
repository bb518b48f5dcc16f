"""Each operation: read, printed, drawn, differentiated, stepped and trained, at plain and at awkward points."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from lstm_studio.core.cell import Cell
from lstm_studio.core.insight.parts import Scheme
from lstm_studio.core.language.equations import parse_expression
from lstm_studio.core.language.graph import Graph
from lstm_studio.core.language.ops import FUNCTIONS, OPERATIONS
from lstm_studio.core.model import Model
from lstm_studio.core.updater import updater

Plain = Callable[[float], float]


def plain_sigmoid(a: float) -> float:
    return 1 / (1 + math.exp(-a)) if a >= 0 else math.exp(a) / (1 + math.exp(a))


def plain_exp(a: float) -> float:
    return math.exp(a) if a < 709.78 else math.inf


# name -> (value, derivative), by the mathematics alone; at a corner the derivative is the one of the flat side.
UNARY: dict[str, tuple[Plain, Plain]] = {
    "sigmoid": (plain_sigmoid, lambda a: plain_sigmoid(a) * plain_sigmoid(-a)),
    "tanh": (math.tanh, lambda a: 1 - math.tanh(a) ** 2),
    "relu": (lambda a: max(a, 0.0), lambda a: float(a > 0)),
    "softplus": (lambda a: max(a, 0.0) + math.log1p(math.exp(-abs(a))), plain_sigmoid),
    "identity": (lambda a: a, lambda _a: 1.0),
    # slope 0.2 as in ONNX; it is flat below -2.5 and above 2.5
    "hard_sigmoid": (lambda a: min(1.0, max(0.0, 0.2 * a + 0.5)), lambda a: 0.2 * (abs(a) < 2.5)),
    "exp": (plain_exp, plain_exp),
    "abs": (abs, lambda a: float(np.sign(a))),
}
POINTS = (
    0.0,
    -0.0,
    1e-300,
    1e-8,
    -1e-8,
    0.3,
    -0.7,
    2.4999,
    2.5,
    -2.5,
    3.0,
    20.0,
    -20.0,
    700.0,
    -1000.0,
    1000.0,
)


def test_every_function_is_here() -> None:
    assert set(UNARY) == set(FUNCTIONS.values())


def at(text: str, point: float, dtype: str = "float64") -> tuple[float, float]:
    """Give the value of h = text at a point ``b``, and its derivative there."""
    model = Model(Cell.from_text(f"h = {text}"), inputs=1, units=1, outputs=1, dtype=dtype)
    model.flat[:] = 0
    model.parameters["V"][:] = 1
    model.parameters["b"][:] = point
    value = float(model.run(np.zeros((1, 1))).h[0, 0])
    if not math.isfinite(value):
        return value, math.nan
    grads = model.gradients(np.zeros((1, 1)), np.full((1, 1), value - 0.5))
    return value, float(grads["b"][0])


@pytest.mark.parametrize("name", UNARY)
@pytest.mark.parametrize("point", POINTS)
def test_the_value_and_slope_of_a_function(name: str, point: float) -> None:
    value, slope = UNARY[name]
    found, gradient = at(f"{name}(0 * W @ x + b)", point)
    assert found == pytest.approx(value(point), rel=1e-13, abs=1e-15)
    if math.isfinite(found) and abs(found) < 1e15:
        assert gradient == pytest.approx(slope(point), rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("name", UNARY)
def test_a_function_in_single_precision(name: str) -> None:
    for point in (0.0, 0.5, -3.0, 80.0, -1000.0, 1000.0):
        found, _gradient = at(f"{name}(0 * W @ x + b)", point, "float32")
        expected = UNARY[name][0](point)
        assert found == pytest.approx(expected if expected < 3e38 else math.inf, rel=1e-5, abs=1e-7)


@pytest.mark.parametrize(("text", "value", "slope"), [
    ("b + 0.5", 2.5, 1.0), ("0.5 - b", -1.5, -1.0), ("b * b", 4.0, 4.0), ("b / 4", 0.5, 0.25), ("1 / b", 0.5, -0.25),
    ("b / b", 1.0, 0.0), ("-b", -2.0, -1.0), ("b - b * b / (b + b)", 1.0, 0.5), ("3", 3.0, 0.0),
    ("1e-30 * b", 2e-30, 1e-30),
])  # fmt: skip
def test_the_value_and_slope_of_signs(text: str, value: float, slope: float) -> None:
    found, gradient = at(f"{text} + 0 * b * tanh(W @ x)", 2.0)
    assert found == pytest.approx(value)
    assert gradient == pytest.approx(slope, abs=1e-15)


def test_a_division_by_zero_is_infinite_and_says_nothing() -> None:
    assert at("1 / b + 0 * tanh(W @ x)", 0.0)[0] == math.inf
    assert math.isnan(at("b / b + 0 * tanh(W @ x)", 0.0)[0])


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_row_is_whole(name: str) -> None:
    row = OPERATIONS[name]
    assert row.glyph
    assert len(row.derivative) == row.arity == row.printed.count("{")
    for text in filter(None, row.derivative):
        parse_expression(text, functions={key: key for key in OPERATIONS})


@pytest.mark.parametrize("spelled", FUNCTIONS)
def test_every_spelling_is_read_and_printed_in_one_form(spelled: str) -> None:
    cell = Cell.from_text(f"h = {spelled}(W x)")
    assert cell.text == f"h = {FUNCTIONS[spelled]}(W @ x)"
    assert Cell.from_text(f"h = {spelled.upper() if spelled.isascii() else spelled}(W x)").text == cell.text


@pytest.mark.parametrize("name", sorted(UNARY))
def test_a_function_is_drawn_stepped_and_trained(name: str) -> None:
    cell = Cell.from_text(f"a = {name}(W_a x + R_a h_prev + b_a)\nh = tanh({name}(a) ⊙ h_prev + W x)")
    parts = Scheme(cell.graph).parts
    if name != "identity":  # it is drawn as what it repeats
        assert (parts["a"].kind, parts["a"].glyph) == ("layer", OPERATIONS[name].glyph)
        assert parts[f"{name}(a)"].kind == "op"
    model = Model(cell, inputs=2, units=3, outputs=1, seed=1, dtype="float32")
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(12, 4, 2)), rng.uniform(-0.5, 0.5, size=(12, 4, 1))
    step = updater(model, rate=0.02)
    losses = [step(x, y) for _update in range(30)]
    assert losses[-1] < losses[0]
    assert np.isfinite(model.flat).all()
    assert model.run(x)[f"{name}(a)"].shape == (12, 4, 3)


def test_what_is_printed_binds_as_it_is_computed() -> None:
    for text in (
        "a - (b - c)",
        "a / (b / c)",
        "a * (b + c)",
        "-(a + b)",
        "-a * b",
        "a - -b",
        "W @ (a * b)",
    ):
        assert Graph.text_of(parse_expression(text)) == text
