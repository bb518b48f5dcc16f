"""Gradients against central differences of the loss, written anew from the outputs of a run (float64, ε = 1e-5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.model import Model
from lstm_studio.core.updater import updater
from tests.oracles.central import differences
from tests.oracles.fused_lstm import FusedLSTM

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lstm_studio.core.gradients import Gradients

MOST = 1e-6
STEPS, BATCH = 9, 3


@dataclass(frozen=True)
class Case:
    """A model and what it is scored on. ``batch`` 0: no batch axis; ``last``: the target has no time axis."""

    sizes: Mapping[str, Any] = field(default_factory=dict)
    batch: int = BATCH
    lengths: tuple[int, ...] | None = None
    weighted: bool = False
    last: bool = False
    loss: str | None = None


CASES = {
    "one sample": Case({"outputs": 2}, batch=0),
    "no readout": Case(),
    "padded": Case({"outputs": 2}, lengths=(9, 1, 5)),
    "weighted": Case({"outputs": 2}, lengths=(4, 9, 6), weighted=True),
    "last step": Case({"outputs": 2}, last=True),
    "last valid step": Case({"outputs": 1}, lengths=(2, 9, 7), last=True),
    "classes": Case({"outputs": 4, "output": "softmax"}),
    "one class": Case({"outputs": 3, "output": "softmax"}, lengths=(9, 3, 1), last=True),
    "yes or no": Case({"outputs": 2, "output": "sigmoid"}, weighted=True),
    "sigmoid by mse": Case({"outputs": 2, "output": "sigmoid"}, loss="mse"),
    "two layers": Case({"outputs": 2, "layers": 2}),
    "two directions": Case({"outputs": 2, "directions": 2}),
    "two directions, no readout": Case({"directions": 2}, lengths=(3, 9, 1)),
    "symbols": Case({"outputs": 2, "symbols": 4}),
    "symbols, one sample": Case({"outputs": 5, "symbols": 5, "output": "softmax"}, batch=0),
    "no bias": Case({"outputs": 2, "bias": False}),
    "all at once": Case(
        {"outputs": 3, "layers": 2, "directions": 2, "symbols": 4, "output": "softmax"},
        lengths=(5, 9, 1),
        weighted=True,
    ),
}
CELLS = ("lstm-peephole-full", "gru", "gru-reset-before")


def drawn(cell: Cell, case: Case) -> tuple[Model, Any, Any, dict[str, Any]]:
    """Give a model with weights U(±0.5), x, y, and the other arguments of ``gradients``."""
    rng = np.random.default_rng(4)
    model = Model(cell, inputs=3, units=3, dtype="float64", **case.sizes)
    model.flat[:] = rng.uniform(-0.5, 0.5, model.flat.shape)
    lead = (STEPS, case.batch) if case.batch else (STEPS,)
    sizes = model.sizes
    x = rng.integers(sizes.symbols, size=lead) if sizes.symbols else rng.normal(scale=2, size=(*lead, 3))
    outputs = sizes.outputs or sizes.units * sizes.directions
    goal = lead[1:] if case.last else lead
    y: Any = rng.normal(size=(*goal, outputs))
    if sizes.output == "softmax":
        y = rng.integers(outputs, size=goal)
    elif sizes.output == "sigmoid":
        y = rng.uniform(size=(*goal, outputs))
    weight = rng.uniform(0.1, 2.0, lead) if case.weighted else None
    return model, x, y, {"weight": weight, "lengths": case.lengths, "loss": case.loss}


def loss_of(
    model: Model, x: Any, y: Any, weight: Any, lengths: Any, loss: str | None, clamp: Any = None
) -> float:
    """Sum the loss step by step and sample by sample, as the documents define it."""
    trace = model.run(x, lengths=lengths, clamp=clamp)
    answer = np.asarray(trace.h if trace.y is None else trace.y)
    batched = answer.ndim == 3
    if not batched:
        answer = answer[:, None]
        y = (
            np.asarray(y)[None]
            if np.ndim(y) < (1 if model.sizes.output == "softmax" else 2)
            else np.asarray(y)[:, None]
        )
    steps, batch = answer.shape[:2]
    total = share = 0.0
    timed = np.ndim(y) == (2 if model.sizes.output == "softmax" else 3)
    for sample in range(batch):
        end = steps if lengths is None else lengths[sample]
        for step in range(end) if timed else (end - 1,):
            goal, given = (y[step, sample] if timed else y[sample]), answer[step, sample]
            w = 1.0 if weight is None else np.reshape(weight, (steps, batch))[step, sample]
            if model.sizes.output == "softmax":
                one = -np.log(given[goal])
            elif model.sizes.output == "sigmoid" and loss is None:
                one = -np.sum(goal * np.log(given) + (1 - goal) * np.log(1 - given))
            else:
                one = np.mean((given - goal) ** 2)
            total, share = total + w * one, share + w
    return float(total / share)


def error(exact: Any, found: Any) -> float:
    return float(np.abs(exact - found).max() / max(np.abs(found).max(), 1e-6))


def assert_updates_by(exact: Gradients, model: Model, x: Any, y: Any, **rest: Any) -> None:
    """Check that an update, whose program keeps less, goes by the same gradient."""
    before = model.flat.copy()
    updater(model, "sgd", 1.0, truncate=rest.pop("truncate", None))(x, y, **rest)
    assert np.abs(before - model.flat - exact.flat).max() <= 1e-13 * max(1, np.abs(exact.flat).max())
    model.flat[:] = before


def worst(cell: Cell, case: Case) -> float:
    model, x, y, rest = drawn(cell, case)
    exact = model.gradients(x, y, **rest)
    assert set(exact) == set(model.parameters)
    assert exact.loss == pytest.approx(loss_of(model, x, y, **rest), rel=1e-12)
    numeric = {n: differences(v, lambda: loss_of(model, x, y, **rest)) for n, v in model.parameters.items()}
    assert max(np.abs(found).max() for found in numeric.values()) > 1e-3
    assert_updates_by(exact, model, x, y, **rest)
    return max(error(exact[name], found) for name, found in numeric.items())


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("case", CASES)
def test_every_way_to_score_a_model(name: str, case: str) -> None:
    assert worst(load_cell(name), CASES[case]) < MOST


@pytest.mark.parametrize("name", [name for name in cell_names() if name not in CELLS])
@pytest.mark.parametrize("case", ["padded", "two layers", "last valid step"])
def test_every_cell(name: str, case: str) -> None:
    assert worst(load_cell(name), CASES[case]) < MOST


@pytest.mark.parametrize("name", [name for name in cell_names() if "c" in load_cell(name).graph.states])
def test_a_readout_from_c(name: str) -> None:
    assert worst(load_cell(name), Case({"outputs": 2, "readout": "c", "directions": 2})) < MOST


ODD = {
    "a product of three": "f = sigmoid(W x + R h_prev)\nh = f * tanh(U x) * h_prev + tanh(b)",
    "a matrix after a gate": "g = tanh(W x)\nh = tanh(R (g * h_prev) + P g + g)",
    "all operations": "a = relu(W x) + softplus(R h_prev) - abs(p * h_prev)\ns = hard_sigmoid(a) / (2 + exp(-a))\n"
    "h = identity(s) * -tanh(a - 0.3 * h_prev)",
    "an elementwise input": "u = sigmoid(W (x * x))\nh = u + 0.5 * h_prev",
    "a state that is not read": "c = 0.5 * c_prev + W x\nh = tanh(c)\nq = q_prev + h",
    "one matrix twice": "g = tanh(W x + R h_prev)\nh = tanh(R g + W x)",
    "a state of a state": "a = tanh(W x + R b_prev)\nb = a_prev * 0.5 + a\nh = b + a_prev",
    "a gate read one step later": "f = sigmoid(W x + Q f_prev)\nh = f * h_prev + (1 - f) * tanh(U x)",
    "numbers alone": "h = 0.5 * h_prev + 2 / 4 - tanh(W x)",
    "two alike": "c = q / (2 + abs(c_prev))\nh = b / (2 + abs(h_prev))\nq = sigmoid(W x)",
    "one weight twice": "h = p * (W x + R h_prev) + p * (Y x + Z h_prev)",
    "one number twice": "f = f_prev + 0 * 3\nh = abs(0 * 3) + tanh(W x + f)",
    "bias times gate": "f = sigmoid(b - W x)\nh = b * f + h_prev / 3",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
@pytest.mark.parametrize("case", ["padded", "two layers", "symbols", "one sample"])
def test_cells_of_a_persons_own(text: str, case: str) -> None:
    assert worst(Cell.from_text(text), CASES[case]) < MOST


@pytest.mark.parametrize(
    "text", [*(load_cell(n).text for n in cell_names()), *ODD.values()], ids=[*cell_names(), *ODD]
)
def test_the_gradient_through_time_is_that_of_a_pushed_value(text: str) -> None:
    cell = Cell.from_text(text)
    model, x, y, rest = drawn(cell, Case({"outputs": 2}, lengths=(9, 2, 6)))
    exact = model.gradients(x, y, **rest).through_time
    trace = model.run(x, lengths=rest["lengths"])
    assert set(exact) == set(cell.graph.named)
    held = {value: np.full((STEPS, BATCH, 3), np.nan) for value in cell.graph.named}
    for value, array in held.items():
        for place in ((0, 0, 1), (4, 2, 0), (8, 0, 2), (1, 1, 1)):
            array[place] = trace[value][place]
            loss = partial(loss_of, model, x, y, **rest, clamp={value: array})
            found = differences(array[place[:2]][place[2] :][:1], loss)[0]
            array[place] = np.nan
            assert exact[value][place] == pytest.approx(found, rel=1e-6, abs=1e-9)


def test_the_gradient_through_time_ends_with_the_sequence() -> None:
    model, x, y, rest = drawn(load_cell("lstm"), CASES["padded"])
    through = model.gradients(x, y, **rest).through_time["c"]
    for sample, length in enumerate((9, 1, 5)):
        assert np.isfinite(through[:length, sample]).all()
        assert np.isnan(through[length:, sample]).all()


@pytest.mark.parametrize("shape", [(3, 5, 2, 9, 2), (2, 4, 1, 30, 1), (16, 96, 32, 6, 1)])
def test_the_hand_written_lstm_agrees(shape: tuple[int, int, int, int, int]) -> None:
    inputs, units, batch, steps, outputs = shape
    rng = np.random.default_rng(6)
    fused = FusedLSTM(*shape, dtype="float64", rate=1e-3, clip=0.05)
    model = Model(load_cell("lstm"), inputs, units, outputs, dtype="float64")
    model.flat[:] = rng.uniform(-0.5, 0.5, model.flat.shape)
    fused.adopt(model.parameters)
    x, y = rng.normal(size=(steps, batch, inputs)), rng.normal(size=(steps, batch, outputs))
    gradients = model.gradients(x, y)
    assert fused.gradients(x, y) == pytest.approx(gradients.loss, rel=1e-13)
    for name, slope in fused.slopes.items():
        np.testing.assert_allclose(gradients[name], slope, rtol=0, atol=1e-12)
    step = updater(model, "adam", 1e-3, 0.05)
    for _update in range(4):
        assert step(x, y) == pytest.approx(fused.update(x, y), rel=1e-12)
    for name, values in fused.parameters.items():
        np.testing.assert_allclose(model.parameters[name], values, rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", ["lstm", "lstm-peephole-full", "gru", "gru-reset-before", "rnn"])
@pytest.mark.parametrize("outputs", [0, 2, 7])
def test_a_truncated_gradient_is_that_of_pieces_which_start_from_what_was_before(
    name: str, outputs: int
) -> None:
    rng = np.random.default_rng(3)
    model = Model(load_cell(name), inputs=2, units=5, outputs=outputs, dtype="float64", seed=2)
    x, y = rng.normal(size=(10, 3, 2)), rng.normal(size=(10, 3, outputs or 5))
    trace = model.run(x)
    whole = model.gradients(x, y, truncate=4)
    assert_updates_by(whole, model, x, y, truncate=4)
    states = model.cell.graph.states
    total = np.zeros_like(whole.flat)
    for first, last in ((0, 4), (4, 8), (8, 10)):
        start = {s: trace[s][first - 1] if first else np.zeros((3, 5)) for s in states}
        share = (last - first) / 10
        total += share * _of_a_piece(model, x[first:last], y[first:last], start)
    assert np.abs(whole.flat - total).max() < 1e-8
    assert whole.loss == pytest.approx(model.gradients(x, y).loss, abs=1e-14)
    assert not np.allclose(whole.flat, model.gradients(x, y).flat)


def _of_a_piece(model: Model, x: Any, y: Any, start: dict[str, Any]) -> Any:
    """Give the gradient of the mean squared error of a run from given states, by central differences."""
    found = np.zeros_like(model.flat)

    def loss() -> float:
        trace = model.run(x, initial=start)
        return float(np.mean(((trace.h if trace.y is None else trace.y) - y) ** 2))

    for place in range(model.flat.size):
        before, losses = model.flat[place], []
        for shift in (1e-6, -1e-6):
            model.flat[place] = before + shift
            losses.append(loss())
        model.flat[place] = before
        found[place] = (losses[0] - losses[1]) / 2e-6
    return found


def test_two_gradients_are_compared_as_objects() -> None:
    model = Model(load_cell("lstm"), 2, 3, 1)
    x, y = np.ones((4, 2)), np.zeros((4, 1))
    one, other = model.gradients(x, y), model.gradients(x, y)
    assert one != other
    assert one in (other, one)
    assert len({one, other}) == 2
