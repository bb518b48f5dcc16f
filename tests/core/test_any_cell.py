"""Any cell: its values are those of the plain reading of its equations, its gradients those of central differences."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.language.equations import EquationError, Term
from lstm_studio.core.language.graph import Graph
from lstm_studio.core.model import Model
from lstm_studio.core.updater import updater
from tests.core.random_cells import UNARY, name, number
from tests.oracles import plain_cell
from tests.oracles.central import differences

STEPS, INPUTS, UNITS = 5, 2, 3


def product(matrix: str, vector: Term) -> Term:
    return Term("matmul", (name(matrix), vector))


def over_bounded(a: Term, b: Term) -> Term:
    """Give a / (2 + |b|): a quotient that never comes near 0."""
    return Term("divide", (a, Term("add", (number(2.0), Term("abs", (b,))))))


def terms(values: list[str]) -> st.SearchStrategy[Term]:
    """Terms over values of H, parameters and x."""
    matrices = st.sampled_from(["R0", "R1", "R2"])
    leaves = st.one_of(
        st.sampled_from(values).map(name),
        st.sampled_from(values).map(name),
        st.sampled_from(["b0", "b1"]).map(name),
        st.sampled_from(["W0", "W1"]).map(lambda matrix: product(matrix, name("x"))),
        st.builds(lambda m, v: product(m, name(v)), matrices, st.sampled_from(values)),
        st.sampled_from([0.5, 1.0, 2.0]).map(number),
        st.just(product("W2", Term("multiply", (name("x"), name("x"))))),
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(lambda op, a: Term(op, (a,)), st.sampled_from(UNARY), inner),
            st.builds(
                lambda op, a, b: Term(op, (a, b)),
                st.sampled_from(["add", "subtract", "multiply"]),
                inner,
                inner,
            ),
            st.builds(over_bounded, inner, inner),
            st.builds(product, matrices, inner),
        ),
        max_leaves=7,
    )


@st.composite
def cells(draw: st.DrawFn) -> Cell:
    names = [*draw(st.lists(st.sampled_from("fgc"), unique=True, max_size=3)), "h"]
    states = [f"{left}_prev" for left in names]
    lines = {left: draw(terms([*names[:place], *states])) for place, left in enumerate(names)}
    order = draw(st.permutations(names))
    try:
        return Cell.from_text("\n".join(f"{left} = {Graph.text_of(lines[left])}" for left in order))
    except EquationError:  # such as R0 @ 0.5
        assume(False)
        raise


def drawn(
    cell: Cell, *, dtype: str = "float64"
) -> tuple[Model, np.ndarray[tuple[int, int], np.dtype[np.float64]]]:
    rng = np.random.default_rng(0)
    model = Model(cell, INPUTS, UNITS, outputs=2, dtype=dtype)
    model.flat[:] = rng.uniform(-0.5, 0.5, model.flat.shape)
    return model, rng.normal(size=(STEPS, INPUTS))


def tame(cell: Cell) -> dict[str, np.ndarray[tuple[int, int], np.dtype[np.float64]]]:
    """Give the plain values of a cell, or leave a cell whose values leave all bounds."""
    model, x = drawn(cell)
    with np.errstate(all="ignore"):
        values = plain_cell.run(cell, model.parameters, x, UNITS)
    assume(all(np.isfinite(array).all() and np.abs(array).max() < 20 for array in values.values()))
    return values


@pytest.mark.parametrize("cell", cell_names())
def test_the_values_of_a_built_in_cell(cell: str) -> None:
    model, x = drawn(load_cell(cell))
    trace = model.run(x)
    for value, array in plain_cell.run(load_cell(cell), model.parameters, x, UNITS).items():
        np.testing.assert_allclose(trace[value], array, rtol=0, atol=1e-13)


@settings(max_examples=60)
@given(cells())
def test_the_values_of_any_cell(cell: Cell) -> None:
    expected = tame(cell)
    model, x = drawn(cell)
    trace = model.run(x)
    for value, array in expected.items():
        np.testing.assert_allclose(trace[value], array, rtol=1e-9, atol=1e-10)
        again = np.broadcast_to(trace[cell.graph.expression(value)], array.shape)
        np.testing.assert_allclose(again, array, rtol=1e-9, atol=1e-10)
    both = model.run(np.stack([x, 0 * x], axis=1))
    np.testing.assert_allclose(both.h[:, 0], trace.h, rtol=1e-9, atol=1e-10)


@settings(max_examples=30)
@given(cells())
def test_the_gradient_of_any_cell(cell: Cell) -> None:
    tame(cell)
    model, x = drawn(cell)
    y = np.random.default_rng(1).normal(size=(STEPS, 2))
    exact = model.gradients(x, y)
    before = model.flat.copy()
    updater(model, "sgd", 1.0)(x, y)
    np.testing.assert_allclose(before - model.flat, exact.flat, rtol=1e-9, atol=1e-11)
    model.flat[:] = before

    def loss() -> float:
        return float(np.mean((np.asarray(model.run(x).y) - y) ** 2))

    for key, values in model.parameters.items():
        ends = [differences(values, loss, epsilon) for epsilon in (1e-5, 5e-6)]
        size = max(np.abs(ends[0]).max(), 1e-4)
        if np.abs(ends[0] - ends[1]).max() / size > 1e-6:
            event("a kink near the point")  # of relu, abs or hard_sigmoid: no derivative to compare with
            continue
        assert np.abs(exact[key] - ends[0]).max() / size < 2e-6


def test_a_cell_that_overflows_says_so_in_its_values_and_training_in_a_sentence() -> None:
    growing = Model(
        Cell.from_text("h = exp(W @ x + 9 * h_prev)"), inputs=1, units=1, outputs=1, dtype="float32"
    )
    trace = growing.run(np.ones((9, 1)))
    assert np.isinf(trace["h"]).any()
    assert not np.isfinite(growing.gradients(np.ones((9, 1)), np.zeros((9, 1))).loss)
