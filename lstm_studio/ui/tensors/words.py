"""What is said of tensors, their blocks and their values. It knows no Qt."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.counting import use
from lstm_studio.core.sizes import ANSWER
from lstm_studio.formats.csv_text import Table
from lstm_studio.ui.numbers import count
from lstm_studio.ui.tensors.laid import place_of
from lstm_studio.ui.tensors.places import entry_of, flattened, index_of
from lstm_studio.words import _, ngettext

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.opened import Block
    from lstm_studio.core.printing.lettering import Lettering
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.ui.tensors.laid import Laid, Tensor

__all__ = ["IDLE", "MOST", "Telling", "as_lines", "bytes_of", "shape_of", "summaries", "table", "told"]

IDLE = _("not computed here")
MOST = 1_000_000  # numbers in a table
UNITS = ("kB", "MB", "GB")
AROUND = {
    "E": (_("embedding"), _("symbol {row}, number {column}")),
    "V": (_("readout"), _("output {row} from {reads} {column}")),
    "k": (_("bias of the readout"), _("output {row}")),
}


def bytes_of(size: int) -> str:
    """Print a number of bytes: 384 B, 1.6 kB, 12 MB."""
    if size < 1000:
        return f"{size} B"
    number, unit = size / 1000, 0
    while number >= 999.5 and unit < len(UNITS) - 1:
        number, unit = number / 1000, unit + 1
    return f"{number:.1f} {UNITS[unit]}" if number < 9.95 else f"{number:.0f} {UNITS[unit]}"


def shape_of(tensor: Tensor) -> str:
    """Print the shape of a tensor: 32×3."""
    return "×".join(map(count, tensor.shape)) or _("a number")


def summaries(laid: Laid) -> tuple[str, ...]:
    """Say how many tensors there are, and how large, in ever fewer words."""
    number = len(laid.tensors)
    said = ngettext("{number} tensor", "{number} tensors", number).format(number=number)
    size = bytes_of(laid.size)
    return f"{said} · {size}", said, size


def table(laid: Laid) -> Table:
    """Give every number, tensor by tensor. Raises ValueError where there are too many for a table."""
    size = sum(prod(tensor.shape) for tensor in laid.tensors)
    if size > MOST:
        sentence = _("{count} numbers; a table takes at most {most}: save the model as a file instead")
        raise ValueError(sentence.format(count=count(size), most=count(MOST)))
    rows: list[tuple[object, ...]] = []
    for tensor in laid.tensors:
        values = flattened(laid.values(tensor.name))
        owner = np.full(values.shape, -1)
        for at, box in enumerate(tensor.boxes):
            owner[box.top : box.bottom, box.left : box.right] = at
        what = [(block.parameter, block.gate) for block in tensor.blocks] + [("", "")]
        rows += [
            (tensor.name, " ".join(map(str, index_of(tensor.shape, row, column))), number, *what[at])
            for row, (numbers, owners) in enumerate(zip(values.tolist(), owner.tolist(), strict=True))
            for column, (number, at) in enumerate(zip(numbers, owners, strict=True))
        ]
    return Table(("tensor", "index", "value", "parameter", "gate"), tuple(rows))


def as_lines(values: NDArray[Any]) -> str:
    """Give a matrix, or a vector, as lines of numbers with tabs between."""
    return "\n".join("\t".join(map(repr, row)) for row in np.atleast_2d(values).tolist())


def _figures(number: float) -> str:
    return f"{number:+.6g}".replace("-", "−").replace("nan", _("no number"))


class Telling:
    """Says what a block and a value of it is, of one cell, in the letters of a notation."""

    def __init__(self, cell: Cell, sizes: Sizes, letters: Lettering) -> None:
        self.cell, self.sizes, self.letters = cell, sizes, letters
        self.graph = cell.graph_for(bias=sizes.bias)

    def label(self, block: Block) -> str:
        """Give the short name of a block: that of its parameter, as a word."""
        return self.letters.word(place_of(self.sizes, block.parameter)[2])

    def layer(self, block: Block) -> str:
        """Say which layer and direction a block is of, "" where there is one."""
        layer, direction, _name = place_of(self.sizes, block.parameter)
        if layer < 0 or self.sizes.single:
            return ""
        said = _("layer {number}").format(number=layer + 1) if self.sizes.layers > 1 else ""
        way = "" if self.sizes.directions == 1 else _("reverse") if direction else _("forward")
        return ", ".join(filter(None, (said, way)))

    def gate(self, block: Block) -> str:
        """Say what a block feeds: "forget gate"; its letter where nothing is said of it."""
        layer, _direction, name = place_of(self.sizes, block.parameter)
        if layer < 0:
            return str(AROUND[name][0])
        said = self.cell.meaning.get(block.gate, "").partition(":")[0]
        return said or (self.letters.word(block.gate) if block.gate else "")

    def block(self, block: Block) -> str:
        """Say what a block is: "W_f · forget gate · layer 2, reverse"."""
        changed = []
        if block.turned:
            changed.append(_("transposed"))
        if block.factor != 1.0:
            changed.append(_("times {factor}").format(factor=f"{block.factor:g}".replace("-", "−")))
        parts = (self.label(block), self.gate(block), self.layer(block), *changed)
        return " · ".join(filter(None, parts))

    def entry(self, block: Block, entry: tuple[int, ...]) -> str:
        """Say which number of its parameter one is, counted from 1: "W_f, unit 6 on x 3"."""
        layer, _direction, name = place_of(self.sizes, block.parameter)
        row, column = (*(place + 1 for place in entry), 0, 0)[:2]
        if layer < 0:
            reads = self.letters.word(self.sizes.readout)
            where = AROUND[name][1].format(row=row, column=column, reads=reads)
        elif len(entry) == 2:
            reads = use(self.graph, name)[1]
            where = _("unit {row} on {reads} {column}").format(
                row=row, reads=self._read(reads), column=column
            )
        else:
            where = _("unit {row}").format(row=row)
        return f"{self.label(block)}, {where}"

    def _read(self, text: str) -> str:
        return self.letters.rename(text).replace("_prev", "₋").replace(" * ", "⊙")

    def value(self, laid: Laid, tensor: Tensor, row: int, column: int) -> str:
        """Say what stands at a cell of a tensor: its number first, then what it is."""
        number = float(flattened(laid.values(tensor.name))[row, column])
        place = ", ".join(map(str, index_of(tensor.shape, row, column)))
        at = tensor.block_at(row, column)
        if at is None:
            return f"{_figures(number)} · {tensor.name}[{place}] · {IDLE}"
        block = tensor.blocks[at]
        entry = self.entry(block, entry_of(tensor.shape, block, row, column))
        rest = " · ".join(filter(None, (self.gate(block), self.layer(block))))
        return f"{_figures(number)} · {entry} · {rest} · {tensor.name}[{place}]"

    def node(self, block: Block) -> str:
        """Give the value that a block feeds, by its printed form, "y" for the readout, "x" for the embedding."""
        layer, _direction, name = place_of(self.sizes, block.parameter)
        if layer < 0:
            return "x" if name == "E" else ANSWER
        return block.gate if block.gate in self.graph.named else ""


def told(tensor: Tensor, telling: Telling) -> list[str]:
    """Give what is said of a tensor: its layer, or that it is no part of the model; shape, kind and bytes."""
    layers = {telling.layer(block) for block in tensor.blocks} if tensor.blocks else {IDLE}
    where = next(iter(layers)) if len(layers) == 1 else ""
    return [*filter(None, [where]), shape_of(tensor), tensor.kind, bytes_of(tensor.size)]
