"""A model as a PyTorch module, whose tensors have the names that a safetensors file of the model has.

A cell that PyTorch has as a layer is that layer; any other is a module whose ``step`` are its equations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.formats.code.step import Dialect, Step, indented, joined, read_of, title_of
from lstm_studio.formats.torch_names import layer_of

if TYPE_CHECKING:
    from lstm_studio.core.cell import Cell
    from lstm_studio.core.sizes import Sizes

__all__ = ["pytorch_code"]

DIALECT = Dialect(
    {
        "sigmoid": "torch.sigmoid",
        "tanh": "torch.tanh",
        "relu": "torch.relu",
        "softplus": "nn.functional.softplus",
        "hard_sigmoid": "hard_sigmoid",
        "exp": "torch.exp",
        "abs": "torch.abs",
    },
    lambda _name, attribute: f"self.{attribute}",
    "{vector} @ {matrix}.T",
    defined={"hard_sigmoid": "def hard_sigmoid(a):\n    return torch.clamp(0.2 * a + 0.5, 0, 1)"},
)
OUTPUTS = {"identity": "{0}", "softmax": "torch.softmax({0}, dim=-1)", "sigmoid": "torch.sigmoid({0})"}


def pytorch_code(cell: Cell, sizes: Sizes) -> str:
    """Give a module with a class Network, which reads x (T, B, D)."""
    return f'''"""{title_of(cell, sizes)}

Weights: save the model from LSTM Studio as model.safetensors, with the names that it has here, then
Network().load_state_dict(safetensors.torch.load_file("model.safetensors")).
"""

import torch
from torch import nn


{_cell(cell, sizes)}class Network(nn.Module):
    def __init__(self):
        super().__init__()
{indented(_parts(cell, sizes))}
    def forward(self, x):
        """{_said(sizes)}"""
{indented(_way(cell, sizes))}'''


def _said(sizes: Sizes) -> str:
    x = "symbols (T, B)" if sizes.symbols else f"x (T, B, {sizes.inputs})"
    wide = sizes.outputs or sizes.units * sizes.directions
    return f"Read {x}; give {'y' if sizes.outputs else 'h'} (T, B, {wide})."


def _parts(cell: Cell, sizes: Sizes) -> list[str]:
    """Give the lines that make what the network holds."""
    layer, lines = layer_of(cell, sizes), []
    if sizes.symbols:
        lines.append(f"self.embedding = nn.Embedding({sizes.symbols}, {sizes.inputs})")
    bias = "" if sizes.bias else ", bias=False"
    if layer is not None:
        more = ", bidirectional=True" if sizes.directions == 2 else ""
        more += ', nonlinearity="relu"' if layer.nonlinearity == "relu" else ""
        if sizes.widths:
            calls = [
                f"nn.{layer.title}({sizes.inputs_of(number)}, {units}{more}{bias})"
                for number, units in enumerate(sizes.widths)
            ]
            made = f"nn.ModuleList([{joined(calls)}])"
        else:
            deep = f", num_layers={sizes.layers}" if sizes.layers > 1 else ""
            made = f"nn.{layer.title}({sizes.inputs}, {sizes.units}{deep}{more}{bias})"
        lines.append(f"self.{layer.title.lower()} = {made}")
    else:
        every = enumerate(sizes.every)
        cells = joined([f"Cell({sizes.inputs_of(number)}, {units})" for number, units in every])
        lines += [
            f"self.{way} = nn.ModuleList([{cells}])" for way in ("layers", "reverse")[: sizes.directions]
        ]
    if sizes.outputs:
        wide = sizes.units * sizes.directions
        lines.append(f"self.readout = nn.Linear({wide}, {sizes.outputs}{bias})")
    return lines


def _way(cell: Cell, sizes: Sizes) -> list[str]:
    """Give the lines that go from x to y."""
    layer, lines = layer_of(cell, sizes), []
    if sizes.symbols:
        lines.append("x = self.embedding(x)")
    read = read_of(sizes)
    if layer is not None and sizes.widths:
        lines += [f"for layer in self.{layer.title.lower()}:", "    x, _ = layer(x)"]
    elif layer is not None:
        lines.append(f"x, _ = self.{layer.title.lower()}(x)")
    elif sizes.directions == 1:
        lines += ["for layer in self.layers:", f"    {'x' if read == 'h' else 'x, read'} = layer(x)"]
    elif read == "h":
        lines += [
            "for layer, reverse in zip(self.layers, self.reverse):",
            "    x = torch.cat([layer(x), reverse(x.flip(0)).flip(0)], dim=2)",
        ]
    else:
        lines += [
            "for layer, reverse in zip(self.layers, self.reverse):",
            "    ways = zip(layer(x), reverse(x.flip(0)))",
            "    x, read = (torch.cat([ahead, back.flip(0)], dim=2) for ahead, back in ways)",
        ]
    last = "x" if read == "h" else "read"
    answer = OUTPUTS[sizes.output].format(f"self.readout({last})") if sizes.outputs else last
    return [*lines, f"return {answer}"]


def _cell(cell: Cell, sizes: Sizes) -> str:
    """Give the class of one layer in one direction, nothing where PyTorch has it."""
    if layer_of(cell, sizes) is not None:
        return ""
    step = Step(cell, sizes, DIALECT)
    shapes = {"D": "units, inputs", "H": "units, units", "": "units"}
    weights = [
        f"self.{attribute} = nn.Parameter(torch.empty({shapes[columns]}))"
        for _name, attribute, columns, _bias in step.parameters()
    ]
    zeros = ["zeros = x.new_zeros(x.shape[0], self.units)"] * step.needs_zeros
    read = step.names[read_of(sizes)]
    h, both = step.names["h"], read_of(sizes) != "h"
    start = [f"{' = '.join(step.states)} = x.new_zeros(x.shape[1], self.units)"] * bool(step.states)
    loop = [
        *start,
        "steps, outputs = [], []" if both else "steps = []",
        "for x_t in x:",
        f"    {joined(step.after)} = self.step({joined(['x_t', *step.states])})",
        f"    steps.append({h})",
        *[f"    outputs.append({read})"] * both,
        f"return torch.stack(steps){', torch.stack(outputs)' * both}",
    ]
    return f'''{"".join(step.helpers())}class Cell(nn.Module):
    """One layer in one direction."""

    def __init__(self, inputs, units):
        super().__init__()
        self.units = units
{indented(weights)}        for parameter in self.parameters():
            nn.init.uniform_(parameter, -(units**-0.5), units**-0.5)

    def step(self, {joined(["x", *step.before])}):
        """Read x (B, inputs) and the states before, (B, units); give {joined(step.after)}."""
{indented([*zeros, *step.lines, f"return {joined(step.after)}"])}
    def forward(self, x):
        """Read x (T, B, inputs); give {h}{f" and {read}" * both} of every step, (T, B, units)."""
{indented(loop)}

'''
