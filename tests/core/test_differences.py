"""Central differences find a gradient that is wrong, and pass the built-in cells."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.differences import gradient_errors
from lstm_studio.core.model import Model


@pytest.mark.parametrize("name", cell_names())
def test_the_built_in_cells_pass(name: str) -> None:
    errors = gradient_errors(load_cell(name), steps=12)
    assert set(errors) == {*load_cell(name).parameters(3, 4), "V", "k"}
    assert max(errors.values()) < 1e-6


def test_a_wrong_gradient_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    right = Model.gradients

    def wrong(self: Model, *arguments: Any) -> Any:
        gradients = dict(right(self, *arguments))
        gradients["b_f"] = gradients["b_f"] * np.array([1.0, 1.0, 1.0, 1.01])
        return gradients

    monkeypatch.setattr(Model, "gradients", wrong)
    errors = gradient_errors(load_cell("lstm"))
    assert {name for name, error in errors.items() if error > 1e-6} == {"b_f"}
