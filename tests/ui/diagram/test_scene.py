"""The scene shows the values of a step, finds what is under a point, and is written with text as text."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from lstm_studio.catalogue import cell_names, load_cell, load_notation, notation_names
from lstm_studio.core.cell import Cell
from lstm_studio.core.printing.lettering import Lettering
from lstm_studio.core.study import Clamp
from lstm_studio.ui.diagram.captions import fitted, roles, symbol
from lstm_studio.ui.diagram.measures import number_width
from lstm_studio.ui.theme import DARK
from tests.ui.diagram.cells import every_cell
from tests.ui.diagram.conftest import picture, pixels

if TYPE_CHECKING:
    from lstm_studio.ui.diagram.scene import DiagramScene
    from tests.ui.diagram.conftest import Scenes

SVG = "{http://www.w3.org/2000/svg}"


def middle(scene: DiagramScene, key: str) -> QPointF:
    return scene.figures[key].body.center()


def written(scene: DiagramScene) -> ET.Element:
    generator, buffer = QSvgGenerator(), QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(900, 486))
    generator.setViewBox(QRect(0, 0, 900, 486))
    painter = QPainter(generator)
    scene.render(painter)
    painter.end()
    return ET.fromstring(bytes(buffer.data().data()))


def test_numbers_are_those_of_the_selected_unit(scenes: Scenes) -> None:
    scene = scenes(load_cell("lstm"))
    for key in ("f", "i", "c", "tanh(c)", "h", "c_prev", ">c"):
        figure = scene.figures[key]
        row = scene.readings.at(figure.figure.value, 12)
        assert row is not None
        assert figure.value == row[2]
        assert figure.strip is not None
        assert figure.strip.shades == scene.readings.shades(figure.figure.value, row).tolist()
        assert figure.selected == 2


@pytest.mark.parametrize(("state", "role"), [("C", "c"), ("f", "")])
def test_what_is_carried_along_has_the_colour_of_c_whatever_its_name(
    scenes: Scenes, state: str, role: str
) -> None:
    scene = scenes(Cell.from_text("f = σ(W x + P f_prev + b)\nC = f * C_prev + V x\nh = tanh(C)"))
    assert scene.wires[state].wire.role == role


def test_before_the_first_step_only_what_leaves_has_a_value(scenes: Scenes) -> None:
    scene = scenes(load_cell("lstm"), cursor=0)
    assert scene.figures[">c"].value == 0.0
    assert scene.figures[">h'"].value == 0.0
    for key in ("f", "c_prev", "c", "x"):
        strip = scene.figures[key].strip
        assert scene.figures[key].value is None
        assert strip is not None
        assert strip.shades is None
    assert "before step 1" in scene.title.text


def test_a_step_changes_values_and_builds_nothing(scenes: Scenes) -> None:
    scene = scenes(load_cell("lstm"))
    items = scene.items()
    before = pixels(picture(scene))
    trace = scene.readings._trace
    scene.show_step(trace, 13, 2, steps=20)
    assert [id(item) for item in scene.items()] == [id(item) for item in items]
    assert (pixels(picture(scene)) != before).any()
    scene.show_step(trace, 12, 2, steps=20, label="set", sentence=scene.sentence.text)
    scene.sentence.text = "step 12 “set”: unit 3 kept 73 % of +1.29 and wrote +0.05".capitalize()
    again = np.abs(pixels(picture(scene)) - before).max(axis=2)
    assert (again > 48).mean() < 0.001


def test_a_point_finds_part_strip_and_unit(scenes: Scenes) -> None:
    scene = scenes(load_cell("lstm"))
    assert scene.at(middle(scene, "f")) == ("f", -1)
    assert scene.at(middle(scene, "i * g")) == ("i * g", -1)
    for key in ("f", "c", ">h'", "c_prev"):
        strip = scene.figures[key].strip
        assert strip is not None
        for unit in (0, 3, 7):
            assert scene.at(strip.cells[unit].center()) == (scene.figures[key].figure.value, unit)
    x = scene.figures["x"].strip
    assert x is not None
    assert scene.at(x.cells[1].center()) == ("x", -1)
    assert scene.at(QPointF(1.0, 1.0)) == ("", -1)
    numbered = [figure for figure in scene.figures.values() if figure.figure.number is not None]
    assert len(numbered) > 10
    for figure in numbered:
        assert scene.at(figure.number.center()) == (figure.figure.value, -1)


def test_a_fine_bar_finds_its_units_too(scenes: Scenes) -> None:
    scene = scenes(load_cell("lstm"), units=64)
    strip = scene.figures["f"].strip
    assert strip is not None
    assert [scene.at(strip.cells[unit].center())[1] for unit in (0, 31, 63)] == [0, 31, 63]


def test_a_tool_tip_says_formula_value_and_meaning(scenes: Scenes) -> None:
    cell = load_cell("lstm")
    scene = scenes(cell)
    said = scene.about(middle(scene, "f"))
    row = scene.readings.at("f", 12)
    assert row is not None
    assert f"{row[2]:.4f}" in said
    assert "unit 3" in said
    assert "forget gate: the share of each cell that is kept" in said
    assert "σ(" in said
    strip = scene.figures["f"].strip
    assert strip is not None
    said = scene.about(strip.cells[6].center())
    assert "unit 7" in said
    assert f"{row[6]:.4f}" in said
    assert scene.about(QPointF(1.0, 1.0)) == ""


def test_a_wire_and_a_mark_explain_themselves(scenes: Scenes) -> None:
    scene = scenes(load_cell("lstm-peephole"))
    wire = scene.wires["c"].wire
    x, y = wire.marks[0].place
    assert "<i>p</i><sub><i>o</i></sub>" in scene.about(QPointF(x, y))
    assert "its own value alone" in scene.about(QPointF(x, y))
    (x1, y1), (x2, y2) = wire.branches[0].points[-2:]
    said = scene.about(QPointF((x1 + x2) / 2 + 2.0, (y1 + y2) / 2 + 2.0))
    assert "cell state: what the cell remembers" in said
    full = scenes(load_cell("lstm-peephole-full"))
    assert "a matrix" in full.about(QPointF(*full.wires["c"].wire.marks[0].place))


def test_the_chosen_part_is_marked(scenes: Scenes) -> None:
    scene = scenes(load_cell("lstm"))
    before = pixels(picture(scene))
    scene.choose("i")
    assert [key for key, figure in scene.figures.items() if figure.chosen] == ["i"]
    assert (pixels(picture(scene)) != before).any()
    scene.choose("c")
    assert {key for key, figure in scene.figures.items() if figure.chosen} == {"c", ">c"}
    strip = scene.figures["h_prev"].strip
    assert strip is not None
    values, around = (strip.rect.adjusted(-more, -more, more, more) for more in (-2, 4))
    plain = [part_of(scene, rect) for rect in (values, around)]
    scene.choose("h_prev")
    marked = [part_of(scene, rect) for rect in (values, around)]
    assert (marked[0] == plain[0]).all()  # a frame around the values, nothing over them
    assert (marked[1] != plain[1]).any()


def part_of(scene: DiagramScene, rect: QRectF) -> np.ndarray:
    """The colours of a place of the scene."""
    image = QImage(300, 60, QImage.Format.Format_RGB32)
    image.fill(scene.look.theme.paper)
    painter = QPainter(image)
    scene.render(painter, QRectF(image.rect()), rect, Qt.AspectRatioMode.IgnoreAspectRatio)
    painter.end()
    return pixels(image)


@pytest.mark.parametrize("cell", every_cell(), ids=lambda cell: cell.name)
def test_every_cell_is_painted_in_both_themes(scenes: Scenes, cell: Cell) -> None:
    for scene in (scenes(cell, units=4), scenes(cell, units=20, inputs=1, theme=DARK)):
        image = picture(scene)
        inside = scene.look.theme.cell_fill.rgb()
        found = {image.pixel(x, y) for x in range(0, 900, 7) for y in range(0, 486, 7)}
        assert {inside, scene.look.theme.paper.rgb()} <= found


@pytest.mark.parametrize("mode", ["forward", "held", "differs", "backward"])
@pytest.mark.parametrize("name", ["lstm-peephole", "gru"])
@pytest.mark.parametrize("units", [8, 64])
def test_an_svg_has_text_as_text_and_no_pictures(scenes: Scenes, name: str, units: int, mode: str) -> None:
    cell = load_cell(name)
    clamps = (Clamp(cell.graph.gates[0], (0, 3), 5, 15, 1.0),) if mode == "held" else ()
    other = load_cell("lstm") if mode == "differs" else None
    scene = scenes(cell, units=units, backward=mode == "backward", clamps=clamps, other=other)
    root = written(scene)
    words = [node.text for node in root.iter(f"{SVG}text")]
    assert {cell.title, "tanh", "σ", "⊙", "candidate", "“set”"} <= set(words)
    for figure in scene.figures.values():
        if figure.figure.number and figure.figure.value != "x":
            fine = mode == "backward"
            assert fitted(figure.value, signed=bool(figure.shading), fine=fine) in words
            assert figure.ghost.text == "" or figure.ghost.text in words
    for note in scene.legend.notes:
        assert note.words in words
    assert any(word and word.startswith("Step 12") for word in words)
    assert not list(root.iter(f"{SVG}image"))


def test_numbers_fit_their_places() -> None:
    for value in (0.0, -1.0, 0.999, 9.994, -9.996, 99.96, -123.4, 9_999.4, -12_345.0, 3e20, -1e-9, 1e9):
        assert len(fitted(value, signed=True)) <= 6
    for value in (0.0, 1.0, 0.004, 0.0004, 3e-7):
        assert len(fitted(value, signed=False)) <= 5
    assert fitted(0.0031, signed=False) == "0.003"
    assert fitted(3.2e-5, signed=False) == "3e−5"
    assert fitted(-12_345.0, signed=True) == "−1e4"
    assert fitted(-10.64, signed=True) == "−10.6"
    assert fitted(None, signed=True) == "–"
    for value in (0.1, -0.0999, 0.045, -0.0045, 0.00099, -3.24e-5, 1.5e-12, -2e-300):
        text = fitted(value, signed=True, fine=True)
        assert len(text) <= 8
        assert float(text.replace("−", "-")) == pytest.approx(value, rel=0.4 if abs(value) < 1e-9 else 0.05)
    assert fitted(-3.24e-5, signed=True, fine=True) == "−3.2e−5"
    assert fitted(0.0, signed=True, fine=True) == "0.00"
    assert number_width() > 40


def test_roles_and_symbols_are_read_off_the_cell() -> None:
    assert roles(load_cell("lstm")) == {
        "f": "forget", "i": "input", "g": "candidate", "o": "output", "c": "cell state", "h": "output",
    }  # fmt: skip
    assert roles(load_cell("gru"))["z"] == "update (keep)"
    assert roles(load_cell("gru-write"))["z"] == "update (write)"
    lettering = Lettering.of(load_cell("lstm").graph)
    assert symbol("c_prev", lettering) == ("c", "t−1", "", "")
    assert symbol("x", lettering) == ("x", "t", "", "")
    assert symbol("f", Lettering.of(load_cell("lstm").graph, load_notation("jaeger"))) == (
        "g", "", "forget", "(n+1)",
    )  # fmt: skip


def test_symbols_and_sums_follow_the_notation(scenes: Scenes) -> None:
    scene = scenes(load_cell("gru"), units=4)
    before = scene.figures["R_n @ h_prev + d_n"].sum
    assert before is not None
    scene.letter(Lettering.of(scene.cell.graph, load_notation("pytorch")))
    scene.show_step(None, 0, 0, steps=4)
    renamed = scene.figures["R_n @ h_prev + d_n"].sum
    assert renamed is not None
    assert "<sub><i>h</i><i>n</i></sub>" in renamed.text()
    assert renamed.text() != before.text()
    scene.letter(Lettering.of(scene.cell.graph, load_notation("lecture")))
    scene.show_step(None, 0, 0, steps=4)
    assert scene.figures["z"].symbol.base == "u"
    assert scene.legend.lettering is scene.lettering


@pytest.mark.parametrize("notation", notation_names())
def test_symbols_of_every_notation_are_painted_within_their_place(scenes: Scenes, notation: str) -> None:
    scene = scenes(load_cell("lstm"), units=4)
    scene.letter(Lettering.of(scene.cell.graph, load_notation(notation)))
    scene.show_step(None, 0, 0, steps=4)
    page = QImage(8, 8, QImage.Format.Format_RGB32)
    painter = QPainter(page)
    for figure in scene.figures.values():
        label = figure.figure.label
        if label is not None:
            wide = scene.look.write_symbol(
                painter, QPointF(), figure.symbol, scene.look.theme.text, label.width
            )
            assert 0 < wide <= label.width + 1e-9
    painter.end()
    assert all(roles(load_cell(name)) for name in cell_names() if name != "rnn")


@pytest.mark.parametrize("words", [8, 30, 90])
def test_a_sentence_stands_within_the_drawing_in_two_rows_at_most(scenes: Scenes, words: int) -> None:
    scene = scenes(load_cell("rnn"))
    scene.sentence.text = " ".join(["wrote"] * words)
    picture = QImage(scene.sceneRect().size().toSize(), QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    painter.translate(-scene.sceneRect().topLeft())
    scene.sentence.paint(painter, QStyleOptionGraphicsItem())
    painter.end()
    place = scene.sentence.rect.translated(-scene.sceneRect().topLeft()).toAlignedRect().adjusted(0, -1, 0, 1)
    inked = [
        (x, y)
        for x in range(picture.width())
        for y in range(picture.height())
        if picture.pixelColor(x, y).lightness() < 200
    ]
    assert inked
    assert all(place.contains(x, y) for x, y in inked)


def test_a_cell_without_a_title_goes_by_its_name(scenes: Scenes) -> None:
    scene = scenes(Cell("mine", {"h": "tanh(W @ x + R @ h_prev)"}))
    assert scene.title.strong == "mine"
