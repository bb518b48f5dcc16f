from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.model import Model
from lstm_studio.core.sizes import Sizes
from lstm_studio.core.study import Sequence, frozen
from lstm_studio.session.sentence import kept_state, said, signed

if TYPE_CHECKING:
    from lstm_studio.core.trace import Trace


def run(cell: Cell, steps: int = 6) -> tuple[Trace, Sequence]:
    rng = np.random.default_rng(0)
    sizes = Sizes(inputs=2, units=3)
    shown = Sequence(frozen(rng.normal(size=(steps, 2))), labels=("", "set", *[""] * (steps - 2)))
    flat = rng.normal(size=Model(cell, 2, 3).flat.size)
    return Model.of(cell, sizes, flat).run(shown.values), shown


def numbers(sentence: str) -> list[float]:
    return [float(found.replace("−", "-")) for found in re.findall(r"[+−]?\d+(?:\.\d+)?", sentence)]


def test_numbers_have_a_sign_and_two_digits() -> None:
    assert [signed(value) for value in (-1.4159, 0.0349, 0.0, -0.001)] == ["−1.42", "+0.03", "+0.00", "+0.00"]


@pytest.mark.parametrize(
    ("name", "state", "keep"),
    [
        ("lstm", "c", "f"),
        ("lstm-cifg", "c", "f"),
        ("lstm-1997", "c", "1"),
        ("gru", "h", "z"),
        ("gru-write", "h", "1 - z"),
        ("rnn", "h", None),
    ],
)
def test_the_state_and_its_factor_are_read_off_the_equations(name: str, state: str, keep: str | None) -> None:
    found, factor = kept_state(load_cell(name).graph)
    assert found == state
    assert (factor.text if factor else None) == keep


@pytest.mark.parametrize("name", ["lstm", "lstm-peephole-full", "lstm-cifg", "lstm-1997", "gru", "gru-write"])
def test_kept_and_written_add_up_to_the_new_state(name: str) -> None:
    cell = load_cell(name)
    trace, shown = run(cell)
    state, _keep = kept_state(cell.graph)
    for step in range(1, 7):
        for unit in range(3):
            found = numbers(said(cell.graph, trace, shown, step, unit).replace("“set”", ""))
            assert found[:2] == [step, unit + 1]
            percent, old, written = found[2:]
            before = trace[state][step - 2, unit] if step > 1 else trace.initial[state][unit]
            assert old == pytest.approx(before, abs=0.0051)
            assert percent / 100 * before + written == pytest.approx(trace[state][step - 1, unit], abs=0.03)


def test_the_words() -> None:
    cell = load_cell("lstm")
    trace, shown = run(cell)
    assert said(cell.graph, trace, shown, 0, 0) == "before the first input: 6 steps to come"
    assert re.fullmatch(
        r"step 2 “set”: unit 3 kept [\d.]+ % of [+−]\d\.\d\d and wrote [+−]\d\.\d\d",
        said(cell.graph, trace, shown, 2, 2),
    )


def test_a_cell_without_a_keep_factor_goes_from_one_value_to_the_next() -> None:
    cell = load_cell("rnn")
    trace, shown = run(cell)
    expected = f"step 3: unit 1 went from {signed(trace.h[1, 0])} to {signed(trace.h[2, 0])}"
    assert said(cell.graph, trace, shown, 3, 0) == expected


def test_a_cell_without_memory_has_a_value() -> None:
    cell = Cell.from_text("h = tanh(W @ x + b)")
    trace, shown = run(cell)
    assert said(cell.graph, trace, shown, 1, 0) == f"step 1: unit 1 is {signed(trace.h[0, 0])}"


def test_nearly_all_is_not_all() -> None:
    cell = Cell.from_text("c = 0.9996 * c_prev + W @ x\nh = tanh(c)")
    trace, shown = run(cell)
    assert "kept 99.96 %" in said(cell.graph, trace, shown, 3, 0)
    whole = Cell.from_text("c = c_prev + W @ x\nh = tanh(c)")
    trace, shown = run(whole)
    assert "kept 100 %" in said(whole.graph, trace, shown, 3, 0)
