"""Looking inside: a PyTorch cell written by hand to record its gates, and the derived program that keeps all values.

Written by hand in two ways: with a layer a matrix, as the equations stand there, and joined into one layer for all.
Run: ``python -m pytest tests/benchmarks/test_recording.py -m benchmark -s``. One core, float32.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.model import Model
from lstm_studio.core.updater import updater
from tests.benchmarks.timing import GRID, Ratios, drawn, seconds

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.benchmark, pytest.mark.usefixtures("one_core")]

WAYS = {"equations": False, "joined": True}


def recording(name: str, model: Model, x: Any, *, joined: bool) -> Callable[[], dict[str, Any]]:
    """Give the run, without gradients, of a cell written by hand."""
    import torch

    from tests.oracles.recording_cells import recording_cell

    cell = recording_cell(name, model.sizes.inputs, model.sizes.units, joined=joined)
    cell.load(model.parameters)
    entering = torch.tensor(x)

    def run() -> dict[str, Any]:
        with torch.no_grad():
            return cell(entering)

    return run


def training(name: str, model: Model, x: Any, y: Any, *, joined: bool) -> Callable[[], float]:
    """Give the whole update of a cell written by hand: forward, readout, loss, backward, clip, Adam."""
    import torch

    from tests.oracles.recording_cells import recording_cell

    cell = recording_cell(name, model.sizes.inputs, model.sizes.units, joined=joined)
    cell.load(model.parameters)
    readout = torch.nn.Linear(model.sizes.units, 1)
    with torch.no_grad():
        readout.weight.copy_(torch.tensor(model.parameters["V"]))
        readout.bias.copy_(torch.tensor(model.parameters["k"]))
    parameters = [*cell.parameters(), *readout.parameters()]
    optimiser = torch.optim.Adam(parameters, lr=1e-3)
    entering, wanted = torch.tensor(x), torch.tensor(y)

    def update() -> float:
        optimiser.zero_grad()
        loss = torch.nn.functional.mse_loss(readout(cell(entering)["h"]), wanted)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        return float(loss.item())

    return update


@pytest.mark.parametrize("name", ["lstm", "gru"])
def test_forward_with_every_gate_recorded(name: str) -> None:
    print(f"\n{name}: forward with every gate and state, µs (bar: geometric mean ≥ 6, none below 1.5)")
    ratios = Ratios([(way, "run") for way in WAYS])
    for sizes in GRID:
        x, _y = drawn(sizes)
        model = Model(load_cell(name), inputs=sizes[0], units=sizes[1])
        runs = {way: recording(name, model, x, joined=joined) for way, joined in WAYS.items()}

        def run(model: Model = model, x: Any = x) -> dict[str, Any]:
            trace = model.run(x)
            return {value: trace[value] for value in model.cell.graph.named}

        for theirs in (way() for way in runs.values()):
            assert theirs.keys() == run().keys()
            for value, array in run().items():
                np.testing.assert_allclose(array, theirs[value], rtol=0, atol=1e-5)
        ratios.add(sizes, seconds({**runs, "run": run}))
    ratios.sum_up()


@pytest.mark.parametrize("name", ["lstm", "gru"])
def test_training_what_was_written_by_hand(name: str) -> None:
    print(f"\n{name}: a whole update of what was written by hand, µs (bar: geometric mean ≥ 10)")
    ratios = Ratios([(way, "update") for way in WAYS])
    for sizes in GRID:
        x, y = drawn(sizes)
        model = Model(load_cell(name), inputs=sizes[0], units=sizes[1], outputs=1)
        runs: dict[str, Callable[[], object]] = {
            way: training(name, model, x, y, joined=joined) for way, joined in WAYS.items()
        }
        step = updater(model, "adam", 1e-3, 1.0)
        losses = [run() for run in runs.values()]
        assert losses == pytest.approx([step(x, y)] * 2, rel=1e-4)
        ratios.add(sizes, seconds({**runs, "update": partial(step, x, y)}))
    ratios.sum_up()
