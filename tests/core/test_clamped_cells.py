"""A clamp equals the same run with the equation replaced by a constant: every value of every cell."""

from __future__ import annotations

import numpy as np
import pytest

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.model import Model

T, D, H = 7, 3, 4
EVERY = [(name, value) for name in cell_names() for value in load_cell(name).graph.named]


def replaced(cell: Cell, value: str) -> Cell:
    """Give the cell with a vector of its own in place of one equation."""
    lines = {**cell.equations, value: "held_vector"}
    return Cell.from_text("\n".join(f"{left} = {right}" for left, right in lines.items()))


@pytest.mark.parametrize(("name", "value"), EVERY)
def test_a_clamp_equals_the_equation_replaced_by_a_constant(name: str, value: str) -> None:
    cell = load_cell(name)
    rng = np.random.default_rng(EVERY.index((name, value)))
    number, x = rng.normal(size=H), rng.normal(size=(T, D))
    model = Model(cell, D, H, 2, seed=2, dtype="float64")
    other = Model(replaced(cell, value), D, H, 2, dtype="float64")
    assert set(other.adopt(model.parameters)) == set(other.parameters) - {"held_vector"}
    other.parameters["held_vector"][:] = number
    start = {state: rng.normal(size=H) for state in other.cell.graph.states}
    clamped = model.run(x, clamp={value: number}, initial=start)
    constant = other.run(x, initial=start)
    for shown in other.cell.graph.named:
        np.testing.assert_allclose(clamped[shown], constant[shown], rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(np.asarray(clamped.y), np.asarray(constant.y), rtol=1e-12, atol=1e-12)
