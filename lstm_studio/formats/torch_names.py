"""How a model is called in PyTorch: the tensors of its modules, and which block of which is which gate.

Where PyTorch has the cell as a layer, ``lstm.weight_ih_l0`` (4H, D), ``lstm.weight_hh_l0`` (4H, H) and two biases, all
ending in ``_l1`` for the next layer and in ``_reverse`` for the other direction, layers of different widths each as a
module, ``lstm.1.weight_ih_l0``; for any other cell its parameters by their own names, ``layers.0.W_f`` and
``reverse.0.W_f``. Around them ``embedding.weight``, ``readout.weight`` and
``readout.bias``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from lstm_studio.catalogue import load_cell
from lstm_studio.core.counting import feeds
from lstm_studio.core.opened import Block
from lstm_studio.core.sizes import layout, prefix
from lstm_studio.formats.arrangement import Arrangement
from lstm_studio.formats.identifiers import identifiers
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.sizes import Sizes

__all__ = ["LAYERS", "Layer", "around_blocks", "layer_blocks", "layer_of", "places", "spelled"]


@dataclass(frozen=True)
class Layer:
    """A layer of PyTorch: its class, our gates in the order of its rows, and those with a second bias of their own."""

    title: str
    cell: str
    gates: str
    inner: str = ""
    nonlinearity: str = ""

    def load(self) -> Cell:
        """Give our cell that computes the same."""
        return _plain_relu() if self.nonlinearity == "relu" else load_cell(self.cell)


LAYERS = (
    Layer("LSTM", "lstm", "ifgo"),
    Layer("GRU", "gru", "rzn", "n"),
    Layer("RNN", "rnn", "h", nonlinearity="tanh"),
    Layer("RNN", "rnn-relu", "h", nonlinearity="relu"),
)


@lru_cache(maxsize=1)
def _plain_relu() -> Cell:
    """Give the plain network with relu, which no paper has for its own."""
    tanh = load_cell("rnn")
    equations = {"h": tanh.equations["h"].replace("tanh(", "relu(")}
    return replace(
        tanh,
        name="rnn-relu",
        title=_("Plain recurrent network, relu"),
        equations=equations,
        source="",
        base="rnn",
    )


def layer_of(cell: Cell, sizes: Sizes) -> Layer | None:
    """Give PyTorch's layer of the same equations, None where there is none that gives the state that is read."""
    if sizes.outputs and sizes.readout != "h":
        return None
    ours = spelled(cell)
    return next((row for row in LAYERS if spelled(row.load()) == ours), None)


def spelled(cell: Cell) -> dict[str, str]:
    """Give the equations in one spelling, by their left sides: two cells that have the same compute the same."""
    return {name: cell.graph.expression(name) for name in cell.graph.named}


def places(cell: Cell, sizes: Sizes) -> Arrangement:
    """Give what a model is called in PyTorch. Raises ValueError for sizes that are none."""
    spans = layout(cell, sizes)
    layer = layer_of(cell, sizes)
    inner = [Block("embedding.weight", "E", "x")] * (sizes.symbols > 0)
    if layer is None:
        inner += _own_blocks(cell, sizes)
    else:
        module = layer.title.lower()

        def name(number: int, way: int, what: str) -> str:
            return f"{module}.{_place(sizes, number, what)}{'_reverse' * way}"

        inner += layer_blocks(layer, sizes, name)
    blocks = (*inner, *around_blocks(sizes, "readout.weight", "readout.bias"))
    shapes: dict[str, tuple[int, ...]] = {}
    for block in blocks:
        shape = spans[block.parameter].shape
        rows = shape[0] if block.rows is None else block.rows[1]
        shapes[block.tensor] = (max(rows, shapes.get(block.tensor, (0,))[0]), *shape[1:])
    if layer is None:
        said = _("a module of its own · each parameter by name")
    else:
        form = _("torch.nn.{layer} · gates {gates}")
        if sizes.widths:
            form = _("ModuleList of torch.nn.{layer} · gates {gates}")
        said = form.format(layer=layer.title, gates=", ".join(layer.gates))
    return Arrangement(shapes, blocks, said)


def around_blocks(sizes: Sizes, weight: str, bias: str | None) -> list[Block]:
    """Give the blocks of a readout."""
    found = [Block(weight, "V", "y")] * (sizes.outputs > 0)
    if bias is not None and sizes.outputs and sizes.bias:
        found.append(Block(bias, "k", "y"))
    return found


def layer_blocks(layer: Layer, sizes: Sizes, name: Callable[[int, int, str], str]) -> list[Block]:
    """Give the blocks of PyTorch's layer; ``name`` makes one of (layer, direction, "weight_ih")."""
    stacks = {"weight_ih": "W", "weight_hh": "R"} | ({"bias_ih": "b", "bias_hh": "b"} if sizes.bias else {})
    return [
        Block(
            name(number, direction, what),
            f"{prefix(sizes, number, direction)}{letter}_{gate}",
            gate,
            (place * units, (place + 1) * units),
        )
        for number, direction in _cells(sizes)
        for units in [sizes.units_of(number)]
        for what, plain in stacks.items()
        for place, gate in enumerate(layer.gates)
        for letter in ["d" if what == "bias_hh" and gate in layer.inner else plain]
    ]


def _cells(sizes: Sizes) -> Iterator[tuple[int, int]]:
    return ((layer, direction) for layer in range(sizes.layers) for direction in range(sizes.directions))


def _place(sizes: Sizes, number: int, what: str) -> str:
    """Give the name of a tensor within the module: of layers of different widths each is one of its own."""
    return f"{number}.{what}_l0" if sizes.widths else f"{what}_l{number}"


def _own_blocks(cell: Cell, sizes: Sizes) -> list[Block]:
    graph = cell.graph_for(bias=sizes.bias)
    names = identifiers(cell.graph)
    return [
        Block(
            f"{'reverse' if direction else 'layers'}.{number}.{names[name]}",
            prefix(sizes, number, direction) + name,
            (*feeds(graph, name), "")[0],
        )
        for number, direction in _cells(sizes)
        for name in graph.parameters
    ]
