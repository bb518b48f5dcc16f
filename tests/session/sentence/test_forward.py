"""What a step did, in words: every number of a sentence is held against the run, for every cell of the catalogue."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_studio.api import cells
from lstm_studio.catalogue import load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.model import Model
from lstm_studio.core.sizes import Sizes
from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.trace import LayerTrace
from lstm_studio.session.sentence import kept_state, said
from lstm_studio.session.sentence.wording import amount

# What multiplies what in that which each cell writes, by the papers: (share, offer); "" where nothing is multiplied.
WRITTEN = {
    "lstm": ("i", "g"),
    "lstm-peephole": ("i", "g"),
    "lstm-peephole-full": ("i", "g"),
    "lstm-cifg": ("i", "g"),
    "lstm-cifg-peephole": ("i", "g"),
    "lstm-cifg-peephole-full": ("i", "g"),
    "lstm-1997": ("i", "g"),
    "lstm-fgr": ("i", "g"),
    "lstm-nfg": ("i", "g"),
    "lstm-niaf": ("i", "g"),
    "lstm-nig": ("", "g"),
    "lstm-noaf": ("i", "g"),
    "lstm-nog": ("i", "g"),
    "gru": ("1 - z", "n"),
    "gru-reset-before": ("1 - z", "n"),
    "gru-write": ("z", "n"),
    "gru-reset-before-write": ("z", "n"),
    "mgu": ("f", "n"),
    "ugrnn": ("1 - g", "n"),
    "janet": ("1 - f", "g"),
}
UNKEPT = {"rnn", "forget-gate"}


def run(cell: Cell, steps: int = 6, seed: int = 0, **clamps: float) -> tuple[LayerTrace, Sequence]:
    rng = np.random.default_rng(seed)
    sizes = Sizes(inputs=2, units=3)
    shown = Sequence(frozen(rng.normal(size=(steps, 2))), labels=("", "set", *[""] * (steps - 2)))
    flat = rng.normal(size=Model(cell, 2, 3).flat.size)
    return Model.of(cell, sizes, flat).run(shown.values, clamps).cell(0), shown


def numbers(text: str) -> list[float]:
    return [float(found.replace("−", "-")) for found in re.findall(r"[+−]?\d+(?:\.\d+)?(?:e−\d+)?", text)]


def tell(cell: Cell, trace: LayerTrace, shown: Sequence, step: int, unit: int) -> str:
    return said(cell.graph, trace, shown, step, unit, meaning=cell.meaning).replace(" “set”", "")


def test_every_cell_of_the_catalogue_is_told_of() -> None:
    assert WRITTEN.keys() | UNKEPT == set(cells())


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


@pytest.mark.parametrize("name", WRITTEN)
@settings(max_examples=12)
@given(seed=st.integers(0, 2**31))
def test_every_number_of_a_sentence_is_true(name: str, seed: int) -> None:
    cell = load_cell(name)
    trace, shown = run(cell, steps=4, seed=seed)
    state, _keep = kept_state(cell.graph)
    share, offer = WRITTEN[name]
    for step in range(1, 5):
        for unit in range(3):
            sentence = tell(cell, trace, shown, step, unit)
            kept, because, cause = sentence.partition(" because ")
            step_said, unit_said, percent, old, written = numbers(kept)
            assert (step_said, unit_said) == (step, unit + 1)
            before = trace[state][step - 2, unit] if step > 1 else trace.initial[state][unit]
            now = trace[state][step - 1, unit]
            assert old == pytest.approx(before, abs=0.0051, rel=0.0051)
            assert percent / 100 * before + written == pytest.approx(
                now, abs=0.0051 + 0.0051 * abs(before) + 0.0051 * abs(written)
            )
            values = {text: trace[text][step - 1, unit] for text in (share, offer) if text}
            assert bool(because) == (len(values) == 2)
            if because:
                assert written == pytest.approx(values[share] * values[offer], abs=0.0051, rel=0.0051)
                named = numbers(re.sub(r"1 − \w ", "", cause))
                sizes = sorted(values.values(), key=abs)
                # Two digits after the point, or three in all.
                assert named == pytest.approx(sizes[: len(named)], abs=0.0051, rel=0.0051)
                assert len(named) == 1 + (abs(sizes[0]) >= 0.5 * abs(sizes[1]))


def test_the_words() -> None:
    cell = load_cell("lstm")
    trace, shown = run(cell, i=0.04)
    assert said(cell.graph, trace, shown, 0, 0) == "before the first input: 6 steps to come"
    sentence = said(cell.graph, trace, shown, 2, 2, meaning=cell.meaning)
    assert re.fullmatch(
        r"step 2 “set”: unit 3 kept [\d.]+ % of [+−]\d\.\d\d and wrote [+−]\d\.\d\d "
        r"because the input gate is held at 0\.04",
        sentence,
    )


def test_what_is_held_is_said() -> None:
    cell = load_cell("lstm")
    trace, shown = run(cell, f=1.0)
    assert re.search(r"kept 100 % of [+−][\d.]+ \(f held\) and wrote", tell(cell, trace, shown, 3, 0))
    trace, shown = run(cell, c=-0.5)
    assert tell(cell, trace, shown, 3, 0) == "step 3: unit 1 is held at −0.50, whatever its equation says"


def test_of_several_things_written_the_largest_is_named() -> None:
    cell = Cell.from_text(
        "f = sigmoid(W_f @ x)\ni = sigmoid(W_i @ x)\ng = tanh(W_g @ x)\nc = f * c_prev + i * g - 3 * g\nh = tanh(c)"
    )
    trace, shown = run(cell)
    for step in range(1, 7):
        sentence = tell(cell, trace, shown, step, 2)
        of_it = re.search(r"wrote (\S+), (\S+) of it 3 ⊙ g because", sentence)
        assert of_it, sentence
        i, g = trace["i"][step - 1, 2], trace["g"][step - 1, 2]
        assert numbers(" ".join(of_it.groups())) == pytest.approx([(i - 3) * g, -3 * g], abs=0.0051)


def test_a_cell_without_a_keep_factor_goes_from_one_value_to_the_next() -> None:
    cell = load_cell("rnn")
    trace, shown = run(cell)
    h = trace["h"]
    expected = f"step 3: unit 1 went from {amount(h[1, 0])} to {amount(h[2, 0])}"
    assert said(cell.graph, trace, shown, 3, 0) == expected


def test_a_cell_without_memory_has_a_value() -> None:
    cell = Cell.from_text("h = tanh(W @ x + b)")
    trace, shown = run(cell)
    assert said(cell.graph, trace, shown, 1, 0) == f"step 1: unit 1 is {amount(trace['h'][0, 0])}"


def test_nearly_all_is_not_all() -> None:
    cell = Cell.from_text("c = 0.9996 * c_prev + W @ x\nh = tanh(c)")
    trace, shown = run(cell)
    assert "kept 99.96 %" in said(cell.graph, trace, shown, 3, 0)
    whole = Cell.from_text("c = c_prev + W @ x\nh = tanh(c)")
    trace, shown = run(whole)
    assert "kept 100 %" in said(whole.graph, trace, shown, 3, 0)
