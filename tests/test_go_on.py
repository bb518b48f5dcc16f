"""A model that goes on by itself, from Python: held against a run over all that it read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import lstm_studio as studio


def test_it_goes_on_with_what_it_said() -> None:
    model = studio.Model(studio.load_cell("gru"), 1, 6, 1, seed=1)
    x = np.sin(np.arange(20))[:, None]
    on = model.go_on(x, 15)
    y = model.run(np.vstack([x, on.values])).y
    assert y is not None
    np.testing.assert_allclose(y[19:-1], on.said, rtol=2e-5)
    np.testing.assert_array_equal(on.values, on.said)
    assert on.codes is None


def test_an_opened_model_with_an_embedding_writes_symbols(tmp_path: Path) -> None:
    made = studio.Model(studio.load_cell("lstm"), 4, 6, 5, symbols=5, output="softmax", seed=1)
    made.save(tmp_path / "model.safetensors")
    model = studio.open_model(tmp_path / "model.safetensors")
    x = np.array([0, 3, 1, 4])
    on = model.go_on(x, 30, temperature=2.0, seed=3)
    assert on.codes is not None
    y = model.run(np.concatenate([x, on.codes])).y
    assert y is not None
    np.testing.assert_allclose(y[3:-1], on.said, rtol=2e-5, atol=1e-6)
    np.testing.assert_array_equal(on.codes, model.go_on(x, 30, temperature=2.0, seed=3).codes)
    assert (on.codes != model.go_on(x, 30, temperature=2.0, seed=4).codes).any()


def test_one_that_says_no_next_step_is_refused() -> None:
    with pytest.raises(ValueError, match="2 outputs and reads 1"):
        studio.Model(studio.load_cell("lstm"), 1, 4, 2).go_on(np.zeros((3, 1)), 5)
