"""In backward mode the same drawing shows the gradients, each wire what comes back on it, and says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.insight.parts import Scheme
from lstm_studio.core.printing.lettering import Lettering
from lstm_studio.core.study import Clamp
from lstm_studio.ui.diagram import flows
from lstm_studio.ui.diagram.blocks import Sizes
from lstm_studio.ui.diagram.captions import fitted, symbol
from lstm_studio.ui.diagram.drawing import draw
from lstm_studio.ui.diagram.flows import Flows
from lstm_studio.ui.diagram.graded import FINEST, THICKEST, thickness
from lstm_studio.ui.diagram.readings import GRADIENT, powers
from lstm_studio.ui.theme import DARK
from tests.ui.diagram.cells import ODD, every_cell
from tests.ui.diagram.conftest import STEPS, model_of, picture, pixels
from tests.ui.diagram.test_scene import written

if TYPE_CHECKING:
    from lstm_studio.ui.diagram.items import FigureItem
    from tests.ui.diagram.conftest import Graded, Scenes, Traced

ODDS = [Cell.from_text(text, name) for name, text in ODD.items() if name != "number"]


@pytest.mark.parametrize("cell", [*map(load_cell, cell_names()), *ODDS], ids=lambda cell: cell.name)
def test_what_comes_back_on_all_ways_is_the_gradient(scenes: Scenes, cell: Cell) -> None:
    scene = scenes(cell, units=3, inputs=2, backward=True)
    gradient = scene.readings.gradient
    assert gradient is not None
    for key, wire in scene.wires.items():
        sinks = {sink for branch in wire.wire.branches for sink in branch.sinks}
        for cursor in (1, 12, STEPS):
            ways = [scene.flows.at(key, (sink,), cursor) for sink in sinks]
            if any(way is None for way in ways):
                continue  # a term of two boxes: nobody knows the shares
            total = np.sum([way for way in ways if way is not None], axis=0)
            assert np.allclose(total, gradient[key][cursor - 1], equal_nan=True)
    unread = [key for key in scene.drawing.scheme.parts if key not in scene.wires]
    assert all(not gradient[key].any() for key in unread)


def test_each_way_is_worth_what_the_chain_rule_says(graded: Graded, traced: Traced) -> None:
    """Held against derivatives by hand."""
    cell = load_cell("lstm-peephole")
    gradient, trace = graded(cell, 4, 2), traced(cell, 4, 2)
    ports = {figure.key: figure.port for figure in draw(cell, Sizes(4, 2), {}).figures if figure.port}
    ways = Flows(cell.graph, Scheme(cell.graph), ports)
    ways.take(gradient)
    weights = model_of(cell, 4, 2)[0].parameters
    t = 7
    slope = {name: trace[name][t] * (1 - trace[name][t]) for name in "fio"}
    ahead = {name: trace[name][t + 1] * (1 - trace[name][t + 1]) for name in "fi"}

    def way(value: str, *sinks: str) -> object:
        return pytest.approx(ways.at(value, sinks, t + 1))

    assert gradient["f * c_prev"][t] * trace["c_prev"][t] == way("f", "f * c_prev")
    assert weights["R_o"].T @ (gradient["o"][t] * slope["o"]) == way("h_prev", "o")
    assert weights["W_i"].T @ (gradient["i"][t] * slope["i"]) == way("x", "i")
    assert weights["p_o"] * gradient["o"][t] * slope["o"] == way("c", "o")
    assert weights["p_f"] * gradient["f"][t] * slope["f"] == way("c_prev", "f")
    later = gradient["f * c_prev"][t + 1] * trace["f"][t + 1]
    later += sum(weights[f"p_{name}"] * gradient[name][t + 1] * ahead[name] for name in "fi")
    assert later == way("c", ">c")
    assert gradient["h_prev"][t + 1] == way("h", ">h'")
    assert gradient["h"][t] - gradient["h_prev"][t + 1] == way("h", ">h")
    assert gradient["c"][t] == way("c", "tanh(c)", "o", ">c")
    assert ways.amount("f", ("f * c_prev",), t + 1, 2) == pytest.approx(gradient["f"][t, 2])
    assert ways.amount("x", ("f", "i", "g", "o"), t + 1, 2) == pytest.approx(np.linalg.norm(gradient["x"][t]))
    assert ways.amount("f", ("f * c_prev",), 0, 2) is None


def test_of_a_term_that_two_boxes_read_the_whole_is_shown(scenes: Scenes) -> None:
    cell = Cell.from_text("f = σ(W x + b)\ng = tanh(W x + R h_prev)\nh = f * g")
    scene = scenes(cell, units=3, backward=True)
    gradient = scene.readings.gradient
    assert gradient is not None
    whole = float(np.linalg.norm(gradient["x"][11]))
    for piece in scene.wires["x"].pieces:
        assert scene.flows.amount("x", piece.sinks, 12, 0) == pytest.approx(whole)


def test_of_a_very_long_run_wires_show_the_whole(scenes: Scenes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flows, "LARGEST", 10)
    scene = scenes(load_cell("lstm"), backward=True)
    gradient = scene.readings.gradient
    assert gradient is not None
    for piece in scene.wires["h_prev"].pieces:
        assert scene.flows.amount("h_prev", piece.sinks, 12, 3) == gradient["h_prev"][11, 3]


@pytest.mark.parametrize("name", cell_names())
def test_every_strip_and_number_is_the_gradient(scenes: Scenes, graded: Graded, name: str) -> None:
    cell = load_cell(name)
    scene, gradient = scenes(cell, backward=True), graded(cell, 8, 3)
    high = scene.readings.high("h")
    largest = max(np.abs(gradient[value]).max() for value in scene.readings.scales)
    assert largest <= high <= 2 * largest
    for figure in scene.figures.values():
        value, row = figure.figure.value, gradient[figure.figure.value][11]
        assert scene.readings.scales[value] == GRADIENT
        if figure.strip is not None:
            assert figure.strip.shades == scene.readings.shades(value, row).tolist()
        if value != "x":
            assert figure.value == row[2]


def test_colours_and_widths_go_by_powers_of_ten() -> None:
    placed = powers(np.array([-1.0, -0.1, -1e-4, 0.0, 1e-3, 0.1, 1.0, 2.0]), 1.0)
    assert placed == pytest.approx([-1.0, -2 / 3, 0.0, 0.0, 0.0, 2 / 3, 1.0, 1.0])
    assert np.isnan(powers(np.array([np.nan]), 1.0)[0])
    widths = [thickness(size, 1.0) for size in (0.0, 1e-9, 0.01, 0.1, 1.0, np.inf, np.nan)]
    assert widths == sorted(widths)
    assert widths[:2] == [FINEST, FINEST]
    assert widths[-3:] == [THICKEST] * 3


def test_wires_have_the_colour_of_the_sign_and_the_width_of_the_size(scenes: Scenes) -> None:
    for scene in (
        scenes(load_cell("lstm"), backward=True),
        scenes(load_cell("gru"), theme=DARK, backward=True),
    ):
        high = scene.readings.high("h")
        for key, wire in scene.wires.items():
            assert wire.graded is not None
            for piece, pen in zip(wire.pieces, wire.graded.pens, strict=True):
                amount = scene.flows.amount(key, piece.sinks, 12, 2)
                assert amount is not None
                assert pen.widthF() == pytest.approx(thickness(abs(amount), high))
                sign = scene.look.theme.wire_x if key == "x" else scene.look.signs[amount > 0]
                assert amount == 0 or pen.color() == sign
            assert wire.graded.head.tip == wire.wire.branches[0].points[0]
    blue, red = scene.look.signs
    assert blue.blue() > blue.red()
    assert red.red() > red.blue()


def test_title_labels_and_legend_say_what_is_shown(scenes: Scenes) -> None:
    scene = scenes(load_cell("lstm"), backward=True)
    words = [node.text for node in written(scene).iter("{http://www.w3.org/2000/svg}text")]
    assert {"LSTM", "∂c", "∂f", "∂h", "∂x", "∂L", "log"} <= set(words)
    assert not {"c", "f", "gates"} & set(words)
    assert any(word and word.startswith("backward: ∂L/∂value · step 12 of 20 · unit 3") for word in words)
    assert "powers of ten" in scene.about(scene.legend.rect.center())


def test_forward_again_all_is_as_before(scenes: Scenes, graded: Graded) -> None:
    cell = load_cell("lstm-peephole")
    scene = scenes(cell)
    before, trace = pixels(picture(scene)), scene.readings._trace
    said = scene.sentence.text
    scene.show_step(graded(cell, 8, 3), 12, 2, steps=20, label="set", sentence=said)
    assert (pixels(picture(scene)) != before).any()
    scene.show_step(trace, 12, 2, steps=20, label="set", sentence=said)
    assert (pixels(picture(scene)) == before).all()
    assert scene.about(scene.legend.rect.center()) == ""


def test_before_the_first_step_nothing_comes_back_on_a_wire(scenes: Scenes) -> None:
    scene = scenes(load_cell("lstm"), backward=True, cursor=0)
    for wire in scene.wires.values():
        assert wire.graded is not None
        assert {pen.style() for pen in wire.graded.pens} == {Qt.PenStyle.DotLine}
    assert scene.figures[">c"].value is not None
    assert scene.about(scene.figures["f"].core.center())


def test_a_tip_says_from_where_the_gradient_comes_and_what_it_is_multiplied_by(scenes: Scenes) -> None:
    scene = scenes(load_cell("lstm"), backward=True)
    gradient = scene.readings.gradient
    assert gradient is not None
    keep = gradient.edges("c_prev")[0]
    said = scene.about(_strip_point(scene.figures["c_prev"], 2))
    assert "∂L/∂<i>c</i><sub><i>t</i>−1</sub>" in said
    assert keep.coefficient is not None
    assert "× ∂L/∂(<i>f</i><sub><i>t</i></sub> ⊙ <i>c</i><sub><i>t</i>−1</sub>)" in said
    assert fitted(float(keep.coefficient[11, 2]), signed=True)[:4] in said
    assert "one step later" in scene.about(scene.figures["c"].core.center())
    assert "from the output" in scene.about(scene.figures["h"].core.center())
    assert "through <i>R</i><sub><i>f</i></sub> from <i>f</i>" in scene.about(
        _strip_point(scene.figures["h_prev"], 2)
    )


def _strip_point(figure: FigureItem, unit: int) -> QPointF:
    assert figure.strip is not None
    return figure.strip.cells[unit].center()


def test_nothing_comes_back_through_what_is_held(scenes: Scenes) -> None:
    scene = scenes(load_cell("lstm"), backward=True, clamps=(Clamp("f", (2,), 0, 19, 1.0),))
    assert scene.flows.amount("h_prev", ("f",), 12, 2) is not None
    gradient = scene.readings.gradient
    assert gradient is not None
    assert gradient["f"][11, 2] != 0.0
    assert gradient["W_f @ x"][11, 2] == 0.0
    was = scene.readings.was("W_f @ x", 12)
    assert was is not None
    assert was[2] != 0.0


@pytest.mark.parametrize("cell", every_cell(), ids=lambda cell: cell.name)
def test_every_symbol_fits_its_place_in_both_modes(scenes: Scenes, cell: Cell) -> None:
    scene, lettering = scenes(cell, units=4), Lettering.of(cell.graph)
    for figure in scene.figures.values():
        if figure.figure.label is not None:
            for gradient in (False, True):
                wide = scene.look.symbol_width(symbol(figure.figure.value, lettering, gradient=gradient))
                assert wide <= figure.figure.label.width + 1.0
