"""Random equations over all operations: their gradients are those of central differences.

The error of a parameter is max|a − n| / max(max|n|, 1e-6), with n = (L(p + ε) − L(p − ε)) / 2ε, ε = 1e-5, weights
U(±0.5). A draw counts where the differences at ε and ε/2 agree to 1e-7 in the same norm and no value leaves ±1e3.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from lstm_studio.core.cell import Cell
from lstm_studio.core.language.ops import FUNCTIONS
from lstm_studio.core.model import Model
from tests.oracles.central import differences

STEPS, INPUTS, UNITS = 5, 2, 2
EPSILON, AGREE, WITHIN, LARGEST = 1e-5, 1e-7, 1e-6, 1e3
LEAST = 1e-5  # of a gradient that errors are a share of: differences round off 1e-11
SHARE = 0.8
FUNCTION_NAMES = sorted(set(FUNCTIONS.values()))


class Author:
    """Writes random cells. ``used`` counts the operations."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.used: Counter[str] = Counter()

    def one(self, *choices: str) -> str:
        return choices[self.rng.integers(len(choices))]

    def cell(self) -> str:
        names = [*"fgc"[: self.rng.integers(4)], "h"]
        states = [f"{name}_prev" for name in names]
        lines = [f"{name} = {self.squashed(names[:place] + states)}" for place, name in enumerate(names)]
        return "\n".join(self.rng.permutation(lines).tolist())

    def squashed(self, values: list[str]) -> str:
        """Write a right side; most are bounded, as cells are."""
        kind = self.rng.random()
        if kind < 0.7:
            return self.call(self.one("tanh", "sigmoid", "hard_sigmoid", "tanh"), self.sum(values))
        return (
            self.expression(values, 3) if kind < 0.85 else f"0.5 * {self.one(*values)} + {self.sum(values)}"
        )

    def sum(self, values: list[str]) -> str:
        self.used.update(("add", "matmul"))
        state = self.one(*values)
        return f"{self.one('W0', 'W1')} @ x + {self.one('R0', 'R1')} @ {state} + {self.expression(values, 3)}"

    def call(self, name: str, inside: str) -> str:
        self.used[name] += 1
        return f"{name}({inside})"

    def expression(self, values: list[str], depth: int) -> str:
        if depth == 0 or self.rng.random() < 0.2:
            number = f"{self.rng.uniform(0.1, 2):.3g}"
            return self.one(*values, *values, "b0", "b1", "W0 @ x", "W2 @ (x * x)", number)
        kind = self.one("call", "call", "add", "subtract", "multiply", "divide", "negative", "matmul")
        inner = self.expression(values, depth - 1)
        if kind == "call":
            return self.call(self.one(*FUNCTION_NAMES), inner)
        self.used[kind] += 1
        if kind == "negative":
            return f"(-({inner}))"
        if kind == "matmul":
            return f"{self.one('R0', 'R1', 'R2')} @ ({self.one(*values)} * ({inner}))"
        other = self.expression(values, depth - 1)
        if kind == "divide":
            below = self.one(
                f"(1 + abs({other}))", f"(2 + {other})", f"exp({other})", f"(0.5 + softplus({other}))"
            )
            return f"({inner}) / {below}"
        sign = {"add": "+", "subtract": "-", "multiply": "*"}[kind]
        return f"(({inner}) {sign} ({other}))"


def error(text: str, seed: int) -> float | None:
    """Give the worst error of the parameters of a cell, or None where the draw does not count."""
    rng = np.random.default_rng(seed)
    model = Model(Cell.from_text(text), INPUTS, UNITS, outputs=2, dtype="float64")
    model.flat[:] = rng.uniform(-0.5, 0.5, model.flat.shape)
    x, y = rng.normal(size=(STEPS, INPUTS)), rng.normal(size=(STEPS, 2))
    trace = model.run(x)
    largest = max(
        float(np.abs(trace[node.text]).max()) for node in trace.graph.nodes if node.size != "matrix"
    )
    if not largest < LARGEST:
        return None
    exact, worst = model.gradients(x, y), 0.0

    def loss() -> float:
        return float(np.mean((np.asarray(model.run(x).y) - y) ** 2))

    for name, values in model.parameters.items():
        wide, close = (differences(values, loss, epsilon) for epsilon in (EPSILON, EPSILON / 2))
        size = max(float(np.abs(wide).max()), LEAST)
        if not np.abs(wide - close).max() <= AGREE * size:
            return None
        worst = max(worst, float(np.abs(exact[name] - wide).max()) / size)
    return worst


def hold(seed: int, draws: int) -> None:
    author = Author(seed)
    found = {}
    for draw in range(draws):
        text = author.cell()
        found[text] = error(text, draw)
    counted = {text: worst for text, worst in found.items() if worst is not None}
    wrong = {text: worst for text, worst in counted.items() if worst > WITHIN}
    print(f"{len(counted)} of {draws} draws count; worst error {max(counted.values()):.1e}")
    assert not wrong
    assert len(counted) >= SHARE * len(found)
    assert set(author.used) >= {
        *FUNCTION_NAMES,
        "add",
        "subtract",
        "multiply",
        "divide",
        "negative",
        "matmul",
    }


def test_the_gradients_of_random_cells() -> None:
    hold(seed=0, draws=120)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(1, 11))
def test_the_gradients_of_many_random_cells(seed: int) -> None:
    hold(seed, draws=400)
