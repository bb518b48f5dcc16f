"""A model that reads its own answers, step by step, beside PyTorch's LSTMCell that does the same.

Run: ``python -m pytest tests/benchmarks/test_free_run.py -m benchmark -s``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.insight.free_run import run_freely
from lstm_studio.core.model import Model
from lstm_studio.core.sequence import Sequence, frozen
from tests.benchmarks.timing import Ratios, seconds

torch: Any = pytest.importorskip("torch")

STEPS = 100

pytestmark = [pytest.mark.benchmark, pytest.mark.usefixtures("one_core")]


def test_a_free_run() -> None:
    ratios = Ratios([("studio", "torch")])
    print(f"\n{STEPS} steps that a model reads from itself, µs (bar: no longer than PyTorch's)")
    for units in (8, 32, 128):
        model = Model(load_cell("lstm"), 1, units, 1, seed=1, dtype="float64")
        sequence = Sequence(frozen(np.sin(np.arange(20))[:, None]))
        trace = model.run(sequence.values)
        cell = torch.nn.LSTMCell(1, units).double()
        readout = torch.nn.Linear(units, 1).double()

        def studio(model: Model = model, sequence: Sequence = sequence, trace: Any = trace) -> object:
            return run_freely(model, sequence, (), trace, 20, STEPS)

        def beside(cell: Any = cell, readout: Any = readout, units: int = units) -> None:
            with torch.no_grad():
                x = torch.zeros(1, 1, dtype=torch.float64)
                h = c = torch.zeros(1, units, dtype=torch.float64)
                for _step in range(STEPS):
                    h, c = cell(x, (h, c))
                    x = readout(h)

        ratios.add(f"H={units}", seconds({"studio": studio, "torch": beside}))
    ratios.sum_up()
