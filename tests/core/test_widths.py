"""Layers of different widths, held against models of one layer that are run one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.edits import run_edited
from lstm_studio.core.model import Model, Sizes
from lstm_studio.core.sizes import deepened, layout, widened
from lstm_studio.core.study import Clamp, Sequence

if TYPE_CHECKING:
    from numpy.typing import NDArray

WIDTHS = (5, 2, 3)


def one(deep: Model, layer: int, direction: int = 0) -> Model:
    """Give a model of a single layer with the parameters of a layer and direction of a deep one."""
    before = f"{layer}.reverse." if direction else f"{layer}."
    own = {name: values for name, values in deep.parameters.items() if name.startswith(before)}
    made = Model(deep.cell, deep.sizes.inputs_of(layer), WIDTHS[layer], dtype="float64")
    assert set(made.adopt({name.removeprefix(before): values for name, values in own.items()})) == set(
        made.parameters
    )
    return made


@pytest.mark.parametrize("name", ["lstm", "gru", "rnn"])
@pytest.mark.parametrize("directions", [1, 2])
def test_layers_run_one_after_the_other(name: str, directions: int) -> None:
    deep = Model(load_cell(name), 2, WIDTHS, outputs=2, directions=directions, dtype="float64", seed=4)
    x = np.random.default_rng(0).normal(size=(7, 4, 2))
    trace, below = deep.run(x), x
    for layer in range(3):
        ways = [one(deep, layer).run(below).h]
        if directions == 2:
            ways.append(one(deep, layer, 1).run(below[::-1]).h[::-1])
            np.testing.assert_allclose(trace.cell(layer, 1)["h"], ways[1], atol=1e-13)
        np.testing.assert_allclose(trace.cell(layer)["h"], ways[0], atol=1e-13)
        below = np.concatenate(ways, axis=-1)
    np.testing.assert_allclose(trace.h, below, atol=1e-13)
    weights, bias = deep.parameters["V"], deep.parameters["k"]
    assert trace.y is not None
    np.testing.assert_allclose(trace.y, below @ weights.T + bias, atol=1e-13)


@pytest.mark.parametrize("directions", [1, 2])
@pytest.mark.parametrize("outputs", [0, 1, 9])
def test_gradients_go_through_every_width(directions: int, outputs: int) -> None:
    model = Model(load_cell("lstm"), 2, WIDTHS, outputs, directions=directions, symbols=4, dtype="float64")
    rng = np.random.default_rng(1)
    x, goal = rng.integers(0, 4, (5, 3)), rng.normal(size=(5, 3, outputs or 3 * directions))
    exact = model.gradients(x, goal, lengths=[5, 2, 4]).flat

    def loss(flat: NDArray[Any]) -> float:
        return Model.of(model.cell, model.sizes, flat).gradients(x, goal, lengths=[5, 2, 4]).loss

    places = rng.choice(len(exact), 60, replace=False)
    for place in places:
        up, down = model.flat.copy(), model.flat.copy()
        up[place] += 1e-5
        down[place] -= 1e-5
        assert exact[place] == pytest.approx((loss(up) - loss(down)) / 2e-5, abs=1e-8)


def test_what_is_held_has_the_width_of_its_layer() -> None:
    model = Model(load_cell("lstm"), 1, WIDTHS, directions=2, dtype="float64")
    edits = (
        Clamp("0.reverse.f", (4,), 1, 2, 0.25),
        Clamp("1.o", (1,), 0, 4, 1.0),
        Clamp("2.c", (), -1, -1, 0.5),
    )
    trace = run_edited(model, Sequence(np.ones((5, 1))), edits)
    np.testing.assert_array_equal(trace.cell(0, 1)["f"][1:3, 4], 0.25)
    assert (trace.cell(1)["o"][:, 1] == 1).all()
    assert not (trace.cell(1)["o"][:, 0] == 1).any()
    np.testing.assert_array_equal(trace.cell(2).initial["c"], [0.5] * 3)
    given = {"0.c": np.arange(5), "2.reverse.h": np.ones(3)}
    started = model.run(np.ones((5, 1)), initial=given)
    np.testing.assert_array_equal(started.cell(0).initial["c"], np.arange(5))
    with pytest.raises(ValueError, match=r"shape \(3,\); expected c, h of shape \(5,\) or \(1, 5\)"):
        model.run(np.ones((5, 1)), initial={"0.c": np.ones(3)})
    with pytest.raises(ValueError, match=r"shape \(4,\); expected one that broadcasts to \(5, 1, 2\)"):
        model.run(np.ones((5, 1)), clamp={"1.f": np.ones(4)})


def test_the_start_follows_the_width_of_each_layer() -> None:
    model = Model(load_cell("lstm"), 3, (64, 4), outputs=1, init="uniform", dtype="float64")
    below, above = model.parameters["0.R_f"], model.parameters["1.W_f"]
    assert 0.9 / 8 < np.abs(below).max() <= 1 / 8
    assert 0.9 / 2 < np.abs(above).max() <= 1 / 2
    assert above.shape == (4, 64)
    assert model.parameters["V"].shape == (1, 4)


def test_sizes_that_mean_the_same_are_equal() -> None:
    assert Sizes(units=3, layers=2, widths=(3, 3)) == Sizes(units=3, layers=2)
    deep = widened(Sizes(inputs=7), (5, 2))
    assert (deep.layers, deep.units, deep.every) == (2, 2, (5, 2))
    assert [deep.inputs_of(layer) for layer in range(2)] == [7, 5]
    assert widened(deep, 4) == Sizes(7, 4, layers=2)
    assert deepened(deep, 4).every == (5, 2, 2, 2)
    assert deepened(deep, 1) == Sizes(7, 5)
    assert deepened(Sizes(layers=2), 3) == Sizes(layers=3)


@pytest.mark.parametrize(
    ("sizes", "said"),
    [
        (Sizes(units=2, layers=3, widths=(5, 2)), "of 2 layers, the model has 3"),
        (Sizes(units=3, layers=2, widths=(5, 2)), "units is 3, the top layer has 2"),
        (Sizes(units=0, layers=2, widths=(5, 0)), "units is 0"),
        (Sizes(units=2, layers=2, widths=(0, 2)), "a layer has 0 units"),
    ],
)
def test_widths_that_do_not_fit_are_refused(sizes: Sizes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        layout(load_cell("lstm"), sizes)


@pytest.mark.parametrize(
    ("units", "layers", "said"),
    [
        ((5, 2), 3, "one number of units a layer"),
        ((), 1, "one number of units a layer"),
        ((5, 2.5), 1, "units is 2.5"),
        (((5, 2), (3,)), 1, "cannot be read as an array"),
        (((5, 2), (3, 2)), 1, "expected a whole number"),
    ],
)
def test_units_that_are_none_are_refused(units: tuple[int, ...], layers: int, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Model(load_cell("lstm"), 1, units, layers=layers)
