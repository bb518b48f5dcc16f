"""A whole training update (forward, gradient, clip, Adam): PyTorch, the hand-written LSTM, the derived program.

Run: ``python -m pytest tests/benchmarks/test_update.py -m benchmark -s``. One core, float32.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.model import Model
from lstm_studio.core.updater import updater
from tests.benchmarks.timing import GRID, Ratios, built_in_turns, drawn
from tests.oracles.fused_lstm import FusedLSTM

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.benchmark, pytest.mark.usefixtures("one_core")]


def torch_update(name: str, model: Model, x: Any, y: Any) -> Callable[[], float]:
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
    start = Model(load_cell(name), inputs=inputs, units=units, outputs=1)

    def tape() -> Callable[[], float]:
        model = Model.of(start.cell, start.sizes, start.flat, "float32")
        step = updater(model, "adam", 1e-3, 1.0)
        return lambda: step(x, y)

    def fused() -> Callable[[], float]:
        written = FusedLSTM(inputs, units, batch, steps)
        written.adopt(start.parameters)
        return lambda: written.update(x, y)

    makers: dict[str, Callable[[], Callable[[], float]]] = {"torch": lambda: torch_update(name, start, x, y)}
    makers |= {"fused": fused, "tape": tape} if name == "lstm" else {"tape": tape}
    losses = {key: make()() for key, make in makers.items()}
    assert list(losses.values()) == pytest.approx([losses["torch"]] * len(losses), rel=1e-4)
    return built_in_turns(dict(makers))


@pytest.mark.parametrize("name", ["lstm", "gru"])
def test_a_whole_update(name: str) -> None:
    print(
        f"\n{name}: one update, µs (bar: torch / tape ≥ 2.0, none with H ≤ 64 below 1.0; tape / fused ≤ 1.1)"
    )
    ratios = Ratios((("torch", "tape"), ("torch", "fused"), ("tape", "fused")))
    for sizes in GRID:
        ratios.add(sizes, compared(name, sizes))
    ratios.sum_up()
