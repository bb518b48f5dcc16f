"""A stack of Keras layers -> what is opened: cell, sizes, parameters and blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lstm_studio.core.opened import Block, Opened, gathered
from lstm_studio.core.sizes import Sizes
from lstm_studio.formats.keras.cells import blocks_of, cell_of, shapes_of
from lstm_studio.formats.keras.stack import OUTPUTS
from lstm_studio.formats.safetensors import widened
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from lstm_studio.formats.keras.said import Recurrent
    from lstm_studio.formats.keras.stack import Stack
    from lstm_studio.formats.keras.stored import Stored

__all__ = ["opened_of"]


def opened_of(stack: Stack, stored: Stored, version: str) -> Opened:
    """Give the model. ``version`` is that of the Keras that wrote the file. Raises ValueError where nothing fits."""
    first = stack.layers[0]
    _check_alike(stack.layers)
    tensors = {name: widened(raw) if name in stored.kinds else raw for name, raw in stored.tensors.items()}
    biases = [layer.bias for layer in stack.layers] + (
        [] if stack.readout is None else ["bias" in stack.readout.tensors]
    )
    sizes = _sizes(stack, tensors, bias=any(biases))
    # A file that does not say what wrote it is an early one, or has this layout since Keras 3.
    old = not version.startswith("3") if version else stored.listed is not None
    cell = cell_of(first.kind, first.gates, first.activation, reset_after=first.reset_after, old=old)
    blocks: list[Block] = []
    if stack.embedding is not None:
        blocks.append(Block(next(iter(stack.embedding.tensors.values())), "E", "x"))
    for number, layer in enumerate(stack.layers):
        for direction, names in enumerate(layer.tensors):
            _check_shapes(layer, names, tensors, sizes, number)
            blocks += blocks_of(layer.kind, sizes, number, direction, names, reset_after=layer.reset_after)
    if stack.readout is not None:
        _check_shape(
            stack.readout.tensors["kernel"], tensors, (sizes.units * sizes.directions, sizes.outputs)
        )
        blocks.append(Block(stack.readout.tensors["kernel"], "V", "y", turned=True))
        if "bias" in stack.readout.tensors:
            blocks.append(Block(stack.readout.tensors["bias"], "k", "y"))
    ordered = dict.fromkeys([*(block.tensor for block in blocks), *sorted(tensors)])  # from input to output
    notes = [*stack.notes]
    if any(biases) and not all(biases):
        notes.append(_("some layers have no biases: here they have, of 0"))
    if not stack.layers[-1].sequences:
        sentence = _(
            "“{name}” gives its last step alone (return_sequences is False); here every step is read"
        )
        notes.append(sentence.format(name=stack.layers[-1].name))
    if stored.left:
        notes.append(_("left out: {names}").format(names=", ".join(stored.left)))
    return Opened(
        cell,
        sizes,
        gathered(cell, sizes, tensors, blocks),
        {name: tensors[name] for name in ordered},
        tuple(blocks),
        "keras",
        tuple(notes),
        stored=dict(stored.kinds),
        described={"keras_version": version} if version else {},
    )


def _check_alike(layers: tuple[Recurrent, ...]) -> None:
    first = layers[0]
    for layer, below in zip(layers[1:], layers, strict=False):
        for what, one, other in (
            (_("the kind"), first.kind, layer.kind),
            (_("the number of directions"), len(first.tensors), len(layer.tensors)),
            (_("the activation"), first.activation, layer.activation),
            (_("the recurrent activation"), first.gates, layer.gates),
            ("reset_after", first.reset_after, layer.reset_after),
        ):
            if one != other:
                sentence = _(
                    "“{one}” and “{other}” differ in {what}, {a} and {b}; expected layers that are alike"
                )
                raise ValueError(sentence.format(one=first.name, other=layer.name, what=what, a=one, b=other))
        if not below.sequences:
            sentence = _(
                "“{name}” gives its last step alone (return_sequences is False), and a layer reads it"
            )
            raise ValueError(sentence.format(name=below.name))


def _sizes(stack: Stack, tensors: Mapping[str, NDArray[Any]], *, bias: bool) -> Sizes:
    first, readout = stack.layers[0], stack.readout
    inputs = (*tensors[first.tensors[0]["kernel"]].shape, 0)[0]
    outputs, symbols = 0, 0
    if readout is not None:
        outputs = (*tensors[readout.tensors["kernel"]].shape, 0, 0)[1]
    if stack.embedding is not None:
        name = next(iter(stack.embedding.tensors.values()))
        symbols = (*tensors[name].shape, 0)[0]
        _check_shape(name, tensors, (symbols, inputs))
    return Sizes(
        inputs,
        stack.layers[-1].units,
        outputs,
        len(stack.layers),
        len(first.tensors),
        symbols,
        bias,
        output="identity" if readout is None else OUTPUTS[readout.activation],
        widths=tuple(layer.units for layer in stack.layers),
    )


def _check_shapes(
    layer: Recurrent,
    names: Mapping[str, str],
    tensors: Mapping[str, NDArray[Any]],
    sizes: Sizes,
    number: int,
) -> None:
    wanted = shapes_of(layer.kind, sizes.inputs_of(number), layer.units, reset_after=layer.reset_after)
    for role, name in names.items():
        _check_shape(name, tensors, wanted[role])


def _check_shape(name: str, tensors: Mapping[str, NDArray[Any]], wanted: tuple[int, ...]) -> None:
    if tensors[name].shape != wanted:
        sentence = _("“{tensor}” has the shape {found}; expected {wanted}")
        raise ValueError(sentence.format(tensor=name, found=tensors[name].shape, wanted=wanted))
