"""A model that the studio wrote to ONNX as equations, read back by what the file's metadata says of it."""

from __future__ import annotations

import json
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.check import check_sizes
from lstm_studio.core.counting import feeds
from lstm_studio.core.opened import Block, Opened, gathered
from lstm_studio.core.sizes import Sizes, address, around, layout, prefix
from lstm_studio.core.study import frozen
from lstm_studio.formats.arrangement import Arrangement
from lstm_studio.formats.onnx.known import same_cell
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["equation_places", "own_model"]

PLACES = {"E": "embedding.weights", "V": "readout.weights", "k": "readout.bias"}


def equation_places(cell: Cell, sizes: Sizes) -> Arrangement:
    """Give the tensors of a model that is written as equations: each parameter by itself, all but E transposed."""
    graph = cell.graph_for(bias=sizes.bias)
    shapes: dict[str, tuple[int, ...]] = {}
    blocks = []
    for parameter, span in layout(cell, sizes).items():
        outside = parameter in around(sizes)
        tensor = PLACES[parameter] if outside else f"{parameter}.weights"
        gate = {"E": "x"}.get(parameter, "y") if outside else (*feeds(graph, address(parameter)[2]), "")[0]
        turned = len(span.shape) == 2 and parameter != "E"
        shapes[tensor] = span.shape[::-1] if turned else span.shape
        blocks.append(Block(tensor, parameter, gate, turned=turned))
    said = _("equations in a Scan · each parameter by name")
    return Arrangement(shapes, tuple(blocks), said)


def own_model(said: str, tensors: Mapping[str, NDArray[Any]], opset: int) -> Opened:
    """Give the model of metadata (JSON) and tensors. Raises ValueError with one sentence."""
    broken = ValueError(_("the file says that the studio wrote it, but not which model it is"))
    try:
        row = json.loads(said)
        text, name, title = (str(row["cell"][key]) for key in ("text", "name", "title"))
        sizes = Sizes(**{**row["sizes"], "widths": tuple(row["sizes"].get("widths", ()))})
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise broken from error
    cell = Cell.from_text(text, name, title)
    if name in cell_names() and same_cell(load_cell(name), cell):
        cell = load_cell(name)
    if not isinstance(sizes.bias, bool) or not isinstance(sizes.readout, str):
        raise broken
    sizes.check(cell)
    check_sizes(sizes, cell)  # before a line is written for each of a million layers
    arranged = equation_places(cell, sizes)
    missing = next((name for name in arranged.shapes if name not in tensors), None)
    if missing is not None:
        raise ValueError(_("the file lacks the tensor “{name}” of its model").format(name=missing))
    blocks = arranged.blocks
    flat = gathered(cell, sizes, tensors, blocks)
    initial = {}
    for layer, direction in product(range(sizes.layers), range(sizes.directions)):
        for state in cell.graph.states:
            name = f"{prefix(sizes, layer, direction)}{state}"
            units = sizes.units_of(layer)
            first = tensors.get(f"{name}.first")
            if first is not None and (
                first.ndim != 2 or first.shape[1] != units or not np.isfinite(first).all()
            ):
                sentence = _("“{name}” is no state of {units} units")
                raise ValueError(sentence.format(name=f"{name}.first", units=units))
            if first is not None:
                initial[name] = frozen(first[0] if len(first) == 1 else first)
    described = {"opset": str(opset)}
    return Opened(cell, sizes, flat, tensors, blocks, "onnx", initial=initial, described=described)
