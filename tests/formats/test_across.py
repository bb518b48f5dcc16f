"""A model goes from one kind of file to the next, under each one's own names, and computes the same at the end."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from lstm_studio.api import open_model
from tests.formats.torch_files import D, file_of, tensors

ROUTE = ("a.onnx", "b.weights.h5", "c.safetensors", "d.weights.h5", "e.onnx", "f.safetensors")


@pytest.mark.parametrize(("gates", "title"), [(4, "lstm"), (3, "gru"), (1, "rnn")])
@pytest.mark.parametrize(("layers", "both"), [(1, False), (2, True)])
def test_a_model_keeps_its_numbers_on_every_road(
    tmp_path: Path, gates: int, title: str, layers: int, both: bool
) -> None:
    before = file_of(tmp_path, tensors(gates, layers, "encoder.", both=both))
    model = open_model(before, readout="")
    x = np.random.default_rng(0).normal(size=(6, 2, D))
    wanted = model.run(x).h
    names = {name.replace("encoder", title) for name in load_file(before)}
    for name in ROUTE:
        model.save(tmp_path / name)
        model = open_model(tmp_path / name)
        np.testing.assert_allclose(model.run(x).h, wanted, rtol=0, atol=2e-7)
        if name.endswith(".safetensors"):
            assert set(load_file(tmp_path / name)) == names
