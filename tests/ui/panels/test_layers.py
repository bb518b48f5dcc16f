"""Every panel shows the values of the layer and direction that is looked into."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from lstm_studio.session.verbs import selection, sizes, transport
from lstm_studio.ui.panels.diagram import DiagramPanel
from lstm_studio.ui.panels.equations import EquationsPanel
from lstm_studio.ui.panels.gates import GatesPanel
from lstm_studio.ui.panels.states import StatesPanel
from lstm_studio.ui.panels.values import ValuesPanel

if TYPE_CHECKING:
    from collections.abc import Callable

    from lstm_studio.core.trace import LayerTrace
    from lstm_studio.session.session import Session
    from lstm_studio.ui.panels.panel import Panel
    from lstm_studio.ui.window import Window

    Shown = Callable[[type[Panel]], Panel]

STEP = 7
CELLS = [(0, 0), (0, 1), (1, 0), (1, 1)]


@pytest.fixture(params=[(8, 8), (9, 5)])
def deep(session: Session, request: pytest.FixtureRequest) -> Session:
    session.do(sizes.set_units, request.param)
    session.do(sizes.set_directions, 2)
    session.do(transport.go, STEP)
    session.do(selection.select_unit, 3)
    return session


def values(session: Session, layer: int, direction: int) -> LayerTrace:
    session.do(selection.enter, layer, direction)
    trace = session.scene.trace
    assert trace is not None
    return trace.cell(layer, direction)


@pytest.mark.parametrize("cell", CELLS)
def test_the_table_holds_its_values(deep: Session, shown: Shown, cell: tuple[int, int]) -> None:
    panel = shown(ValuesPanel)
    assert isinstance(panel, ValuesPanel)
    trace = values(deep, *cell)
    for place, name in enumerate(panel.table.names):
        np.testing.assert_array_equal(panel.table.values[:, place], trace[name][STEP - 1])


@pytest.mark.parametrize("cell", CELLS)
def test_the_equations_say_which_step_is_read_and_where_the_output_comes_from(
    deep: Session, shown: Shown, cell: tuple[int, int]
) -> None:
    panel = shown(EquationsPanel)
    assert isinstance(panel, EquationsPanel)
    trace = values(deep, *cell)
    lines = {row.name: row for row in panel.lines}
    printed = lines["f"].equation.accessibleName()
    assert ("t+1" in printed) == bool(cell[1])
    assert ("t−1" in printed) != bool(cell[1])
    assert float(lines["f"].number.text()) == pytest.approx(trace["f"][STEP - 1, 3], abs=0.006)
    assert ("y" in lines) == (cell[0] == 1)
    deep.do(transport.go, 0)
    assert (lines["h"].number.text() == "–") == bool(cell[1])


@pytest.mark.parametrize("cell", CELLS)
def test_the_diagram_shows_what_it_reads_and_where_it_comes_from(
    deep: Session, shown: Shown, cell: tuple[int, int]
) -> None:
    panel = shown(DiagramPanel)
    assert isinstance(panel, DiagramPanel)
    trace = values(deep, *cell)
    diagram = panel.view.diagram
    assert diagram is not None
    figures = {figure.figure.value: figure for figure in diagram.figures.values()}
    strip = figures["x"].strip
    assert strip is not None
    assert strip.units == (2 * deep.state.study.sizes.units_of(0) if cell[0] else 3)
    row = diagram.readings.at("x", STEP)
    assert row is not None
    np.testing.assert_array_equal(row, trace["x"][STEP - 1])
    assert figures["c_prev"].symbol.sub == ("t+1" if cell[1] else "t−1")
    previous = trace["c"][STEP if cell[1] else STEP - 2, 3]
    assert figures["c_prev"].value == pytest.approx(previous)
    assert figures["x"].word.startswith("h of layer 1") == bool(cell[0])
    assert panel.map.isVisible()


@pytest.mark.parametrize("cell", CELLS)
def test_the_plots_over_time_are_its_own(deep: Session, shown: Shown, cell: tuple[int, int]) -> None:
    states, gates = shown(StatesPanel), shown(GatesPanel)
    assert isinstance(states, StatesPanel)
    assert isinstance(gates, GatesPanel)
    trace = values(deep, *cell)
    line = next(line for line in states.curves.lines if line.name == "c")
    np.testing.assert_allclose(line.values[1 - line.first :], trace["c"][:, 3], rtol=1e-6)
    assert line.first == cell[1]  # nothing stands before the first step of a cell that reads back
    gates.ways.chosen.emit("kept")
    share = next(line for line in gates.curves.lines)
    last = 1 if cell[1] else len(trace["f"])
    between = slice(0, STEP - 1) if cell[1] else slice(STEP, None)
    np.testing.assert_allclose(share.values[last - share.first], np.prod(trace["f"][between, 3]), rtol=1e-9)
    assert share.values[STEP - share.first] == 1


def test_a_model_without_biases_shows_none(session: Session, shown: Shown) -> None:
    equations, diagram = shown(EquationsPanel), shown(DiagramPanel)
    assert isinstance(equations, EquationsPanel)
    assert isinstance(diagram, DiagramPanel)
    for bias in (True, False):
        session.do(sizes.set_bias, bias)
        printed = next(row for row in equations.lines if row.name == "f").equation.accessibleName()
        assert ("b" in printed) == bias
        scene = diagram.view.diagram
        assert scene is not None
        box = next(figure for figure in scene.figures.values() if figure.figure.value == "f")
        assert ("<i>b</i>" in scene.about(box.body.center())) == bias


def test_keys_walk_through_the_layers(window: Window) -> None:
    acts, session = window.acts.all, window.session
    names = ("upper_layer", "lower_layer", "reverse_cell", "forward_cell")

    def possible() -> set[str]:
        window.frame.flush()
        return {name for name in names if acts[name].isEnabled()}

    assert possible() == set()
    session.do(sizes.set_layers, 2)
    session.do(sizes.set_directions, 2)
    assert possible() == {"upper_layer", "reverse_cell"}
    for name, cell in zip(names, ((1, 0), (0, 0), (0, 1), (0, 0)), strict=True):
        acts[name].trigger()
        window.frame.flush()
        assert (session.state.view.layer, session.state.view.direction) == cell
    assert session.history.future is None
    session.do(selection.enter, 1, 1)
    assert possible() == {"lower_layer", "forward_cell"}
    session.undo()
    session.undo()
    assert (session.state.view.layer, session.state.view.direction) == (0, 0)
    assert possible() == set()


def test_the_type_of_the_equations_is_the_same_in_every_layer(window: Window) -> None:
    panel = window.desk.panels["equations"]
    assert isinstance(panel, EquationsPanel)
    window.session.do(sizes.set_layers, 2)
    found = []
    for layer in (0, 1):
        window.session.do(selection.enter, layer, 0)
        window.frame.flush()
        found.append({row.equation.size_of_type for row in panel.lines})
        assert ("y" in {row.name for row in panel.lines}) == bool(layer)
    assert found[0] == found[1]
