"""Optimisers against PyTorch, and against what their papers say of the first step."""

from __future__ import annotations

import numpy as np
import pytest

from lstm_studio.core.optim import OPTIMISERS, clip_norm, clip_value, optimiser_for

RATE, N, STEPS = 0.03, 7, 25
TORCH = {
    "adam": ("Adam", {}),
    "adamw": ("AdamW", {"weight_decay": 0.0}),
    "rmsprop": ("RMSprop", {}),
    "adagrad": ("Adagrad", {}),
    "momentum": ("SGD", {"momentum": 0.9}),
    "sgd": ("SGD", {}),
}


def slopes() -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.random.default_rng(3).normal(size=(STEPS, N)) * np.geomspace(1e-4, 10, N)


@pytest.mark.oracle
@pytest.mark.parametrize("name", OPTIMISERS)
def test_every_optimiser_walks_as_pytorch_does(name: str) -> None:
    torch = pytest.importorskip("torch")
    flat = np.linspace(-1, 1, N)
    theirs = torch.tensor(flat.copy(), requires_grad=True)
    kind, options = TORCH[name]
    optimiser = getattr(torch.optim, kind)([theirs], lr=RATE, **options)
    step = optimiser_for(name).make(N, np.float64)
    for slope in slopes():
        theirs.grad = torch.tensor(slope.copy())
        optimiser.step()
        step(flat, slope.copy(), RATE)
        assert np.allclose(flat, theirs.detach().numpy(), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(
    ("name", "length"),
    # The first step in closed form: both moments of Adam are corrected to g and g², RMSprop's square is (1 − 0.99) g².
    [("adam", np.sign), ("adamw", np.sign), ("adagrad", np.sign), ("rmsprop", lambda g: 10 * np.sign(g)),
     ("sgd", lambda g: g), ("momentum", lambda g: g)],
)  # fmt: skip
def test_the_first_step_is_that_of_the_formula(name: str, length: object) -> None:
    assert callable(length)
    flat, slope = np.zeros(N), slopes()[0]
    optimiser_for(name).make(N, np.float64)(flat, slope.copy(), RATE)
    assert np.allclose(flat, -RATE * length(slope), rtol=1e-3)


def test_a_gradient_is_clipped_to_the_norm_and_its_norm_before_is_told() -> None:
    gradient = np.array([3.0, 4.0])
    assert clip_norm(gradient, 1.0) == 5.0
    assert np.allclose(gradient, [0.6, 0.8], rtol=1e-6)
    assert clip_norm(gradient, None) == pytest.approx(1.0, rel=1e-6)


def test_an_unknown_optimiser_names_those_that_are_there() -> None:
    with pytest.raises(ValueError, match="“adamx”; expected one of adam, adamw"):
        optimiser_for("adamx")


def test_values_are_clipped_on_both_sides() -> None:
    gradient = np.array([3.0, -4.0, 0.5])
    assert clip_value(gradient, 2.0)
    assert gradient.tolist() == [2.0, -2.0, 0.5]
    assert not clip_value(gradient, 2.0)
    assert not clip_value(np.zeros(0), 2.0)
