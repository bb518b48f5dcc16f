"""Where a block stands on the sheet is what NumPy cuts out of the tensor for it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_studio.core.opened import Block
from lstm_studio.ui.tensors.places import Box, box_of, entry_of, flattened, index_of, uncovered


@st.composite
def blocks(draw: st.DrawFn) -> tuple[tuple[int, ...], Block]:
    """A shape, and a block in it as the formats have them."""
    axes = draw(st.integers(1, 3))
    shape = tuple(draw(st.lists(st.integers(1, 5), min_size=axes, max_size=axes)))
    part = draw(st.integers(0, shape[0] - 1)) if axes > 1 and (axes == 3 or draw(st.booleans())) else None
    rest = shape if part is None else shape[1:]

    def span(most: int) -> tuple[int, int] | None:
        first = draw(st.integers(0, most - 1))
        return draw(st.sampled_from([None, (first, draw(st.integers(first + 1, most)))]))

    rows = span(rest[0])
    columns = span(rest[1]) if len(rest) == 2 and rows is not None else None
    turned = len(rest) == 2 and draw(st.booleans())
    return shape, Block("t", "p", rows=rows, columns=columns, part=part, turned=turned)


@given(blocks())
def test_a_box_holds_what_the_block_cuts_out(given_: tuple[tuple[int, ...], Block]) -> None:
    shape, block = given_
    tensor = np.arange(np.prod(shape)).reshape(shape)
    box, whole = box_of(shape, block), flattened(tensor)
    there = whole[box.top : box.bottom, box.left : box.right]
    np.testing.assert_array_equal(there.ravel(), block.cut(tensor).ravel())
    parameter = block.read(tensor)
    for row in range(box.top, box.bottom):
        for column in range(box.left, box.right):
            assert parameter[entry_of(shape, block, row, column)] == whole[row, column]
            assert tensor[index_of(shape, row, column)] == whole[row, column]


@given(st.lists(st.tuples(*[st.integers(0, 6)] * 4), max_size=4))
def test_what_is_in_no_block_is_what_no_box_covers(edges: list[tuple[int, int, int, int]]) -> None:
    boxes = [Box(*sorted((a, b)), *sorted((c, d))) for a, b, c, d in edges]
    covered = np.zeros((6, 6), bool)
    for box in boxes:
        covered[box.top : box.bottom, box.left : box.right] = True
    count = np.zeros((6, 6), int)
    for box in uncovered((6, 6), boxes):
        count[box.top : box.bottom, box.left : box.right] += 1
    np.testing.assert_array_equal(count, ~covered)


@pytest.mark.parametrize(
    ("shape", "flat"), [((), (1, 1)), ((4,), (1, 4)), ((2, 3, 4), (6, 4)), ((0, 3), (0, 3))]
)
def test_any_shape_is_rows_and_columns(shape: tuple[int, ...], flat: tuple[int, int]) -> None:
    assert flattened(np.zeros(shape)).shape == flat
