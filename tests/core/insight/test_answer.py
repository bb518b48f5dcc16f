"""The terms of every output sum up to what the readout makes of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.insight.answer import answered
from lstm_studio.core.model import Model


@pytest.mark.parametrize("output", ["identity", "sigmoid", "softmax"])
@pytest.mark.parametrize(
    "sizes",
    [{}, {"layers": 2, "directions": 2, "bias": False}, {"readout": "c"}, {"units": (5, 3), "directions": 2}],
)
def test_the_terms_of_every_output_sum_up_to_it(output: str, sizes: dict[str, Any]) -> None:
    model = Model(load_cell("lstm"), 2, **{"units": 3, **sizes}, outputs=4, output=output, dtype="float64")
    model.flat[:] = np.random.default_rng(1).uniform(-1, 1, model.flat.shape)
    trace = model.run(np.random.default_rng(2).normal(size=(5, 2)))
    assert trace.y is not None
    sums = []
    for place in range(4):
        found = answered(model.sizes, model.parameters, trace, place, 3)
        assert found is not None
        assert (found.value, found.op) == (trace.y[2, place], output if output != "identity" else "")
        assert found.computed == pytest.approx(found.value, rel=1e-12, abs=1e-12)
        for term in found.terms:
            weight = term.factors[0]
            assert weight.value == model.parameters[weight.text][weight.place]
            if term.source:
                assert term.amount == weight.value * term.factors[1].value
        sums.append(found.total)
        assert len(found.terms) == 3 * model.sizes.directions + model.sizes.bias
    if output == "softmax":
        assert np.exp(sums) / np.exp(sums).sum() == pytest.approx(trace.y[2])
    state = [
        trace.cell(model.sizes.layers - 1, way)[model.sizes.readout][2]
        for way in range(model.sizes.directions)
    ]
    by_hand = model.parameters["V"] @ np.concatenate(state) + model.parameters.get("k", 0.0)
    assert sums == pytest.approx(by_hand, rel=1e-12)


def test_there_is_none_before_the_first_input_and_without_a_readout() -> None:
    x = np.zeros((2, 1))
    for outputs, step in ((1, 0), (0, 1)):
        model = Model(load_cell("lstm"), 1, 2, outputs)
        assert answered(model.sizes, model.parameters, model.run(x), 0, step) is None
