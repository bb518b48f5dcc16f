"""The layers of a Keras model as a model of the studio: embedding, recurrent layers, readout.

What does not fit is refused by its name, what is translated becomes a note.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lstm_studio.formats.keras.cells import ROLES
from lstm_studio.formats.keras.said import (
    KINDS,
    ActivationConfig,
    Around,
    BothWays,
    CellConfig,
    DenseConfig,
    EmbeddingConfig,
    Entry,
    MaskingConfig,
    Recurrent,
    RecurrentConfig,
    Wrapper,
    believed,
    function_of,
)
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lstm_studio.formats.keras.config import Link, Place
    from lstm_studio.formats.keras.stored import Stored
    from lstm_studio.formats.picked import Picked

__all__ = ["OUTPUTS", "Stack", "recurrent_of", "stack_of"]

OUTPUTS = {"linear": "identity", "softmax": "softmax", "sigmoid": "sigmoid"}
"""Activation of a dense layer -> output of a model."""
PASSING = {
    "ActivityRegularization", "AlphaDropout", "Dropout", "GaussianDropout", "GaussianNoise", "Identity", "InputLayer",
    "SpatialDropout1D",
}  # fmt: skip
"""Layers that hand on what they read, except while Keras trains."""
AROUND_CELLS = {"Bidirectional", "RNN", *KINDS}


@dataclass(frozen=True)
class Stack:
    """What a model is made of."""

    layers: tuple[Recurrent, ...]
    embedding: Around | None = None
    readout: Around | None = None
    notes: tuple[str, ...] = ()


def stack_of(chain: tuple[Link, ...], stored: Stored, picked: Picked) -> Stack:
    """Give the stack of layers in a row. Raises ValueError for what has no counterpart here."""
    places = [place for place, link in enumerate(chain) if link.entry.class_name in AROUND_CELLS]
    if not places:
        listed = ", ".join(dict.fromkeys(link.entry.class_name for link in chain)) or _("no layer")
        sentence = _("the model has no recurrent layer; expected LSTM, GRU or SimpleRNN, found {listed}")
        raise ValueError(sentence.format(listed=listed))
    stack = _below(chain[: places[0]], stored, picked.embedding)
    between = chain[places[0] : places[-1] + 1]
    layers = tuple(recurrent_of(link, stored) for link in between if link.entry.class_name in AROUND_CELLS)
    for link in between:
        if link.entry.class_name not in AROUND_CELLS | PASSING:
            _refuse(link.entry, _("between the recurrent layers"))
    stack = replace(stack, layers=layers, notes=(*stack.notes, *_passed(chain), *_notes(layers)))
    return _above(stack, chain[places[-1] + 1 :], stored, picked.readout)


def _refuse(entry: Entry, where: str) -> None:
    sentence = _("the layer “{name}” ({kind}) stands {where} and has no counterpart here")
    raise ValueError(sentence.format(name=entry.title, kind=entry.class_name, where=where))


def _passed(chain: Iterable[Link]) -> list[str]:
    names = [link.entry.title for link in chain if link.entry.class_name in PASSING - {"InputLayer"}]
    said = ", ".join(f"“{name}”" for name in names)
    return [_("left out, as of use only while Keras trains: {names}").format(names=said)] if names else []


def _below(chain: Iterable[Link], stored: Stored, embedding: str | None) -> Stack:
    """Give what stands before the recurrent layers."""
    found: Around | None = None
    notes: list[str] = []
    for link in chain:
        entry = link.entry
        if entry.class_name == "Embedding" and found is None:
            config = believed(entry, EmbeddingConfig)
            found = Around(
                entry.title, stored.at(link.place, ("embeddings",), entry.title), masks=config.mask_zero
            )
        elif entry.class_name == "Masking":
            sentence = _(
                "“{name}” skips steps whose inputs are all {value:g}; here padding on the right is left out"
            )
            notes.append(sentence.format(name=entry.title, value=believed(entry, MaskingConfig).mask_value))
        elif entry.class_name not in PASSING:
            _refuse(entry, _("before the recurrent layers"))
    if found is not None and embedding is not None and not _names(embedding, found):
        if embedding:
            sentence = _("there is no embedding “{given}”; expected “{known}”")
            raise ValueError(sentence.format(given=embedding, known=found.name))
        return Stack((), None, notes=(*notes, _("left out: the embedding “{name}”").format(name=found.name)))
    if found is not None and found.masks:
        sentence = _("“{name}” skips the symbol 0, its padding; here padding on the right is left out")
        notes.append(sentence.format(name=found.name))
    return Stack((), found, notes=tuple(notes))


def _names(given: str, layer: Around) -> bool:
    return bool(given) and (
        given == layer.name
        or any(name == given or name.startswith(f"{given}/") for name in layer.tensors.values())
    )


def _above(stack: Stack, chain: tuple[Link, ...], stored: Stored, readout: str | None) -> Stack:
    """Add what stands behind the recurrent layers."""
    behind = [_unwrapped(link) for link in chain if link.entry.class_name not in PASSING]
    if readout is not None:
        return _picked(stack, behind, stored, readout)
    found: Around | None = None
    for link in behind:
        entry = link.entry
        if entry.class_name == "Dense" and found is None:
            found = _dense(link, stored)
        elif (
            entry.class_name in {"Activation", "Softmax"}
            and found is not None
            and found.activation == "linear"
        ):
            given = (
                believed(entry, ActivationConfig).activation
                if entry.class_name == "Activation"
                else "softmax"
            )
            found = replace(found, activation=function_of(entry, given))
        elif entry.class_name not in PASSING:
            sentence = _(
                "the layer “{name}” ({kind}) has no counterpart here; expected one Dense layer behind the recurrent"
                ' ones: pass readout="" to open the model without what stands behind them'
            )
            raise ValueError(sentence.format(name=entry.title, kind=entry.class_name))
    if found is None:
        return stack
    last = stack.layers[-1]
    if len(last.tensors) > 1 and not last.sequences:
        sentence = _(
            "“{dense}” reads of “{name}” the last step of each direction (return_sequences is False), which for the"
            ' backward one is the first of the sequence; here both are read at the same step: pass readout="" to open'
            " the model without it"
        )
        raise ValueError(sentence.format(dense=found.name, name=last.name))
    return replace(stack, readout=_known(found))


def _picked(stack: Stack, behind: list[Link], stored: Stored, readout: str) -> Stack:
    """Take the dense layer that a person named, and leave out the rest."""
    dense = [_dense(link, stored) for link in behind if readout and link.entry.class_name == "Dense"]
    chosen = next((layer for layer in dense if _names(readout, layer)), None)
    if readout and chosen is None:
        sentence = _("there is no dense layer “{given}”; expected one of {known}")
        known = ", ".join(f"“{layer.name}”" for layer in dense) or _("none: the model has no such layer")
        raise ValueError(sentence.format(given=readout, known=known))
    left = [link.entry.title for link in behind if chosen is None or link.entry.title != chosen.name]
    names = ", ".join(f"“{name}”" for name in left)
    note = [_("left out: {names}, behind the recurrent layers").format(names=names)] if left else []
    return replace(stack, readout=chosen and _known(chosen), notes=(*stack.notes, *note))


def _unwrapped(link: Link) -> Link:
    """Give the layer that TimeDistributed applies at every step, as ours are."""
    if link.entry.class_name != "TimeDistributed":
        return link
    inner = believed(link.entry, Wrapper).layer
    named = Entry(inner.class_name, inner.config, link.entry.title)
    return replace(link, entry=named, place=link.place.below("layer"))


def _dense(link: Link, stored: Stored) -> Around:
    config = believed(link.entry, DenseConfig)
    roles = ("kernel", "bias") if config.use_bias else ("kernel",)
    tensors = stored.at(link.place, roles, link.entry.title)
    return Around(link.entry.title, tensors, function_of(link.entry, config.activation))


def _known(dense: Around) -> Around:
    if dense.activation not in OUTPUTS:
        sentence = _(
            "the dense layer “{name}” has the activation {found}; expected one of {known}:"
            ' pass readout="" to open the model without it'
        )
        raise ValueError(sentence.format(name=dense.name, found=dense.activation, known=", ".join(OUTPUTS)))
    return dense


def recurrent_of(link: Link, stored: Stored) -> Recurrent:
    """Read a recurrent layer, one way or both. Raises ValueError for what has no counterpart."""
    entry, place = link.entry, link.place
    if entry.class_name != "Bidirectional":
        return _one_way(entry, place, stored, entry.title, turned=False)
    both = believed(entry, BothWays)
    if both.merge_mode != "concat":
        sentence = _("“{name}” joins its directions with merge_mode {found!r}; expected 'concat'")
        raise ValueError(sentence.format(name=entry.title, found=both.merge_mode))
    ways = [_one_way(both.layer, place.below("forward_layer", "forward_"), stored, entry.title, turned=False)]
    # Keras 2 leaves out the backward layer where it is made from the other.
    back = both.backward_layer
    turned = both.layer if back is None else back
    ways.append(
        _one_way(
            turned, place.below("backward_layer", "backward_"), stored, entry.title, turned=back is not None
        )
    )
    one, other = ways
    if replace(one, tensors=()) != replace(other, tensors=()):
        sentence = _(
            "the two directions of “{name}” differ in more than their weights; expected the same layer"
        )
        raise ValueError(sentence.format(name=entry.title))
    return replace(one, tensors=(*one.tensors, *other.tensors))


def _one_way(entry: Entry, place: Place, stored: Stored, name: str, *, turned: bool) -> Recurrent:
    """Read one direction; ``turned``: it has to read from the end."""
    kind, said, outer = entry.class_name, entry, None
    if kind == "RNN":
        outer = believed(entry, CellConfig)
        said, kind = outer.cell, outer.cell.class_name.removesuffix("Cell")
    if kind not in KINDS:
        sentence = _("the layer “{name}” is of the kind {kind}, which is not known; expected one of {known}")
        raise ValueError(sentence.format(name=name, kind=kind, known=", ".join(KINDS)))
    row: RecurrentConfig = believed(said, RecurrentConfig)
    around: RecurrentConfig | CellConfig = outer or row
    if around.go_backwards != turned:
        sentence = _(
            "“{name}” has go_backwards {found}; expected a layer that reads from the first step on: take the option"
            " out, and turn the sequences round, which gives the same"
        )
        raise ValueError(sentence.format(name=name, found=around.go_backwards))
    tensors = stored.at(place.below("cell"), ROLES if row.use_bias else ROLES[:2], name)
    after = stored.tensors[tensors["bias"]].ndim == 2 if row.use_bias else row.reset_after is not False
    return Recurrent(
        name,
        kind,
        row.units,
        (tensors,),
        function_of(said, row.activation),
        function_of(said, row.recurrent_activation) if kind != "SimpleRNN" else "",
        row.use_bias,
        after if kind == "GRU" else True,
        around.return_sequences,
        around.stateful,
        row.dropout > 0 or row.recurrent_dropout > 0,
    )


def _notes(layers: Iterable[Recurrent]) -> list[str]:
    found = []
    for layer in layers:
        if layer.stateful:
            sentence = _("“{name}” is stateful: Keras goes on from its last states, a run here begins at 0")
            found.append(sentence.format(name=layer.name))
        if layer.dropout:
            found.append(_("left out: the dropout of “{name}”").format(name=layer.name))
    return found
