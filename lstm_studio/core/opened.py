"""What is in a file of weights: a model, the tensors as they stand there, and which block of which is which gate.

A parameter of the model is the sum of its blocks, each turned and multiplied as the block says; one that has none
is 0. So the same rows read a file and write it back. Shapes are those of the file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.check import check_sizes
from lstm_studio.core.sizes import layout
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.sizes import Sizes

__all__ = ["Block", "Opened", "gathered", "scattered"]

MOST, FREE = 4, 1024
"""Parameters that a model may have for each number of its file, and numbers beside: what a file lacks is 0 here."""


@dataclass(frozen=True)
class Block:
    """A piece of a tensor of the file that one parameter of the model is read from.

    ``tensor`` names it in the file; ``part`` is its place along a leading axis, None where it has none; ``rows`` and
    ``columns`` are (start, stop), None for all. ``turned``: transposed after it was cut out; then times ``factor``.
    ``parameter`` is the name in ``Model.parameters``, ``gate`` the left side that it feeds, "" for none.
    """

    tensor: str
    parameter: str
    gate: str = ""
    rows: tuple[int, int] | None = None
    columns: tuple[int, int] | None = None
    part: int | None = None
    turned: bool = False
    factor: float = 1.0

    def within(self, tensor: NDArray[Any]) -> bool:
        """Whether the tensor has such a block."""
        axes = tensor.ndim - (self.part is not None)
        wanted = 2 if self.columns is not None else 1 if self.rows is not None else 0
        return axes >= wanted and (self.part is None or 0 <= self.part < (*tensor.shape, 0)[0])

    def cut(self, tensor: NDArray[Any]) -> NDArray[Any]:
        """Give the view of the tensor, as it lies there."""
        piece = tensor if self.part is None else tensor[self.part]
        piece = piece if self.rows is None else piece[slice(*self.rows)]
        return piece if self.columns is None else piece[:, slice(*self.columns)]

    def read(self, tensor: NDArray[Any]) -> NDArray[np.float64]:
        """Give what the block adds to its parameter."""
        with np.errstate(invalid="ignore", over="ignore"):  # what is no number is refused by who asks
            piece = self.cut(tensor).astype(np.float64)
            return (piece.T if self.turned else piece) * self.factor

    def write(self, tensor: NDArray[Any], values: NDArray[Any] | float) -> None:
        """Put the values of the parameter into the tensor."""
        values = np.asarray(values) / self.factor
        self.cut(tensor)[...] = values.T if self.turned else values


@dataclass(frozen=True, eq=False)
class Opened:
    """A model from the file ``name``: ``parameters`` is the flat vector that ``Model.of`` takes.

    ``tensors`` are all that the file holds, read-only; ``notes`` are sentences: what was translated, what was left out.
    ``initial`` holds states before the first step, as ``Model.run`` takes them. ``kind``: "pytorch", "onnx" or
    "keras". ``stored`` names the kinds of number that NumPy has no word for, such as "BF16", by tensor;
    ``described`` is what else the file says of itself.
    """

    cell: Cell
    sizes: Sizes
    parameters: NDArray[np.float64]
    tensors: Mapping[str, NDArray[Any]]
    blocks: tuple[Block, ...]
    kind: str
    notes: tuple[str, ...] = ()
    initial: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    stored: Mapping[str, str] = field(default_factory=dict)
    described: Mapping[str, str] = field(default_factory=dict)
    name: str = ""


def gathered(
    cell: Cell, sizes: Sizes, tensors: Mapping[str, NDArray[Any]], blocks: Iterable[Block]
) -> NDArray[np.float64]:
    """Give the flat vector of a model, read-only, from the blocks of its tensors.

    Raises ValueError, with the name of the tensor, for a block that lies outside of it or is of another shape than its
    parameter's and for values that are no finite numbers; and for a model that is larger than the studio takes.
    """
    check_sizes(sizes, cell)
    spans = layout(cell, sizes)
    blocks = tuple(blocks)
    count = max((span.stop for span in spans.values()), default=0)
    held = sum(tensors[name].size for name in {block.tensor for block in blocks} & set(tensors))
    if count > MOST * (held + FREE):
        sentence = _(
            "the file has {held} numbers for {count} parameters: its layers share weights; expected each with its own"
        )
        raise ValueError(sentence.format(count=count, held=held))
    flat = np.zeros(count)
    for block in blocks:
        if (
            block.tensor not in tensors
            or block.parameter not in spans
            or not block.within(tensors[block.tensor])
        ):
            sentence = _("“{tensor}” has no block that {name} could be read from")
            raise ValueError(sentence.format(tensor=block.tensor, name=block.parameter))
        span, values = spans[block.parameter], block.read(tensors[block.tensor])
        if values.shape != span.shape:
            sentence = _("“{tensor}” gives {found} to {name}; expected the shape {wanted}")
            raise ValueError(
                sentence.format(
                    tensor=block.tensor, found=values.shape, name=block.parameter, wanted=span.shape
                )
            )
        if not np.isfinite(values).all():
            sentence = _("“{tensor}” has a value that is no finite number; expected trained weights")
            raise ValueError(sentence.format(tensor=block.tensor))
        flat[span.start : span.stop] += values.ravel()
    flat.setflags(write=False)
    return flat


def scattered(opened: Opened, parameters: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Give the tensors of the file with these parameters in their blocks.

    A parameter that still has its value leaves its blocks as they were, bit for bit, also where it is the sum of two;
    another one goes whole into the first of its blocks, and 0 into the rest. Raises ValueError for one that has no
    block and is not 0.
    """
    placed = {block.parameter for block in opened.blocks}
    homeless = [name for name, values in parameters.items() if name not in placed and values.any()]
    if homeless:
        sentence = _("the file has no place for {names}; save under another kind of file")
        raise ValueError(sentence.format(names=", ".join(homeless)))
    spans = layout(opened.cell, opened.sizes)
    found = dict(opened.tensors)
    seen: set[str] = set()
    for block in opened.blocks:
        values, span = parameters[block.parameter], spans[block.parameter]
        before = opened.parameters[span.start : span.stop].reshape(span.shape)
        if np.array_equal(values, before.astype(values.dtype)):
            continue
        if found[block.tensor] is opened.tensors[block.tensor]:
            old = opened.tensors[block.tensor]
            # Half precision would round what has been learnt.
            found[block.tensor] = old.astype(np.float32) if old.dtype == np.float16 else old.copy()
        block.write(found[block.tensor], 0.0 if block.parameter in seen else values)
        seen.add(block.parameter)
    return found
