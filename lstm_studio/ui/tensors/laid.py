"""The tensors that are shown: those of the file, or those that a kind of file would hold. It knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.opened import scattered
from lstm_studio.core.sizes import address, around
from lstm_studio.ui.tensors.places import Box, box_of, uncovered

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from lstm_studio.core.opened import Block, Opened
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.formats.arrangement import Arrangement

__all__ = ["Laid", "Place", "Tensor", "of_file", "of_format", "place_of"]

BRAIN = "BF16"  # bfloat16, which NumPy has no word for

Place = tuple[int, int, str]
"""Layer, direction and name of a parameter within its cell; layer −1 for what stands around the layers."""


@dataclass(frozen=True, eq=False)
class Tensor:
    """One tensor: ``kind`` of its numbers, ``size`` in bytes, and the blocks of the model that stand in it."""

    name: str
    shape: tuple[int, ...]
    kind: str
    size: int
    blocks: tuple[Block, ...]

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        """Where each block stands."""
        return tuple(box_of(self.shape, block) for block in self.blocks)

    @cached_property
    def idle(self) -> tuple[Box, ...]:
        """What no part of the model is read from."""
        return tuple(uncovered(self.shape, self.boxes))

    def block_at(self, row: int, column: int) -> int | None:
        """Give the number of the block at a cell, None for none."""
        return next((at for at, box in enumerate(self.boxes) if box.holds(row, column)), None)


@dataclass(frozen=True, eq=False)
class Laid:
    """Tensors, those of the model first, and what gives the values of one by its name."""

    tensors: tuple[Tensor, ...]
    values: Callable[[str], NDArray[Any]]

    @property
    def size(self) -> int:
        """The bytes of all."""
        return sum(tensor.size for tensor in self.tensors)

    @property
    def left(self) -> int:
        """How many tensors are no part of the model."""
        return sum(not tensor.blocks for tensor in self.tensors)


def of_file(opened: Opened, vector: NDArray[np.float64], parameters: Mapping[str, NDArray[Any]]) -> Laid:
    """Give the tensors of a file with the parameters of a model of its shape, whose ``vector`` they are views on.

    As long as they are those of the file, its tensors are shown as they are. Raises ValueError where one has become
    something that the file has no place for.
    """
    same = vector is opened.parameters or np.array_equal(vector, opened.parameters)
    now = opened.tensors if same else scattered(opened, parameters)
    blocks = _by_tensor(opened.blocks)

    def values(name: str) -> NDArray[Any]:
        array = now[name]
        if opened.stored.get(name) == BRAIN and array.dtype == np.uint16:
            return (array.astype(np.uint32) << np.uint32(16)).view(np.float32)
        return array

    def tensor(name: str) -> Tensor:
        array, kind = opened.tensors[name], opened.stored.get(name, "")
        size = 2 * array.size if kind == BRAIN else array.nbytes
        return Tensor(name, array.shape, kind or array.dtype.name, size, blocks.get(name, ()))

    order = dict.fromkeys((*blocks, *opened.tensors))
    return Laid(tuple(tensor(name) for name in order), values)


def of_format(arranged: Arrangement, parameters: Mapping[str, NDArray[Any]]) -> Laid:
    """Give the tensors that a kind of file would hold of a model, in float32."""
    blocks, wide = _by_tensor(arranged.blocks), np.dtype(np.float32)
    order = dict.fromkeys((*blocks, *arranged.shapes))
    tensors = (
        Tensor(name, shape, wide.name, int(np.prod(shape)) * wide.itemsize, blocks.get(name, ()))
        for name, shape in ((name, arranged.shapes[name]) for name in order)
    )
    return Laid(tuple(tensors), lambda name: arranged.tensor(name, parameters))


def place_of(sizes: Sizes, parameter: str) -> Place:
    """Give where a parameter of the model belongs."""
    if parameter in around(sizes):
        return -1, 0, parameter
    return address(parameter)


def _by_tensor(blocks: tuple[Block, ...]) -> dict[str, tuple[Block, ...]]:
    found: dict[str, list[Block]] = {}
    for block in blocks:
        found.setdefault(block.tensor, []).append(block)
    return {name: tuple(rows) for name, rows in found.items()}
