"""The sizes of a model, and where each of its parameters stands in the flat vector."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lstm_studio.core.cell import Cell

__all__ = [
    "ANSWER",
    "Sizes",
    "Span",
    "address",
    "deepened",
    "layout",
    "named",
    "placed",
    "prefix",
    "said_widths",
    "sized",
    "widened",
]

OUTPUT_NAMES = ("identity", "softmax", "sigmoid")
MOST = 100_000_000  # parameters
ANSWER = "y"
"""What the output of a model is called: no cell can have a value of that name."""


class Span(NamedTuple):
    """The place and shape of one parameter in the flat vector."""

    start: int
    shape: tuple[int, ...]

    @property
    def stop(self) -> int:
        """The first place behind it."""
        return self.start + math.prod(self.shape)


@dataclass(frozen=True)
class Sizes:
    """Inputs D, units H, outputs (0: no readout), layers, directions, symbols (0: no embedding), and the readout.

    ``widths`` are the units of each layer, from the lowest, where they differ: ``units`` then are those of the top one.
    Where all are alike it is (), however it was given.
    """

    inputs: int = 1
    units: int = 4
    outputs: int = 0
    layers: int = 1
    directions: int = 1
    symbols: int = 0
    bias: bool = True
    readout: str = "h"
    output: str = "identity"
    widths: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Sizes that mean the same are equal: widths that are all alike are none."""
        if len(self.widths) == self.layers and all(width == self.units for width in self.widths):
            object.__setattr__(self, "widths", ())

    def check(self, cell: Cell) -> None:
        """Raise ValueError for sizes that are no model of ``cell``."""
        for name, low in (
            ("inputs", 1),
            ("units", 1),
            ("outputs", 0),
            ("layers", 1),
            ("directions", 1),
            ("symbols", 0),
        ):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < low:
                sentence = _("{name} is {value}; expected a whole number of at least {low}")
                raise ValueError(sentence.format(name=name, value=value, low=low))
        if self.directions > 2:
            raise ValueError(_("directions is {value}; expected 1 or 2").format(value=self.directions))
        if self.widths:
            self._check_widths()
        if self.output not in OUTPUT_NAMES:
            sentence = _("output is “{value}”; expected one of {known}")
            raise ValueError(sentence.format(value=self.output, known=", ".join(OUTPUT_NAMES)))
        states = tuple(dict.fromkeys((*cell.graph.states, "h")))
        if self.readout not in states:
            sentence = _("readout is “{value}”; expected a state of the cell: {known}")
            raise ValueError(sentence.format(value=self.readout, known=", ".join(states)))

    def _check_widths(self) -> None:
        for width in self.widths:
            if isinstance(width, bool) or not isinstance(width, int) or width < 1:
                sentence = _("a layer has {value} units; expected a whole number of at least 1")
                raise ValueError(sentence.format(value=width))
        if len(self.widths) != self.layers:
            sentence = _(
                "units are given of {given} layers, the model has {layers}; expected one number a layer"
            )
            raise ValueError(sentence.format(given=len(self.widths), layers=self.layers))
        if self.widths[-1] != self.units:
            sentence = _("units is {units}, the top layer has {top}; expected the same number")
            raise ValueError(sentence.format(units=self.units, top=self.widths[-1]))

    @property
    def single(self) -> bool:
        """Whether there is one layer and one direction, so that parameters have bare names."""
        return self.layers == 1 and self.directions == 1

    def inputs_of(self, layer: int) -> int:
        """Give the number of values that a layer reads."""
        return self.inputs if layer == 0 else self.units_of(layer - 1) * self.directions

    def units_of(self, layer: int) -> int:
        """Give the number of units of a layer, 0 being the lowest."""
        return self.widths[layer] if self.widths else self.units

    @property
    def every(self) -> tuple[int, ...]:
        """The units of each layer, also where they are alike."""
        return self.widths or (self.units,) * self.layers


