"""PyTorch models in safetensors files, both ways.

A file of any program: recurrent layers by the names that PyTorch gives them, with anything before, and the embedding
and the linear readout around them where there is no doubt. A file of our own says in its header which cell it holds.
"""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.check import check_sizes
from lstm_studio.core.opened import Block, Opened, gathered, scattered
from lstm_studio.core.sizes import Sizes
from lstm_studio.formats.files import content_of
from lstm_studio.formats.models import BYTES
from lstm_studio.formats.outside import listed, shaped
from lstm_studio.formats.safetensors import Tensors, read_tensors, widened, write_tensors
from lstm_studio.formats.stacks import blocks_of, stack_of
from lstm_studio.formats.torch_names import LAYERS, places
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from lstm_studio.core.model import Model
    from lstm_studio.formats.picked import Picked

__all__ = ["opened_of", "places", "read_model", "write_model"]

OURS = "lstm_studio"
PIECE = re.compile(r"-(\d{5})-of-(\d{5})\.safetensors$")


class _Said(msgspec.Struct, frozen=True):
    """What a file of our own says of its model."""

    cell: str
    equations: str
    sizes: dict[str, Any]


def read_model(path: Path, picked: Picked) -> Opened:
    """Read a model. Raises ChoiceError where the file leaves something open, else ValueError with a sentence."""
    opened = opened_of(read_tensors(content_of(path, BYTES)), picked)
    piece = PIECE.search(path.name)
    if piece is None:
        return opened
    sentence = _("this file is piece {number} of {count}; the file “{index}” beside it opens all")
    index = f"{path.name[: piece.start()]}.safetensors.index.json"
    note = sentence.format(number=int(piece[1]), count=int(piece[2]), index=index)
    return replace(opened, notes=(*opened.notes, note))


def opened_of(tensors: Tensors, picked: Picked) -> Opened:
    """Give the model of all tensors of a file, or of several. Raises ChoiceError and ValueError, as read_model does."""
    if OURS in tensors.described:
        cell, sizes, blocks = _said(tensors.described[OURS], tensors.arrays)
        notes: tuple[str, ...] = ()
    else:
        stack = stack_of(tensors.arrays, picked.recurrent)
        cell, sizes, blocks, notes = blocks_of(tensors.arrays, stack, picked)
    arrays = _usable(tensors, blocks)
    half = sorted(
        {kind for name, kind in _kinds(tensors).items() if kind in ("BF16", "F16") and name in _used(blocks)}
    )
    if half:
        notes += (
            _("{kinds} numbers are read as float32, which holds each of them").format(kinds=", ".join(half)),
        )
    flat = gathered(cell, sizes, arrays, blocks)
    return Opened(
        cell, sizes, flat, arrays, tuple(blocks), "pytorch", notes,
        stored=tensors.stored, described=tensors.described,
    )  # fmt: skip


def write_model(model: Model, opened: Opened | None) -> bytes:
    """Give a file. What came from one of PyTorch's goes back into its tensors."""
    if opened is not None and opened.kind == "pytorch":
        opened = _apart(_with_biases(opened, model.parameters), model.parameters)
        arrays = scattered(opened, model.parameters)
        return write_tensors(Tensors(arrays, dict(opened.stored), dict(opened.described)))
    found = places(model.cell, model.sizes)
    blank = {name: np.zeros(shape, np.float32) for name, shape in sorted(found.shapes.items())}
    zeros = np.zeros(model.flat.size)
    arrays = scattered(
        Opened(model.cell, model.sizes, zeros, blank, found.blocks, "pytorch"), model.parameters
    )
    said = msgspec.json.encode(_Said(model.cell.name, model.cell.text, asdict(model.sizes))).decode()
    return write_tensors(Tensors(arrays, {}, {"format": "pt", OURS: said}))


