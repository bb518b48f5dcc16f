"""A whole training update (forward, gradient, clip, Adam): the derived program, the hand-written LSTM and PyTorch.

Run: ``python -m pytest tests/benchmarks/test_update.py -m benchmark -s``. One thread, float32, sizes (I, H, B, T).
What is compared takes turns, so that whatever else the machine does falls on all alike; a figure is the median.
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from lstm_studio.catalogue import load_cell
from lstm_studio.core.model import Model, updater
from tests.oracles.fused_lstm import FusedLSTM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GRID = (
    (1, 4, 1, 50),
    (2, 8, 16, 50),
    (4, 16, 32, 50),
    (4, 32, 16, 50),
    (8, 32, 32, 100),
    (8, 64, 32, 50),
    (32, 128, 32, 100),
)
ROUNDS, WARM, SECONDS = 25, 5, 0.02  # seconds that the runs of one round take

pytestmark = pytest.mark.benchmark


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    torch = pytest.importorskip("torch")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    with threadpool_limits(1):
        yield
    torch.set_num_threads(before)


def seconds(runs: dict[str, Callable[[], object]]) -> dict[str, Any]:
    """Give name -> seconds a run, of each round."""
    counts = {}
    for name, run in runs.items():
        run()
        start = perf_counter()
        run()
        counts[name] = max(1, int(SECONDS / (perf_counter() - start)))
    found: dict[str, list[float]] = {name: [] for name in runs}
    for _round in range(WARM + ROUNDS):
        for name, run in runs.items():
            start = perf_counter()
            for _turn in range(counts[name]):
                run()
            found[name].append((perf_counter() - start) / counts[name])
    return {name: np.array(times[WARM:]) for name, times in found.items()}


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
    rng = np.random.default_rng(0)
    x = rng.normal(size=(steps, batch, inputs)).astype(np.float32)
    y = rng.normal(size=(steps, batch, 1)).astype(np.float32)
    model = Model(load_cell(name), inputs=inputs, units=units, outputs=1)
    step = updater(model, "adam", 1e-3, 1.0)
    runs: dict[str, Callable[[], object]] = {"torch": torch_update(name, model, x, y)}
    if name == "lstm":
        fused = FusedLSTM(inputs, units, batch, steps)
        fused.adopt(model.parameters)
        runs["fused"] = lambda: fused.update(x, y)
    return seconds({**runs, "tape": lambda: step(x, y)})


@pytest.mark.parametrize("name", ["lstm", "gru"])
def test_a_whole_update(name: str) -> None:
    pairs = {
        "torch / tape": ("torch", "tape"),
        "torch / fused": ("torch", "fused"),
        "tape / fused": ("tape", "fused"),
    }
    ratios: dict[str, list[float]] = {}
    print(f"\n{name}: one update, µs, and how many times as long it takes")
    for sizes in GRID:
        found = compared(name, sizes)
        line = "  ".join(f"{key} {1e6 * np.median(times):8.0f}" for key, times in found.items())
        for label, (one, other) in pairs.items():
            if one in found and other in found:
                ratios.setdefault(label, []).append(float(np.median(found[one] / found[other])))
                line += f"   {label} {ratios[label][-1]:.2f}"
        print(f"{sizes!s:20} {line}", flush=True)
    means = "   ".join(f"{label} {np.exp(np.mean(np.log(row))):.2f}" for label, row in ratios.items())
    print(f"geometric means: {means}")
