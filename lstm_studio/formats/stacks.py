"""Which tensors of a PyTorch file are recurrent layers, and which the embedding and the readout around them.

Source: the names of torch.nn.LSTM, GRU and RNN, ``weight_ih_l0`` … ``bias_hh_lk_reverse``, and of their cells, which
lack the layer. Whatever stands before is the name of a module; modules whose names differ in a number alone, as those
of a ModuleList, and each of which reads what the one before gives, are one stack.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lstm_studio.core.opened import Block
from lstm_studio.core.sizes import Sizes
from lstm_studio.formats.outside import around, bias_of, listed, shaped
from lstm_studio.formats.picked import ASKED, ChoiceError
from lstm_studio.formats.torch_names import LAYERS, Layer, around_blocks, layer_blocks
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from lstm_studio.core.cell import Cell
    from lstm_studio.formats.picked import Picked

__all__ = ["Stack", "blocks_of", "stack_of"]

_NAME = re.compile(
    r"(?P<before>.*?)(?P<what>weight_ih|weight_hh|weight_hr|bias_ih|bias_hh)"
    r"(?:_l(?P<layer>0|[1-9]\d?)(?P<reverse>_reverse)?)?",
    re.DOTALL,
)
MOST_LAYERS = 16
_GATES = {4: "LSTM", 3: "GRU", 1: "RNN"}


@dataclass(frozen=True)
class Stack:
    """Recurrent layers that stand together: PyTorch's class, the sizes, and the name of each tensor.

    ``widths`` are the units of each layer; ``modules`` names those that it was put together from, where it was.
    """

    before: str
    title: str
    inputs: int
    units: int
    layers: int
    directions: int
    bias: bool
    names: Mapping[tuple[int, int, str], str]
    widths: tuple[int, ...] = ()
    modules: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the module."""
        return self.before.removesuffix(".")


def stack_of(arrays: Mapping[str, NDArray[Any]], recurrent: str | None) -> Stack:
    """Find the recurrent layers. Raises ChoiceError where there are several, ValueError where there are none."""
    found: dict[tuple[str, bool], dict[tuple[int, int, str], str]] = {}
    for name in arrays:
        part = _NAME.fullmatch(name)
        if part is not None:
            place = (int(part["layer"] or 0), int(part["reverse"] is not None), part["what"])
            found.setdefault((part["before"], part["layer"] is None), {})[place] = name
    if not found:
        sentence = _("no recurrent layer is in it: expected tensors such as weight_ih_l0; it holds {found}")
        raise ValueError(sentence.format(found=listed(arrays, arrays)))
    named = {before.removesuffix("."): names for (before, _single), names in found.items()}
    if recurrent is None and len(found) > 1:
        chain = _numbered(named, arrays)
        if chain is not None:
            return chain
        firsts = ((name, max(names.items())[1]) for name, names in named.items())
        raise ChoiceError("recurrent", [(name, arrays[first].shape) for name, first in firsts])
    several = [name.strip().removesuffix(".") for name in (recurrent or "").split(",")]
    if len(several) > 1 and set(several) <= set(named):
        return _above_each_other([_checked(f"{name}.", named[name], arrays) for name in several])
    if recurrent is not None and recurrent.removesuffix(".") not in named:
        sentence = _("there is no recurrent layer “{name}”; expected one of {known}")
        raise ValueError(sentence.format(name=recurrent, known=", ".join(f"“{name}”" for name in named)))
    wanted = next(iter(named)) if recurrent is None else recurrent.removesuffix(".")
    before = next(before for before, _single in found if before.removesuffix(".") == wanted)
    return _checked(before, named[wanted], arrays)


def _numbered(
    named: Mapping[str, Mapping[tuple[int, int, str], str]], arrays: Mapping[str, NDArray[Any]]
) -> Stack | None:
    """Put modules together whose names differ in one number alone; None where they do not fit above each other."""
    parts = {name: re.split(r"(\d+)", name) for name in named}
    places = {len(words) for words in parts.values()}
    if len(named) > MOST_LAYERS or len(places) != 1:
        return None
    differing = [
        place for place in range(places.pop()) if len({words[place] for words in parts.values()}) > 1
    ]
    if len(differing) != 1 or not differing[0] % 2:  # numbers stand at the odd places
        return None
    ordered = sorted(named, key=lambda name: int(parts[name][differing[0]]))
    try:
        return _above_each_other([_checked(f"{name}.", named[name], arrays) for name in ordered])
    except ValueError:  # then it is a person who has to say which of them is meant
        return None


def _above_each_other(stacks: list[Stack]) -> Stack:
    """Make one stack of several, from the lowest. Raises ValueError where one does not read what is below it."""
    first = stacks[0]
    names: dict[tuple[int, int, str], str] = {}
    widths: tuple[int, ...] = ()
    for stack in stacks:
        if (stack.title, stack.directions, stack.bias) != (first.title, first.directions, first.bias):
            sentence = _("“{one}” and “{other}” are not of one kind; expected layers that are alike")
            raise ValueError(sentence.format(one=first.name, other=stack.name))
        if widths and stack.inputs != widths[-1] * first.directions:
            sentence = _("“{name}” reads {inputs} values; what is below it gives {given}")
            given = widths[-1] * first.directions
            raise ValueError(sentence.format(name=stack.name, inputs=stack.inputs, given=given))
        for (layer, way, what), name in stack.names.items():
            names[len(widths) + layer, way, what] = name
        widths += (stack.units,) * stack.layers
    modules = tuple(stack.name for stack in stacks)
    return replace(
        first, before=", ".join(modules), units=widths[-1], layers=len(widths), names=names, widths=widths,
        modules=modules,
    )  # fmt: skip


