"""The hand-written LSTM is right: against central differences, and live against PyTorch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.oracles.central import differences
from tests.oracles.fused_lstm import FusedLSTM


def drawn(inputs: int, units: int, batch: int, steps: int, outputs: int) -> tuple[FusedLSTM, Any, Any]:
    rng = np.random.default_rng(5)
    fused = FusedLSTM(inputs, units, batch, steps, outputs, "float64")
    for values in fused.parameters.values():
        values[...] = rng.uniform(-0.5, 0.5, values.shape)
    return fused, rng.normal(size=(steps, batch, inputs)), rng.normal(size=(steps, batch, outputs))


@pytest.mark.parametrize("batch", [1, 3])
def test_the_gradient_is_that_of_central_differences(batch: int) -> None:
    fused, x, y = drawn(3, 4, batch, 7, 2)
    fused.gradients(x, y)
    exact = {name: slope.copy() for name, slope in fused.slopes.items()}
    for name, values in fused.parameters.items():
        found = differences(values, lambda: float(np.mean((fused.run(x).transpose(0, 2, 1) - y) ** 2)))
        assert np.abs(exact[name] - found).max() <= 1e-6 * np.abs(found).max()


def test_products_by_blocks_and_by_parts_are_the_same_products(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, x, y = drawn(3, 8, 4, 9, 2)
    monkeypatch.setattr("tests.oracles.fused_lstm.LARGE", 500)
    monkeypatch.setattr("tests.oracles.fused_lstm.CACHED", 300)
    parted = FusedLSTM(3, 8, 4, 9, 2, "float64")
    parted.adopt(whole.parameters)
    assert len(parted.forward) > len(whole.forward)
    assert parted.gradients(x, y) == pytest.approx(whole.gradients(x, y), rel=1e-14)
    np.testing.assert_allclose(parted.gradient, whole.gradient, atol=1e-15)


def test_the_buffer_of_numpy_is_as_it_was() -> None:
    fused, x, y = drawn(2, 3, 1, 4, 1)
    before = np.getbufsize()
    fused.update(x, y)
    assert np.getbufsize() == before


@pytest.mark.oracle
@pytest.mark.parametrize("batch", [1, 3])
def test_updates_are_those_of_pytorch(batch: int) -> None:
    import torch

    from tests.oracles.torch_cells import torch_cell

    fused, x, y = drawn(3, 5, batch, 11, 2)
    fused.clip = 0.1
    theirs = torch_cell("lstm", 3, 5, 2, "float64")
    theirs.load(fused.parameters)
    optimiser = torch.optim.Adam(theirs.parameters(), lr=fused.rate)
    for _update in range(5):
        optimiser.zero_grad()
        loss = torch.nn.functional.mse_loss(theirs.run(torch.tensor(x))[1], torch.tensor(y))
        loss.backward()
        gradients = theirs.gradients()
        assert fused.gradients(x, y) == pytest.approx(loss.item(), rel=1e-13)
        for name, slope in fused.slopes.items():
            np.testing.assert_allclose(slope, gradients[name], rtol=0, atol=1e-12)
        # Both of PyTorch's biases have the gradient of our one, so it counts once more in the norm.
        twice = sum(float(np.sum(gradients[f"b_{gate}"] ** 2)) for gate in "ifgo")
        assert fused.gradient @ fused.gradient + twice == pytest.approx(
            sum(float((p.grad**2).sum()) for p in theirs.parameters())
        )
        theirs.layer.bias_hh_l0.grad.zero_()
        torch.nn.utils.clip_grad_norm_(theirs.parameters(), fused.clip)
        optimiser.step()
        fused.update(x, y)
        theirs_now = torch_cell("lstm", 3, 5, 2, "float64")
        theirs_now.load(fused.parameters)
        for one, other in zip(theirs.parameters(), theirs_now.parameters(), strict=True):
            np.testing.assert_allclose(one.detach(), other.detach(), rtol=0, atol=1e-12)
