from __future__ import annotations

from dataclasses import replace

import pytest

from lstm_studio.core.cell import Cell
from lstm_studio.core.sizes import Sizes, layout


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("h = tanh(V @ x + R @ h_prev)", Sizes(2, 3, outputs=1)),
        ("h = tanh(W @ x + k)", Sizes(2, 3, outputs=1)),
        ("h = tanh(E @ x)", Sizes(2, 3, symbols=4)),
    ],
)
def test_a_parameter_is_not_mistaken_for_one_around_the_cell(text: str, sizes: Sizes) -> None:
    cell = Cell.from_text(text)
    alone = layout(cell, replace(sizes, outputs=0, symbols=0))
    assert max(span.stop for span in alone.values()) == cell.count(2, 3)
    assert set(layout(cell, replace(sizes, layers=2))) > {f"0.{name}" for name in alone}
    with pytest.raises(ValueError, match="give it another name"):
        layout(cell, sizes)
