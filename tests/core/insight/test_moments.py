"""The moments of a step: their order, and that each makes what it says, by another route than the program's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.insight.moments import KINDS, Moment, moments
from lstm_studio.core.insight.parts import Scheme
from lstm_studio.core.language.ops import OPERATIONS
from lstm_studio.core.model import Model
from tests.core.random_cells import graphs

if TYPE_CHECKING:
    from lstm_studio.core.language.graph import Graph
    from lstm_studio.core.trace import Trace

ODD = {
    "minus": "h = tanh(b - W @ x - p * h_prev - (R @ h_prev - d))",
    "named product": "y_1 = W @ x\nh = tanh(y_1 - y_1_prev)",
    "linear": "s = W @ x + U @ s_prev + b\nh = tanh(s)",
    "bias alone": "c = sigmoid(b_f) * c_prev + W @ x\nh = sigmoid(p * c) * c",
    "constant": "i = 1\nv = h_prev\nh = i * tanh(W @ x + v_prev + 0.5) - v",
}
CELLS = [
    *(load_cell(name) for name in cell_names()),
    *(Cell.from_text(text, name) for name, text in ODD.items()),
]


def traced(cell: Cell, *, bias: bool = True) -> Trace:
    rng = np.random.default_rng(5)
    model = Model(cell, inputs=3, units=4, dtype="float64", seed=1, bias=bias)
    model.flat[:] = rng.normal(size=model.flat.shape)
    return model.run(rng.normal(size=(6, 3)))


def there(graph: Graph) -> set[str]:
    """What is there before the first moment."""
    return {"x", *(f"{state}_prev" for state in graph.states)}


def faults(graph: Graph, found: tuple[Moment, ...]) -> list[str]:
    """What is wrong with the order of moments."""
    scheme, wrong, made = Scheme(graph), [], there(graph)
    for moment in found:
        wrong += [f"{moment.value} reads {read}" for read in moment.reads if read not in made]
        if moment.value == moment.part:
            made.add(moment.part)
    last = [moment.part for moment in found if moment.value == moment.part and moment.kind != "write"]
    inner = [part.key for part in scheme.parts.values() if part.kind != "input"]
    if last != inner:
        wrong.append(f"{last} are made, not {inner}")
    for part in scheme.parts.values():
        reads = {read for moment in found if moment.part == part.key for read in moment.reads}
        if part.kind != "input" and not set(part.sources) <= reads:
            wrong.append(f"{part.key} reads {part.sources}")
    written = [moment.value for moment in found if moment.kind == "write"]
    if set(written) != {*graph.states, "h"} or [moment.kind for moment in found[-len(written) :]] != [
        "write"
    ] * len(written):
        wrong.append(f"{written} are written")
    return wrong


def test_the_lstm_goes_as_it_is_taught() -> None:
    found = moments(load_cell("lstm").graph)
    assert [moment.kind for moment in found] == [
        "gather", *["product", "sum", "squash"] * 4, *["apply"] * 5, "write", "write",
    ]  # fmt: skip
    assert found[0] == Moment(
        "gather", "", "f", ("h_prev", "x"), ("h_prev", "x", "1"), "f", ("f", "i", "g", "o")
    )
    assert [moment.value for moment in found[1:4]] == [
        "W_f @ x + R_f @ h_prev",
        "W_f @ x + R_f @ h_prev + b_f",
        "f",
    ]
    assert [moment.value for moment in found[13:]] == ["f * c_prev", "i * g", "c", "tanh(c)", "h", "c", "h"]
    assert [moment.line for moment in found[13:18]] == ["c", "c", "c", "h", "h"]


def test_a_peephole_is_added_with_the_bias_and_waits_for_the_state_that_it_reads() -> None:
    found = moments(load_cell("lstm-peephole").graph)
    added = {moment.part: moment for moment in found if moment.kind == "sum"}
    assert (added["f"].terms, added["f"].reads) == (("p_f * c_prev", "b_f"), ("c_prev",))
    assert (added["o"].terms, added["o"].reads) == (("p_o * c", "b_o"), ("c",))
    order = [moment.value for moment in found]
    assert order.index("c") < order.index("o")


def test_a_model_without_biases_adds_none() -> None:
    graph = load_cell("lstm").graph
    kinds = [moment.kind for moment in moments(graph, bias=False)]
    assert kinds == ["gather", *["product", "squash"] * 4, *["apply"] * 5, "write", "write"]
    assert moments(graph, bias=False)[0].terms == ("h_prev", "x")
    peephole = moments(load_cell("lstm-peephole").graph, bias=False)
    assert [moment.terms for moment in peephole if moment.part == "f" and moment.kind == "sum"] == [
        ("p_f * c_prev",)
    ]


def test_boxes_that_read_the_same_gather_it_once() -> None:
    found = [moment for moment in moments(load_cell("gru-reset-before").graph) if moment.kind == "gather"]
    assert [moment.parts for moment in found] == [("r", "z"), ("n",)]
    assert found[1].reads == ("r * h_prev", "x")


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_every_part_is_made_once_of_what_is_there(cell: Cell) -> None:
    for bias in (True, False):
        assert faults(cell.graph, moments(cell.graph, bias=bias)) == []


def test_an_order_that_is_wrong_is_seen() -> None:
    graph = load_cell("lstm").graph
    right = moments(graph)
    assert faults(graph, (*right[13:], *right[:13]))
    assert faults(graph, right[:-1])
    assert faults(graph, tuple(moment for moment in right if moment.part != "g"))


@given(graphs())
@settings(max_examples=60)
def test_any_cell_has_its_moments_in_order(graph: Graph) -> None:
    assert faults(graph, moments(graph)) == []
    assert {moment.kind for moment in moments(graph)} <= set(KINDS)
    assert {moment.line for moment in moments(graph)} <= set(graph.named)


@pytest.mark.parametrize("bias", [True, False], ids=["biases", "no biases"])
@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_each_moment_makes_the_value_that_it_says(cell: Cell, bias: bool) -> None:
    trace, sums = traced(cell, bias=bias), dict[str, Any]()
    for moment in moments(cell.graph, bias=bias):
        terms = [trace[term] for term in moment.terms if term != "1" and moment.kind != "gather"]
        if moment.kind in ("product", "sum"):
            sums[moment.part] = sums.get(moment.part, 0.0) + sum(terms)
            made = sums[moment.part]
        elif moment.kind == "squash":
            op = cell.graph.by_text[moment.part].op
            made = trace[OPERATIONS[op].printed.format(moment.terms[0])]
            if moment.part in sums:
                np.testing.assert_allclose(sums[moment.part], terms[0], rtol=1e-12, atol=1e-12)
        elif moment.kind == "write":
            made = trace[moment.part]
        else:
            continue
        np.testing.assert_allclose(np.broadcast_to(made, trace[moment.value].shape), trace[moment.value],
                                   rtol=1e-12, atol=1e-12)  # fmt: skip
