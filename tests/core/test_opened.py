"""Blocks: what is read from a tensor is written back to the same place."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lstm_studio.core.cell import Cell
from lstm_studio.core.model import Model
from lstm_studio.core.opened import Block, Opened, gathered, scattered
from lstm_studio.core.sizes import Sizes

CELL = Cell.from_text("h = tanh(W @ x + R @ h_prev + b)")
SIZES = Sizes(inputs=2, units=3)
RNG = np.random.default_rng(4)
TENSORS: dict[str, Any] = {
    "both": RNG.normal(size=(2, 5, 3)),  # (part, D + H, H): turned
    "bias": RNG.normal(size=(2, 4)).astype(np.float32),
    "idle": np.zeros(2),
}
BLOCKS = (
    Block("both", "W", "h", rows=(0, 2), part=1, turned=True),
    Block("both", "R", "h", rows=(2, 5), part=1, turned=True, factor=-2.0),
    Block("bias", "b", "h", columns=(1, 4), rows=(0, 1), part=None),
)


def opened(tensors: dict[str, Any], blocks: tuple[Block, ...]) -> Opened:
    return Opened(CELL, SIZES, gathered(CELL, SIZES, tensors, blocks), tensors, blocks, "keras")


def flat_rows() -> tuple[Block, ...]:
    """The bias as two vectors that add up."""
    return (*BLOCKS[:2], Block("bias", "b", "h", (1, 4), part=0), Block("bias", "b", "h", (0, 3), part=1))


def test_blocks_are_cut_turned_and_multiplied() -> None:
    model = Model.of(CELL, SIZES, gathered(CELL, SIZES, TENSORS, flat_rows()))
    np.testing.assert_array_equal(model.parameters["W"], TENSORS["both"][1, :2].T)
    np.testing.assert_array_equal(model.parameters["R"], -2 * TENSORS["both"][1, 2:].T)
    expected = TENSORS["bias"][0, 1:].astype(float) + TENSORS["bias"][1, :3]
    np.testing.assert_array_equal(model.parameters["b"], expected)


def test_what_is_written_is_read_again_and_all_else_stays() -> None:
    file = opened(TENSORS, flat_rows())
    model = Model.of(CELL, SIZES, file.parameters)
    for name, values in scattered(file, model.parameters).items():
        assert values is TENSORS[name]
    model.flat += 1
    after = scattered(file, model.parameters)
    np.testing.assert_array_equal(after["both"][0], TENSORS["both"][0])
    np.testing.assert_array_equal(after["bias"][1], [0, 0, 0, TENSORS["bias"][1, 3]])
    assert after["idle"] is TENSORS["idle"]
    np.testing.assert_allclose(gathered(CELL, SIZES, after, flat_rows()), model.flat, rtol=1e-6)


def test_a_parameter_without_a_block_is_zero_and_has_no_place() -> None:
    file = opened(TENSORS, BLOCKS[:2])
    model = Model.of(CELL, SIZES, file.parameters)
    assert not model.parameters["b"].any()
    model.parameters["b"][0] = 1
    with pytest.raises(ValueError, match="the file has no place for b"):
        scattered(file, model.parameters)


def test_other_shapes_and_no_numbers_are_refused_by_the_name_of_the_tensor() -> None:
    with pytest.raises(ValueError, match=r"“bias” gives \(1, 3\) to b; expected the shape \(3,\)"):
        gathered(CELL, SIZES, TENSORS, BLOCKS)
    broken = TENSORS | {"both": np.full((2, 5, 3), np.inf)}
    with pytest.raises(ValueError, match="“both” has a value that is no finite number"):
        gathered(CELL, SIZES, broken, BLOCKS[:2])
    with pytest.raises(ValueError, match="the number of inputs is 9000; expected"):
        gathered(CELL, Sizes(inputs=9000, units=3000), {}, ())