def _with_biases(opened: Opened, parameters: Mapping[str, NDArray[Any]]) -> Opened:
    """Give room to biases that the file does not have, where they are no longer 0."""
    missing = set(parameters) - {block.parameter for block in opened.blocks}
    if not any(parameters[name].any() for name in missing):
        return opened
    blocks, tensors = list(opened.blocks), dict(opened.tensors)
    for block in opened.blocks:
        name = block.parameter.rpartition(".")[2]
        before = block.parameter.removesuffix(name)
        ours = [before + letter + name[1:] for letter in {"W": "b", "R": "db", "V": "k"}.get(name[0], "")]
        found = [bias for bias in ours if bias in missing]
        module, _weight, ending = block.tensor.rpartition("weight")
        if found:
            bias = f"{module}bias{ending}"
            tensors[bias] = np.zeros(tensors[block.tensor].shape[:1], np.float32)
            blocks.append(Block(bias, found[0], block.gate, block.rows))
    return replace(opened, tensors=tensors, blocks=tuple(blocks))


def _apart(opened: Opened, parameters: Mapping[str, NDArray[Any]]) -> Opened:
    """Give the readout a tensor of its own where it had that of the embedding, and they are no longer the same."""
    rows = {block.parameter: block for block in opened.blocks if block.parameter in ("E", "V")}
    one = len({block.tensor for block in rows.values()}) < len(rows)
    if not one or np.array_equal(parameters["E"], parameters["V"]):
        return opened
    name = "readout.weight" if "readout.weight" not in opened.tensors else "readout.apart.weight"
    tensors = {**opened.tensors, name: opened.tensors[rows["V"].tensor]}
    blocks = [replace(block, tensor=name) if block.parameter == "V" else block for block in opened.blocks]
    return replace(opened, tensors=tensors, blocks=tuple(blocks))


def _said(text: str, arrays: dict[str, NDArray[Any]]) -> tuple[Cell, Sizes, tuple[Block, ...]]:
    """Read what a file of our own says of itself."""
    try:
        said = msgspec.json.decode(text, type=_Said)
        sizes = msgspec.convert(said.sizes, Sizes)
    except (ValueError, RecursionError) as error:
        sentence = _("what the file says of its cell cannot be read: {why}")
        raise ValueError(sentence.format(why=error)) from error
    cell = Cell.from_text(said.equations, said.cell)
    brought = [row.load() for row in LAYERS] + [load_cell(name) for name in cell_names() if name == said.cell]
    cell = next((known for known in brought if (known.name, known.text) == (cell.name, cell.text)), cell)
    check_sizes(sizes, cell)
    found = places(cell, sizes)
    for name, shape in found.shapes.items():
        if name in arrays and arrays[name].shape != shape:
            sentence = _("“{name}” has the shape {found}; expected {shape}")
            raise ValueError(
                sentence.format(name=name, found=shaped(arrays[name].shape), shape=shaped(shape))
            )
    return cell, sizes, found.blocks


def _used(blocks: tuple[Block, ...]) -> set[str]:
    return {block.tensor for block in blocks}


def _kinds(tensors: Tensors) -> dict[str, str]:
    names = {"float16": "F16", "float32": "F32", "float64": "F64"}
    return {
        name: tensors.stored.get(name, names.get(array.dtype.name, array.dtype.name))
        for name, array in tensors.arrays.items()
    }


def _usable(tensors: Tensors, blocks: tuple[Block, ...]) -> dict[str, NDArray[Any]]:
    """Give the tensors, those of the model as numbers that NumPy has. Raises ValueError for other kinds of them."""
    arrays, kinds = dict(tensors.arrays), _kinds(tensors)
    for name in sorted(_used(blocks)):
        if name not in arrays:
            sentence = _("“{name}” is missing from the file; it holds {found}")
            raise ValueError(sentence.format(name=name, found=listed(arrays, arrays)))
        if kinds[name] not in ("F64", "F32", "F16", "BF16"):
            sentence = _("“{name}” holds numbers of the kind {kind}; expected F64, F32, F16 or BF16")
            raise ValueError(sentence.format(name=name, kind=kinds[name]))
        if kinds[name] == "BF16":
            arrays[name] = widened(arrays[name])
    return arrays
