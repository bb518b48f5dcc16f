"""What the mouse points at in any panel is marked in the diagram, and the other way round."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.session.verbs import hover
from lstm_studio.session.verbs.cell import set_cell
from lstm_studio.ui.diagram.blocks import Sizes
from lstm_studio.ui.diagram.scene import DiagramScene
from lstm_studio.ui.panels.diagram import DiagramPanel
from lstm_studio.ui.theme import LIGHT

if TYPE_CHECKING:
    from lstm_studio.session.session import Session
    from lstm_studio.ui.window import Window


@pytest.mark.parametrize("name", cell_names())
def test_every_symbol_of_a_cell_has_its_place_in_the_diagram(name: str) -> None:
    scene = DiagramScene(load_cell(name), Sizes(4, 3), LIGHT)
    graph = scene.cell.graph
    previous = [f"{state}_prev" for state in graph.states]
    for text in (*graph.named, *previous, "x", *graph.parameters):
        scene.pointed.show_texts((text,))
        assert scene.pointed.rects or scene.pointed.rings, text
        assert scene.pointed.isVisible()
    scene.pointed.show_texts(())
    assert not scene.pointed.isVisible()


def test_a_matrix_marks_its_way_and_a_bias_its_box() -> None:
    scene = DiagramScene(load_cell("lstm"), Sizes(4, 3), LIGHT)
    box = scene.figures["f"].body
    scene.pointed.show_texts(("x",))
    whole = scene.pointed.ways.boundingRect()
    for text in ("W_f", "W_f @ x"):
        scene.pointed.show_texts((text,))
        (rect,) = scene.pointed.rects
        assert rect.contains(box)
        assert scene.pointed.ways.boundingRect().width() < whole.width()  # not on to the other gates
    scene.pointed.show_texts(("b_f",))
    (rect,) = scene.pointed.rects
    assert scene.pointed.under(rect.center()) == ("f",)
    assert scene.pointed.ways.isEmpty()


def test_a_small_matrix_is_ringed_and_found() -> None:
    scene = DiagramScene(load_cell("lstm-peephole"), Sizes(4, 3), LIGHT)
    scene.pointed.show_texts(("p_f",))
    (ring,) = scene.pointed.rings
    assert scene.pointed.under(ring) == ("p_f",)


def test_the_mouse_over_a_part_tells_every_panel(window: Window) -> None:
    session: Session = window.session
    panel = window.desk.panels["diagram"]
    assert isinstance(panel, DiagramPanel)
    diagram = panel.view.diagram
    assert diagram is not None
    figure = next(figure for figure in diagram.figures.values() if figure.figure.value == "i")
    QTest.mouseMove(panel.view.viewport(), panel.view.mapFromScene(figure.body.center()))
    assert session.state.view.hovered == ("i",)
    window.frame.flush()
    assert len(diagram.pointed.rects) == 1
    QTest.mouseMove(panel.view.viewport(), QPoint(1, 1))
    assert not session.state.view.hovered
    session.glance(hover.point, "c")
    window.frame.flush()
    assert diagram.pointed.rects
    session.do(set_cell, load_cell("gru"))
    window.frame.flush()
    assert panel.view.diagram is not diagram
