"""Clamps of a study hold what they name, and nothing else."""

from __future__ import annotations

import numpy as np

from lstm_studio.catalogue import load_cell
from lstm_studio.core.edits import entering, held, taken
from lstm_studio.core.model import Model, Sizes
from lstm_studio.core.study import Clamp, Sequence


def test_a_clamp_holds_its_units_in_its_steps() -> None:
    arrays = held(
        (Clamp("f", (1, 2), 3, 4, 0.25), Clamp("h", (), 0, 0, -1.0), Clamp("f", (2,), 4, 5, 1.0)), 6, 4
    )
    expected = np.full((6, 1, 4), np.nan)
    expected[3:5, 0, 1:3] = 0.25
    expected[4:6, 0, 2] = 1.0
    np.testing.assert_array_equal(arrays["f"], expected)
    assert (arrays["h"][0] == -1).all()
    assert np.isnan(arrays["h"][1:]).all()
    assert set(arrays) == {"f", "h"}


def test_a_model_takes_both() -> None:
    sequence = Sequence(np.arange(6.0).reshape(6, 1))
    trace = Model(load_cell("lstm")).run(
        entering(sequence, Sizes()), held((Clamp("f", (0,), 2, 2, 0.5),), 6, 4)
    )
    assert trace["f"][2, 0] == 0.5
    assert not (np.delete(trace["f"][:, 0], 2) == 0.5).any()


def test_symbols_of_a_batch_are_taken_from_their_channels() -> None:
    symbols = np.random.default_rng(0).integers(4, size=(6, 5))
    sizes = Sizes(symbols=4)
    for given in (symbols, symbols[:, :, None].astype(float), np.eye(4)[symbols]):
        assert np.array_equal(taken(given, sizes), symbols)
    plain = np.eye(4)[symbols]
    assert taken(plain, Sizes(inputs=4)) is plain


def test_symbols_enter_as_whole_numbers() -> None:
    entered = entering(Sequence(np.array([[2.0], [0.0]])), Sizes(symbols=3))
    assert entered.dtype == np.int64
    assert entered.tolist() == [2, 0]
