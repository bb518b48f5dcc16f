"""PyTorch's word on a model: each equation anew with its operations and its autograd, and its own layers.

All in float64. Nothing of the engine is used but the graph of the cell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch.nn import functional

from lstm_studio.core.sizes import prefix
from lstm_studio.parity.report import Answer, Figure, figure
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lstm_studio.core.language.graph import Graph
    from lstm_studio.core.language.nodes import Node
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.parity.subject import Subject

__all__ = ["LAYERS", "OPERATIONS", "by_equations", "by_layer", "unrolled"]

WITHIN = 1e-9  # both sides round to 16 digits
LEAST = 1e-6  # what is smaller counts as 0

OPERATIONS: dict[str, Callable[..., Any]] = {
    "add": torch.add,
    "subtract": torch.subtract,
    "multiply": torch.multiply,
    "divide": torch.divide,
    "negative": torch.negative,
    "matmul": lambda matrix, vector: vector @ matrix.T,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "softplus": functional.softplus,
    "identity": lambda value: value,
    "hard_sigmoid": lambda value: torch.clamp(0.2 * value + 0.5, 0.0, 1.0),
    "exp": torch.exp,
    "abs": torch.abs,
}
"""Operation of the language -> what PyTorch has for it."""

LAYERS = {"lstm": ("LSTM", "ifgo"), "gru": ("GRU", "rzn"), "rnn": ("RNN", "h")}
"""Built-in cell -> PyTorch's layer, and our gates in the order of its rows."""


def by_equations(subject: Subject) -> Answer:
    """Compare every named value of every layer and direction, and the gradient of every parameter."""
    runtime, version = "PyTorch", str(torch.__version__)
    graph = subject.cell.graph_for(bias=subject.sizes.bias)
    strange = {node.op for node in graph.nodes if node.args} - set(OPERATIONS)
    if strange:
        note = _("not compared: nothing in PyTorch is known for {names}").format(names=", ".join(strange))
        return Answer("equations", runtime, version, note=note)
    weights = _weights(subject)
    entering = _entering(subject, weights)
    trace = subject.model.run(subject.x)
    values: list[Figure] = []
    found: dict[str, Any] = {}
    for layer in range(subject.sizes.layers):
        sides = []
        for direction in range(subject.sizes.directions):
            before = prefix(subject.sizes, layer, direction)
            own = {name: weights[before + name] for name in graph.parameters}
            turned = entering.flip(0) if direction else entering
            found = unrolled(graph, own, turned, subject.sizes.units_of(layer))
            found = {name: value.flip(0) if direction else value for name, value in found.items()}
            ours = trace.layers[layer].reverse if direction else trace.layers[layer]
            values += [
                figure(before + name, ours[name], value.detach().numpy(), LEAST)
                for name, value in found.items()
                if ours is not None
            ]
            sides.append(found)
        entering = torch.cat([side["h"] for side in sides], dim=2)
    read = torch.cat([side[subject.sizes.readout if subject.sizes.outputs else "h"] for side in sides], dim=2)
    return Answer("equations", runtime, version, tuple(values), _slopes(subject, weights, read), WITHIN)


def _weights(subject: Subject) -> dict[str, Any]:
    return {
        name: torch.tensor(values, dtype=torch.float64, requires_grad=True)
        for name, values in subject.model.parameters.items()
    }


def _entering(subject: Subject, weights: Mapping[str, Any]) -> Any:
    """Give what the first layer reads, (T, B, D)."""
    return weights["E"][torch.tensor(subject.x)] if subject.sizes.symbols else torch.tensor(subject.x)


def unrolled(graph: Graph, weights: Mapping[str, Any], entering: Any, units: int) -> dict[str, Any]:
    """Give every named value, (T, B, H), from states 0."""
    batch = entering.shape[1]
    before = {state: torch.zeros(batch, units, dtype=torch.float64) for state in graph.states}
    found: dict[str, list[Any]] = {name: [] for name in graph.named}
    for x in entering:
        now: list[Any] = []
        for node in graph.nodes:
            value = _value(node, now, {"x": x}, before, weights)
            # A left side has H values in every sample, even where it is a number or a parameter.
            now.append(value.expand(batch, units) if node.args and node.name is not None else value)
        for name, index in graph.named.items():
            found[name].append(now[index])
        before = {state: found[state][-1] for state in graph.states}
    return {name: torch.stack(values) for name, values in found.items()}


