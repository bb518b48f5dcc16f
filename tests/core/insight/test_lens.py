"""The terms of every value of every cell sum up to what the run has there, and their factors multiply to them."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.insight.lens import Arithmetic, Term, arithmetic, gathered, order
from lstm_studio.core.insight.moments import moments
from lstm_studio.core.model import Model
from lstm_studio.core.trace import LayerTrace
from tests.core.test_any_cell import cells

STEPS, INPUTS, UNITS = 3, 2, 3


def made(cell: Cell, **sizes: Any) -> tuple[Model, Any]:
    rng = np.random.default_rng(5)
    model = Model(cell, INPUTS, **{"units": UNITS, **sizes}, outputs=2, dtype="float64")
    model.flat[:] = rng.uniform(-0.5, 0.5, model.flat.shape)
    return model, rng.normal(size=(STEPS, INPUTS))


def check(cell: Cell, model: Model, trace: LayerTrace, prefix: str = "", *, exact: float = 1e-12) -> int:
    """Look at every value in every unit, in the first and the last step; give how many terms were seen."""
    seen = 0
    for node in cell.graph.nodes:
        if node.op in ("parameter", "constant"):
            continue
        row = trace[node.text]
        for step, place in product((1, trace.steps), range(row.shape[1])):
            found = arithmetic(cell.graph, trace, node.text, place, step)
            assert found is not None
            assert found.value == row[step - 1, place]
            assert found.computed == pytest.approx(found.value, rel=exact, abs=exact), found
            body = np.broadcast_to(trace[found.body], row.shape)[step - 1, place]
            assert found.total == pytest.approx(body, rel=exact, abs=exact), found
            for term in found.terms:
                look(term, model, trace, prefix, step)
            seen += len(found.terms)
    return seen


def look(term: Term, model: Model, trace: LayerTrace, prefix: str, step: int) -> None:
    """Hold each factor of a term against where it says it is from, and the term against its factors."""
    amount = term.sign
    for factor in term.factors:
        if factor.kind == "weight":
            assert factor.value == model.parameters[prefix + factor.text][factor.place]
        elif factor.kind == "value":
            assert factor.value == trace[factor.text][step - 1, factor.at]
        else:
            assert (factor.kind, factor.value) == ("number", float(factor.text))
        amount *= 1 / factor.value if factor.inverse else factor.value
    assert term.amount == pytest.approx(amount, rel=1e-12, abs=1e-15)
    if term.source:
        assert trace[term.source].shape[1] > term.place >= 0


@pytest.mark.parametrize("name", cell_names())
def test_the_terms_of_every_built_in_cell_sum_up_to_the_traced_values(name: str) -> None:
    cell = load_cell(name)
    model, x = made(cell)
    assert check(cell, model, model.run(x).cell(0)) > 100


@pytest.mark.parametrize("name", ["lstm-peephole", "gru", "lstm-fgr"])
@pytest.mark.parametrize("units", [(3, 3), (4, 2)])
def test_so_do_those_of_every_layer_in_both_directions_and_without_biases(
    name: str, units: tuple[int, int]
) -> None:
    cell = load_cell(name)
    model, x = made(cell, units=units, directions=2, bias=False)
    trace = model.run(x)
    for layer in range(2):
        for direction, way in enumerate(("", "reverse.")):
            assert check(cell, model, trace.cell(layer, direction), f"{layer}.{way}") > 100


@settings(max_examples=40)
@given(cells())
def test_so_do_those_of_any_cell(cell: Cell) -> None:
    model, x = made(cell)
    trace = model.run(x)
    values = [trace[name] for name in cell.graph.named]
    assume(all(np.isfinite(array).all() and np.abs(array).max() < 20 for array in values))
    inner = [
        trace[node.text] for node in cell.graph.nodes if node.size in ("H", "D") and node.op != "parameter"
    ]
    assume(all(np.isfinite(array).all() and np.abs(array).max() < 1e3 for array in inner))
    check(cell, model, trace.cell(0))


def of(name: str, text: str, **sizes: Any) -> tuple[Arithmetic, LayerTrace, Model]:
    model, x = made(load_cell(name), **sizes)
    trace = model.run(x).cell(0)
    found = arithmetic(load_cell(name).graph, trace, text, 1, 3)
    assert found is not None
    return found, trace, model


def test_a_gate_is_an_activation_of_one_term_a_weight() -> None:
    found, trace, model = of("lstm", "f")
    assert (found.kind, found.op, found.body) == ("sum", "sigmoid", "W_f @ x + R_f @ h_prev + b_f")
    weights = [factor for term in found.terms for factor in term.factors if factor.kind == "weight"]
    assert [factor.text for factor in weights] == ["W_f"] * 2 + ["R_f"] * 3 + ["b_f"]
    sources = [(term.source, term.place) for term in found.terms]
    assert sources == [("x", 0), ("x", 1), *(("h_prev", unit) for unit in range(3)), ("", -1)]
    by_hand = (
        model.parameters["W_f"] @ trace["x"][2]
        + model.parameters["R_f"] @ trace["h_prev"][2]
        + model.parameters["b_f"]
    )
    assert found.total == pytest.approx(by_hand[1])
    assert found.value == pytest.approx(1 / (1 + math.exp(-by_hand[1])))


def test_a_value_that_multiplies_a_whole_sum_stands_in_every_term_of_it_and_is_told_apart() -> None:
    found, trace, model = of("gru", "n")
    r = trace["r"][2, 1]
    told = [term for term in found.terms if any(factor.text == "r" for factor in term.factors)]
    assert [term.source for term in told] == ["h_prev"] * 3 + ["r"]
    (scaling,) = found.scalings
    inside = model.parameters["R_n"][1] @ trace["h_prev"][2] + model.parameters["d_n"][1]
    assert scaling.text == "R_n @ h_prev + d_n"
    assert scaling.factors[0].value == r
    assert scaling.inside == pytest.approx(inside)
    assert scaling.amount == pytest.approx(sum(term.amount for term in told)) == pytest.approx(r * inside)


def test_a_state_is_a_sum_of_products_and_a_product_is_its_factors() -> None:
    found, trace, _model = of("lstm", "c")
    assert [term.source for term in found.terms] == ["f * c_prev", "i * g"]
    assert (found.kind, found.op) == ("sum", "")
    part, trace, _model = of("lstm", "f * c_prev")
    assert part.kind == "product"
    assert [(term.source, term.place) for term in part.terms] == [("f", 1), ("c_prev", 1)]
    assert part.total == trace["f"][2, 1] * trace["c_prev"][2, 1]
    mixed, _trace, _model = of("gru", "h")
    assert [[factor.text for factor in term.factors] for term in mixed.terms] == [
        ["z", "h_prev"],
        ["1 - z", "n"],
    ]


def test_the_curve_of_a_value_that_has_a_name_starts_at_that_value() -> None:
    found, trace, _model = of("lstm", "tanh(c)")
    assert (found.op, found.body, found.total) == ("tanh", "c", trace["c"][2, 1])
    assert [term.source for term in found.terms] == ["c"]


def test_what_is_held_says_so_beside_what_the_equation_gives() -> None:
    cell = load_cell("lstm")
    model, x = made(cell)
    clamp = np.full((STEPS, UNITS), np.nan)
    clamp[2, 1] = 0.25
    free, trace = model.run(x).cell(0), model.run(x, clamp={"f": clamp}).cell(0)
    found = arithmetic(cell.graph, trace, "f", 1, 3)
    assert found is not None
    assert (found.held, found.value) == (True, 0.25)
    assert found.computed == pytest.approx(free["f"][2, 1])
    for unit, step in ((0, 3), (1, 2)):
        other = arithmetic(cell.graph, trace, "f", unit, step)
        assert other is not None
        assert not other.held


def test_the_input_and_a_parameter_are_given_and_a_state_before_is_carried() -> None:
    given, trace, model = of("lstm", "x")
    assert given.kind == "given"
    assert [term.amount for term in given.terms] == trace["x"][2].tolist()
    weights, _trace, model = of("lstm", "R_o")
    assert [term.amount for term in weights.terms] == model.parameters["R_o"][1].tolist()
    bias, _trace, model = of("lstm", "b_o")
    assert [term.amount for term in bias.terms] == [model.parameters["b_o"][1]]
    carried, trace, _model = of("lstm", "c_prev")
    assert (carried.kind, carried.value, carried.terms[0].source) == ("carried", trace["c"][1, 1], "c")


def test_before_the_first_input_there_are_states_alone() -> None:
    cell = load_cell("lstm")
    model, x = made(cell)
    trace = model.run(x, initial={"c": 0.5}).cell(0)
    found = arithmetic(cell.graph, trace, "c", 1, 0)
    assert found is not None
    assert (found.kind, found.value, found.terms) == ("initial", 0.5, ())
    for text in ("f", "x", "W_f", "f * c_prev", "b_f"):
        assert arithmetic(cell.graph, trace, text, 1, 0) is None


def test_the_largest_term_comes_first_whatever_its_sign_and_what_is_no_number_before_all() -> None:
    terms = [Term(1.0, (), "", -1, amount) for amount in (0.1, -3.0, 2.0, math.nan, -0.1, math.inf)]
    assert order(terms) == [3, 5, 1, 2, 0, 4]


@pytest.mark.parametrize("name", cell_names())
def test_the_rows_of_a_box_times_what_it_gathers_are_its_sum(name: str) -> None:
    cell = load_cell(name)
    model, values = made(cell)
    trace, seen = model.run(values).cell(0, 0), 0
    for moment in moments(cell.graph):
        if moment.kind != "gather":
            continue
        found = gathered(trace, moment.terms, STEPS)
        column = np.array([term.amount for term in found.terms])
        assert len(column) == sum(1 if text == "1" else trace[text].shape[1] for text in moment.terms)
        for line in moment.parts if moment.terms == ("h_prev", "x", "1") else ():
            rows = np.column_stack([model.parameters[f"{kind}_{line}"] for kind in "RWb"])
            total = trace[f"W_{line} @ x + R_{line} @ h_prev + b_{line}"][STEPS - 1]
            assert rows @ column == pytest.approx(total, rel=1e-12, abs=1e-12)
            seen += 1
    assert seen or name not in ("lstm", "gru", "rnn", "janet")