def sized(cell: Cell, sizes: Sizes) -> Sizes:
    """Give the sizes for another cell: the output is read from h where it lacks the state that it was read from."""
    return sizes if sizes.readout in cell.graph.states else replace(sizes, readout="h")


def said_widths(sizes: Sizes) -> str:
    """Write the units of a model: "8", or "64 → 32" where layers differ, from the lowest."""
    return " → ".join(map(str, sizes.widths or (sizes.units,)))


def widened(sizes: Sizes, units: int | Sequence[int]) -> Sizes:
    """Give sizes with other units: one number for all layers, or one a layer, of which there are then as many.

    Raises ValueError for no number at all.
    """
    if isinstance(units, int):
        return replace(sizes, units=units, widths=())
    widths = tuple(units)
    if not widths:
        raise ValueError(_("units is empty; expected a whole number, or one a layer"))
    return replace(sizes, units=widths[-1], layers=len(widths), widths=widths)


def deepened(sizes: Sizes, layers: int) -> Sizes:
    """Give sizes with another number of layers: those on top go, or come with as many units as the top one has."""
    if not sizes.widths or layers < 1:
        return replace(sizes, layers=layers)
    there = sizes.widths[:layers]
    return widened(sizes, (*there, *(there[-1],) * (layers - len(there))))


def prefix(sizes: Sizes, layer: int, direction: int) -> str:
    """Give what stands before the names of a layer's parameters: "", "0." or "0.reverse."."""
    if sizes.single:
        return ""
    return f"{layer}.reverse." if direction else f"{layer}."


def around(sizes: Sizes) -> tuple[str, ...]:
    """Give the names of the parameters that are no cell's: embedding, readout."""
    there = {"E": sizes.symbols > 0, "V": sizes.outputs > 0, "k": sizes.outputs > 0 and sizes.bias}
    return tuple(name for name, is_there in there.items() if is_there)


def placed(name: str, sizes: Sizes) -> str:
    """Give the name of a parameter with its layer, also where there is only one: W_f is "0.W_f"."""
    return f"0.{name}" if sizes.single and name not in around(sizes) else name


def address(name: str) -> tuple[int, int, str]:
    """Give (layer, direction, name within the cell) of a name in the model: "1.reverse.W_f" -> (1, 1, "W_f")."""
    number, dot, rest = name.partition(".")
    if not dot:
        return 0, 0, name
    return int(number), int(rest.startswith("reverse.")), rest.removeprefix("reverse.")


def named(name: str) -> str:
    """Give a name as the window counts layers: "0.reverse.W_f" -> "1← W_f", as beside the diagram."""
    layer, direction, symbol = address(name)
    return symbol if symbol == name else f"{layer + 1}{'←' if direction else '→'} {symbol}"


def layout(cell: Cell, sizes: Sizes) -> dict[str, Span]:
    """Give the span of every parameter: E, the cell's by first appearance, V, k. Raises ValueError."""
    sizes.check(cell)
    shapes: dict[str, tuple[int, ...]] = {}
    if sizes.symbols:
        shapes["E"] = (sizes.symbols, sizes.inputs)
    for layer in range(sizes.layers):
        for direction in range(sizes.directions):
            rows = cell.parameters(sizes.inputs_of(layer), sizes.units_of(layer), sizes.bias)
            shapes.update({prefix(sizes, layer, direction) + name: shape for name, shape in rows.items()})
    taken = [name for name in around(sizes) if sizes.single and name in cell.graph.parameters]
    if taken:
        sentence = _("{name} is a parameter of the cell, and of what stands around it; give it another name")
        raise ValueError(sentence.format(name=taken[0]))
    if sizes.outputs:
        shapes["V"] = (sizes.outputs, sizes.units * sizes.directions)
        if sizes.bias:
            shapes["k"] = (sizes.outputs,)
    spans: dict[str, Span] = {}
    at = 0
    for name, shape in shapes.items():
        spans[name] = Span(at, shape)
        at = spans[name].stop
    if at > MOST:
        raise ValueError(
            _("{n} parameters; expected at most {most}: choose fewer units").format(n=at, most=MOST)
        )
    return spans
