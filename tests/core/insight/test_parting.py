"""Where two runs part."""

from __future__ import annotations

import numpy as np

from lstm_studio.catalogue import load_cell
from lstm_studio.core.insight.parting import parted
from lstm_studio.core.model import Model

T = 9
X = np.random.default_rng(0).normal(size=(T, 2))
LSTM = load_cell("lstm")


def model(layers: int = 1, directions: int = 1) -> Model:
    return Model(LSTM, 2, 4, 2, layers, directions, seed=1, dtype="float64")


def held(value: str, step: int, unit: int) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    clamp = np.full((T, 4), np.nan)
    clamp[step, unit] = 0.125
    return {value: clamp}


def test_runs_part_at_the_first_step_and_value_that_is_held() -> None:
    one = model()
    plain, other = one.run(X), one.run(X, clamp=held("i", 4, 2))
    found = parted(other, plain, 0.5, 0.25)
    assert found.first == (5, 0, 0, "i", 2)
    assert found.step == 5
    assert (found.loss_before, found.loss) == (0.25, 0.5)
    assert found.furthest is not None
    now, before = np.asarray(other.y), np.asarray(plain.y)
    gap = np.abs(now - before)
    at = np.unravel_index(gap.argmax(), gap.shape)
    assert (found.furthest.step, found.furthest.place) == (at[0] + 1, at[1])
    assert (found.furthest.before, found.furthest.now) == (float(before[at]), float(now[at]))
    assert found.furthest.value == "y"


def test_the_same_run_never_parts_though_its_program_is_another() -> None:
    one = model()
    plain = one.run(X)
    same = parted(one.run(X, clamp={"f": plain["f"]}), plain, None, None)
    assert (same.first, same.furthest, same.step) == (None, None, None)


def test_layers_in_their_order_and_the_reverse_direction_from_its_end() -> None:
    deep = model(layers=2, directions=2)
    plain = deep.run(X)
    upper = parted(deep.run(X, clamp=held("1.o", 3, 1)), plain, None, None)
    assert upper.first == (4, 1, 0, "o", 1)
    assert not upper.back
    back = parted(deep.run(X, clamp=held("0.reverse.f", 6, 3)), plain, None, None)
    assert back.first == (7, 0, 1, "f", 3)
    assert back.back


def test_before_the_first_input_and_in_the_output_alone() -> None:
    one = model()
    plain = one.run(X)
    begun = parted(one.run(X, initial={"c": np.array([0.0, 0.0, 1.0, 0.0])}), plain, None, None)
    assert begun.first == (0, 0, 0, "c", 2)
    assert begun.step == 0
    one.parameters["k"][1] += 1.0
    shifted = parted(one.run(X), plain, None, None)
    assert shifted.first is None
    assert shifted.step == 1
    assert shifted.furthest is not None
    assert shifted.furthest.place == 1


def test_values_over_all_bounds_differ_from_numbers_and_not_from_each_other() -> None:
    cell = load_cell("rnn")
    one = Model(cell, 2, 4, dtype="float64")
    wild = one.run(X, clamp={"h": np.where(np.arange(T)[:, None] == 2, 1e308, np.full((T, 4), np.nan))})
    assert parted(wild, wild, None, None).step is None
    assert parted(wild, one.run(X), None, None).step == 3


def test_cells_with_other_names_are_compared_by_those_that_both_have() -> None:
    gru = Model(load_cell("gru"), 2, 4, 2, seed=1, dtype="float64")
    found = parted(model().run(X), gru.run(X), None, None)
    assert found.first is not None
    assert (found.first.step, found.first.value) == (1, "h")
