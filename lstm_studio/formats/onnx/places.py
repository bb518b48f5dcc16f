"""The tensors that a model has in ONNX, and which block of which is which gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.core.opened import Block
from lstm_studio.core.sizes import prefix
from lstm_studio.formats.arrangement import Arrangement
from lstm_studio.formats.onnx.own import PLACES, equation_places
from lstm_studio.formats.onnx.recurrent import Recurrent, shapes_of
from lstm_studio.formats.onnx.write import operator_of
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.cell import Cell
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.formats.onnx.operators import Operator

__all__ = ["places"]


def places(cell: Cell, sizes: Sizes) -> Arrangement:
    """Give what a model is in ONNX. Raises ValueError for sizes that are none."""
    sizes.check(cell)
    row = operator_of(cell, sizes)
    return equation_places(cell, sizes) if row is None else _operator_places(row, sizes)


def _operator_places(row: Operator, sizes: Sizes) -> Arrangement:
    """Give the tensors of ONNX's own operator, one node a layer, as they are read back."""
    shapes: dict[str, tuple[int, ...]] = {}
    blocks: list[Block] = []
    if sizes.symbols:
        shapes[PLACES["E"]] = (sizes.symbols, sizes.inputs)
        blocks.append(Block(PLACES["E"], "E", "x"))
    letters = "WR" + "B" * sizes.bias + "P" * bool(row.peepholes)
    ways = tuple(range(sizes.directions))
    for layer in range(sizes.layers):
        names = {letter: f"{layer}.{letter}" for letter in letters}
        wanted = shapes_of(row.name, len(ways), sizes.units_of(layer), sizes.inputs_of(layer))
        shapes |= {name: wanted[letter] for letter, name in names.items()}
        node = Recurrent(
            row.name,
            sizes.units_of(layer),
            ways,
            batch_first=False,
            equations={},
            coupled=bool(row.attributes.get("input_forget")),
            inner=bool(row.attributes.get("linear_before_reset")),
            weights=names,
        )
        befores = prefix(sizes, layer, 0), prefix(sizes, layer, 1)
        blocks += node.blocks(befores, names["W"])
    if sizes.outputs:
        shapes[PLACES["V"]] = (sizes.units * sizes.directions, sizes.outputs)
        blocks.append(Block(PLACES["V"], "V", "y", turned=True))
        if sizes.bias:
            shapes[PLACES["k"]] = (sizes.outputs,)
            blocks.append(Block(PLACES["k"], "k", "y"))
    said = _("operator {operator} · gates {gates}")
    said = said.format(operator=row.name, gates=", ".join(row.gates))
    return Arrangement(shapes, tuple(blocks), said)
