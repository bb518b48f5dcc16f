"""Several layers and directions, and batches of sequences of different lengths, held against each sample alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.model import Model
from lstm_studio.core.sizes import Sizes, layout

LENGTHS = np.array([7, 1, 12, 4])
STEPS, INPUTS, UNITS = 12, 3, 4
WITHIN: dict[str, Any] = {"rtol": 0, "atol": 1e-12}

DEEP = [
    pytest.param(name, layers, directions, id=f"{name}, {layers} × {directions}")
    for name in ("lstm-peephole", "gru", "rnn")
    for layers in (1, 2, 3)
    for directions in (1, 2)
]


def made(name: str, **sizes: Any) -> Model:
    return Model(load_cell(name), INPUTS, UNITS, dtype="float64", seed=3, **sizes)


def drawn(seed: int = 0) -> np.ndarray[Any, Any]:
    return np.random.default_rng(seed).normal(size=(STEPS, len(LENGTHS), INPUTS))


@pytest.mark.parametrize(("name", "layers", "directions"), DEEP)
def test_a_batch_with_lengths_learns_as_each_sample_alone(name: str, layers: int, directions: int) -> None:
    model = made(name, outputs=2, layers=layers, directions=directions)
    x, y = drawn(), drawn(1)[:, :, :2]
    weight = np.random.default_rng(2).uniform(0.1, 1, (STEPS, len(LENGTHS)))
    together = model.gradients(x, y, weight=weight, lengths=LENGTHS)
    loss, total = 0.0, 0.0
    summed = {key: np.zeros_like(value) for key, value in together.items()}
    for sample, length in enumerate(LENGTHS):
        part = weight[:length, sample]
        alone = model.gradients(x[:length, sample], y[:length, sample], weight=part)
        loss, total = loss + alone.loss * part.sum(), total + part.sum()
        for key in summed:
            summed[key] += alone[key] * part.sum()
    assert together.loss == pytest.approx(loss / total, rel=0, abs=1e-12)
    for key, values in together.items():
        np.testing.assert_allclose(values, summed[key] / total, **WITHIN, err_msg=key)


@pytest.mark.parametrize(("name", "layers", "directions"), DEEP)
def test_every_value_of_a_padded_sample_is_that_of_the_sample_alone(
    name: str, layers: int, directions: int
) -> None:
    model = made(name, outputs=1, layers=layers, directions=directions)
    x = drawn()
    together = model.run(x, lengths=LENGTHS)
    assert together.y is not None
    for sample, length in enumerate(LENGTHS):
        alone = model.run(x[:length, sample])
        assert alone.y is not None
        np.testing.assert_allclose(together.y[:length, sample], alone.y, **WITHIN)
        for layer in range(layers):
            for direction in range(directions):
                many, one = together.cell(layer, direction), alone.cell(layer, direction)
                for value in (*many.graph.named, *(f"{state}_prev" for state in many.graph.states), "x"):
                    np.testing.assert_allclose(many[value][:length, sample], one[value], **WITHIN)
                    assert np.isnan(many[value][length:, sample]).all(), value


def test_what_stands_in_the_padding_changes_nothing() -> None:
    model = made("lstm", outputs=2, layers=2, directions=2)
    x, y = drawn(), drawn(1)[:, :, :2]
    padded = np.arange(STEPS)[:, None] >= LENGTHS
    first = model.gradients(x, y, lengths=LENGTHS)
    x[padded], y[padded] = 99.0, -99.0
    second = model.gradients(x, y, lengths=LENGTHS)
    assert first.loss == second.loss
    assert all(np.array_equal(first[key], second[key]) for key in first)


def test_the_reverse_cell_reads_the_step_after_and_is_shown_in_the_order_of_time() -> None:
    model = made("rnn", directions=2)
    x = drawn()[:, 0]
    trace = model.run(x)
    back = trace.cell(0, 1)
    weights = {key.removeprefix("0.reverse."): model.parameters[key] for key in model.parameters}
    h = np.zeros((STEPS + 1, UNITS))
    for t in range(STEPS - 1, -1, -1):
        h[t] = np.tanh(weights["W_h"] @ x[t] + weights["R_h"] @ h[t + 1] + weights["b_h"])
    np.testing.assert_allclose(back["h"], h[:-1], **WITHIN)
    np.testing.assert_allclose(back["h_prev"], h[1:], **WITHIN)
    np.testing.assert_array_equal(back["x"], x)
    np.testing.assert_allclose(trace.h, np.concatenate([trace.cell(0)["h"], h[:-1]], axis=1), **WITHIN)
    assert back.turned
    assert back.before == {}
    assert set(trace.cell(0).before) == {"h"}


def test_a_layer_reads_both_directions_of_the_one_below_side_by_side() -> None:
    trace = made("gru", layers=3, directions=2).run(drawn()[:, 0])
    for layer in (1, 2):
        below = np.concatenate([trace.cell(layer - 1)["h"], trace.cell(layer - 1, 1)["h"]], axis=1)
        for direction in (0, 1):
            np.testing.assert_array_equal(trace.cell(layer, direction)["x"], below)
    with pytest.raises(ValueError, match="one direction"):
        made("gru").run(drawn()).cell(0, 1)


@pytest.mark.parametrize("directions", [1, 2])
def test_what_is_read_from_c_is_not_gated_by_o(directions: int) -> None:
    model = made("lstm", outputs=2, directions=directions, readout="c")
    x = drawn()[:, 0]

    def answer() -> Any:
        return model.run(x).y

    trace = model.run(x)
    states = [trace.cell(0, direction)["c"] for direction in range(directions)]
    weights = model.parameters
    wanted = np.concatenate(states, axis=1) @ weights["V"].T + weights["k"]
    np.testing.assert_allclose(answer(), wanted, **WITHIN)
    before = [("0." + "reverse." * direction) * (directions > 1) for direction in range(directions)]
    for name in (f"{start}R_{gate}" for start in before for gate in "figo"):
        weights[name][...] = 0  # so that nothing reads h any more
    ungated = answer()
    for start in before:
        weights[f"{start}b_o"][...] = -9
    np.testing.assert_allclose(answer(), ungated, **WITHIN)
    assert np.abs(model.run(x).h).max() < 1e-3


def test_the_worked_example_counts_without_biases() -> None:
    sizes = Sizes(inputs=10, units=20, outputs=100, symbols=100, bias=False, output="softmax")
    counts = {name: span.stop - span.start for name, span in layout(load_cell("lstm"), sizes).items()}
    assert (counts.pop("E"), counts.pop("V"), sum(counts.values())) == (1000, 2000, 2400)


@pytest.mark.parametrize("truncate", [None, 1, 3, 5])
def test_a_truncated_reverse_cell_learns_as_a_forward_one_on_the_sequence_turned_round(
    truncate: int | None,
) -> None:
    both, one = made("lstm", outputs=2, directions=2), made("lstm", outputs=2)
    weights = both.parameters
    for name in one.parameters:
        one.parameters[name][...] = weights[name][:, UNITS:] if name == "V" else 0
        if name not in "Vk":
            one.parameters[name][...] = weights[f"0.reverse.{name}"]
    weights["V"][:, :UNITS] = 0  # so that the reverse cell answers alone
    weights["k"][...] = 0
    x, y = drawn(), drawn(1)[:, :, :2]
    turn = np.where(np.arange(STEPS)[:, None] < LENGTHS, LENGTHS - 1 - np.arange(STEPS)[:, None], 0)
    back, goal = (np.take_along_axis(array, turn[:, :, None], axis=0) for array in (x, y))
    found = both.gradients(x, y, lengths=LENGTHS, truncate=truncate)
    wanted = one.gradients(back, goal, lengths=LENGTHS, truncate=truncate)
    assert found.loss == pytest.approx(wanted.loss, rel=1e-12)
    for name in one.parameters:
        if name not in "Vk":
            np.testing.assert_allclose(found[f"0.reverse.{name}"], wanted[name], **WITHIN, err_msg=name)


def test_a_value_that_is_not_there_is_named_with_those_that_are() -> None:
    trace = Model(load_cell("lstm"), 2, 3).run(np.zeros((4, 2)))
    with pytest.raises(ValueError, match="there is no value “forget”; expected one of f, i, g, o, c, h"):
        trace["forget"]
