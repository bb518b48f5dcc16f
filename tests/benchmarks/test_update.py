"""A whole training update (forward, gradient, clip, Adam): PyTorch, the hand-written LSTM, the derived program.

Run: ``python -m pytest tests/benchmarks/test_update.py -m benchmark -s``. One core, float32.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.model import Model
from lstm_studio.core.updater import updater
from tests.benchmarks.timing import GRID, Ratios, drawn, seconds
from tests.oracles.fused_lstm import FusedLSTM

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.benchmark, pytest.mark.usefixtures("one_core")]


def torch_update(name: str, model: Model, x: Any, y: Any) -> Callable[[], object]:
    """Give one update of PyTorch's layer with the parameters of ``model``."""
    import torch

    from tests.oracles.torch_cells import torch_cell

    sizes = model.sizes
    cell = torch_cell(name, sizes.inputs, sizes.units, sizes.outputs, "float32")
    cell.load(model.parameters)
    parameters, loss_of = cell.parameters(), torch.nn.MSELoss()
    optimiser = torch.optim.Adam(parameters, lr=1e-3)
    inputs, targets = torch.tensor(x), torch.tensor(y)

    def update() -> float:
        optimiser.zero_grad()
        loss = loss_of(cell.run(inputs)[1], targets)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        return float(loss.item())

    return update


def compared(name: str, sizes: tuple[int, int, int, int]) -> dict[str, Any]:
    """Give seconds of an update: "torch", "tape", and "fused" for the LSTM."""
    inputs, units, batch, steps = sizes
    x, y = drawn(sizes)
    model = Model(load_cell(name), inputs=inputs, units=units, outputs=1)
    step = updater(model, "adam", 1e-3, 1.0)
    runs: dict[str, Callable[[], object]] = {"torch": torch_update(name, model, x, y)}
    if name == "lstm":
        fused = FusedLSTM(inputs, units, batch, steps)
        fused.adopt(model.parameters)
        runs["fused"] = lambda: fused.update(x, y)
    runs["tape"] = lambda: step(x, y)
    losses = {key: run() for key, run in runs.items()}
    assert losses["tape"] == pytest.approx(losses["torch"], rel=1e-4)
    return seconds(runs)


@pytest.mark.parametrize("name", ["lstm", "gru"])
def test_a_whole_update(name: str) -> None:
    print(
        f"\n{name}: one update, µs (bar: torch / tape ≥ 2.0, none with H ≤ 64 below 1.0; tape / fused ≤ 1.1)"
    )
    ratios = Ratios((("torch", "tape"), ("torch", "fused"), ("tape", "fused")))
    for sizes in GRID:
        ratios.add(sizes, compared(name, sizes))
    ratios.sum_up()
