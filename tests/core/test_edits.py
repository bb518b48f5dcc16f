"""Clamps of a study hold what they name, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.edits import addressed, entering, held, local, run_edited, taken
from lstm_studio.core.model import Model, Sizes
from lstm_studio.core.study import Clamp, Sequence


def test_a_clamp_holds_its_units_in_its_steps() -> None:
    arrays = held(
        (Clamp("f", (1, 2), 3, 4, 0.25), Clamp("h", (), 0, 0, -1.0), Clamp("f", (2,), 4, 5, 1.0)), 6, Sizes()
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
        entering(sequence, Sizes()), held((Clamp("f", (0,), 2, 2, 0.5),), 6, Sizes())
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


def test_a_clamp_is_named_as_parameters_are() -> None:
    single, stacked = Sizes(), Sizes(layers=2, directions=2)
    assert addressed(single, 0, 0, "f") == "f"
    assert addressed(stacked, 1, 1, "f") == "1.reverse.f"
    assert addressed(stacked, 0, 0, "x") == "x"
    assert local(single, 0, 0, "f") == "f"
    assert local(stacked, 1, 1, "f") == local(stacked, 1, 0, "f") == "f"  # a bare name is the top layer's
    assert local(stacked, 0, 0, "f") is None
    assert local(stacked, 0, 1, "0.reverse.f") == "f"
    assert local(stacked, 0, 0, "0.reverse.f") is None
    assert (local(stacked, 0, 1, "x"), local(stacked, 1, 0, "x")) == ("x", None)
    with pytest.raises(ValueError, match="in no layer of the model, which has 2"):
        local(stacked, 0, 0, "2.f")


@pytest.mark.parametrize("layer", [0, 1])
@pytest.mark.parametrize("direction", [0, 1])
def test_a_clamp_holds_the_cell_of_its_layer_and_direction_alone(layer: int, direction: int) -> None:
    model = Model(load_cell("lstm"), 1, 3, 1, layers=2, directions=2, dtype="float64")
    sequence = Sequence(np.arange(6.0).reshape(6, 1) / 5)
    clamp = Clamp(addressed(model.sizes, layer, direction, "f"), (1,), 2, 3, 0.25)
    plain, trace = (run_edited(model, sequence, edits) for edits in ((), (clamp,)))
    for number in range(2):
        for way in range(2):
            cell, before = trace.cell(number, way), plain.cell(number, way)
            held = (cell["f"][2:4, 1] == 0.25).all()
            assert held == ((number, way) == (layer, direction))
            assert np.array_equal(cell["h"], before["h"]) == (
                number < layer or (number == layer and way != direction)
            )
            assert cell.held.keys() == ({"f"} if held else set())
    assert trace.y is not None
    assert plain.y is not None
    assert not np.array_equal(trace.y, plain.y)


def test_inputs_and_the_states_of_the_beginning_are_edited_too() -> None:
    model = Model(load_cell("lstm"), 2, 3, 1, layers=2, dtype="float64")
    sequence = Sequence(np.arange(8.0).reshape(4, 2))
    trace = run_edited(
        model,
        sequence,
        (Clamp("x", (1,), 2, 2, -1.0), Clamp("0.c", (2,), -1, -1, 0.5), Clamp("1.h", (), -1, -1, 0.1)),
    )
    expected = sequence.values.copy()
    expected[2, 1] = -1
    assert np.array_equal(trace.x, expected)
    assert np.array_equal(sequence.values, np.arange(8.0).reshape(4, 2))
    assert trace.cell(0).initial["c"].tolist() == [0, 0, 0.5]
    assert trace.cell(1).initial["c"].tolist() == [0, 0, 0]
    assert trace.cell(1).initial["h"].tolist() == [0.1] * 3
    symbols = entering(Sequence(np.array([[2.0], [0.0]])), Sizes(symbols=3), (Clamp("x", (), 1, 1, 1.0),))
    assert symbols.tolist() == [2, 1]
