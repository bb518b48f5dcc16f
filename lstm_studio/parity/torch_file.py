"""PyTorch's word on a file of its tensors: torch.nn.LSTM, GRU or RNN made of the raw tensors by their names.

Which rows are which gate is PyTorch's own knowledge here. A cell of one's own is computed by its equations with
PyTorch's operations, from the tensors of its own names.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.nn import functional

from lstm_studio.core.sizes import address
from lstm_studio.formats.identifiers import identifiers
from lstm_studio.parity.batch import drawn, given, joined, rounding
from lstm_studio.parity.pytorch import unrolled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lstm_studio.core.opened import Opened
    from lstm_studio.parity.exchange import Subject
    from lstm_studio.parity.report import Answer

__all__ = ["answered"]

NAME = re.compile(r"(.*?)((?:weight|bias)_(?:ih|hh))(_l\d+(?:_reverse)?)?", re.DOTALL)
GATES = {4: "LSTM", 3: "GRU", 1: "RNN"}
READ = {
    "identity": lambda value: value,
    "softmax": lambda value: torch.softmax(value, dim=-1),
    "sigmoid": torch.sigmoid,
}


def answered(subject: Subject) -> Answer:
    """Give PyTorch's answer on a random batch."""
    opened = subject.opened
    tensors = {name: torch.tensor(np.array(opened.tensors[name])).float() for name in used(opened)}
    x = drawn(opened.sizes, seed=subject.seed)
    with torch.no_grad():
        theirs = _computed(subject, tensors, x).numpy()
    ours = given(subject.model.run(x))
    name = "y" if opened.sizes.outputs else "h"
    pairs, rounded = [(name, ours, theirs)], rounding(subject.model, x)
    return joined("file", "PyTorch", str(torch.__version__), pairs, subject.path.name, rounded)


def used(opened: Opened) -> dict[str, str]:
    """Give the tensors that belong to the model, with the parameter that each is for, or the first of them."""
    found: dict[str, str] = {}
    for block in opened.blocks:
        found.setdefault(block.tensor, block.parameter)
    return found


def _computed(subject: Subject, tensors: Mapping[str, Any], x: Any) -> Any:
    opened = subject.opened
    sizes, roles = opened.sizes, {block.parameter: block.tensor for block in opened.blocks}
    entering = tensors[roles["E"]][torch.tensor(x)] if sizes.symbols else torch.tensor(x)
    modules = _modules(opened)
    # What no file of PyTorch says: the nonlinearity of a plain network, and what stands behind the readout.
    relu = "relu(" in subject.model.cell.text
    read = _layered(modules, tensors, entering, relu=relu) if modules else _own(opened, tensors, entering)
    if not sizes.outputs:
        return read
    bias = tensors[roles["k"]] if "k" in roles else None
    return READ[subject.model.sizes.output](functional.linear(read, tensors[roles["V"]], bias))


def _modules(opened: Opened) -> dict[str, dict[str, str]]:
    """Give module -> PyTorch's name within it -> tensor, from the lowest module to the top one."""
    around = ("E", "V", "k")
    rows = [
        (address(parameter)[0], name) for name, parameter in used(opened).items() if parameter not in around
    ]
    found: dict[str, dict[str, str]] = {}
    for _layer, name in sorted(rows):
        part = NAME.fullmatch(name)
        if part is None:
            return {}
        found.setdefault(part[1], {})[part[2] + (part[3] or "_l0")] = name
    return found


def _layered(
    modules: Mapping[str, Mapping[str, str]], tensors: Mapping[str, Any], entering: Any, *, relu: bool
) -> Any:
    """Run PyTorch's own layers one behind the other."""
    for names in modules.values():
        state = {own: tensors[name] for own, name in names.items()}
        rows, units = state["weight_hh_l0"].shape
        kind = GATES[rows // units]
        layer = getattr(torch.nn, kind)(
            state["weight_ih_l0"].shape[1],
            units,
            num_layers=1 + max(int(own.split("_l")[1].partition("_")[0]) for own in state),
            bidirectional=any(own.endswith("_reverse") for own in state),
            bias="bias_ih_l0" in state,
            **({"nonlinearity": "relu"} if relu and kind == "RNN" else {}),
        )
        layer.load_state_dict(state)
        entering, _last = layer(entering)
    return entering


def _own(opened: Opened, tensors: Mapping[str, Any], entering: Any) -> Any:
    """Run the equations of a cell of one's own."""
    sizes, graph = opened.sizes, opened.cell.graph_for(bias=opened.sizes.bias)
    names = identifiers(opened.cell.graph)
    sides: list[dict[str, Any]] = []
    for layer in range(sizes.layers):
        sides = []
        for direction in range(sizes.directions):
            place = f"{'reverse' if direction else 'layers'}.{layer}."
            own = {name: tensors[place + names[name]].double() for name in graph.parameters}
            turned = entering.flip(0) if direction else entering
            found = unrolled(graph, own, turned.double(), sizes.units_of(layer))
            sides.append({name: value.flip(0) if direction else value for name, value in found.items()})
        entering = torch.cat([side["h"] for side in sides], dim=2)
    read = sizes.readout if sizes.outputs else "h"
    return torch.cat([side[read] for side in sides], dim=2).float()
