"""How a kind of file lays a model out: its tensors, and which block of which is which gate."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import DTypeLike, NDArray

    from lstm_studio.core.opened import Block

__all__ = ["Arrangement"]


@dataclass(frozen=True, eq=False)
class Arrangement:
    """The tensors of a model with their shapes, in the order of the file, and their blocks.

    ``said`` is a phrase for people: what the model is there, such as "torch.nn.LSTM".
    """

    shapes: Mapping[str, tuple[int, ...]]
    blocks: tuple[Block, ...]
    said: str = ""

    @cached_property
    def _filled(self) -> frozenset[Block]:
        """The blocks that are written to: a parameter goes whole into the first of its blocks, the rest are 0."""
        first: dict[str, Block] = {}
        for block in self.blocks:
            first.setdefault(block.parameter, block)
        return frozenset(first.values())

    def tensor(
        self, name: str, parameters: Mapping[str, NDArray[Any]], dtype: DTypeLike = np.float32
    ) -> NDArray[Any]:
        """Give a tensor with the parameters of a model that stand in it."""
        values = np.zeros(self.shapes[name], dtype)
        for block in self._filled:
            if block.tensor == name:
                block.write(values, parameters[block.parameter])
        return values
