"""The cells that ONNX has an operator for, and cells that are told by their equations."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from lstm_studio.catalogue import load_cell
from lstm_studio.formats.onnx.operators import OPERATORS, Operator
from lstm_studio.formats.torch_names import LAYERS

if TYPE_CHECKING:
    from lstm_studio.core.cell import Cell

__all__ = ["RELU", "known_cells", "same_cell"]

RELU = Operator("RNN", "h", attributes={"activations": ["Relu"]})
"""The plain network with relu, which is no cell of the catalogue."""


@lru_cache(maxsize=1)
def known_cells() -> dict[str, Cell]:
    """Give the cells that ONNX has an operator for, by name."""
    relu = [row.load() for row in LAYERS if row.nonlinearity == "relu"]
    return {name: load_cell(name) for name in OPERATORS} | {cell.name: cell for cell in relu}


def same_cell(one: Cell, other: Cell) -> bool:
    """Whether two cells have the same equations, in any order."""
    return _spelled(one) == _spelled(other)


def _spelled(cell: Cell) -> dict[str, str]:
    return {name: cell.graph.expression(name) for name in cell.graph.named}
