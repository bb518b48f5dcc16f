"""A model in plain NumPy: a step is its equations, and parameters are by their names in ``Model.parameters``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.core.sizes import prefix
from lstm_studio.formats.code.step import Dialect, Step, indented, joined, read_of, title_of

if TYPE_CHECKING:
    from lstm_studio.core.cell import Cell
    from lstm_studio.core.sizes import Sizes

__all__ = ["numpy_code"]

DIALECT = Dialect(
    {
        "sigmoid": "sigmoid",
        "tanh": "np.tanh",
        "relu": "relu",
        "softplus": "softplus",
        "hard_sigmoid": "hard_sigmoid",
        "exp": "np.exp",
        "abs": "np.abs",
    },
    lambda name, _attribute: f'p["{name}"]',
    "{vector} @ {matrix}.T",
    defined={
        "sigmoid": "def sigmoid(a):\n    return 0.5 * np.tanh(0.5 * a) + 0.5  # without overflow",
        "relu": "def relu(a):\n    return np.maximum(a, 0)",
        "softplus": "def softplus(a):\n    return np.logaddexp(a, 0)",
        "hard_sigmoid": "def hard_sigmoid(a):\n    return np.clip(0.2 * a + 0.5, 0, 1)",
    },
)
SOFTMAX = """def softmax(a):
    e = np.exp(a - a.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


"""
OUTPUTS = {"identity": "{0}", "softmax": "softmax({0})", "sigmoid": "sigmoid({0})"}


def numpy_code(cell: Cell, sizes: Sizes) -> str:
    """Give functions step, layer and run; run reads x (T, B, D)."""
    step = Step(cell, sizes, DIALECT)
    if sizes.outputs and sizes.output == "sigmoid":
        step.used.add("sigmoid")
    softmax = SOFTMAX * (sizes.outputs > 0 and sizes.output == "softmax")
    # The number of units, which zeros need, is one for all layers, or is handed to each.
    handed = bool(sizes.widths) and (step.needs_zeros or bool(step.states))
    units, given = ("units", ", units") if handed else (str(sizes.units), "")
    zeros = [f"zeros = np.zeros((len(x), {units}))"] * step.needs_zeros
    start = [f"{' = '.join(step.states)} = np.zeros((x.shape[1], {units}))"] * bool(step.states)
    within = given * step.needs_zeros
    h, read, both = step.names["h"], step.names[read_of(sizes)], read_of(sizes) != "h"
    loop = [
        *start,
        "steps, outputs = [], []" if both else "steps = []",
        "for x_t in x:",
        f"    {joined(step.after)} = step(p, {joined(['x_t', *step.states])}{within})",
        f"    steps.append({h})",
        *[f"    outputs.append({read})"] * both,
        f"return np.stack(steps){', np.stack(outputs)' * both}",
    ]
    return f'''"""{title_of(cell, sizes)}

run(x, parameters): parameters by their names in LSTM Studio, as a dictionary like model.parameters.
"""

import numpy as np


{"".join(step.helpers())}{softmax}def step(p, {joined(["x", *step.before])}{within}):
    """Read x (B, inputs) and the states before, (B, units); give {joined(step.after)}."""
{indented([*zeros, *step.lines, f"return {joined(step.after)}"], 1)}

def layer(p, x{given}):
    """Read x (T, B, inputs); give {h}{f" and {read}" * both} of every step, (T, B, units)."""
{indented(loop, 1)}
{_run(sizes, handed=handed)}'''


def _run(sizes: Sizes, *, handed: bool) -> str:
    x = "symbols x (T, B)" if sizes.symbols else f"x (T, B, {sizes.inputs})"
    wide = sizes.outputs or sizes.units * sizes.directions
    lines = [f'"""Read {x}; give {"y" if sizes.outputs else "h"} (T, B, {wide})."""']
    if sizes.symbols:
        lines.append('x = parameters["E"][x]')
    both = read_of(sizes) != "h"
    for number in range(sizes.layers):
        calls = [_call(sizes, number, direction, handed=handed) for direction in range(sizes.directions)]
        names = "x, read" if both else "x"
        if sizes.directions == 1:
            lines.append(f"{names} = {calls[0]}")
        elif both:
            lines += [
                f"ways = zip({calls[0]}, {calls[1]})",
                "x, read = (np.concatenate([ahead, back[::-1]], axis=2) for ahead, back in ways)",
            ]
        else:
            lines.append(f"x = np.concatenate([{calls[0]}, {calls[1]}[::-1]], axis=2)")
    answer = "read" if both else "x"
    if sizes.outputs:
        bias = ' + parameters["k"]' * sizes.bias
        answer = OUTPUTS[sizes.output].format(f'{answer} @ parameters["V"].T{bias}')
    given = "" if sizes.single else PART
    return f"\n{given}def run(x, parameters):\n{indented([*lines, f'return {answer}'], 1)}"


PART = '''def part(parameters, before):
    """Give the parameters of one layer in one direction, such as "1.reverse."."""
    return {name.removeprefix(before): values for name, values in parameters.items() if name.startswith(before)}


'''


def _call(sizes: Sizes, number: int, direction: int, *, handed: bool) -> str:
    before = prefix(sizes, number, direction)
    own = f'part(parameters, "{before}")' if before else "parameters"
    units = f", {sizes.units_of(number)}" * handed
    return f"layer({own}, x{'[::-1]' * direction}{units})"