def _checked(
    before: str, names: Mapping[tuple[int, int, str], str], arrays: Mapping[str, NDArray[Any]]
) -> Stack:
    """Read the sizes off the shapes, and hold every tensor against them."""
    projected = [name for (_layer, _way, what), name in names.items() if what == "weight_hr"]
    if projected:
        sentence = _(
            "“{name}” projects the output (proj_size), which no cell here does; expected layers without it"
        )
        raise ValueError(sentence.format(name=projected[0]))
    layers = 1 + max(layer for layer, _way, _what in names)
    directions = 1 + max(way for _layer, way, _what in names)
    bias = any(what.startswith("bias") for _layer, _way, what in names)
    first = {what: arrays[names[0, 0, what]] for what in ("weight_ih", "weight_hh") if (0, 0, what) in names}
    if len(first) < 2 or any(array.ndim != 2 or not array.size for array in first.values()):
        sentence = _("the first layer needs “{before}weight_ih” and “{before}weight_hh”, each of two axes")
        raise ValueError(sentence.format(before=before))
    rows, units = first["weight_hh"].shape
    inputs = first["weight_ih"].shape[1]
    if rows % units or rows // units not in _GATES:
        sentence = _(
            "“{name}” has the shape {shape}; expected 4 (LSTM), 3 (GRU) or 1 (RNN) times as many rows as columns"
        )
        raise ValueError(
            sentence.format(name=names[0, 0, "weight_hh"], shape=shaped(first["weight_hh"].shape))
        )
    stack = Stack(before, _GATES[rows // units], inputs, units, layers, directions, bias, names)
    _check_shapes(stack, rows, arrays)
    return stack


def _check_shapes(stack: Stack, rows: int, arrays: Mapping[str, NDArray[Any]]) -> None:
    units, wide = stack.units, stack.units * stack.directions
    for layer in range(stack.layers):
        for way in range(stack.directions):
            shapes: dict[str, tuple[int, ...]] = {
                "weight_ih": (rows, wide if layer else stack.inputs),
                "weight_hh": (rows, units),
            }
            if stack.bias:
                shapes |= {"bias_ih": (rows,), "bias_hh": (rows,)}
            for what, shape in shapes.items():
                name = stack.names.get((layer, way, what))
                if name is None:
                    sentence = (
                        _("layer {layer} of “{stack}” has no {what}; expected it with the shape {shape}")
                        if stack.name
                        else _("layer {layer} has no {what}; expected it with the shape {shape}")
                    )
                    ending = f"{what}_l{layer}" + "_reverse" * way
                    raise ValueError(
                        sentence.format(layer=layer, stack=stack.name, what=ending, shape=shaped(shape))
                    )
                if arrays[name].shape != shape:
                    sentence = _("“{name}” has the shape {found}; expected {shape}")
                    raise ValueError(
                        sentence.format(name=name, found=shaped(arrays[name].shape), shape=shaped(shape))
                    )


def blocks_of(
    arrays: Mapping[str, NDArray[Any]], stack: Stack, picked: Picked
) -> tuple[Cell, Sizes, tuple[Block, ...], tuple[str, ...]]:
    """Give cell, sizes, blocks and notes of the model around a stack. Raises ChoiceError and ValueError."""
    layer, notes = _layer(stack, picked.nonlinearity)
    free = [name for name in arrays if _NAME.fullmatch(name) is None]
    embedding, readout = around(arrays, free, stack, picked)
    bias = bias_of(arrays, readout)
    sizes = Sizes(
        stack.inputs,
        stack.units,
        arrays[readout].shape[0] if readout else 0,
        stack.layers,
        stack.directions,
        arrays[embedding].shape[0] if embedding else 0,
        stack.bias or bias is not None,
        widths=stack.widths,
    )
    if embedding and embedding == readout:
        sentence = _("“{name}” is the embedding and the readout at once; here each has numbers of its own")
        notes.append(sentence.format(name=embedding))
    if stack.modules:
        sentence = _('modules read one above the other: {names}; recurrent="{first}" opens one alone')
        notes.append(sentence.format(names=", ".join(stack.modules), first=stack.modules[0]))
    layered = layer_blocks(layer, replace(sizes, bias=stack.bias), lambda *place: stack.names[place])
    blocks = (
        *([Block(embedding, "E", "x")] if embedding else []),
        *layered,
        *(around_blocks(sizes, readout, bias) if readout else []),
    )
    if sizes.bias and not (stack.bias and (bias or not readout)):
        notes.append(_("biases that the file does not have are 0 here"))
    used = {block.tensor for block in blocks}
    left = [name for name in arrays if name not in used]
    if left:
        sentence = _("left out, and not computed here: {names}")
        notes.append(sentence.format(names=listed(arrays, left)))
    return layer.load(), sizes, blocks, tuple(notes)


def _layer(stack: Stack, nonlinearity: str | None) -> tuple[Layer, list[str]]:
    known = [row.nonlinearity for row in LAYERS if row.nonlinearity]
    if nonlinearity not in (None, ASKED, *known):
        sentence = _("nonlinearity is “{given}”; expected tanh or relu")
        raise ValueError(sentence.format(given=nonlinearity))
    notes = []
    if stack.title == "RNN" and nonlinearity == ASKED:
        raise ChoiceError("nonlinearity", [(name, ()) for name in known])
    if stack.title == "RNN" and nonlinearity is None:
        notes.append(
            _('tanh is taken; a file does not say whether it is relu, for which pass nonlinearity="relu"')
        )
    chosen = nonlinearity if nonlinearity in known else "tanh"
    return next(row for row in LAYERS if row.title == stack.title and row.nonlinearity in ("", chosen)), notes
