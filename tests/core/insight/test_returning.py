"""The terms of every gradient sum up to it, each the product of what the wires of its way multiply by."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.insight.influence import LayerGradient
from lstm_studio.core.insight.lens import Arithmetic
from lstm_studio.core.insight.returning import OUTSIDE, returning
from lstm_studio.core.model import Model
from tests.core.insight.test_lens import STEPS, UNITS, made
from tests.core.test_any_cell import cells


def differentiated(
    cell: Cell, layer: int = 0, direction: int = 0, **sizes: Any
) -> tuple[Model, LayerGradient]:
    model, x = made(cell, **sizes)
    clamp = sizes and {f"{layer}.{'reverse.' if direction else ''}{cell.graph.states[0]}": _held()}
    y = np.random.default_rng(8).normal(size=(STEPS, 2))
    trace = model.run(x, clamp or None).cell(layer, direction)
    return model, LayerGradient(
        cell.graph, trace, model.gradients(x, y, clamp=clamp or None).adjoints(layer, direction)
    )


def _held() -> Any:
    """Hold one unit at one step."""
    clamp = np.full((STEPS, UNITS), np.nan)
    clamp[1, 2] = 0.3
    return clamp


def check(cell: Cell, gradient: LayerGradient, exact: float = 1e-12) -> int:
    """Look at every gradient; give how many terms were seen."""
    seen = 0
    for node in cell.graph.nodes:
        if node.op in ("parameter", "constant") or not node.size:
            continue
        expected = gradient[node.text]
        for step, at in product(range(1, STEPS + 1), range(expected.shape[1])):
            found = returning(cell.graph, gradient, node.text, at, step)
            assert found is not None
            assert found.value == expected[step - 1, at]
            assert found.total == pytest.approx(found.value, rel=exact, abs=exact), found
            for term in found.terms:
                assert term.amount == pytest.approx(np.prod([factor.amount for factor in term.factors]))
            seen += len(found.terms)
    return seen


@pytest.mark.parametrize("name", cell_names())
def test_the_terms_of_every_gradient_of_a_built_in_cell_sum_up_to_it(name: str) -> None:
    _model, gradient = differentiated(load_cell(name))
    assert check(load_cell(name), gradient) > 60


@pytest.mark.parametrize("place", [(0, 0), (0, 1), (1, 0), (1, 1)])
@pytest.mark.parametrize("name", ["lstm-peephole", "gru"])
def test_so_do_those_of_every_layer_in_both_directions_with_a_held_state(
    name: str, place: tuple[int, int]
) -> None:
    _model, gradient = differentiated(load_cell(name), *place, layers=2, directions=2)
    assert gradient.trace.held
    assert check(load_cell(name), gradient) > 60


@settings(max_examples=25)
@given(cells())
def test_so_do_those_of_any_cell(cell: Cell) -> None:
    model, x = made(cell)
    trace = model.run(x)
    nodes = [node.text for node in cell.graph.nodes if node.size in ("H", "D") and node.op != "parameter"]
    assume(all(np.isfinite(trace[text]).all() and np.abs(trace[text]).max() < 50 for text in nodes))
    _model, gradient = differentiated(cell)
    sizes = [np.abs(gradient[text]).max() for text in nodes]
    assume(all(np.isfinite(size) and size < 1e3 for size in sizes))
    check(cell, gradient, exact=1e-9)


def of(name: str, text: str, at: int = 1, step: int = 2) -> tuple[Arithmetic, LayerGradient, Model]:
    model, gradient = differentiated(load_cell(name))
    found = returning(load_cell(name).graph, gradient, text, at, step)
    assert found is not None
    return found, gradient, model


def test_from_one_cell_state_to_the_next_the_wire_multiplies_by_the_forget_gate() -> None:
    found, gradient, _model = of("lstm", "c")
    (ahead,) = (term for term in found.terms if any(factor.ahead for factor in term.factors))
    assert [(factor.kind, factor.text, factor.ahead) for factor in ahead.factors] == [
        ("value", "f", True),
        ("gradient", "c", True),
    ]
    assert ahead.factors[0].value == gradient.trace["f"][2, 1]
    assert ahead.amount == gradient.trace["f"][2, 1] * gradient["c"][2, 1]
    (shown,) = (term for term in found.terms if term is not ahead)
    kinds = [(factor.kind, factor.text) for factor in shown.factors]
    assert kinds == [("slope", "tanh(c)"), ("value", "o"), ("gradient", "h")]
    assert shown.factors[0].value == pytest.approx(1 - gradient.trace["tanh(c)"][1, 1] ** 2)


def test_an_output_is_read_by_every_unit_of_every_gate_one_step_later_and_from_above() -> None:
    found, gradient, model = of("lstm", "h", step=1)
    weights = [(term.factors[0].text, term.factors[0].place) for term in found.terms[:-1]]
    assert sorted(weights) == [
        (name, (unit, 1)) for name in ("R_f", "R_g", "R_i", "R_o") for unit in range(3)
    ]
    assert all(term.factors[-1].ahead for term in found.terms[:-1])
    above = found.terms[-1]
    assert above.factors[0].text == OUTSIDE
    through = sum(term.amount for term in found.terms[:-1])
    assert above.amount == pytest.approx(gradient["h"][0, 1] - through)
    last, gradient, model = of("lstm", "h", step=STEPS)
    assert [term.factors[0].text for term in last.terms] == [OUTSIDE]
    assert model.parameters["V"].shape == (2, UNITS)


def test_nothing_comes_back_through_what_is_held() -> None:
    cell = load_cell("lstm-peephole")
    _model, gradient = differentiated(cell, layers=2)
    found = returning(cell.graph, gradient, "f * c_prev", 2, 2)
    assert found is not None
    assert (found.total, found.terms[0].factors[-1].value) == (0.0, 0.0)
    own = returning(cell.graph, gradient, "c", 2, 2)
    assert own is not None
    assert own.held
    assert own.value != 0


def test_a_parameter_has_no_gradient_of_a_step_and_a_state_has_one_before_the_first() -> None:
    graph = load_cell("lstm").graph
    _model, gradient = differentiated(load_cell("lstm"))
    assert returning(graph, gradient, "W_f", 0, 1) is None
    assert returning(graph, gradient, "f", 0, 0) is None
    before = returning(graph, gradient, "c", 1, 0)
    assert before is not None
    assert before.value == gradient.before["c"][1]
    assert before.total == pytest.approx(before.value, abs=1e-12)
