"""The matrices around the recurrent layers of a PyTorch file: which is the embedding, which the linear readout.

An embedding (n, D) has no bias; a readout is (outputs, H · directions). Shapes alone decide where they can; a name in
which "emb" stands is no readout, one of those that people give to the last layer no embedding.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

from lstm_studio.formats.picked import ChoiceError
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from lstm_studio.formats.picked import Picked

__all__ = ["around", "bias_of", "listed", "shaped"]

_LAST = re.compile(r"fc|out|linear|dense|head|decode|classif|logit|proj", re.IGNORECASE)
MOST_NAMED = 8


class _Sized(Protocol):
    """What is known of the layers."""

    @property
    def inputs(self) -> int: ...
    @property
    def units(self) -> int: ...
    @property
    def directions(self) -> int: ...


def around(
    arrays: Mapping[str, NDArray[Any]], free: list[str], sized: _Sized, picked: Picked
) -> tuple[str, str]:
    """Give the names of embedding and readout among the tensors that are ``free``, "" for none.

    Raises ChoiceError where several could be one of them, ValueError where what was picked cannot.
    """
    wide = sized.units * sized.directions
    matrices = [name for name in free if arrays[name].ndim == 2 and arrays[name].size]
    embedding = _given("embedding", picked.embedding, arrays, sized.inputs)
    readout = _given("readout", picked.readout, arrays, wide)
    embeddings = [
        name
        for name in matrices
        if arrays[name].shape[1] == sized.inputs and not bias_of(arrays, name) and not _LAST.search(name)
    ]
    readouts = [name for name in matrices if arrays[name].shape[1] == wide and "emb" not in name.lower()]
    embeddings = [name for name in embeddings if name != readout]
    readouts = [name for name in readouts if name != embedding]
    if embedding is None:
        # What could be the readout, too, is the embedding only where something else is left for the readout.
        either = set(embeddings) & set(readouts)
        sure = [name for name in embeddings if name not in either or readout is not None]
        others = [name for name in readouts if name not in either]
        pool = sure or embeddings
        if len(pool) > 1 or (pool and not sure and not others):
            raise ChoiceError("embedding", ((name, arrays[name].shape) for name in embeddings))
        embedding = pool[0] if pool else ""
    if readout is None:
        pool = [name for name in readouts if name != embedding]
        if len(pool) > 1:
            raise ChoiceError("readout", ((name, arrays[name].shape) for name in pool))
        readout = pool[0] if pool else ""
    return embedding, readout


def bias_of(arrays: Mapping[str, NDArray[Any]], weight: str) -> str | None:
    """Give the name of the bias of a linear layer by that of its weight, None where it has none."""
    name = f"{weight.removesuffix('weight')}bias"
    fits = weight.endswith("weight") and name in arrays and arrays[name].shape == arrays[weight].shape[:1]
    return name if fits else None


def shaped(shape: tuple[int, ...]) -> str:
    """Print a shape."""
    return " × ".join(map(str, shape)) or _("a number")


def listed(arrays: Mapping[str, NDArray[Any]], names: Iterable[str]) -> str:
    """Print names with their shapes, the first of many."""
    every = list(names)
    some = ", ".join(f"{name} ({shaped(arrays[name].shape)})" for name in every[:MOST_NAMED]) or _("nothing")
    return some if len(every) <= MOST_NAMED else _("{some} and {more} more").format(
        some=some, more=len(every) - MOST_NAMED
    )  # fmt: skip


def _given(role: str, name: str | None, arrays: Mapping[str, NDArray[Any]], columns: int) -> str | None:
    """Give the tensor that a person named, by its name or by that of its module."""
    if not name:
        return name
    found = name if name in arrays else f"{name.removesuffix('.')}.weight"
    if found not in arrays:
        sentence = _("there is no “{name}” for the {role}; the file holds {found}")
        raise ValueError(sentence.format(name=name, role=role, found=listed(arrays, arrays)))
    if arrays[found].ndim != 2 or arrays[found].shape[1] != columns:
        sentence = _("“{name}” has the shape {shape}; the {role} needs two axes with {columns} columns")
        raise ValueError(
            sentence.format(name=found, shape=shaped(arrays[found].shape), role=role, columns=columns)
        )
    return found
