"""The menu of the right button: the same wherever a value stands, and it does what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from lstm_studio.core.study import Clamp
from lstm_studio.session.verbs import cell, selection, transport, what_if
from lstm_studio.ui.controls.ask_number import AskNumber
from lstm_studio.ui.menus import show_panel_menu, show_selected_menu
from lstm_studio.ui.panels.diagram import DiagramPanel
from lstm_studio.ui.panels.lens import LensPanel
from lstm_studio.ui.panels.states import StatesPanel
from lstm_studio.ui.panels.strip import StripPanel
from lstm_studio.ui.panels.values import ValuesPanel
from lstm_studio.ui.target import Target, number_at

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from lstm_studio.ui.window import Window


def texts(menu: QMenu) -> list[str]:
    return [action.text().replace("&", "") for action in menu.actions() if action.text()]


def entry(menu: QMenu, *path: str) -> QAction:
    """Give an action of a menu, or of a menu within it."""
    found = next(action for action in menu.actions() if action.text().replace("&", "").startswith(path[0]))
    if len(path) == 1:
        return found
    inner = next(child for child in menu.findChildren(QMenu) if child.title() == found.text())
    return entry(inner, *path[1:])


def opened(window: Window) -> QMenu:
    return next(menu for menu in window.findChildren(QMenu) if menu.isVisible())


def asked(window: Window, name: str, at: QPoint) -> QMenu:
    show_panel_menu(window, name, at)
    return opened(window)


def part(window: Window, value: str, unit: int) -> QPoint:
    """Where the strip of a part shows a unit, on the screen."""
    panel = window.desk.panels["diagram"]
    assert isinstance(panel, DiagramPanel)
    panel.finish()
    assert panel.view.diagram is not None
    strip = panel.view.diagram.figures[value].strip
    assert strip is not None
    wide = strip.rect.width() / window.session.state.study.sizes.units
    place = QPointF(strip.rect.left() + (unit + 0.5) * wide, strip.rect.center().y())
    return panel.view.viewport().mapToGlobal(panel.view.mapFromScene(place))


def test_a_cell_of_a_strip_is_held_and_released(window: Window) -> None:
    session = window.session
    session.do(transport.go, 9)
    window.frame.flush()
    menu = asked(window, "diagram", part(window, "f", 3))
    assert texts(menu)[0].startswith("f · unit 4 · step 9 = ")
    assert not entry(menu, "Release").isEnabled()
    entry(menu, "Hold at 1", "unit 4, from step 9").trigger()
    last = session.state.study.sequence.steps - 1
    assert session.state.study.edits == (Clamp("f", (3,), 8, last, 1.0),)
    menu.close()
    menu = asked(window, "diagram", part(window, "f", 3))
    entry(menu, "Release", "unit 4, at all steps").trigger()
    assert not session.state.study.edits
    menu.close()
    session.undo()
    assert session.undo_name == "holding of a value"


def test_a_number_is_asked_for_where_the_mouse_is(window: Window) -> None:
    session = window.session
    menu = asked(window, "diagram", part(window, "o", 0))
    entry(menu, "Hold at a number", "all units, at all steps").trigger()
    menu.close()
    card = window.findChild(AskNumber)
    assert card is not None
    QTest.keyClicks(card.number, "0,25")
    QTest.keyClick(card.number, Qt.Key.Key_Return)
    last = session.state.study.sequence.steps - 1
    assert session.state.study.edits == (Clamp("o", (), 0, last, 0.25),)


def test_what_has_no_name_says_why_it_cannot_be_held(window: Window) -> None:
    menu = asked(window, "diagram", part(window, "f * c_prev", 1))
    held = entry(menu, "Hold at 0")
    assert not held.isEnabled()
    assert "only what has a name" in held.toolTip()
    menu.close()


def test_a_state_one_step_before(window: Window) -> None:
    session = window.session
    session.do(transport.go, 1)
    window.frame.flush()
    menu = asked(window, "diagram", part(window, "c_prev", 2))
    entry(menu, "Hold at 1", "unit 3, before the first input").trigger()
    menu.close()
    assert session.state.study.edits == (Clamp("c", (2,), -1, -1, 1.0),)
    session.do(transport.go, 5)
    window.frame.flush()
    menu = asked(window, "diagram", part(window, "c_prev", 2))
    entry(menu, "Hold at 0", "unit 3, at step 4").trigger()
    menu.close()
    assert session.state.study.edits[-1] == Clamp("c", (2,), 3, 3, 0.0)


def test_a_frame_of_the_film_reads_another_symbol(window: Window) -> None:
    panel = window.desk.panels["strip"]
    assert isinstance(panel, StripPanel)
    at = panel.film.mapToGlobal(panel.film.place(7).center().toPoint())
    menu = asked(window, "strip", at)
    entry(menu, "Read another symbol", "set").trigger()
    menu.close()
    trace = window.session.scene.trace
    assert trace is not None
    assert trace.x[6].tolist() == [1, 0, 0]
    menu = asked(window, "strip", at)
    entry(menu, "Read another symbol", "nothing").trigger()
    menu.close()
    trace = window.session.scene.trace
    assert trace is not None
    assert trace.x[6].tolist() == [0, 0, 0]


def test_a_row_of_a_plot_has_the_menu_too(window: Window) -> None:
    panel = window.desk.panels["states"]
    assert isinstance(panel, StatesPanel)
    box = panel.stack.box
    top, high = panel.stack.items[0].row(5)
    place = box.mapViewToScene(QPointF(12.0, top + high / 2))
    target = panel.target_at(panel.chart.viewport().mapToGlobal(place.toPoint()))
    assert target == Target("c", 5, 12)
    trace = window.session.scene.cell_trace
    assert trace is not None
    assert number_at(window.session.scene, Target("c", 5, 12)) == trace["c"][11, 5]


def test_copy_plot_and_explain(window: Window) -> None:
    session = window.session
    session.do(transport.go, 4)
    window.frame.flush()
    menu = asked(window, "diagram", part(window, "i * g", 2))
    entry(menu, "Copy value").trigger()
    trace = session.scene.cell_trace
    assert trace is not None
    assert float(QGuiApplication.clipboard().text()) == trace["i * g"][3, 2]
    entry(menu, "Plot over time").trigger()
    assert session.state.view.plotted == ("i * g",)
    entry(menu, "Explain").trigger()
    menu.close()
    assert (session.state.view.node, session.state.view.unit) == ("i * g", 2)


def test_in_backward_mode_the_gradient_is_copied_too(window: Window) -> None:
    session = window.session
    session.do(transport.go, 4)
    session.do(selection.toggle_backward)
    window.frame.flush()
    gradient = session.scene.cell_gradient
    assert gradient is not None
    menu = asked(window, "diagram", part(window, "f", 2))
    entry(menu, "Copy gradient").trigger()
    menu.close()
    assert float(QGuiApplication.clipboard().text()) == gradient["f"][3, 2]


def test_terms_and_values_have_the_menu_of_what_they_are(window: Window) -> None:
    session = window.session
    session.do(transport.go, 6)
    session.do(selection.select_node, "i * g")
    session.do(selection.select_unit, 3)
    window.desk.reveal("lens")
    window.frame.flush()
    lens = window.desk.panels["lens"]
    assert isinstance(lens, LensPanel)
    row = lens.list.visualRect(lens.list.terms.index(0, 0)).center()
    target = lens.target_at(lens.list.viewport().mapToGlobal(row))
    assert target is not None
    assert target.value in ("i", "g")
    assert (target.unit, target.step) == (3, 6)
    window.desk.reveal("values")
    window.frame.flush()
    values = window.desk.panels["values"]
    assert isinstance(values, ValuesPanel)
    cell_of_o = values.view.visualRect(values.table.index(4, values.table.names.index("o"))).center()
    assert values.target_at(values.view.viewport().mapToGlobal(cell_of_o)) == Target("o", 4, 6)


def test_the_selected_value_has_its_menu_by_the_keyboard(window: Window) -> None:
    session = window.session
    session.do(cell.choose, "gru")
    session.do(selection.select_node, "z")
    session.do(transport.go, 3)
    window.frame.flush()
    show_selected_menu(window)
    menu = opened(window)
    entry(menu, "Hold at 1", "all units, at step 3").trigger()
    menu.close()
    assert session.state.study.edits == (Clamp("z", (), 2, 2, 1.0),)


@pytest.mark.parametrize("step", [1, 50])
def test_symbols_are_those_of_the_sequence(window: Window, step: int) -> None:
    state = window.session.state
    assert what_if.symbols(state) == ("set", "reset", "distract")
    changed = what_if.set_symbol(what_if.set_symbol(state, step, 1), step, 2)
    assert [(row.units, row.number) for row in changed.study.edits] == [((), 0.0), ((2,), 1.0)]
