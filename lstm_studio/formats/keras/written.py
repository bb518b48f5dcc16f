"""A model -> weights as Keras 3 writes them: what ``model.load_weights`` of the same layers in a row reads."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from lstm_studio.core.opened import Block, scattered
from lstm_studio.formats.arrangement import Arrangement
from lstm_studio.formats.keras.cells import ORDER, ROLES, blocks_of, kind_of, shapes_of
from lstm_studio.formats.keras.config import snake
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.model import Model
    from lstm_studio.core.opened import Opened
    from lstm_studio.core.sizes import Sizes

__all__ = ["places", "weights_bytes"]


def weights_bytes(model: Model, opened: Opened | None) -> bytes:
    """Give an HDF5 file; the same model gives the same bytes.

    Where ``opened`` is of Keras and of the same shape, what was not changed since stays bit for bit. Raises ValueError
    for a cell or a readout that Keras does not have.
    """
    import h5py  # an extra

    arranged, named = _laid_out(model.cell, model.sizes)
    if opened is not None and (
        opened.kind != "keras" or (opened.cell, opened.sizes) != (model.cell, model.sizes)
    ):
        opened = None  # its layout is not that of the model
    known = {} if opened is None else _kept(model, opened, arranged.blocks)
    absent = set() if opened is None else _absent(model, opened, arranged.blocks)
    tensors = {
        path: known[path] if path in known else arranged.tensor(path, model.parameters, model.dtype)
        for path in arranged.shapes
        if path not in absent
    }
    file = BytesIO()
    with h5py.File(file, "w") as written:
        written.create_group("vars").attrs["name"] = "sequential"
        for path, values in tensors.items():
            place, _slash, number = path.rpartition("/")
            written.require_group(place).create_dataset(number, data=values)
        for path, name in named.items():
            written.require_group(f"{path}/vars").attrs["name"] = name
    return file.getvalue()


def places(cell: Cell, sizes: Sizes) -> Arrangement:
    """Give the weights of a model as Keras calls them. Raises ValueError for a cell or a readout that it lacks."""
    return _laid_out(cell, sizes)[0]


def _laid_out(cell: Cell, sizes: Sizes) -> tuple[Arrangement, dict[str, str]]:
    """Give path -> tensor, with the blocks, and path of a layer -> its name."""
    kind = kind_of(cell)
    if kind is None:
        sentence = _(
            "Keras has no layer for “{cell}”; expected an LSTM, a GRU or a plain network: save .onnx, or code"
        )
        raise ValueError(sentence.format(cell=cell.title or cell.name))
    if sizes.outputs and sizes.readout != "h":
        raise ValueError(_("the output is read from {state}; Keras reads h").format(state=sizes.readout))
    name, after, writes = kind
    stem = snake(name)
    shapes: dict[str, tuple[int, ...]] = {}
    blocks: list[Block] = []
    named: dict[str, str] = {}
    if sizes.symbols:
        named["layers/embedding"] = "embedding"
        shapes["layers/embedding/vars/0"] = (sizes.symbols, sizes.inputs)
        blocks.append(Block("layers/embedding/vars/0", "E", "x"))
    for layer in range(sizes.layers):
        whole = f"{'bidirectional' if sizes.directions > 1 else stem}{f'_{layer}' if layer else ''}"
        named[f"layers/{whole}"] = whole
        for direction in range(sizes.directions):
            below = f"/{('forward', 'backward')[direction]}_layer" if sizes.directions > 1 else ""
            named[f"layers/{whole}{below}/cell"] = f"{stem}_cell"
            roles = ROLES if sizes.bias else ROLES[:2]
            paths = {role: f"layers/{whole}{below}/cell/vars/{number}" for number, role in enumerate(roles)}
            wanted = shapes_of(name, sizes.inputs_of(layer), sizes.units_of(layer), reset_after=after)
            shapes |= {paths[role]: wanted[role] for role in roles}
            blocks += blocks_of(name, sizes, layer, direction, paths, reset_after=after, writes=writes)
    if sizes.outputs:
        named["layers/dense"] = "dense"
        shapes["layers/dense/vars/0"] = (sizes.units * sizes.directions, sizes.outputs)
        blocks.append(Block("layers/dense/vars/0", "V", "y", turned=True))
        if sizes.bias:
            shapes["layers/dense/vars/1"] = (sizes.outputs,)
            blocks.append(Block("layers/dense/vars/1", "k", "y"))
    said = _("keras.layers.{layer} · gates {gates} · transposed")
    said = said.format(layer=name, gates=", ".join(ORDER[name]))
    return Arrangement(shapes, tuple(blocks), said), named


def _absent(model: Model, opened: Opened, blocks: Iterable[Block]) -> set[str]:
    """Give the tensors that the file does not have and that are still 0: biases of layers that have none."""
    placed = {block.parameter for block in opened.blocks}
    needed = {
        block.tensor
        for block in blocks
        if block.parameter in placed or model.parameters[block.parameter].any()
    }
    return {block.tensor for block in blocks} - needed


def _kept(model: Model, opened: Opened, blocks: Iterable[Block]) -> dict[str, NDArray[Any]]:
    """Give the tensors of the file that the model came from under their new paths."""
    # What the file has no tensor for, such as biases of one layer, gets a new one.
    placed = {block.parameter for block in opened.blocks}
    tensors = scattered(opened, {name: model.parameters[name] for name in placed})
    # A tensor is known by the parameters that it holds.
    old: dict[tuple[str, int | None], str] = {(b.parameter, b.part): b.tensor for b in opened.blocks}
    found: dict[str, NDArray[Any]] = {}
    for block in blocks:
        source = old.get((block.parameter, block.part))
        if source is not None:
            found[block.tensor] = tensors[source]
    return found
