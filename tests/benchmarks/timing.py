"""What the benchmarks share: the grid, taking turns, and printing how many times as long one thing takes as another.

What is compared takes turns within one run, in random order, so that whatever else the machine does falls on all alike.
A figure is the median of the rounds; a ratio is the median of the ratios of each round. All of it runs on one thread,
and the clock is that of the processor: the time that other programs take from it does not count.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from time import process_time
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

__all__ = ["GRID", "Ratios", "built_in_turns", "drawn", "geometric_mean", "seconds"]

GRID = (
    (1, 4, 1, 50),
    (2, 8, 16, 50),
    (4, 16, 32, 50),
    (4, 32, 16, 50),
    (8, 32, 32, 100),
    (8, 64, 32, 50),
    (32, 128, 32, 100),
)
"""Inputs I, units H, samples B, steps T."""

ROUNDS, WARM, SECONDS = 31, 3, 0.01  # seconds that the runs of one round take at least


def drawn(sizes: tuple[int, int, int, int], outputs: int = 1) -> tuple[NDArray[Any], NDArray[Any]]:
    """Give x (T, B, I) and y (T, B, outputs) in float32."""
    inputs, _units, batch, steps = sizes
    rng = np.random.default_rng(0)
    x, y = (rng.normal(size=(steps, batch, last)).astype(np.float32) for last in (inputs, outputs))
    return x, y


def seconds(runs: dict[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, Any]:
    """Give name -> seconds a run, of each round."""
    counts = {}
    for name, run in runs.items():
        run()
        start = process_time()
        run()
        counts[name] = max(1, int(SECONDS / (process_time() - start)))
    found: dict[str, list[float]] = {name: [] for name in runs}
    names, rng = list(runs), np.random.default_rng(0)
    for _round in range(WARM + rounds):
        for place in rng.permutation(len(names)):  # what ran before leaves the cache warm or cold
            name = names[place]
            run = runs[name]
            start = process_time()
            for _turn in range(counts[name]):
                run()
            found[name].append((process_time() - start) / counts[name])
    return {name: np.array(times[WARM:]) for name, times in found.items()}


def built_in_turns(makers: dict[str, Callable[[], Callable[[], object]]]) -> dict[str, Any]:
    """Give seconds of what each maker gives, built in both orders: what is built last can lie 2 to 9 % better."""
    halves = []
    for names in (list(makers), list(makers)[::-1]):
        runs = {name: makers[name]() for name in names}
        halves.append(seconds(runs, ROUNDS // 2))
    return {name: np.concatenate([half[name] for half in halves]) for name in makers}


def geometric_mean(values: Sequence[float]) -> float:
    return float(np.exp(np.mean(np.log(values))))


@dataclass
class Ratios:
    """Prints a line of microseconds and ratios for each point of the grid, and keeps the ratios."""

    pairs: Sequence[tuple[str, str]]
    kept: dict[tuple[str, str], list[float]] = field(default_factory=dict)

    def add(self, sizes: object, found: dict[str, Any]) -> None:
        line = "  ".join(f"{name} {1e6 * np.median(times):8.0f}" for name, times in found.items())
        for one, other in self.pairs:
            if one in found and other in found:
                ratio = float(np.median(found[one] / found[other]))
                self.kept.setdefault((one, other), []).append(ratio)
                line += f"   {one} / {other} {ratio:.2f}"
        print(f"{sizes!s:20} {line}", flush=True)

    def sum_up(self) -> None:
        for (one, other), row in self.kept.items():
            mean = geometric_mean(row)
            print(f"{one} / {other}: geometric mean {mean:.2f}, least {min(row):.2f}, most {max(row):.2f}")
