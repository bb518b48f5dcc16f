"""The configuration of a Keras model -> its layers in a row, from input to output.

Source: config.json of Keras 3 and the attribute model_config of Keras 2. A Sequential model lists its layers; a
functional one says of each layer which it reads; either may stand within the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import msgspec

from lstm_studio.formats.keras.said import Entry
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Link", "Place", "chain_of"]

FUNCTIONAL = {"Functional", "Model"}
LAYERS = 2000
DEPTH = 40  # of lists in what a layer says of its inputs


@dataclass(frozen=True)
class Place:
    """Where the tensors of a layer stand: ``path`` in Keras 3; in Keras 2 the group ``top``, and ``within`` it."""

    path: str
    top: str
    within: tuple[str, ...] = ()
    way: str = ""

    def below(self, part: str, way: str = "") -> Place:
        """Give the place of a part of the layer."""
        return replace(self, path=f"{self.path}/{part}", way=way or self.way)


@dataclass(frozen=True)
class Link:
    """One layer of the row."""

    entry: Entry
    place: Place


def chain_of(text: str) -> tuple[Link, ...] | None:
    """Give the layers in a row; None where the model is of a class whose code alone says what its layers are.

    Raises ValueError for what is no configuration, and for a model that is no row.
    """
    try:
        model = msgspec.json.decode(text.encode(), type=Entry)
        if not isinstance(model.config, dict | list) or _listed(model) is None:
            return None
        return tuple(_flat(model, "", "", ()))
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise ValueError(
            _("the configuration of the model cannot be read: {why}").format(why=error)
        ) from error


def _listed(model: Entry) -> list[Entry] | None:
    rows = model.config.get("layers") if isinstance(model.config, dict) else model.config
    if not isinstance(rows, list) or model.class_name not in {"Sequential", *FUNCTIONAL}:
        return None
    if len(rows) > LAYERS:
        raise ValueError(_("{found} layers; expected at most {most}").format(found=len(rows), most=LAYERS))
    return msgspec.convert(rows, list[Entry])


def _flat(model: Entry, base: str, top: str, within: tuple[str, ...]) -> Iterator[Link]:
    layers = _listed(model)
    if layers is None:
        return
    used: dict[str, int] = {}
    places: dict[str, Place] = {}
    for layer in layers:
        stem = snake(layer.class_name)
        number = used[stem] = used.get(stem, -1) + 1
        path = f"{base}layers/{stem}{f'_{number}' if number else ''}"
        inside = (*within, layer.title) if top else ()
        places[layer.title] = Place(path, top or layer.title, inside)
    row = layers if model.class_name == "Sequential" else _ordered(model, layers)
    for layer in row:
        place = places[layer.title]
        if layer.class_name in {"Sequential", *FUNCTIONAL}:
            yield from _flat(layer, f"{place.path}/", place.top, place.within)
        else:
            yield Link(layer, place)


def _ordered(model: Entry, layers: list[Entry]) -> list[Entry]:
    """Give the layers of a functional model from its input to its output."""
    by_name = {layer.title: layer for layer in layers}
    ends = _references(model.config.get("output_layers"), by_name)
    if len(ends) != 1:
        sentence = _("the model has {count} outputs; expected one, of layers in a row")
        raise ValueError(sentence.format(count=len(ends)))
    row: list[Entry] = []
    while ends:
        if len(ends) > 1:
            sentence = _(
                "the layer “{name}” reads from {sources}; expected layers in a row, each with one input"
            )
            sources = ", ".join(f"“{name}”" for name, _number in ends)
            raise ValueError(sentence.format(name=row[-1].title, sources=sources))
        ((name, number),) = ends
        layer = by_name[name]
        if number:
            sentence = _(
                "the layer “{name}” hands on its states, not only its output; expected layers in a row"
            )
            raise ValueError(sentence.format(name=name))
        if layer in row or len(layer.inbound_nodes) > 1:
            raise ValueError(_("the layer “{name}” is used more than once").format(name=name))
        row.append(layer)
        ends = _references(layer.inbound_nodes, by_name)
    return row[::-1]


def _references(node: Any, known: dict[str, Entry], depth: int = 0) -> list[tuple[str, int]]:
    """Give (layer, number of the output) that a node names; the way of a mask is that of the values."""
    if depth > DEPTH:
        raise ValueError(_("what the layers say of their inputs is nested too deep"))
    if isinstance(node, dict):
        if node.get("class_name") == "__keras_tensor__" and isinstance(node.get("config"), dict):
            return _references(node["config"].get("keras_history"), known, depth + 1)
        parts = [value for key, value in node.items() if key != "mask"]
    elif isinstance(node, list):
        name = node[0] if node else None
        if isinstance(name, str) and name in known and len(node) > 2 and isinstance(node[2], int):
            below = _references(node[3], known, depth + 1) if len(node) > 3 else []
            return list(dict.fromkeys([(name, node[2]), *below]))
        parts = node
    else:
        return []
    return list(dict.fromkeys(found for part in parts for found in _references(part, known, depth + 1)))


def snake(name: str) -> str:
    """Give the name of a class as Keras writes it in paths: SimpleRNN is simple_rnn."""
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", name))
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()
