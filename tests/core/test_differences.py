"""Central differences find a gradient that is wrong, and pass the built-in cells."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.differences import WITHIN, Difference, differences, gradient_errors
from lstm_studio.core.engine import coefficients
from lstm_studio.core.language.ops import OPERATIONS
from lstm_studio.core.model import Model


@pytest.mark.parametrize("name", cell_names())
def test_the_built_in_cells_pass(name: str) -> None:
    errors = gradient_errors(load_cell(name), steps=12)
    assert set(errors) == {*load_cell(name).parameters(3, 4), "V", "k"}
    assert max(errors.values()) < 1e-6


def rows_of(model: Model, most: int = 1000) -> dict[str, Difference]:
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(8, 2, 3)), rng.normal(size=(8, 2, 2))
    return {row.name: row for row in differences(model, x, y, most)}


def drawn(text: str = "", units: int = 4) -> Model:
    cell = Cell.from_text(text) if text else load_cell("lstm")
    model = Model(cell, 3, units, outputs=2, dtype="float64")
    model.flat[:] = np.random.default_rng(0).uniform(-0.5, 0.5, model.flat.size)
    return model


def spoil(monkeypatch: pytest.MonkeyPatch, name: str, index: tuple[int, ...], factor: float) -> None:
    right = Model.gradients

    def wrong(self: Model, *arguments: Any) -> Any:
        gradients = right(self, *arguments)
        gradients[name][index] *= factor
        return gradients

    monkeypatch.setattr(Model, "gradients", wrong)


def test_a_wrong_entry_is_found_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    model = drawn()
    truth = float(model.gradients(np.ones((8, 2, 3)), np.ones((8, 2, 2)))["R_g"][2, 1])
    assert truth != 0
    spoil(monkeypatch, "R_g", (2, 1), 1.01)
    rows = rows_of(model)
    assert {name for name, row in rows.items() if row.error > WITHIN} == {"R_g"}
    assert rows["R_g"].index == (2, 1)
    assert rows["R_g"].ours == pytest.approx(1.01 * rows["R_g"].theirs)


def test_a_wrong_derivative_is_found_in_all_that_it_reaches(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    wrong = replace(OPERATIONS["tanh"], derivative=("1 - y",))
    monkeypatch.setitem(OPERATIONS, "tanh", wrong)
    coefficients.local_derivatives.cache_clear()
    request.addfinalizer(coefficients.local_derivatives.cache_clear)
    rows = rows_of(drawn("g = tanh(W_g @ x + R_g @ h_prev)\no = sigmoid(W_o @ x)\nh = o * g"))
    assert min(rows[name].error for name in ("W_g", "R_g")) > 1e-2
    assert rows["V"].error < WITHIN


def test_of_many_entries_a_few_and_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    model = drawn(units=16)
    rows = rows_of(model, most=5)
    assert (rows["R_f"].looked, rows["R_f"].entries) == (5, 256)
    assert max(row.error for row in rows.values()) < WITHIN
    spoil(monkeypatch, "R_f", (15, 15), 0.0)  # no place that is looked at
    row = rows_of(model, most=2)["R_f"]
    assert row.index is None
    assert row.error > WITHIN


def test_a_corner_is_no_error() -> None:
    # at relu(0) every slope from 0 to that of the right side is one
    model = drawn("h = relu(W @ x + b)")
    model.flat[:] = 0
    model.parameters["V"][...] = 1.0
    rows = rows_of(model)
    assert rows["W"].error == 0
    assert rows["W"].kinks == rows["W"].entries == 12


def test_the_parameters_are_as_before() -> None:
    model = drawn()
    before = model.flat.copy()
    rows_of(model)
    assert (model.flat == before).all()
