"""The lens shows the terms of the traced number, leads to where they come from, and changes a weight in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.insight.lens import GATHERED
from lstm_studio.session.session import Session
from lstm_studio.session.state import State
from lstm_studio.session.verbs import cell, notation, selection, sizes, transport, what_if
from lstm_studio.ui.lens.bars import LOW, TALL
from lstm_studio.ui.lens.rows import plain
from lstm_studio.ui.panels.lens import LensPanel


@pytest.fixture
def panel(session: Session, shown: Callable[[type[LensPanel]], LensPanel]) -> LensPanel:
    session.do(transport.go, 12)
    return shown(LensPanel)


def looked(state: State, /, **changes: Any) -> State:
    return state.with_view(**changes)


def labels(panel: LensPanel) -> list[str]:
    return [" ".join((plain(row.html), *row.where[:1])) for row in panel.list.terms.rows]


def amounts(panel: LensPanel) -> list[float]:
    return [row.term.amount for row in panel.list.terms.rows]


def place_of(panel: LensPanel, row: int) -> QPoint:
    """Where the number of a row stands that can be set."""
    panel.list.bars.active = row
    index = panel.list.terms.index(row)
    place = panel.list.bars.factor_place(panel.list.visualRect(index), index)
    assert place is not None
    return place.center()


def test_without_a_choice_it_explains_what_is_kept(session: Session, panel: LensPanel) -> None:
    assert panel.header.fact.text() == "forget gate · unit 1"
    trace = session.scene.cell_trace
    assert trace is not None
    assert sum(amounts(panel)) == pytest.approx(trace["W_f @ x + R_f @ h_prev + b_f"][11, 0])
    sizes_of = np.abs(amounts(panel))
    assert (np.diff(sizes_of) <= 0).all()
    after = [row.after for row in panel.list.terms.rows]
    assert after == pytest.approx(np.cumsum(amounts(panel)))
    assert len(after) == 3 + 8 + 1
    assert panel.result.curve is not None
    assert panel.result.curve.y == pytest.approx(trace["f"][11, 0])
    assert f"{trace['f'][11, 0]:.2f}" in panel.result.lines[-1][0]


def test_inputs_are_called_by_their_channels_and_states_by_their_units(
    session: Session, panel: LensPanel
) -> None:
    session.do(selection.select_node, "W_f @ x")
    assert sorted(labels(panel)) == ["W_f x_t “distract”", "W_f x_t “reset”", "W_f x_t “set”"]
    session.do(selection.select_node, "c")
    assert sorted(labels(panel)) == ["f_t ⊙ c_t−1", "i_t ⊙ g_t"]
    session.do(sizes.set_layers, 2)
    session.do(sizes.set_directions, 2)
    session.do(selection.enter, 1, 1)
    session.do(selection.select_node, "W_f @ x")
    assert {"W_f x_t unit 1→", "W_f x_t unit 8←"} <= set(labels(panel))
    session.do(selection.select_node, "R_f @ h_prev")
    assert "R_f h_t+1 unit 8" in labels(panel)


def test_what_divides_and_what_overflows_is_said_as_it_is(session: Session, panel: LensPanel) -> None:
    session.do(cell.set_cell, Cell.from_text("c = exp(W @ x + 9 * h_prev) + c_prev\nh = c / (2 + h_prev)"))
    session.do(transport.go, 1)
    session.do(selection.select_node, "h")
    assert labels(panel) == ["c_t", "/ (2 + h_t−1)"]
    assert [plain(html) for html, _number in panel.result.lines] == ["h_t = 1.00 / 2.00"]
    session.do(selection.select_node, "exp(W @ x + 9 * h_prev)")
    for step in (1, 5, 12):
        session.do(transport.go, step)
        panel.grab()  # no number without end is painted: a warning would fail the test
    assert panel.result.curve is not None
    assert not np.isfinite(panel.result.curve.y)


def test_a_whole_sum_that_is_scaled_is_told_below(session: Session, panel: LensPanel) -> None:
    session.do(cell.set_cell, load_cell("gru"))
    session.do(selection.select_node, "n")
    assert any(label.startswith("r_t ⊙ R_n h_t−1") for label in labels(panel))
    assert plain(panel.result.lines[0][0]) == "r_t ⊙ (R_n h_t−1 + d_n)"
    session.do(selection.select_node, "h")
    assert "(1 − z_t) ⊙ n_t" in labels(panel)


def test_a_click_on_a_term_goes_to_its_source_and_backspace_comes_back(
    session: Session, panel: LensPanel
) -> None:
    session.do(selection.select_unit, 3)
    row = next(n for n, row in enumerate(panel.list.terms.rows) if row.term.source == "h_prev")
    source = panel.list.terms.rows[row].term
    index = panel.list.terms.index(row)
    panel.list.scrollTo(index)
    QTest.mouseClick(
        panel.list.viewport(),
        Qt.MouseButton.LeftButton,
        pos=panel.list.visualRect(index).topLeft() + QPoint(9, 9),
    )
    view = session.state.view
    assert (view.node, view.unit, view.cursor) == ("h_prev", source.place, 12)
    assert labels(panel) == ["h step 11"]
    panel.list.setCurrentIndex(panel.list.terms.index(0))
    QTest.keyClick(panel.list, Qt.Key.Key_Return)
    view = session.state.view
    assert (view.node, view.unit, view.cursor) == ("h", source.place, 11)
    QTest.keyClick(panel.list, Qt.Key.Key_Backspace)
    QTest.keyClick(panel.list, Qt.Key.Key_Backspace)
    view = session.state.view
    assert (view.node, view.unit, view.cursor) == ("f", 3, 12)
    assert not panel.back.isVisible()


def test_a_weight_is_dragged_in_place_as_one_step_of_undo(session: Session, panel: LensPanel) -> None:
    bias = next(n for n, row in enumerate(panel.list.terms.rows) if plain(row.html) == "b_f")
    before = session.scene.model.parameters["b_f"].copy()
    start, viewport = place_of(panel, bias), panel.list.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    order = [row.number for row in panel.list.terms.rows]
    for across in (20, 60, -400):
        QTest.mouseMove(viewport, start + QPoint(across, 0))
        assert [row.number for row in panel.list.terms.rows] == order  # it does not move away under the mouse
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=start)
    assert (np.diff(np.abs(amounts(panel))) <= 0).all()
    after = session.scene.model.parameters["b_f"]
    assert after[0] == pytest.approx(before[0] - 4.0, abs=1e-5)
    assert (after[1:] == before[1:]).all()
    assert session.state.study.against is not None
    session.undo()
    assert (session.scene.model.parameters["b_f"] == before).all()
    assert session.state.study.against is None


@pytest.mark.parametrize(("typed", "number"), [("0.5", 0.5), ("−1,25", -1.25)])
def test_a_weight_is_typed_in_place(session: Session, panel: LensPanel, typed: str, number: float) -> None:
    row = next(row for row in panel.list.terms.rows if row.term.source == "h_prev")
    at = panel.list.terms.rows.index(row)
    panel.list.setFocus()
    panel.list.setCurrentIndex(panel.list.terms.index(at))
    QTest.keyClick(panel.list, Qt.Key.Key_F2)
    (editor,) = panel.list.viewport().findChildren(QLineEdit)
    assert float(editor.text()) == row.term.factors[0].value
    editor.insert(typed)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert session.scene.model.parameters["R_f"][0, row.term.place] == number


def test_the_mouse_leaves_the_keys_where_they_were(session: Session, panel: LensPanel) -> None:
    assert panel.list.focusPolicy() is Qt.FocusPolicy.TabFocus
    panel.list.clearFocus()
    row = next(n for n, row in enumerate(panel.list.terms.rows) if row.term.source == "h_prev")
    at, place = panel.list.terms.rows[row].term.place, place_of(panel, row)
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    (editor,) = panel.list.viewport().findChildren(QLineEdit)
    editor.insert("2")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert session.scene.model.parameters["R_f"][0, at] == 2.0
    assert not panel.list.hasFocus()


def test_an_input_and_a_state_are_set_in_place_too(session: Session, panel: LensPanel) -> None:
    trace = session.scene.cell_trace
    assert trace is not None
    for text, at, where in (("x", 1, "x"), ("c_prev", 0, "c_prev")):
        session.do(selection.select_node, text)
        panel.list.typed.emit(panel.list.terms.rows[at], 0.375)
        again = session.scene.cell_trace
        assert again is not None
        assert again[where][11, at] == 0.375
        assert again[where][10, at] == trace[where][10, at]
        session.undo()


def test_what_is_no_number_is_refused_in_a_sentence(session: Session, panel: LensPanel) -> None:
    before = session.state.study
    panel.list.setFocus()
    panel.list.setCurrentIndex(panel.list.terms.index(0))
    QTest.keyClick(panel.list, Qt.Key.Key_F2)
    (editor,) = panel.list.viewport().findChildren(QLineEdit)
    editor.insert("much")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert session.state.study is before
    assert "expected a finite number" in session.state.run.message


def test_copy_takes_everything_as_text(panel: LensPanel) -> None:
    QTest.keySequence(panel.list, QKeySequence(QKeySequence.StandardKey.Copy))
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].endswith("forget gate · unit 1 · step 12")
    assert lines[1].split("\t") == ["term", "product", "amount", "sum so far"]
    assert [float(line.split("\t")[2]) for line in lines[2:14]] == amounts(panel)
    assert lines[-1].startswith("f_t = σ(a) = ")


def test_a_held_value_says_so_beside_what_its_equation_gives(session: Session, panel: LensPanel) -> None:
    assert panel.result.held == ""
    session.do(what_if.hold, "f", 0.25, (0,))
    assert panel.result.held == "held at 0.25 instead"
    assert panel.result.curve is not None
    assert panel.result.curve.y != 0.25
    session.do(selection.select_unit, 1)
    assert panel.result.held == ""


def test_before_the_first_input_it_says_what_is_there(session: Session, panel: LensPanel) -> None:
    session.do(transport.go, 0)
    assert panel.note.isVisible()
    assert "Press →" in panel.note.text()
    session.do(selection.select_node, "c")
    assert not panel.note.isVisible()
    assert panel.result.lines == [("<i>c</i>, before the first input", "0.00")]


def test_inside_a_step_it_follows_the_operation_at_work(session: Session, panel: LensPanel) -> None:
    session.do(selection.select_node, "o")
    seen = []
    for inside in range(5):
        session.do(looked, inside=inside)
        seen.append(panel.text)
    product, total = "W_f @ x + R_f @ h_prev", "W_f @ x + R_f @ h_prev + b_f"
    assert seen == [GATHERED, product, total, "f", "W_i @ x + R_i @ h_prev"]
    session.do(selection.select_node, "h")
    assert panel.text == "h"


def test_backward_it_shows_the_coefficient_of_every_way(session: Session, panel: LensPanel) -> None:
    session.do(selection.select_node, "c")
    session.do(looked, backward=True)
    assert panel.header.fact.text() == "∂L/∂cₜ · unit 1"
    assert "f_t+1 ⊙ ∂c_t+1" in labels(panel)
    gradient = session.scene.cell_gradient
    assert gradient is not None
    assert sum(amounts(panel)) == pytest.approx(gradient["c"][11, 0])
    assert not any(row.editable for row in panel.list.terms.rows)
    session.do(selection.select_node, "b_f")
    assert "one gradient for all steps" in panel.note.text()


def test_rows_are_tall_where_all_have_room_and_roll_where_there_are_many(
    session: Session, panel: LensPanel
) -> None:
    session.do(selection.select_node, "c")
    assert panel.list.sizeHintForRow(0) == TALL
    session.do(sizes.set_units, 64)
    session.do(selection.select_node, "f")
    QApplication.processEvents()
    assert panel.list.sizeHintForRow(0) == LOW
    assert panel.list.verticalScrollBar().maximum() > 0
    assert panel.list.viewport().height() >= 5 * LOW


def test_every_row_is_read_aloud_in_full(session: Session, panel: LensPanel) -> None:
    session.do(selection.select_node, "c")
    said = [
        panel.list.terms.data(panel.list.terms.index(n), Qt.ItemDataRole.AccessibleTextRole) for n in range(2)
    ]
    assert all("sum so far" in text and "×" in text for text in said)
    assert panel.result.accessibleName().startswith("c_t = ")


def test_pointing_at_a_term_marks_it_everywhere(session: Session, panel: LensPanel) -> None:
    session.do(selection.select_node, "c")
    index = panel.list.terms.index(0)
    row = panel.list.terms.rows[0]
    QTest.mouseMove(panel.list.viewport(), panel.list.visualRect(index).center())
    hovered: Any = session.state.view.hovered
    assert set(hovered) == {factor.text for factor in row.term.factors}


def test_the_output_is_the_sum_of_what_the_readout_reads(session: Session, panel: LensPanel) -> None:
    session.do(selection.select_node, "y")
    trace = session.scene.trace
    assert trace is not None
    assert trace.y is not None
    assert panel.header.fact.text() == "output y"
    assert panel.result.lines[-1][0].endswith(f"= {trace.y[11, 0]:.2f}")
    assert sum(amounts(panel)) == pytest.approx(np.log(trace.y[11, 0] / (1 - trace.y[11, 0])))
    row = next(row for row in panel.list.terms.rows if row.term.source)
    panel.list.typed.emit(row, 0.5)
    assert session.scene.model.parameters["V"][0, row.term.place] == 0.5
    session.do(sizes.set_layers, 2)
    session.do(sizes.set_directions, 2)
    session.do(selection.enter, 0, 0)
    row = next(row for row in panel.list.terms.rows if row.where[:1] == ("unit 3←",))
    panel.list.followed.emit(row)
    view = session.state.view
    assert (view.node, view.unit, view.layer, view.direction) == ("h", 2, 1, 1)
    panel.list.left.emit()
    view = session.state.view
    assert (view.node, view.layer, view.direction) == ("y", 0, 0)
    session.do(looked, backward=True)
    assert "choose a value of the cell" in panel.note.text()
    session.do(looked, backward=False)
    session.do(sizes.set_output, "identity")
    assert panel.result.curve is None


def test_the_input_of_an_upper_layer_leads_to_the_layer_below(session: Session, panel: LensPanel) -> None:
    session.do(selection.select_node, "x")
    assert not any(panel.list.leads(row) for row in panel.list.terms.rows)
    session.do(sizes.set_layers, 2)
    session.do(sizes.set_directions, 2)
    session.do(selection.enter, 1, 0)
    row = next(row for row in panel.list.terms.rows if row.where[0] == "unit 5←")
    assert panel.list.leads(row)
    panel.list.followed.emit(row)
    view = session.state.view
    assert (view.node, view.unit, view.layer, view.direction) == ("h", 4, 0, 1)
    trace = session.scene.cell_trace
    assert trace is not None
    assert trace["h"][11, 4] == row.term.amount


def test_what_is_pointed_out_elsewhere_ends_the_way_back(session: Session, panel: LensPanel) -> None:
    session.do(selection.select_node, "c")
    panel.list.followed.emit(panel.list.terms.rows[0])
    assert panel.back.isVisibleTo(panel.header)
    session.do(selection.select_node, "h")
    assert not panel.back.isVisibleTo(panel.header)


@pytest.mark.parametrize("name", cell_names())
def test_every_value_of_every_cell_is_explained_forward_and_backward(
    session: Session, panel: LensPanel, name: str
) -> None:
    session.do(cell.choose, name)
    graph = session.scene.graph
    for backward in (False, True):
        session.do(looked, backward=backward)
        for node in graph.nodes:
            if node.op == "constant" or (node.op == "parameter" and backward):
                continue
            session.do(selection.select_node, node.text)
            found = panel.found
            assert found is not None, node.text
            assert found.text == node.text
            assert all(plain(row.html) and row.spoken for row in panel.list.terms.rows)
            if found.kind in ("sum", "product"):
                assert found.computed == pytest.approx(found.value, rel=1e-12, abs=1e-12)
                assert panel.result.lines
        panel.grab()


def test_what_is_gathered_is_all_that_a_box_reads(session: Session, panel: LensPanel) -> None:
    session.do(transport.step_inside)
    moment, trace = session.scene.moment, session.scene.cell_trace
    assert moment is not None
    assert trace is not None
    assert moment.kind == "gather"
    assert amounts(panel) == [*trace["h_prev"][11], *trace["x"][11], 1.0]
    assert labels(panel)[0] == "h_t−1 unit 1"
    assert labels(panel)[-2:] == ["x_t “distract”", "1"]
    assert panel.header.fact.text() == "12 values, one below the other"
    session.do(selection.select_unit, 3)
    assert len(amounts(panel)) == 12
    session.do(transport.step_inside)
    assert panel.text == "W_f @ x + R_f @ h_prev"
    session.do(transport.step_inside, -1)
    session.do(transport.whole_step)
    assert panel.text == "f"


def test_in_long_letters_names_take_more_of_a_row(session: Session, panel: LensPanel) -> None:
    panel.resize(280, 300)
    QApplication.processEvents()
    bars = panel.list.bars
    assert not bars.long
    session.do(notation.choose_notation, "jaeger")
    QApplication.processEvents()
    assert "W_x^g^forget x(n+1)" in {plain(row.html) for row in panel.list.terms.rows}
    assert bars.long
    place = panel.list.visualRect(panel.list.terms.index(0))
    assert bars.columns(place)[1].width() > 40  # the bars keep their place
    session.do(notation.choose_notation, "greff")
    QApplication.processEvents()
    assert not bars.long
