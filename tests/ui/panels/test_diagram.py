"""The panel follows the session, and a click, a wheel and a drag do what a person expects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from lstm_studio.catalogue import load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.session.session import Session
from lstm_studio.session.verbs import cell, comparison, selection, sizes, transport, what_if
from lstm_studio.ui.diagram.captions import fitted
from lstm_studio.ui.diagram.pins import Hold
from lstm_studio.ui.diagram.scene import DiagramScene
from lstm_studio.ui.export import render
from lstm_studio.ui.panels.diagram import DiagramPanel
from lstm_studio.ui.theme import DARK


@pytest.fixture
def panel(
    shown: Callable[[type[DiagramPanel]], DiagramPanel], session: Session, dressed: QApplication, qtbot: QtBot
) -> DiagramPanel:
    assert dressed
    session.do(transport.go, 12)
    made = shown(DiagramPanel)
    made.resize(760, 420)
    qtbot.waitUntil(lambda: made.view.width() > 700)
    return made


def scene(panel: DiagramPanel) -> DiagramScene:
    assert panel.view.diagram is not None
    return panel.view.diagram


def spot(panel: DiagramPanel, point: QPointF) -> QPoint:
    return panel.view.mapFromScene(point)


def wide(panel: DiagramPanel, least: int) -> bool:
    return panel.view.width() > least


def click(panel: DiagramPanel, point: QPointF) -> None:
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=spot(panel, point))


def wheel(panel: DiagramPanel, notches: int, keys: Qt.KeyboardModifier) -> None:
    place = QPointF(panel.view.viewport().rect().center())
    # The zoom keeps what is under the pointer, which another test may have left anywhere.
    QTest.mouseMove(panel.view.viewport(), place.toPoint())
    event = QWheelEvent(
        place, panel.view.viewport().mapToGlobal(place), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, keys, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(panel.view.viewport(), event)


def test_it_shows_the_step_at_the_cursor(session: Session, panel: DiagramPanel) -> None:
    trace = session.scene.trace
    assert trace is not None
    for step in (12, 13, 50):
        session.do(transport.go, step)
        assert scene(panel).figures["f"].value == trace["f"][step - 1, 0]
    session.do(selection.select_unit, 5)
    assert scene(panel).figures["c"].value == trace["c"][49, 5]
    assert scene(panel).sentence.text.startswith("Step 50")
    assert scene(panel).sentence.text.lower() == str(session.scene.sentence).lower()
    assert scene(panel).title.text == "8 units · step 50 of 50 · unit 6 selected"
    assert panel.view.accessibleDescription() == session.scene.sentence


def test_a_step_keeps_the_scene_and_another_cell_makes_another(session: Session, panel: DiagramPanel) -> None:
    first = scene(panel)
    session.do(transport.step, 1)
    session.do(selection.select_unit, 3)
    assert scene(panel) is first
    session.do(cell.set_option, "peephole", "diagonal")
    assert scene(panel) is not first
    assert {mark.parameter for wire in scene(panel).drawing.wires for mark in wire.marks} == {
        "p_f",
        "p_i",
        "p_o",
    }
    session.do(cell.set_cell, load_cell("gru"))
    assert "r * (R_n @ h_prev + d_n)" in scene(panel).figures
    session.undo()
    session.undo()
    assert not scene(panel).drawing.marks


def test_old_scenes_go(session: Session, panel: DiagramPanel) -> None:
    for units in (4, 5, 6, 7):
        session.do(sizes.set_units, units)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert panel.findChildren(DiagramScene) == [scene(panel)]
    strip = scene(panel).figures["f"].strip
    assert strip is not None
    assert len(strip.cells) == 7


def test_a_cell_of_ones_own_is_drawn_too(session: Session, panel: DiagramPanel) -> None:
    own = Cell.from_text(
        "f = σ(W_f x + R_f h_prev + b_f)\nc = f * c_prev + (1 - f) * tanh(W_c x)\nh = c", "own", "Mine"
    )
    session.do(cell.set_cell, own)
    assert scene(panel).title.strong == "Mine"
    assert scene(panel).figures["f"].value is not None


def test_a_wrong_grid_is_said_and_the_cell_is_drawn_without(session: Session, panel: DiagramPanel) -> None:
    lstm = load_cell("lstm")
    session.do(cell.set_cell, replace(lstm, diagram=lstm.diagram.replace("=i * g", "=i * o")))
    assert scene(panel).sentence.text.startswith("Diagram, line 3, column 3: there is no part “i * o”")
    assert scene(panel).figures["i * g"].value is not None
    session.do(cell.set_cell, lstm)
    assert scene(panel).sentence.text.startswith("Step 12")


def test_without_biases_every_part_has_its_value(session: Session, panel: DiagramPanel) -> None:
    session.do(cell.set_cell, load_cell("gru"))
    session.do(sizes.set_bias, False)
    assert all(
        figure.value is not None for key, figure in scene(panel).figures.items() if key not in ("x", ">h")
    )


def test_a_click_selects_value_and_unit(session: Session, panel: DiagramPanel) -> None:
    click(panel, scene(panel).figures["i"].body.center())
    assert (session.state.view.node, session.state.view.unit) == ("i", 0)
    strip = scene(panel).figures["tanh(c)"].strip
    assert strip is not None
    click(panel, strip.cells[4].center())
    assert (session.state.view.node, session.state.view.unit) == ("tanh(c)", 4)
    assert scene(panel).figures["tanh(c)"].chosen
    click(panel, QPointF(2.0, -2.0))
    assert (session.state.view.node, session.state.view.unit) == ("", 4)


def test_a_drag_is_no_click_and_moves_the_paper(session: Session, panel: DiagramPanel) -> None:
    wheel(panel, 8, Qt.KeyboardModifier.ControlModifier)
    panel.view.centerOn(scene(panel).sceneRect().center())  # so that there is paper to drag on every side
    view, start = panel.view, spot(panel, scene(panel).sceneRect().center())
    before = view.mapToScene(start)
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    for part in (10, 25, 40):
        QTest.mouseMove(view.viewport(), start + QPoint(part, 0))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=start + QPoint(40, 0))
    assert session.state.view.node == ""
    after = view.mapToScene(start)
    assert (before.x() - after.x()) * view.transform().m11() == pytest.approx(40, abs=2)


def test_control_and_wheel_zoom_and_a_double_click_fits(panel: DiagramPanel) -> None:
    view = panel.view
    fitted = view.transform().m11()
    wheel(panel, 1, Qt.KeyboardModifier.NoModifier)
    assert view.transform().m11() == fitted
    wheel(panel, 2, Qt.KeyboardModifier.ControlModifier)
    assert view.transform().m11() == pytest.approx(fitted * 1.15**2)
    assert not view.fitted
    wheel(panel, 40, Qt.KeyboardModifier.ControlModifier)
    assert view.transform().m11() == pytest.approx(6.0)
    wheel(panel, -60, Qt.KeyboardModifier.ControlModifier)
    assert view.transform().m11() == fitted
    assert view.fitted
    wheel(panel, 1, Qt.KeyboardModifier.ControlModifier)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    assert view.transform().m11() == fitted


def test_the_drawing_follows_its_place(qtbot: QtBot, panel: DiagramPanel) -> None:
    for size in ((760, 420), (1300, 700), (700, 600)):
        panel.resize(*size)
        qtbot.waitUntil(partial(wide, panel, size[0] - 10))
        view, rect = panel.view, scene(panel).sceneRect()
        shown = view.mapFromScene(rect).boundingRect()
        assert view.viewport().rect().adjusted(-1, -1, 1, 1).contains(shown)
        assert max(shown.width() / view.width(), shown.height() / view.height()) > 0.98


def test_a_click_leaves_the_keys_with_the_window(panel: DiagramPanel) -> None:
    panel.view.clearFocus()
    click(panel, scene(panel).figures["i"].body.center())
    assert not panel.view.hasFocus()
    assert panel.view.focusPolicy() is Qt.FocusPolicy.TabFocus


def test_another_theme_is_another_look(panel: DiagramPanel) -> None:
    panel.set_theme(DARK)
    assert scene(panel).look.theme is DARK
    assert panel.view.grab().toImage().pixelColor(4, 4) == DARK.paper
    assert scene(panel).figures["f"].value is not None


def test_a_tool_tip_is_shown_over_a_part(qtbot: QtBot, panel: DiagramPanel) -> None:
    place = spot(panel, scene(panel).figures["f"].body.center())
    event = QHelpEvent(QEvent.Type.ToolTip, place, panel.view.viewport().mapToGlobal(place))
    QApplication.sendEvent(panel.view.viewport(), event)
    assert "forget gate" in QToolTip.text()
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_the_mouse_says_what_can_be_clicked(panel: DiagramPanel) -> None:
    port = panel.view.viewport()
    QTest.mouseMove(port, spot(panel, scene(panel).figures["f"].body.center()))
    assert port.cursor().shape() is Qt.CursorShape.PointingHandCursor
    QTest.mouseMove(port, QPoint(3, 3))
    assert port.cursor().shape() is Qt.CursorShape.ArrowCursor


def test_the_panel_is_written_with_text_as_text(session: Session, tmp_path: Path) -> None:
    path = render(session.state, tmp_path / "diagram.svg", what="diagram", step=3)
    words = {
        "".join(node.itertext()) for node in ET.parse(path).getroot().iter("{http://www.w3.org/2000/svg}text")
    }
    assert {"LSTM", "8 units · step 3 of 50 · unit 1 selected", "forget", "tanh"} <= words


def test_backward_the_diagram_shows_gradients_or_says_why_not(panel: DiagramPanel, session: Session) -> None:
    session.do(selection.select_unit, 2)
    session.do(selection.toggle_backward)
    gradient = session.scene.cell_gradient
    assert gradient is not None
    diagram = scene(panel)
    assert diagram.figures["f"].value == gradient["f"][11, 2]
    assert diagram.title.text.startswith("backward")
    assert session.scene.objective in diagram.about(diagram.legend.rect.center())
    bare = replace(session.state.study.sequence, target=None, weight=None)
    session.do(lambda state: state.with_study(sequence=bare))
    trace = session.scene.cell_trace
    assert trace is not None
    assert scene(panel).figures["f"].value == trace["f"][11, 2]
    assert scene(panel).sentence.text == session.scene.objective
    assert session.scene.objective.startswith("Nothing to differentiate")


def test_the_diagram_shows_what_is_held_and_the_original(panel: DiagramPanel, session: Session) -> None:
    session.do(selection.select_unit, 2)
    session.do(what_if.hold, "f", 0.25, (2,), (10, 20))
    figure, ghost = scene(panel).figures["f"], session.scene.ghost
    assert ghost is not None
    assert (figure.hold, figure.held, figure.value) == (Hold.NOW, (2,), 0.25)
    assert figure.ghost.text == fitted(float(ghost["f"][11, 2]), signed=False)
    session.do(what_if.clear_all)
    assert scene(panel).figures["f"].hold is Hold.FREE
    assert scene(panel).figures["f"].figure.ghost is None


def test_a_hold_of_another_layer_is_not_shown(panel: DiagramPanel, session: Session) -> None:
    session.do(sizes.set_layers, 2)
    session.do(selection.enter, 1, 0)
    session.do(what_if.hold, "f", 1.0)
    assert scene(panel).figures["f"].hold is Hold.NOW
    session.do(selection.enter, 0, 0)
    assert scene(panel).figures["f"].hold is Hold.FREE
    session.do(what_if.set_input, 12, 0, 3.0)
    assert scene(panel).figures["x"].held == (0,)
    session.do(selection.enter, 1, 0)
    assert scene(panel).figures["x"].hold is Hold.FREE


def test_what_another_cell_does_otherwise_is_marked_until_it_is_no_longer_compared(
    panel: DiagramPanel, session: Session
) -> None:
    session.do(comparison.compare, "lstm-cifg")
    assert [key for key, figure in scene(panel).figures.items() if figure.changed] == ["f"]
    session.do(comparison.stop_comparing)
    assert not any(figure.changed for figure in scene(panel).figures.values())
