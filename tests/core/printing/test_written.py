"""Every form in which equations are written reads back as the same cell."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.language.graph import Graph
from lstm_studio.core.printing.written import FORMS, written
from tests.core.random_cells import graphs


def meaning(graph: Graph) -> object:
    """Give all that a graph says, without places."""
    nodes = [(node.op, node.args, node.name, node.text, node.size, node.value) for node in graph.nodes]
    return nodes, graph.parameters, graph.named, graph.states


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", cell_names())
def test_a_built_in_cell_in_every_form(name: str, form: str) -> None:
    graph = load_cell(name).graph
    text = written(graph, form)
    assert meaning(Graph.read(text)) == meaning(graph)
    assert written(Graph.read(text), form) == text


@settings(max_examples=60)
@given(graphs())
def test_any_cell_in_every_form(graph: Graph) -> None:
    for form in FORMS:
        text = written(graph, form)
        again = Graph.read(text)
        assert meaning(again) == meaning(graph), text
        assert written(again, form) == text


@settings(max_examples=60)
@given(graphs())
def test_a_cell_of_any_text_keeps_its_graph(graph: Graph) -> None:
    cell = Cell.from_text(written(graph, "latex"), "mine")
    assert meaning(Graph.read(cell.text)) == meaning(cell.graph) == meaning(graph)
    assert Cell.from_text(cell.text, "mine") == cell
    assert cell.written("plain") == cell.text


def test_the_lstm_as_it_is_published() -> None:
    cell = load_cell("lstm")
    assert cell.written("unicode").splitlines()[4:] == ["cₜ = fₜ ⊙ cₜ₋₁ + iₜ ⊙ gₜ", "hₜ = oₜ ⊙ tanh(cₜ)"]
    assert cell.written("latex").splitlines()[4] == r"c_{t} &= f_{t} \odot c_{t-1} + i_{t} \odot g_{t} \\"


def test_a_form_that_there_is_not() -> None:
    with pytest.raises(ValueError, match="no form “word”; expected one of plain, unicode"):
        load_cell("lstm").written("word")
