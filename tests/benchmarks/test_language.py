"""How long any text takes to be a cell or an error, and how long a cell takes to be printed.

The bar is 50 ms for any text of at most 8 000 characters. The share of it that the slowest text takes is printed,
beside what Python's own parser takes for the longest cell. Run:
``python -m pytest tests/benchmarks/test_language.py -m benchmark -s``.
"""

from __future__ import annotations

import ast
import contextlib
from time import perf_counter

import pytest

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core import cell as cells
from lstm_studio.core.cell import Cell
from lstm_studio.core.language.source import EquationError
from lstm_studio.core.language.spelling import spelling
from lstm_studio.core.printing.written import FORMS, written
from tests.core.language.test_equations import HUGE
from tests.core.language.test_pasted import LSTM_OF, OTHERS

pytestmark = pytest.mark.benchmark

BAR = 50  # milliseconds
TURNS = 5
LONGEST = "\n".join(f"a{n} = tanh(W{n} @ x + R{n} @ h_prev + b{n})" for n in range(100)) + "\nh = a1"
WIDEST = "\n".join(f"a{n}=W{n}[x,h_prev,1]" for n in range(105)) + "\nh = W x"  # twice as long, written out


def milliseconds(text: str) -> float:
    """Give the least of some turns, none of which remembers what was read before."""
    times = []
    for _turn in range(TURNS):
        spelling.cache_clear()
        cells._read.cache_clear()
        start = perf_counter()
        with contextlib.suppress(EquationError):
            Cell.from_text(text)
        times.append(1000 * (perf_counter() - start))
    return min(times)


def test_the_slowest_text() -> None:
    pasted = [*LSTM_OF.values(), *(text for text, _ours in OTHERS.values())]
    texts = [*HUGE, LONGEST, WIDEST, *pasted, *(load_cell(name).text for name in cell_names())]
    times = sorted(((milliseconds(text), text) for text in texts), reverse=True)
    start = perf_counter()
    ast.parse(LONGEST)
    python = 1000 * (perf_counter() - start)
    print(f"\nslowest of {len(texts)} texts: {times[0][0]:.1f} ms, {times[0][0] / BAR:.2f} of the bar")
    for time, text in times[:5]:
        print(f"  {time:6.2f} ms  {len(text):7d} characters  {text[:50]!r}")
    longest = milliseconds(LONGEST)
    print(f"longest cell: {longest:.1f} ms, {longest / python:.0f} times Python's own parser")
    print(
        f"median of {len(pasted)} pasted cells: {sorted(map(milliseconds, pasted))[len(pasted) // 2]:.2f} ms"
    )


def test_printing_against_reading() -> None:
    print()
    for name in ("lstm", "gru", "lstm-fgr"):
        graph = load_cell(name).graph
        read = milliseconds(load_cell(name).text)
        start = perf_counter()
        for form in FORMS:
            written(graph, form)
        time = 1000 * (perf_counter() - start) / len(FORMS)
        start = perf_counter()
        plain = [graph.expression(left) for left in graph.named]
        own = 1000 * (perf_counter() - start)
        print(
            f"{name:10s} read {read:.2f} ms; {len(plain)} lines in our form {own:.3f} ms, in another {time:.2f} ms"
        )
