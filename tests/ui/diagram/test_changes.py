"""What two cells have in common is found line by line, whatever the order of their terms."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPointF

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.ui.diagram.blocks import Sizes
from lstm_studio.ui.diagram.changes import Changes, changes
from lstm_studio.ui.diagram.drawing import draw
from lstm_studio.ui.diagram.look import qrect
from lstm_studio.ui.diagram.notes import Sign
from lstm_studio.ui.diagram.pieces import pieces
from lstm_studio.ui.diagram.tips import line_of
from tests.ui.diagram.cells import every_cell
from tests.ui.diagram.conftest import picture, pixels

if TYPE_CHECKING:
    from tests.ui.diagram.conftest import Scenes


def between(name: str, other: str) -> Changes:
    return changes(load_cell(name).graph, load_cell(other).graph)


@pytest.mark.parametrize("name", cell_names())
def test_a_cell_is_like_itself(name: str) -> None:
    assert between(name, name) == Changes()


def test_peepholes_are_three_lines_and_three_wires() -> None:
    found = between("lstm-peephole", "lstm")
    assert found.parts == found.lines.keys() == {"f", "i", "o"}
    assert found.wires == {("c_prev", "f"), ("c_prev", "i"), ("c", "o")}
    assert found.lines["o"] == "sigmoid(W_o @ x + R_o @ h_prev + b_o)"
    back = between("lstm", "lstm-peephole")
    assert back.parts == {"f", "i", "o"}
    assert back.wires == frozenset()  # there is no such wire here
    assert back.lines["o"] == "sigmoid(W_o @ x + R_o @ h_prev + p_o * c + b_o)"


def test_a_diagonal_is_another_wire_than_a_matrix() -> None:
    assert between("lstm-peephole", "lstm-peephole-full").wires == {
        ("c_prev", "f"), ("c_prev", "i"), ("c", "o"),
    }  # fmt: skip


def test_a_coupled_gate_is_one_part() -> None:
    found = between("lstm-cifg", "lstm")
    assert found.parts == {"f"}
    assert found.wires == {("i", "f")}
    assert between("lstm", "lstm-cifg").wires == {("x", "f"), ("h_prev", "f")}


def test_an_activation_that_is_missing_changes_what_reads_it() -> None:
    found = between("lstm", "lstm-noaf")
    assert {"tanh(c)", "h"} <= found.parts
    assert {("c", "tanh(c)"), ("tanh(c)", "h")} <= found.wires


def test_lines_that_one_alone_has_are_told_apart() -> None:
    found = between("lstm", "gru")
    assert found.lines["f"] == ""
    assert {"r", "z", "n"} == found.only.keys()
    assert ("c", ">c") in found.wires
    assert ("h", ">h") not in found.wires


def test_the_order_of_terms_makes_no_difference() -> None:
    one = Cell.from_text("f = σ(W x + R h_prev + b)\nc = f * c_prev + (1 - f) * tanh(V x)\nh = f * tanh(c)")
    two = Cell.from_text("f = σ(b + R h_prev + W x)\nc = (1 - f) * tanh(V x) + c_prev * f\nh = tanh(c) * f")
    assert not changes(one.graph, two.graph).lines
    three = Cell.from_text("f = σ(W x + R h_prev + b)\nc = f * c_prev + (f - 1) * tanh(V x)\nh = f * tanh(c)")
    assert changes(one.graph, three.graph).lines.keys() == {"c"}


@pytest.mark.parametrize("cell", every_cell(), ids=lambda cell: cell.name)
def test_the_pieces_of_a_wire_are_its_branches_each_once(cell: Cell) -> None:
    drawing = draw(cell, Sizes(4, 2), {})
    for wire in drawing.wires:
        cut = pieces(wire)
        lines = [line for piece in cut for line in pairwise(piece.points)]
        assert sorted(lines) == sorted(
            line for branch in wire.branches for line in pairwise(branch.points) if line[0] != line[1]
        )
        sinks = frozenset(sink for branch in wire.branches for sink in branch.sinks)
        assert cut[0].points[0] == wire.branches[0].points[0]
        assert cut[0].sinks == sinks
        for piece in cut:  # what goes on from the end of a piece leads to the same, each to a share of it
            after = [other for other in cut if other.points[0] == piece.points[-1]]
            if after:
                assert frozenset().union(*(other.sinks for other in after)) == piece.sinks
                assert sum(len(other.sinks) for other in after) == len(piece.sinks)
            else:
                assert len(piece.sinks) == 1
            assert piece.main == any(
                branch.main for branch in wire.branches if not piece.sinks.isdisjoint(branch.sinks)
            )


def test_only_the_pieces_that_lead_to_changes_are_marked(scenes: Scenes) -> None:
    scene = scenes(load_cell("lstm-peephole"), other=load_cell("lstm"))
    marked = {
        (key, tuple(sorted(piece.sinks)))
        for key, wire in scene.wires.items()
        for piece, _path in wire.changed
    }
    assert marked == {("c_prev", ("f", "i")), ("c_prev", ("f",)), ("c_prev", ("i",)), ("c", ("o",))}
    assert {key for key, figure in scene.figures.items() if figure.changed} == {"f", "i", "o"}
    assert [note.sign for note in scene.legend.notes] == [Sign.GHOST, Sign.CHANGED]
    assert scene.legend.notes[0].words == "LSTM"
    before = pixels(picture(scene))
    scene.wires["c"].changed = []
    assert (pixels(picture(scene)) != before).any()


@pytest.mark.parametrize("name", cell_names())
def test_an_outline_covers_no_text(scenes: Scenes, name: str) -> None:
    scene = scenes(load_cell(name), other=Cell.from_text("h = relu(Q x)"))
    changed = [figure for figure in scene.figures.values() if figure.changed]
    assert len(changed) > 1
    for figure in changed:
        around = figure.outline
        for key, other in scene.figures.items():
            for what, rect in other.figure.texts.items():
                if figure.figure.part is not None or key != figure.figure.key:
                    assert not around.intersects(qrect(rect)), (figure.figure.key, what, key)
        for label in scene.drawing.shapes:
            assert not around.intersects(qrect(label.rect)), (figure.figure.key, label)


def test_a_tip_says_what_the_other_cell_has(scenes: Scenes) -> None:
    scene = scenes(load_cell("lstm-cifg"), other=load_cell("lstm"))
    said = scene.about(scene.figures["f"].core.center())
    assert "LSTM has instead:" in said
    assert "<i>W</i><sub><i>f</i></sub>" in said
    assert "instead" not in scene.about(scene.figures["o"].core.center())
    piece, _path = scene.wires["i"].changed[0]
    (x1, y1), (x2, y2) = piece.points[-2:]
    assert "LSTM has instead:" in scene.about(QPointF((x1 + x2) / 2, (y1 + y2) / 2))
    scene = scenes(load_cell("lstm"), other=load_cell("gru"))
    assert "GRU has no <i>f</i>" in scene.about(scene.figures["f"].core.center())
    assert "GRU has no <i>c</i>" in scene.about(scene.figures["i * g"].core.center())


def test_every_value_that_is_computed_stands_in_a_line() -> None:
    graph = load_cell("lstm").graph
    assert [line_of(graph, text) for text in ("f", "f * c_prev", "tanh(c)", "W_o @ x", "x", "c_prev")] == [
        "f", "c", "h", "o", "", "",
    ]  # fmt: skip
