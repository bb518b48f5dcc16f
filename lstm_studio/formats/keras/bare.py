"""Weights without a configuration: names and shapes say what the layers are, or a person does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import permutations
from typing import TYPE_CHECKING, Any

from lstm_studio.formats.keras.cells import ROLES
from lstm_studio.formats.keras.said import KINDS, Around, Recurrent
from lstm_studio.formats.keras.stack import Stack
from lstm_studio.formats.keras.stored import natural, role_of
from lstm_studio.formats.picked import ASKED, ChoiceError
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lstm_studio.formats.keras.stored import Stored
    from lstm_studio.formats.picked import Picked

__all__ = ["bare_stack"]

MOST = 5  # layers whose order is looked for by their widths
WAYS = ("forward", "backward")


@dataclass
class _Piece:
    """The tensors of one layer: role or number -> name, one mapping a direction."""

    name: str
    ways: dict[int, dict[str, str]] = field(default_factory=dict)

    @property
    def first(self) -> dict[str, str]:
        return self.ways[min(self.ways)]


def bare_stack(stored: Stored, picked: Picked) -> Stack:
    """Give the stack of a file of weights. Raises ChoiceError where it leaves one open, and ValueError."""
    pieces = _listed(stored) if stored.listed is not None else _numbered(stored)
    cells = [piece for piece in pieces if "recurrent_kernel" in piece.first]
    if not cells:
        raise ValueError(
            _("no weights of a recurrent layer are in the file; expected LSTM, GRU or SimpleRNN")
        )
    layers = _ordered([_recurrent(piece, stored, picked) for piece in cells], stored, picked)
    rest = [piece for piece in pieces if piece not in cells]
    for piece in rest:
        _check_around(piece, stored)
    kernel = stored.tensors[layers[0].tensors[0]["kernel"]]
    wide = layers[-1].units * len(layers[-1].tensors)
    embeddings = [p for p in rest if len(p.first) == 1 and _shape(p, stored)[1] == kernel.shape[0]]
    dense = [p for p in rest if _shape(p, stored)[0] == wide]
    # What is called after its class is that.
    embeddings = [p for p in embeddings if not _called(p, "dense", "time_distributed")]
    dense = [p for p in dense if not _called(p, "embedding") and "embeddings" not in p.first]
    named = _picked("readout", dense, picked.readout)
    known = [p for p in embeddings if p is not named]
    doubtful = [] if picked.readout is not None else [p for p in dense if not _called(p, "embedding")]
    embedding = _chosen("embedding", known, doubtful, picked.embedding, stored)
    readout = named or _chosen(
        "readout", [p for p in dense if p is not embedding], [], picked.readout, stored
    )
    stray = [p.name for p in rest if p is not embedding and p is not readout]
    if stray and picked.embedding is None and picked.readout is None:
        sentence = _("the layer “{name}” fits neither in front of the recurrent layers nor behind them")
        raise ValueError(sentence.format(name=stray[0]))
    return Stack(layers, _around(embedding), _around(readout), _assumed(layers, readout, stray))


def _check_around(piece: _Piece, stored: Stored) -> None:
    """Refuse what is neither an embedding nor a dense layer."""
    roles = set(piece.first)
    if (
        roles not in ({"embeddings"}, {"kernel"}, {"kernel", "bias"})
        or len(piece.ways) > 1
        or len(_shape(piece, stored)) != 2
    ):
        sentence = _("the layer “{name}” is no recurrent one, no embedding and no dense one")
        raise ValueError(sentence.format(name=piece.name))


def _assumed(layers: Iterable[Recurrent], readout: _Piece | None, left: list[str]) -> tuple[str, ...]:
    """Say what a file of weights does not."""
    kinds = {layer.kind for layer in layers}
    functions = "tanh" if kinds == {"SimpleRNN"} else "sigmoid, tanh"
    notes = [
        _(
            "the file has no configuration; taken for granted: {functions}, read from the first step on"
        ).format(functions=functions)
    ]
    if kinds == {"GRU"} and not any(layer.bias for layer in layers):
        notes.append(
            _("without biases nothing says where the reset gate acts; taken for granted: reset_after")
        )
    if readout is not None:
        notes.append(
            _("the activation of “{name}” is not in the file; taken for linear").format(name=readout.name)
        )
    if left:
        names = ", ".join(f"“{name}”" for name in left)
        notes.append(_("left out: {names}").format(names=names))
    return tuple(notes)


def _around(piece: _Piece | None) -> Around | None:
    return None if piece is None else Around(piece.name, piece.first)


def _shape(piece: _Piece, stored: Stored) -> tuple[int, ...]:
    first = piece.first
    return stored.tensors[first.get("kernel", next(iter(first.values())))].shape


def _called(piece: _Piece, *stems: str) -> bool:
    return piece.name.rpartition("/")[2].startswith(stems)


def _picked(role: str, known: list[_Piece], given: str | None) -> _Piece | None:
    """Give the layer that a person named. Raises ValueError where it cannot have that role."""
    if not given:
        return None
    for piece in known:
        names = piece.first.values()
        if given == piece.name or any(name == given or name.startswith(f"{given}/") for name in names):
            return piece
    sentence = _("“{given}” cannot be the {role}; expected one of {known}")
    listed = ", ".join(f"“{piece.name}”" for piece in known) or _("none")
    raise ValueError(sentence.format(given=given, role=role, known=listed))


def _chosen(
    role: str, known: list[_Piece], doubtful: list[_Piece], given: str | None, stored: Stored
) -> _Piece | None:
    """Give the layer with a role: the named one, or the only one that can have it and is not ``doubtful``."""
    if given is not None:
        return _picked(role, known, given)
    free = [piece for piece in known if piece not in doubtful]
    if len(free) == 1 or not known:
        return free[0] if free else None
    raise ChoiceError(role, [(piece.name, _shape(piece, stored)) for piece in free or known])


def _listed(stored: Stored) -> list[_Piece]:
    """Give the layers of Keras 2, whose weights have names."""
    found: list[_Piece] = []
    for layer, paths in (stored.listed or {}).items():
        piece = _Piece(layer)
        for path in paths:
            if path not in stored.tensors:
                raise ValueError(_("the weights “{role}” are not in the file").format(role=path))
            way = int(any(part.startswith("backward_") for part in path.split("/")))
            piece.ways.setdefault(way, {})[role_of(path)] = path
        if piece.ways:
            found.append(piece)
    return found


def _numbered(stored: Stored) -> list[_Piece]:
    """Give the layers of Keras 3, whose weights have numbers."""
    groups: dict[str, dict[int, str]] = {}
    for path, name in stored.paths.items():
        where, _slash, number = path.rpartition("/vars/")
        if number.isdecimal() and not where.endswith("seed_generator"):
            groups.setdefault(where, {})[int(number)] = name
    found: dict[str, _Piece] = {}
    for where in sorted(groups, key=natural):
        names = [groups[where][number] for number in sorted(groups[where])]
        shapes = [stored.tensors[name].shape for name in names]
        match = re.fullmatch(r"(.*?)(?:/(forward|backward)_layer)?/(?:cell|layer)", where)
        whole, way = (match[1], WAYS.index(match[2] or "forward")) if match else (where, 0)
        cell = where.endswith("/cell") and len(shapes) > 1 and len(shapes[1]) == 2
        roles = ROLES if cell else ("kernel", "bias", *map(str, range(2, len(names))))
        found.setdefault(whole, _Piece(whole)).ways[way] = dict(zip(roles, names, strict=False))
    return list(found.values())


def _recurrent(piece: _Piece, stored: Stored, picked: Picked) -> Recurrent:
    tensors = [
        {role: name for role, name in piece.ways[way].items() if role in ROLES} for way in sorted(piece.ways)
    ]
    if not all(set(ROLES[:2]) <= set(one) and stored.tensors[one["kernel"]].ndim == 2 for one in tensors):
        raise ValueError(_("the weights of the layer “{name}” are not whole").format(name=piece.name))
    recurrent = stored.tensors[tensors[0]["recurrent_kernel"]]
    units, wide = (*recurrent.shape, 0, 0)[:2]
    kind = next((kind for kind, gates in KINDS.items() if wide == gates * units and units), None)
    if kind is None:
        sentence = _(
            "the recurrent weights of “{name}” have the shape {shape}; expected (H, 4H), (H, 3H) or (H, H)"
        )
        raise ValueError(sentence.format(name=piece.name, shape=recurrent.shape))
    bias: Any = stored.tensors[tensors[0]["bias"]] if "bias" in tensors[0] else None
    if kind == "SimpleRNN" and picked.nonlinearity == ASKED:
        raise ChoiceError("nonlinearity", [("tanh", ()), ("relu", ())])
    return Recurrent(
        piece.name,
        kind,
        units,
        tuple(tensors),
        activation=(picked.nonlinearity or "tanh") if kind == "SimpleRNN" else "tanh",
        gates="" if kind == "SimpleRNN" else "sigmoid",
        bias=bias is not None,
        reset_after=kind != "GRU" or bias is None or bias.ndim == 2,
    )


def _ordered(layers: list[Recurrent], stored: Stored, picked: Picked) -> tuple[Recurrent, ...]:
    """Give the layers from below: as they are numbered or listed, else as their widths fit."""
    if picked.recurrent:
        layers = [layer for layer in layers if layer.name.startswith(picked.recurrent)]
        if not layers:
            sentence = _("there is no recurrent layer “{given}”")
            raise ValueError(sentence.format(given=picked.recurrent))

    def fits(row: Iterable[Recurrent]) -> bool:
        row = tuple(row)
        wide = [stored.tensors[layer.tensors[0]["kernel"]].shape[:1] for layer in row]
        given = [(layer.units * len(layer.tensors),) for layer in row]
        return wide[1:] == given[:-1]

    stems = {re.sub(r"_\d+$", "", layer.name) for layer in layers}
    if fits(layers) and (stored.listed is not None or len(stems) == 1):
        return tuple(layers)
    rows = [row for row in permutations(layers) if fits(row)] if len(layers) <= MOST else []
    if len(rows) != 1:
        shapes = [(layer.name, stored.tensors[layer.tensors[0]["kernel"]].shape) for layer in layers]
        raise ChoiceError("recurrent", shapes)
    return rows[0]
