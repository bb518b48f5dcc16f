"""How much of what the machine can do is reached: an update against its bare matrix products and one pass over memory.

The products have the shapes of the update, contiguous operands, and the best arrangement that is known here: forward
(gates × operand × samples) and back (units × gates × samples) a step at a time, in parts where they are large, and
those of the weights' gradient. The pass multiplies every value that the cell keeps and every adjoint by a number, once.
Run: ``python -m pytest tests/benchmarks/test_limits.py -m benchmark -s``. One core, float32.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.engine.aligned import Arrays
from lstm_studio.core.engine.products import Weighting, row_parts
from lstm_studio.core.model import Model
from lstm_studio.core.updater import updater
from tests.benchmarks.timing import GRID, Ratios, built_in_turns, drawn
from tests.oracles.fused_lstm import FusedLSTM

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.benchmark, pytest.mark.usefixtures("one_core")]

GATES = {"lstm": 4, "gru": 3}
KEPT = {
    "lstm": 7 + 4,  # i f g o c tanh(c) h, and the adjoints of the gates
    "gru": 5 + 4,  # r z n h and what is reset, and the adjoints of the gates and of what is reset
}


def products(gates: int, sizes: tuple[int, int, int, int]) -> Callable[[], None]:
    """Give a run of all matrix products of one update: ``gates`` blocks of H rows."""
    inputs, units, batch, steps = sizes
    rows, inner, new = gates * units, units + inputs + 1, Arrays(np.float32).zeros
    weights, way = new(rows, inner), new(units, rows)
    operand, sums, delta, back = (new(steps, n, batch) for n in (inner, rows, rows, units))
    rng = np.random.default_rng(0)
    for array in (weights, way, operand, delta):
        array[...] = rng.uniform(-1, 1, array.shape)
    forth = [
        (weights[part], read, out[part])
        for read, out in zip(operand, sums, strict=True)
        for part in row_parts(rows, inner, batch)
    ]
    forth += [
        (way[part], read, out[part])
        for read, out in zip(delta, back, strict=True)
        for part in row_parts(units, rows, batch)
    ]
    weighting, multiply = Weighting(delta, operand, new(rows, inner), Arrays(delta.dtype)), np.ndarray.dot

    def run() -> None:
        for left, right, out in forth:
            multiply(left, right, out)
        weighting.collect(steps)

    return run


def one_pass(name: str, sizes: tuple[int, int, int, int]) -> Callable[[], object]:
    """Give one pass over all values that an update keeps."""
    _inputs, units, batch, steps = sizes
    values = Arrays(np.float32).zeros(KEPT[name] * units * batch * steps)
    number = np.array(0.5, np.float32)
    return lambda: np.multiply(values, number, values)


def makers(name: str, sizes: tuple[int, int, int, int]) -> dict[str, Callable[[], Callable[[], object]]]:
    """Give what builds each of the runs that are compared."""
    inputs, units, batch, steps = sizes
    x, y = drawn(sizes)

    def tape() -> Callable[[], object]:
        step = updater(Model(load_cell(name), inputs=inputs, units=units, outputs=1), "adam", 1e-3, 1.0)
        return lambda: step(x, y)

    def fused() -> Callable[[], object]:
        written = FusedLSTM(inputs, units, batch, steps)
        written.adopt(Model(load_cell(name), inputs=inputs, units=units, outputs=1).parameters)
        return lambda: written.update(x, y)

    limits = {"products": lambda: products(GATES[name], sizes), "pass": lambda: one_pass(name, sizes)}
    return {**limits, "fused": fused, "tape": tape} if name == "lstm" else {**limits, "tape": tape}


@pytest.mark.parametrize("name", ["lstm", "gru"])
def test_the_share_of_the_limit(name: str) -> None:
    print(f"\n{name}: one update, µs, and the share of the limit (products + pass) that is reached")
    print("(bar at H = 128: fused / products and tape / products ≤ 1.3)")
    ratios = Ratios([("limit", "fused"), ("limit", "tape"), ("fused", "products"), ("tape", "products")])
    for sizes in GRID:
        found = built_in_turns(makers(name, sizes))
        ratios.add(sizes, {**found, "limit": found["products"] + found["pass"]})
    ratios.sum_up()
