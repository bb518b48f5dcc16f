"""The gradient of every inner value is that of a cell in which it has a line of its own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.insight.influence import LayerGradient
from lstm_studio.core.language.ops import OPERATIONS
from lstm_studio.core.model import Model
from tests.oracles.central import differences

STEPS, UNITS, INPUTS = 7, 3, 2
OWN = (
    "u = tanh(W x + r * (R h_prev + d))\nr = relu(h_prev) - abs(u_prev)\nh = u / (2 + r * r) - -h_prev * exp(u)",
)
TEXTS = {**{name: load_cell(name).text for name in cell_names()}, "own": OWN[0]}


def spelled_out(cell: Cell) -> tuple[Cell, dict[str, str]]:
    """A cell in which every operation has a line of its own, and printed form -> its name there."""
    graph = cell.graph
    names = {}
    for node in graph.nodes:
        inner = node.op in OPERATIONS and node.name is None and node.size == "H"
        names[node.text] = f"q{node.index}" if inner else node.text
    lines = []
    for node in graph.nodes:
        if node.op in OPERATIONS and node.size == "H":
            args = [names[graph.nodes[arg].text] for arg in node.args]
            lines.append(f"{names[node.text]} = {OPERATIONS[node.op].printed.format(*args)}")
    return Cell.from_text("\n".join(lines)), names


def made(cell: Cell, **sizes: Any) -> Model:
    model = Model(cell, INPUTS, **{"units": UNITS, **sizes}, outputs=2, dtype="float64")
    for name, values in model.parameters.items():
        rng = np.random.default_rng([*name.encode()])
        values[...] = rng.uniform(-0.8, 0.8, values.shape)
    return model


def asked() -> tuple[Any, Any]:
    rng = np.random.default_rng(3)
    return rng.normal(size=(STEPS, INPUTS)), rng.normal(size=(STEPS, 2))


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("held", [False, True], ids=["free", "held"])
def test_every_inner_value_has_the_gradient_of_a_line_of_its_own(name: str, held: bool) -> None:
    cell = Cell.from_text(TEXTS[name])
    x, y = asked()
    gate = next(iter(cell.graph.named))
    clamp = np.full((STEPS, UNITS), np.nan)
    clamp[2:5, 1] = 0.3
    clamps = {gate: clamp} if held else {}
    model = made(cell)
    found = LayerGradient(
        cell.graph, model.run(x, clamps).cell(0), model.gradients(x, y, clamp=clamps).adjoints(0)
    )
    other, names = spelled_out(cell)
    expected = made(other).gradients(x, y, clamp=clamps).through_time
    checked = 0
    for node in cell.graph.nodes:
        if node.op in OPERATIONS and node.size == "H":
            np.testing.assert_allclose(found[node.text], expected[names[node.text]], rtol=1e-9, atol=1e-13)
            checked += 1
    assert checked >= 2


@pytest.mark.parametrize("layer", [0, 1])
@pytest.mark.parametrize("direction", [0, 1])
@pytest.mark.parametrize("name", ["lstm-peephole", "gru", "lstm-fgr", "janet"])
@pytest.mark.parametrize("units", [(3, 3), (4, 2)])
def test_the_edges_of_a_value_sum_up_to_its_gradient(
    name: str, layer: int, direction: int, units: tuple[int, int]
) -> None:
    model = made(load_cell(name), units=units, directions=2)
    x, y = asked()
    graph = model.cell.graph
    trace = model.run(x).cell(layer, direction)
    gradient = LayerGradient(graph, trace, model.gradients(x, y).adjoints(layer, direction))
    for node in graph.nodes:
        if node.op in ("parameter", "constant") or not node.size:
            continue
        total = sum(edge.arriving for edge in gradient.edges(node.text))
        np.testing.assert_allclose(total, gradient[node.text], rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("bias", [False, True])
def test_the_gradient_of_the_input_and_of_the_initial_states_is_that_of_differences(bias: bool) -> None:
    model = made(load_cell("lstm-peephole"), bias=bias)
    x, y = asked()
    gradient = LayerGradient(model.cell.graph, model.run(x).cell(0), model.gradients(x, y).adjoints(0))
    start = {"c": np.full(UNITS, 0.0), "h": np.full(UNITS, 0.0)}

    def loss() -> float:
        return model.gradients(x, y, initial=start).loss

    assert gradient["x"].ravel() == pytest.approx(differences(x.ravel(), loss), rel=1e-6, abs=1e-9)
    for state, value in start.items():
        assert gradient.before[state] == pytest.approx(differences(value, loss), rel=1e-6, abs=1e-9)


def test_the_way_from_one_cell_state_to_the_next_is_the_forget_gate() -> None:
    model = made(load_cell("lstm"))
    x, y = asked()
    trace = model.run(x).cell(0)
    gradient = LayerGradient(model.cell.graph, trace, model.gradients(x, y).adjoints(0))
    (ahead,) = (edge for edge in gradient.edges("c") if edge.ahead)
    assert ahead.coefficient is not None
    np.testing.assert_allclose(ahead.coefficient[:-1], trace["f"][1:])
    assert (ahead.coefficient[-1] == 0).all()
    with pytest.raises(ValueError, match="same in all steps"):
        gradient["W_f"]
