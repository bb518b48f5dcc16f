"""Where a gradient came from, in words: held against the gradients of the run, for every cell of the catalogue."""

from __future__ import annotations

import re

import numpy as np
import pytest

from lstm_studio.api import cells
from lstm_studio.catalogue import load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.insight.influence import LayerGradient
from lstm_studio.core.model import Model
from lstm_studio.core.study import Sequence, frozen
from lstm_studio.session.sentence import kept_state, said_back

STEPS, UNITS = 5, 3
NUMBER = re.compile(r"[+−]\d+(?:\.\d+)?(?:e−?\d+)?")


def numbers(text: str) -> list[float]:
    return [float(found.replace("−", "-")) for found in NUMBER.findall(text)]


def run(cell: Cell, seed: int = 0, **clamps: np.ndarray) -> tuple[LayerGradient, Sequence]:
    rng = np.random.default_rng(seed)
    model = Model(cell, 2, UNITS, outputs=1, seed=seed, dtype="float64")
    x, y = rng.normal(size=(STEPS, 2)), rng.normal(size=(STEPS, 1))
    trace = model.run(x, clamps)
    found = model.gradients(x, y, clamp=clamps)
    return LayerGradient(cell.graph, trace.cell(0), found.adjoints(0, 0)), Sequence(frozen(x))


@pytest.mark.parametrize("name", cells())
def test_every_number_of_a_sentence_is_true(name: str) -> None:
    cell = load_cell(name)
    gradient, shown = run(cell)
    state, keep = kept_state(cell.graph)
    adjoint = gradient[state]
    for step in range(1, STEPS + 1):
        for unit in range(UNITS):
            sentence = said_back(cell.graph, gradient, shown, step, unit)
            assert sentence.startswith(f"step {step}: ∂L/∂{state} of unit {unit + 1} is ")
            found = numbers(sentence.partition(" is ")[2])
            value = adjoint[step - 1, unit]
            assert found[0] == pytest.approx(value, rel=0.06, abs=1e-12)
            if keep is None or step == STEPS:
                assert "came back" not in sentence
                continue
            factor = 1.0 if keep.node is None else gradient.trace[keep.text][step, unit]
            share = re.search(r": ([\d.]+) % of the (\S+) of step (\d+) came back", sentence)
            assert share, sentence
            assert float(share[1]) == pytest.approx(100 * factor, abs=0.51)
            assert numbers(share[2])[0] == pytest.approx(adjoint[step, unit], rel=0.06)
            assert int(share[3]) == step + 1
            rest = value - factor * adjoint[step, unit]
            assert numbers(sentence.partition("came back")[2])[0] == pytest.approx(rest, rel=0.06, abs=1e-12)


def test_the_words() -> None:
    gradient, shown = run(load_cell("lstm"))
    sentence = said_back(load_cell("lstm").graph, gradient, shown, 2, 2)
    assert re.fullmatch(
        r"step 2: ∂L/∂c of unit 3 is \S+: [\d.]+ % of the \S+ of step 3 came back through f, and \S+ through tanh\(c\)",
        sentence,
    )
    last = said_back(load_cell("lstm").graph, gradient, shown, STEPS, 0)
    assert last.endswith(", all of it through tanh(c)")
    first = said_back(load_cell("lstm").graph, gradient, shown, 0, 0)
    assert first.startswith("before the first input: ∂L/∂c₋ of unit 1 is ")
    assert numbers(first)[0] == pytest.approx(gradient.before["c"][0], rel=0.06)


def test_nothing_comes_back_through_what_is_held() -> None:
    cell = load_cell("lstm")
    held = np.full((STEPS, 1, UNITS), np.nan)
    held[2] = 0.5
    gradient, shown = run(cell, c=held)
    sentence = said_back(cell.graph, gradient, shown, 2, 0)
    assert re.fullmatch(r"step 2: ∂L/∂c of unit 1 is \S+, all of it through tanh\(c\)", sentence)


def test_what_has_no_influence_is_said() -> None:
    cell = Cell.from_text("c = c_prev + W @ x\nh = 0 * c + tanh(W @ x)")
    gradient, shown = run(cell)
    assert said_back(cell.graph, gradient, shown, 2, 0).endswith(
        "∂L/∂c of unit 1 is 0.00: nothing comes back to it"
    )


def test_a_layer_below_is_read_by_the_one_above() -> None:
    cell = load_cell("rnn")
    gradient, shown = run(cell)
    below = said_back(cell.graph, gradient, shown, STEPS, 0, "unit 1 of layer 1", above=True)
    assert below.endswith(", all of it from the layer above")
    assert said_back(cell.graph, gradient, shown, STEPS, 0).endswith(", all of it from the readout")
