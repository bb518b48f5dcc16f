"""Updates against PyTorch's: decay, clips, settings that change on the way; and what is told of each."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.model import Model
from lstm_studio.core.optim import OPTIMISERS
from lstm_studio.core.updater import Updater, updater

UPDATES = 12
KINDS = {
    "adam": "Adam",
    "adamw": "AdamW",
    "rmsprop": "RMSprop",
    "adagrad": "Adagrad",
    "momentum": "SGD",
    "sgd": "SGD",
}


def made(output: str = "identity", outputs: int = 1) -> Model:
    return Model(load_cell("lstm"), 2, 3, outputs, output=output, seed=4, dtype="float64")


def batches(outputs: int = 1) -> list[tuple[Any, Any]]:
    rng = np.random.default_rng(5)
    return [(rng.normal(size=(6, 4, 2)), rng.normal(size=(6, 4, outputs))) for _update in range(UPDATES)]


def slope(model: Model, flat: Any, x: Any, y: Any) -> Any:
    return Model.of(model.cell, model.sizes, flat).gradients(x, y).flat


@pytest.mark.oracle
@pytest.mark.parametrize("decay", [0.0, 0.3, None])
@pytest.mark.parametrize("name", OPTIMISERS)
def test_updates_with_decay_and_both_clips_are_those_of_pytorch(name: str, decay: float | None) -> None:
    torch = pytest.importorskip("torch")
    model = made()
    theirs = torch.tensor(model.flat.copy(), requires_grad=True)
    usual = 0.01 if name == "adamw" else 0.0
    settings = {"momentum": 0.9} if name == "momentum" else {}
    optimiser = getattr(torch.optim, KINDS[name])(
        [theirs], lr=0.03, weight_decay=usual if decay is None else decay, **settings
    )
    step = updater(model, name, 0.03, clip=0.2, clip_value=0.1, decay=decay)
    for x, y in batches():
        theirs.grad = torch.tensor(slope(model, theirs.detach().numpy(), x, y))
        torch.nn.utils.clip_grad_value_([theirs], 0.1)
        torch.nn.utils.clip_grad_norm_([theirs], 0.2)
        optimiser.step()
        step(x, y)
        assert np.allclose(model.flat, theirs.detach().numpy(), rtol=1e-10, atol=1e-13)


@pytest.mark.oracle
def test_a_rate_that_changes_keeps_what_adam_has_gathered() -> None:
    torch = pytest.importorskip("torch")
    model = made()
    theirs = torch.tensor(model.flat.copy(), requires_grad=True)
    optimiser = torch.optim.Adam([theirs], lr=0.03)
    step = updater(model, "adam", 0.03)
    for update, (x, y) in enumerate(batches()):
        if update == 5:
            optimiser.param_groups[0]["lr"] = 0.3
            step.tune("adam", 0.3, None, None, None, None)
        theirs.grad = torch.tensor(slope(model, theirs.detach().numpy(), x, y))
        optimiser.step()
        step(x, y)
        assert np.allclose(model.flat, theirs.detach().numpy(), rtol=1e-10, atol=1e-13)


def test_another_optimiser_begins_anew() -> None:
    model, other = made(), made()
    step = updater(model, "momentum", 0.1)
    data = batches()
    step(*data[0])
    step.tune("sgd", 0.1, None, None, None, None)
    other.flat[:] = model.flat
    step(*data[1])
    updater(other, "sgd", 0.1)(*data[1])
    assert np.array_equal(model.flat, other.flat)


@pytest.mark.parametrize(
    ("clip", "limit", "clipped"),
    [(None, None, False), (1e-3, None, True), (None, 1e-3, True), (1e3, 1e3, False)],
)
def test_a_clip_is_told_with_the_norm_before_it(
    clip: float | None, limit: float | None, clipped: bool
) -> None:
    model = made()
    x, y = batches()[0]
    norm = float(np.linalg.norm(slope(model, model.flat, x, y)))
    step = updater(model, "sgd", 0.1, clip=clip, clip_value=limit)
    step(x, y)
    assert step.norm == pytest.approx(norm)
    assert step.clipped is clipped


def test_the_ratio_is_the_norm_of_the_change_over_that_of_the_parameters() -> None:
    model = made()
    step = Updater(model, "sgd", 0.1, watched=True)
    for x, y in batches():
        before = model.flat.copy()
        step(x, y)
        assert step.ratio == pytest.approx(np.linalg.norm(model.flat - before) / np.linalg.norm(before))
    assert math.isnan(updater(model, "sgd", 0.1).ratio)


@pytest.mark.parametrize("broken", ["loss", "gradient"])
def test_one_that_is_watched_puts_the_last_good_parameters_back(
    broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = made()
    step = Updater(model, "adam", 0.1, watched=True)
    data = batches()
    step(*data[0])
    good = model.flat.copy()  # of which the next loss is a number
    step(*data[1])
    after = model.flat.copy()
    whole = model.differentiate

    def breaks(gradient: Any, *given: Any, **named: Any) -> Any:
        way = whole(gradient, *given, **named)
        if broken == "gradient":
            gradient[3] = np.inf
            return way
        return way._replace(loss=math.inf)

    monkeypatch.setattr(model, "differentiate", breaks)
    loss = step(*data[2])
    assert math.isfinite(loss) == (broken == "gradient")
    assert np.array_equal(model.flat, after if broken == "gradient" else good)
    assert broken == "loss" or not math.isfinite(step.norm)


def test_how_much_of_a_batch_was_right_is_counted_where_it_is_graded() -> None:
    rng = np.random.default_rng(1)
    x, weight = rng.normal(size=(5, 4, 2)), rng.integers(0, 2, (5, 4)).astype(float)
    model = made("softmax", 3)
    classes = rng.integers(0, 3, (5, 4))
    y = model.run(x).y
    step = updater(model)
    assert math.isnan(step.right())
    step(x, classes, weight=weight)
    assert y is not None
    assert step.right() == pytest.approx(float((y.argmax(2) == classes)[weight > 0].mean()))
    model, bits = made("sigmoid", 2), rng.integers(0, 2, (5, 4, 2))
    y, step = model.run(x).y, updater(model)
    step(x, bits)
    assert y is not None
    assert step.right() == pytest.approx(float(((y > 0.5) == (bits > 0.5)).mean()))
    step = updater(made())
    step(*batches()[0])
    assert math.isnan(step.right())


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"rate": 0}, "rate 0 and clip None"),
        ({"clip_value": -1.0}, "clip by value is -1.0; expected a positive"),
        ({"decay": -0.1}, "decay of weights is -0.1; expected 0 or"),
    ],
)
def test_what_cannot_be_is_said(settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        updater(made(), **settings)
