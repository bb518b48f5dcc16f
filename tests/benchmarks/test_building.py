"""How long it takes to make a program from text, for every cell that is there and for a long one.

Typing in the editor asks for text, graph, plan and a forward program. Views are made for every step, so a program's
time grows with the steps. Run: ``python -m pytest tests/benchmarks/test_building.py -m benchmark -s``.
"""

from __future__ import annotations

from statistics import median
from time import process_time
from typing import TYPE_CHECKING

import pytest

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.engine.compiled import Compiled
from lstm_studio.core.engine.network import Network
from lstm_studio.core.language.graph import Graph
from lstm_studio.core.sizes import Sizes

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.benchmark, pytest.mark.usefixtures("one_core")]

INPUTS, UNITS, BATCH = 4, 16, 1
TURNS = 15


def long_cell(gates: int) -> str:
    """Give the text of a cell with that many gates, each of which reads x, h and the gate before it."""
    lines = [
        f"g{n} = sigmoid(W_{n} @ x + R_{n} @ h_prev + p_{n} * g{n - 1} + b_{n})" for n in range(1, gates)
    ]
    kept = " + ".join(f"g{n} * g{n - 1}" for n in range(1, gates))
    return "\n".join(
        [
            "g0 = tanh(W_0 @ x + R_0 @ h_prev + b_0)",
            *lines,
            f"c = c_prev * g1 + {kept}",
            f"h = g{gates - 1} * tanh(c)",
        ]
    )


def milliseconds(act: Callable[[], object], turns: int = TURNS) -> float:
    times = []
    for _turn in range(turns):
        start = process_time()
        act()
        times.append(1000 * (process_time() - start))
    return median(times)


def split(cell: Cell) -> dict[str, float]:
    """Give milliseconds of each part."""
    graph, sizes = Graph.read(cell.text), Sizes(INPUTS, UNITS, 1)
    compiled = [Compiled(graph)]

    def program(steps: int, purpose: str) -> float:
        return milliseconds(
            lambda: Network(cell, sizes, compiled, steps, BATCH, "float32", purpose=purpose),
            TURNS if steps < 500 else 3,
        )

    found = {
        "graph": milliseconds(lambda: Graph.read(cell.text)),
        "plan": milliseconds(lambda: Compiled(graph)),
    }
    for steps in (50, 500):
        for label, purpose in (("run", "run"), ("train", "update")):
            found[f"{label} {steps}"] = program(steps, purpose)
    return found


def test_text_to_tapes() -> None:
    cells = [load_cell(name) for name in cell_names()]
    cells += [Cell.from_text(long_cell(gates), f"{gates} gates") for gates in (8, 16)]
    print(f"\nfrom text to tapes, ms; H = {UNITS}, one sample (bar: graph + plan + program ≤ 5 ms)")
    worst: dict[str, tuple[float, str]] = {}
    for number, cell in enumerate(cells):
        found = split(cell)
        if not number:
            print(
                f"{'':26}"
                + "".join(f"{part:>11}" for part in found)
                + f"{'to run 50':>11}{'to train 50':>13}"
            )
        totals = [found["graph"] + found["plan"] + found[part] for part in ("run 50", "train 50")]
        print(f"{cell.name:26}" + "".join(f"{value:11.2f}" for value in found.values()), end="")
        print(f"{totals[0]:11.2f}{totals[1]:13.2f}", flush=True)
        for part, total in zip(("run 50", "train 50"), totals, strict=True):
            worst[part] = max(worst.get(part, (0.0, "")), (total, cell.name))
    for part, (total, name) in worst.items():
        print(f"the slowest to {part}: {name}, {total:.2f} ms")
