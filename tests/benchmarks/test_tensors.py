"""How long the window waits for the tensors of a large model, beside two passes over the same memory, and a frame.

Run: ``python -m pytest tests/benchmarks/test_tensors.py -m benchmark -s``
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell, load_notation
from lstm_studio.core.model import Model
from lstm_studio.core.printing.lettering import Lettering
from lstm_studio.formats import pytorch
from lstm_studio.ui.tensors.laid import of_format
from lstm_studio.ui.tensors.paint import Marks
from lstm_studio.ui.tensors.picture import thinned
from lstm_studio.ui.tensors.sheet import Sheet
from lstm_studio.ui.tensors.words import Telling

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.benchmark

PASSES = 16  # times as long as the smallest and the largest of all take
FRAME = 0.016  # seconds
WAIT = 0.1  # seconds until the weights of a large model are first seen


def seconds(act: Callable[[], object], times: int = 9) -> float:
    """The median time of an act."""
    found = []
    for _time in range(times):
        start = perf_counter()
        act()
        found.append(perf_counter() - start)
    return float(np.median(found))


def test_sixteen_million_weights_are_thinned_in_a_few_passes_over_them() -> None:
    values = np.random.default_rng(0).normal(size=(8192, 2048)).astype(np.float32)
    ours = seconds(lambda: thinned(values, 208, 600))
    passes = seconds(lambda: (values.max(), values.min()))
    print(f"\nthinned in {1000 * ours:.1f} ms, two passes {1000 * passes:.1f} ms: {ours / passes:.1f} times")
    assert ours < PASSES * passes


def test_a_large_model_is_soon_seen_and_marks_take_less_than_a_frame(qtbot: QtBot) -> None:
    cell = load_cell("lstm")
    model = Model(cell, 512, 1024, 100, layers=2)
    telling = Telling(cell, model.sizes, Lettering.of(cell.graph, load_notation("greff")))
    arranged = pytorch.places(cell, model.sizes)
    sheet = Sheet()
    qtbot.addWidget(sheet)
    sheet.resize(640, 320)
    start = perf_counter()
    sheet.show_tensors(of_format(arranged, model.parameters), telling)
    with qtbot.waitExposed(sheet):
        sheet.show()
    sheet.viewport().repaint()
    first = perf_counter() - start
    units = iter(range(1000))

    def marked() -> None:
        sheet.mark(Marks(unit=next(units)))
        sheet.viewport().repaint()

    frame = seconds(marked, 60)
    print(f"\n{model.flat.size} weights first seen in {1000 * first:.0f} ms, a mark in {1000 * frame:.2f} ms")
    assert first < WAIT
    assert frame < FRAME
