"""The panel of tensors: its layouts, what is marked on it and in the diagram, and what it says of a value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from lstm_studio.core.cell import Cell
from lstm_studio.core.model import Model
from lstm_studio.core.opened import Opened
from lstm_studio.formats.models import open_file, save
from lstm_studio.session.session import Session
from lstm_studio.session.verbs import cell, hover, notation, selection, sizes, what_if
from lstm_studio.ui.controls.ask_number import AskNumber
from lstm_studio.ui.panels.tensors import TensorsPanel
from lstm_studio.ui.tensors.sheet import At
from lstm_studio.ui.theme import DARK
from lstm_studio.ui.window import Window


@pytest.fixture
def panel(shown: Callable[[type[TensorsPanel]], TensorsPanel]) -> TensorsPanel:
    return shown(TensorsPanel)


def opened_of(session: Session, path: Path) -> Opened:
    """Save the model of a session and open it again."""
    study = session.state.study
    save(Model.of(study.cell, study.sizes, study.parameters, "float32"), path)
    return open_file(path)


def begin(session: Session, opened: Opened) -> None:
    """Open what a file holds."""
    study = session.state.study
    session.begin(
        replace(study, cell=opened.cell, sizes=opened.sizes, parameters=opened.parameters, opened=opened)
    )


def spot(panel: TensorsPanel, tensor: str, parameter: str) -> At:
    """The place of a block in the middle of the sheet."""
    card = next(card for card in panel.sheet.cards if card.tensor.name == tensor)
    at = next(at for at, block in enumerate(card.tensor.blocks) if block.parameter == parameter)
    box = card.tensor.boxes[at]
    return At(card, at, (box.top, box.left))


def place(panel: TensorsPanel, at: At) -> QPointF:
    """Where the first value of a block is in the viewport."""
    assert at.cell is not None
    card, (row, column) = at.card, at.cell
    box = card.tensor.boxes[at.block or 0]
    middle = card.place(box._replace(top=row, bottom=row + 1, left=column, right=column + 1)).center()
    panel.sheet.verticalScrollBar().setValue(round(card.rect.top()))
    return middle - QPointF(0, panel.sheet.verticalScrollBar().value())


def marked(panel: TensorsPanel, spots: frozenset[tuple[str, int]]) -> set[tuple[str, str]]:
    assert panel.sheet.laid is not None
    blocks = {tensor.name: tensor.blocks for tensor in panel.sheet.laid.tensors}
    return {(name, blocks[name][at].parameter) for name, at in spots}


def hovered(session: Session) -> tuple[str, ...]:
    return session.state.view.hovered


def test_a_model_without_a_file_is_shown_as_pytorch_has_it(panel: TensorsPanel) -> None:
    assert [card.tensor.name for card in panel.sheet.cards][:2] == ["lstm.weight_ih_l0", "lstm.weight_hh_l0"]
    assert not panel.words.button("file").isEnabled()
    assert "came from no file" in panel.words.button("file").toolTip()
    assert panel.reading.text() == "torch.nn.LSTM · gates i, f, g, o"


@pytest.mark.parametrize(
    ("layout", "first"),
    [("onnx", "0.W"), ("keras", "layers/lstm/cell/vars/0"), ("pytorch", "lstm.weight_ih_l0")],
)
def test_each_kind_of_file_is_a_click_away(panel: TensorsPanel, layout: str, first: str) -> None:
    panel.words.button(layout).click()
    assert panel.sheet.cards[0].tensor.name == first
    assert panel.words.button(layout).isChecked()


def test_a_format_that_cannot_say_the_cell_says_why_and_comes_back(
    session: Session, panel: TensorsPanel
) -> None:
    panel.words.button("keras").click()
    session.do(cell.choose, "lstm-peephole")
    assert not panel.words.button("keras").isEnabled()
    assert "Keras has no layer" in panel.words.button("keras").toolTip()
    assert panel.words.button("pytorch").isChecked()
    assert panel.reading.text().startswith("a module of its own")
    session.do(cell.choose, "gru")
    assert panel.words.button("keras").isChecked()


def test_the_file_is_shown_first_with_what_is_no_part_of_the_model(
    session: Session, panel: TensorsPanel, tmp_path: Path
) -> None:
    opened = opened_of(session, tmp_path / "a.safetensors")
    held = {**opened.tensors, "norm.weight": np.ones(7, np.float32), "empty": np.zeros((0, 3), np.float32)}
    begin(session, replace(opened, tensors=held))
    assert panel.words.button("file").isChecked()
    assert panel.reading.text() == "a.safetensors · 2 tensors not computed here"
    assert [card.tensor.name for card in panel.sheet.cards][-2:] == ["norm.weight", "empty"]
    assert not panel.sheet.grab().isNull()
    session.do(sizes.set_units, 5)
    assert not panel.words.button("file").isEnabled()
    assert "no longer those of “a.safetensors”" in panel.words.button("file").toolTip()
    session.undo()
    assert panel.words.button("file").isChecked()


def test_a_file_that_is_opened_is_what_is_shown(
    session: Session, panel: TensorsPanel, tmp_path: Path
) -> None:
    panel.words.button("keras").click()
    begin(session, opened_of(session, tmp_path / "a.onnx"))
    assert panel.words.button("file").isChecked()
    panel.words.button("keras").click()
    session.do(selection.select_unit, 2)
    assert panel.words.button("keras").isChecked()


def test_other_letters_are_written_without_reading_the_tensors_again(
    session: Session, panel: TensorsPanel
) -> None:
    laid = panel.sheet.laid
    session.do(notation.choose_notation, "lecture")
    assert panel.sheet.laid is laid
    assert panel.sheet.telling is panel.telling
    session.do(what_if.set_weight, "W_f", (0, 0), 1.0)
    panel.sheet.pictures.finish()
    assert panel.sheet.laid is not laid


def test_a_weight_that_is_changed_changes_its_value_in_the_file(
    session: Session, panel: TensorsPanel, tmp_path: Path
) -> None:
    begin(session, opened_of(session, tmp_path / "a.onnx"))
    session.do(what_if.set_weight, "W_f", (2, 1), 3.0)
    panel.sheet.pictures.finish()
    assert panel.sheet.laid is not None
    weights = panel.sheet.laid.values("0.W")
    assert weights[0, 2 * 8 + 2, 1] == 3.0  # in ONNX f comes third
    assert session.state.study.opened is not None
    assert session.state.study.opened.tensors["0.W"][0, 18, 1] != 3.0


def test_a_bias_that_the_file_has_no_place_for_is_said(
    session: Session, panel: TensorsPanel, tmp_path: Path
) -> None:
    opened = opened_of(session, tmp_path / "a.safetensors")
    left = tuple(block for block in opened.blocks if "bias_" not in block.tensor)
    flat = opened.parameters.copy()
    model = Model.of(opened.cell, opened.sizes, flat)
    for name in ("b_f", "b_i", "b_g", "b_o"):
        model.parameters[name][:] = 0
    begin(session, replace(opened, blocks=left, parameters=model.flat.copy()))
    assert panel.sheet.laid is not None
    session.do(what_if.set_weight, "b_f", (0,), 1.0)
    assert panel.sheet.laid is None
    assert panel.why.isVisible()
    assert "no place for b_f" in panel.why.text()
    session.undo()
    assert panel.sheet.laid is not None
    assert not panel.why.isVisible()


def test_the_mouse_reads_a_value_and_points_at_its_matrix(session: Session, panel: TensorsPanel) -> None:
    at = spot(panel, "lstm.weight_hh_l0", "R_g")
    QTest.mouseMove(panel.sheet.viewport(), place(panel, at).toPoint())
    number = session.scene.model.parameters["R_g"][0, 0]
    said = panel.reading.text()
    assert said.startswith(f"{number:+.6g}".replace("-", "−") + " · R_g, unit 1 on h₋ 1 · ")
    assert said.endswith("lstm.weight_hh_l0[16, 0]")
    assert hovered(session) == ("R_g",)
    assert marked(panel, panel.sheet.marks.pointed) == {("lstm.weight_hh_l0", "R_g")}
    panel.sheet.pointed.emit(None)
    assert hovered(session) == ()
    assert panel.reading.text() == "torch.nn.LSTM · gates i, f, g, o"


def test_what_another_panel_points_at_is_marked_here(session: Session, panel: TensorsPanel) -> None:
    session.glance(hover.point, "W_o")
    assert marked(panel, panel.sheet.marks.pointed) == {("lstm.weight_ih_l0", "W_o")}


def test_a_click_goes_to_the_gate_in_its_layer_direction_and_unit(
    session: Session, panel: TensorsPanel
) -> None:
    session.do(sizes.set_layers, 2)
    session.do(sizes.set_directions, 2)
    at = spot(panel, "lstm.weight_ih_l1_reverse", "1.reverse.W_o")
    assert at.cell is not None
    row, column = at.cell
    point = place(panel, at._replace(cell=(row + 5, column))).toPoint()
    QTest.mouseClick(panel.sheet.viewport(), Qt.MouseButton.LeftButton, pos=point)
    view = session.state.view
    assert (view.node, view.layer, view.direction, view.unit) == ("o", 1, 1, 5)
    assert marked(panel, panel.sheet.marks.chosen) == {
        (f"lstm.{what}_l1_reverse", f"1.reverse.{letter}_o")
        for what, letter in (("weight_ih", "W"), ("weight_hh", "R"), ("bias_ih", "b"), ("bias_hh", "b"))
    }


def test_blocks_of_another_layer_point_at_nothing_in_the_diagram(
    session: Session, panel: TensorsPanel
) -> None:
    session.do(sizes.set_layers, 2)
    panel.sheet.pointed.emit(spot(panel, "lstm.weight_ih_l1", "1.W_f"))
    assert hovered(session) == ()
    assert "layer 2" in panel.reading.text()
    panel.sheet.pointed.emit(spot(panel, "readout.weight", "V"))
    assert hovered(session) == ("y",)


def test_the_selected_gate_is_scrolled_into_sight(session: Session, panel: TensorsPanel) -> None:
    session.do(sizes.set_layers, 3)
    assert panel.sheet.verticalScrollBar().value() == 0
    session.do(selection.enter, 2, 0)
    session.do(selection.select_node, "f")
    card = next(card for card in panel.sheet.cards if card.tensor.name == "lstm.weight_ih_l2")
    assert panel.sheet.verticalScrollBar().value() == round(card.rect.top())


def test_arrows_walk_and_enter_selects(session: Session, panel: TensorsPanel) -> None:
    panel.sheet.setFocus()
    for _press in range(2):
        QTest.keyClick(panel.sheet, Qt.Key.Key_Down)
    assert panel.sheet.focus == ("lstm.weight_ih_l0", 1)
    assert panel.sheet.spoken_value() == "W_f · forget gate · lstm.weight_ih_l0"
    QTest.keyClick(panel.sheet, Qt.Key.Key_Return)
    assert session.state.view.node == "f"
    QTest.keyClick(panel.sheet, Qt.Key.Key_Up)
    assert panel.sheet.focus == ("lstm.weight_ih_l0", 0)
    panel.sheet.clearFocus()
    assert panel.sheet.spoken_value() == "6 tensors · 1.7 kB"


def test_values_blocks_and_tensors_can_be_copied(session: Session, panel: TensorsPanel) -> None:
    at = spot(panel, "lstm.weight_ih_l0", "W_f")
    menu = QMenu()
    panel.extend_menu(menu, panel.sheet.viewport().mapToGlobal(place(panel, at).toPoint()))
    acts = {action.text().replace("&", ""): action for action in menu.actions()}
    clip = QGuiApplication.clipboard()
    acts["Copy the block"].trigger()
    rows = [list(map(float, line.split("\t"))) for line in clip.text().splitlines()]
    np.testing.assert_allclose(rows, session.scene.model.parameters["W_f"], rtol=1e-6)
    acts["Copy value"].trigger()
    assert float(clip.text()) == rows[0][0]
    acts["Copy its name"].trigger()
    assert clip.text() == "lstm.weight_ih_l0"
    acts["Copy the tensor"].trigger()
    assert len(clip.text().splitlines()) == 32


def test_a_weight_is_changed_where_it_stands(session: Session, panel: TensorsPanel) -> None:
    panel.words.button("keras").click()
    session.do(cell.choose, "gru-write")  # whose z is that of Keras with its weights negated
    tensor = "layers/gru/cell/vars/0"
    at = spot(panel, tensor, "W_z")
    menu = QMenu()
    panel.extend_menu(menu, panel.sheet.viewport().mapToGlobal(place(panel, at).toPoint()))
    next(action for action in menu.actions() if "weight" in action.text()).trigger()
    card = panel.findChild(AskNumber)
    assert card is not None
    QTest.keyClicks(card.number, "0.25")
    QTest.keyClick(card.number, Qt.Key.Key_Return)
    panel.sheet.pictures.finish()
    assert panel.sheet.laid is not None
    assert panel.sheet.laid.values(tensor)[0, 0] == pytest.approx(0.25, abs=1e-6)
    assert session.scene.model.parameters["W_z"][0, 0] == pytest.approx(-0.25, abs=1e-6)
    session.undo()
    panel.sheet.pictures.finish()
    assert panel.sheet.laid.values(tensor)[0, 0] != pytest.approx(0.25, abs=1e-3)


def test_of_two_biases_that_are_one_here_either_can_be_changed(
    session: Session, panel: TensorsPanel, tmp_path: Path
) -> None:
    begin(session, opened_of(session, tmp_path / "a.safetensors"))
    before = float(session.scene.model.parameters["b_f"][0])
    at = spot(panel, "lstm.bias_hh_l0", "b_f")
    panel.offers.ask("b_f", at.card.tensor.blocks[at.block or 0], (0,), 0.0)
    card = panel.findChild(AskNumber)
    assert card is not None
    card.chosen.emit(0.5)  # it was 0
    assert session.scene.model.parameters["b_f"][0] == pytest.approx(before + 0.5)


def test_letters_are_those_of_the_notation_and_colours_those_of_the_theme(
    session: Session, panel: TensorsPanel
) -> None:
    before = panel.grab().toImage()
    session.do(notation.choose_notation, "lecture")
    assert panel.telling.label(spot(panel, "lstm.weight_ih_l0", "W_f").card.tensor.blocks[1]).startswith("U")
    panel.set_theme(DARK)
    assert panel.grab().toImage() != before


def test_any_cell_of_ones_own_has_its_place(session: Session, panel: TensorsPanel) -> None:
    mine = "a = sigmoid(W @ x + R @ h_prev)\nh = a * h_prev + (1 - a) * tanh(U @ x + p * a)"
    session.do(cell.set_cell, Cell.from_text(mine, title="Mine"))
    assert [card.tensor.name for card in panel.sheet.cards][:3] == ["layers.0.W", "layers.0.R", "layers.0.U"]
    panel.words.button("onnx").click()
    assert panel.reading.text() == "equations in a Scan · each parameter by name"


def test_the_numbers_are_those_that_are_shown(session: Session, panel: TensorsPanel) -> None:
    table = panel.numbers(session.scene)
    assert table is not None
    assert len(table.rows) == 32 * 3 + 32 * 8 + 2 * 32 + 8 + 1


def test_in_the_window_arrows_are_the_sheets_while_it_has_the_keys(window: Window) -> None:
    window.desk.reveal("tensors")
    window.frame.flush()
    panel = window.desk.panels["tensors"]
    assert isinstance(panel, TensorsPanel)
    panel.sheet.setFocus()
    QTest.keyClick(panel.sheet, Qt.Key.Key_Down)
    assert panel.sheet.focus == ("lstm.weight_ih_l0", 0)
    assert window.session.state.view.unit == 0
    panel.sheet.clearFocus()
    QTest.keyClick(window, Qt.Key.Key_Down)
    assert window.session.state.view.unit == 1
    assert panel.sheet.marks.unit == 0  # until the next frame
    window.frame.flush()
    assert panel.sheet.marks.unit == 1
