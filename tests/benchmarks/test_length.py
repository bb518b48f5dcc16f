"""Time and memory against the number of steps: both should be in proportion.

Run: ``python -m pytest tests/benchmarks/test_length.py -m benchmark -s``. Each length in fresh processes, one core.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).resolve().parents[2]
LENGTHS = [1024 * 2**power for power in range(7)]
TURNS = 3

pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.usefixtures("one_core"),
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads a process's memory from /proc"),
]


def measured(kind: str, steps: int) -> list[float]:
    """Give seconds of the first call and of the second, and bytes, of one process."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.length", kind, str(steps)],
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return [float(word) for word in done.stdout.split()]


@pytest.mark.parametrize("kind", ["run", "gradients"])
def test_a_long_sequence(kind: str) -> None:
    rows: dict[int, list[list[float]]] = {steps: [] for steps in LENGTHS}
    for _turn in range(TURNS):
        for steps, found in rows.items():
            found.append(measured(kind, steps))
    print(f"\n{kind}: LSTM, 16 units, one sample: a step takes (bar: linear)")
    figures = []
    for steps, found in rows.items():
        first, second, memory = (median(column) / steps for column in zip(*found, strict=True))
        figures.append((1e6 * first, 1e6 * second, memory))
        print("{:6d} steps   first {:6.2f} µs   again {:6.2f} µs   {:7.0f} bytes".format(steps, *figures[-1]))
    for name, column in zip(("first", "again", "bytes"), zip(*figures, strict=True), strict=True):
        print(f"{name}: the largest over the smallest figure of a step {max(column) / min(column):.2f}")