def _value(
    node: Node,
    now: list[Any],
    entering: Mapping[str, Any],
    before: Mapping[str, Any],
    weights: Mapping[str, Any],
) -> Any:
    if node.op == "constant":
        return torch.tensor(node.value, dtype=torch.float64)
    if node.args:
        return OPERATIONS[node.op](*(now[arg] for arg in node.args))
    source = {"input": entering, "previous": before, "parameter": weights}[node.op]
    return source[str(node.name)]


def _slopes(subject: Subject, weights: Mapping[str, Any], read: Any) -> tuple[Figure, ...]:
    """Compare the gradients of the loss of what the top layer gives."""
    _loss(subject, weights, read).backward()
    ours = subject.model.gradients(subject.x, subject.y, subject.loss)
    return tuple(
        figure(name, ours[name], (torch.zeros_like(w) if w.grad is None else w.grad).numpy(), LEAST)
        for name, w in weights.items()
    )


def _loss(subject: Subject, weights: Mapping[str, Any], read: Any) -> Any:
    """Give the loss as PyTorch has it; ours is its sum over the outputs, of the squared error its mean."""
    sizes, target, answer = subject.sizes, torch.tensor(subject.y), read
    if sizes.outputs:
        answer = functional.linear(read, weights["V"], weights.get("k"))
    if subject.loss == "cross-entropy":
        return functional.cross_entropy(answer.flatten(0, 1), target.flatten())
    if subject.loss == "binary cross-entropy":
        return functional.binary_cross_entropy_with_logits(answer, target) * sizes.outputs
    if sizes.outputs and sizes.output == "sigmoid":
        answer = torch.sigmoid(answer)
    return functional.mse_loss(answer, target)


def by_layer(subject: Subject, name: str) -> Answer:
    """Compare with the layer that PyTorch has for the built-in cell ``name``: the output and every gradient.

    Gradients only where the output is what is read: the layer gives no other state of a step.
    """
    kind, gates = LAYERS[name]
    sizes = subject.sizes
    # One of their layers may be several of ours, of which all are alike.
    spans = [(number, 1) for number in range(sizes.layers)] if sizes.widths else [(0, sizes.layers)]
    layers = [
        getattr(torch.nn, kind)(
            sizes.inputs_of(number),
            sizes.units_of(number),
            num_layers=layers,
            bidirectional=sizes.directions == 2,
            bias=sizes.bias,
            dtype=torch.float64,
        )
        for number, layers in spans
    ]
    stacks: dict[tuple[str, str], Any] = {}
    for layer, (number, _count) in zip(layers, spans, strict=True):
        stacks |= _stacks(layer, sizes, number)
    weights = _weights(subject)
    with torch.no_grad():
        for (before, letter), stacked in stacks.items():
            for gate, rows in zip(gates, stacked.chunk(len(gates)), strict=True):
                ours = weights.get(f"{before}{letter}_{gate}")
                rows.copy_(torch.zeros_like(rows) if ours is None else ours)
    h = _entering(subject, weights)
    for layer in layers:
        h, _last = layer(h)
    values = (figure("h", subject.model.run(subject.x).h, h.detach().numpy(), LEAST),)
    slopes: list[Figure] = []
    if not sizes.outputs or sizes.readout == "h":
        _loss(subject, weights, h).backward()
        gradients = subject.model.gradients(subject.x, subject.y, subject.loss)
        for (before, letter), stacked in stacks.items():
            for gate, rows in zip(gates, stacked.grad.chunk(len(gates)), strict=True):
                own = f"{before}{letter}_{gate}"
                if own in weights:
                    slopes.append(figure(own, gradients[own], rows.numpy(), LEAST))
    return Answer("layer", f"torch.nn.{kind}", str(torch.__version__), values, tuple(slopes), WITHIN)


def _stacks(layer: Any, sizes: Sizes, first: int) -> dict[tuple[str, str], Any]:
    """Give (prefix of our names, letter) -> PyTorch's stacked parameter, of a layer that begins with our ``first``."""
    places = {"W": "weight_ih", "R": "weight_hh"} | ({"b": "bias_ih", "d": "bias_hh"} if sizes.bias else {})
    return {
        (prefix(sizes, first + number, direction), letter): getattr(
            layer, f"{place}_l{number}{'_reverse' if direction else ''}"
        )
        for number in range(layer.num_layers)
        for direction in range(sizes.directions)
        for letter, place in places.items()
    }
