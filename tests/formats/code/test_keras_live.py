"""Programs for Keras, run by Keras itself where it is installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lstm_studio as studio
from lstm_studio.core.cell import Cell
from lstm_studio.core.sizes import prefix
from lstm_studio.formats.identifiers import identifiers
from tests.formats.code.cells import CELLS, SHAPES, answer, model_of, sequence


@pytest.mark.oracle
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_keras_computes_what_the_model_does(
    cell: Cell, shape: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    keras = pytest.importorskip("keras")
    keras.utils.clear_session()
    model = model_of(cell, shape)
    names: dict[str, Any] = {}
    exec(studio.code(model, "keras"), names)
    network = names["network"]()
    if "Cell" in names:
        own = {attribute: name for name, attribute in identifiers(cell.graph).items()}
        values = model.parameters
        sizes = model.sizes
        places = iter(prefix(sizes, at, way) for at in range(sizes.layers) for way in range(sizes.directions))
        # Layers are called rnn, rnn_1, … in the order in which they were made.
        for layer in sorted(network.layers, key=lambda one: (len(one.name), one.name)):
            if isinstance(layer, keras.layers.RNN):
                before = next(places)
                layer.cell.set_weights([values[before + own[one.name]].T for one in layer.cell.weights])
            elif isinstance(layer, keras.layers.Embedding):
                layer.set_weights([values["E"]])
            elif isinstance(layer, keras.layers.Dense):
                layer.set_weights([values["V"].T, *([values["k"]] if sizes.bias else [])])
    else:
        studio.Model.of(cell, model.sizes, model.flat).save(tmp_path / "model.weights.h5")
        network.load_weights(tmp_path / "model.weights.h5")
    x = sequence(model)
    theirs = keras.ops.convert_to_numpy(network(np.swapaxes(x, 0, 1))).swapaxes(0, 1)
    np.testing.assert_allclose(theirs, answer(model, x), rtol=0, atol=1e-5)
