"""Studies to check: small models of any cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from lstm_studio.core.cell import Cell
from lstm_studio.core.init import draw
from lstm_studio.core.sizes import Sizes
from lstm_studio.core.study import Sequence, Start, Study, frozen

Made = Callable[..., Study]


@pytest.fixture
def made() -> Made:
    """Give a function that makes a study of a cell and sizes on random steps."""

    def make(cell: Cell, steps: int = 7, **sizes: Any) -> Study:
        given = Sizes(**{"inputs": 3, "units": 4, "outputs": 2, **sizes})
        rng = np.random.default_rng(3)
        values = (
            rng.integers(given.symbols, size=(steps, 1))
            if given.symbols
            else rng.normal(size=(steps, given.inputs))
        )
        parameters = frozen(draw(cell, given, Start()))
        return Study("", cell, given, parameters, Sequence(frozen(values)), "own")

    return make
