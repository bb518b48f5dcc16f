"""The recurrent layers of Keras as cells: which of ours computes the same, and which block of a tensor is which gate.

Source: keras.layers.LSTM, GRU and SimpleRNN; kernels are (D, gates · H), transposed, the gates in the order i, f, c, o
and z, r, h; z keeps. A GRU with reset_after has two rows of biases, that of the input first.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from lstm_studio.catalogue import load_cell
from lstm_studio.core.opened import Block
from lstm_studio.core.sizes import prefix
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.sizes import Sizes

__all__ = ["ORDER", "ROLES", "blocks_of", "cell_of", "kind_of", "shapes_of"]

ROLES = ("kernel", "recurrent_kernel", "bias")
ORDER = {"LSTM": "ifgo", "GRU": "zrn", "SimpleRNN": "h"}
"""Our names of the gates, in the order in which Keras stacks them."""

FUNCTIONS = {
    "sigmoid": "sigmoid({a})",
    "tanh": "tanh({a})",
    "relu": "relu({a})",
    "linear": "identity({a})",
    "softplus": "softplus({a})",
    "exponential": "exp({a})",
    "softsign": "({a}) / (1 + abs({a}))",
    "silu": "({a}) * sigmoid({a})",
    "swish": "({a}) * sigmoid({a})",
    "log_sigmoid": "-softplus(-({a}))",
    "tanh_shrink": "({a}) - tanh({a})",
    "hard_sigmoid": "hard_sigmoid(5 / 6 * ({a}))",
}
"""Activation of Keras 3 -> our expression of it."""
# max(0, min(1, x / 6 + 1/2)) since Keras 3, which took the 1/5 of before for that of PyTorch.
OLD = {**FUNCTIONS, "hard_sigmoid": "hard_sigmoid({a})"}


def plain_name(kind: str, *, reset_after: bool) -> str:
    """Give the built-in cell that a layer is where its activations are the usual ones."""
    return {"LSTM": "lstm", "GRU": "gru" if reset_after else "gru-reset-before", "SimpleRNN": "rnn"}[kind]


@lru_cache(maxsize=256)
def cell_of(kind: str, gates: str, activation: str, *, reset_after: bool = True, old: bool = False) -> Cell:
    """Give the cell of a layer with these activations, ``old`` those of Keras 2. Raises ValueError by their names."""
    known = OLD if old else FUNCTIONS
    for name in (activation, gates) if gates else (activation,):
        if name not in known:
            sentence = _("the activation “{name}” of {kind} is not known here; expected one of {known}")
            raise ValueError(sentence.format(name=name, kind=kind, known=", ".join(known)))
    cell = load_cell(plain_name(kind, reset_after=reset_after))
    if activation == "tanh" and gates in {"sigmoid", ""}:
        return cell
    equations = _with(cell, known.get(gates, ""), known[activation])
    said = ", ".join(dict.fromkeys(name for name in (gates, activation) if name))
    return replace(
        cell,
        name="-".join(
            dict.fromkeys(part.replace("_", "-") for part in (cell.name, gates, activation) if part)
        ),
        title=_("{title} of Keras with {activations}").format(title=cell.title, activations=said),
        equations=equations,
        options={},
        family="",
        diagram="",
        base="",
        heading="Yours",
    )


def _with(cell: Cell, gates: str, activation: str) -> dict[str, str]:
    """Give the equations with other forms in the place of σ and of tanh, of which each holds one at most."""
    found = {}
    for left, right in cell.equations.items():
        sigmoid = "sigmoid(" in right
        found[left] = _swapped(right, "sigmoid(" if sigmoid else "tanh(", gates if sigmoid else activation)
    return found


def _swapped(text: str, function: str, form: str) -> str:
    """Put another form in the place of a function that stands once in an equation."""
    start = text.find(function)
    if start < 0:
        return text
    at, depth = start + len(function), 1
    while depth:
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        at += 1
    new = form.format(a=text[start + len(function) : at - 1])
    return new if len(text) == at - start else f"{text[:start]}({new}){text[at:]}"


def kind_of(cell: Cell) -> tuple[str, bool, bool] | None:
    """Give (layer of Keras, reset_after, whether z writes) of a cell with any activations, None where it is none."""
    ours = _spelled(cell)
    for name, found in _LAYERS.items():
        plain = load_cell(name)
        if set(plain.equations) != set(ours):
            continue
        matched = {
            left
            for form in {*FUNCTIONS.values(), *OLD.values()}
            for left, right in _spelled(replace(plain, equations=_with(plain, form, form))).items()
            if right == ours[left]
        }
        if matched == set(ours):
            return found
    return None


_LAYERS = {
    "lstm": ("LSTM", True, False),
    "rnn": ("SimpleRNN", True, False),
    "gru": ("GRU", True, False),
    "gru-reset-before": ("GRU", False, False),
    "gru-write": ("GRU", True, True),
    "gru-reset-before-write": ("GRU", False, True),
}


def _spelled(cell: Cell) -> dict[str, str]:
    graph = cell.graph
    return {name: graph.expression(name) for name in graph.named}


def shapes_of(kind: str, inputs: int, units: int, *, reset_after: bool) -> dict[str, tuple[int, ...]]:
    """Give the shapes of the tensors of one layer in one direction by role."""
    wide = len(ORDER[kind]) * units
    bias = (2, wide) if kind == "GRU" and reset_after else (wide,)
    return {"kernel": (inputs, wide), "recurrent_kernel": (units, wide), "bias": bias}


def blocks_of(
    kind: str,
    sizes: Sizes,
    layer: int,
    direction: int,
    names: Mapping[str, str],
    *,
    reset_after: bool,
    writes: bool = False,
) -> list[Block]:
    """Give the blocks of one layer in one direction; ``names`` are role -> tensor.

    ``writes``: the cell has z as Keras has 1 − z, which is the same with its weights negated.
    """
    before, units = prefix(sizes, layer, direction), sizes.units_of(layer)
    found = []
    for place, gate in enumerate(ORDER[kind]):
        span = (place * units, (place + 1) * units)
        factor = -1.0 if writes and gate == "z" else 1.0
        for role, letter in (("kernel", "W"), ("recurrent_kernel", "R")):
            name = f"{before}{letter}_{gate}"
            found.append(Block(names[role], name, gate, columns=span, turned=True, factor=factor))
        if "bias" not in names:
            continue
        if kind == "GRU" and reset_after:
            inner = f"{before}{'d' if gate == 'n' else 'b'}_{gate}"
            found.append(Block(names["bias"], f"{before}b_{gate}", gate, span, part=0, factor=factor))
            found.append(Block(names["bias"], inner, gate, span, part=1, factor=factor))
        else:
            found.append(Block(names["bias"], f"{before}b_{gate}", gate, span, factor=factor))
    return found
