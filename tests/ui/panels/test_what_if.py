"""The panel of what-ifs: presets, the table that is written into, the comparison, and what changes."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu

from lstm_studio.core.study import Clamp
from lstm_studio.session.original import is_original
from lstm_studio.session.verbs import (
    cell,
    comparison,
    constant_gates,
    parameters,
    selection,
    sequence,
    shelf,
    sizes,
    transport,
    what_if,
)
from lstm_studio.ui.panels.edit_table import NUMBER
from lstm_studio.ui.panels.what_if import WhatIfPanel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from lstm_studio.ui.window import Window


@pytest.fixture
def panel(window: Window) -> WhatIfPanel:
    window.desk.reveal("what_if")
    window.session.do(transport.go, 9)
    window.frame.flush()
    found = window.desk.panels["what_if"]
    assert isinstance(found, WhatIfPanel)
    return found


def typed(panel: WhatIfPanel, row: int, column: int, text: str) -> None:
    panel.rows.setData(panel.rows.index(row, column), text)


def last(panel: WhatIfPanel) -> int:
    return panel.session.state.study.sequence.steps - 1


def test_a_preset_offers_units_and_steps(panel: WhatIfPanel, window: Window) -> None:
    panel.presets["remember"].click()
    menu = next(menu for menu in panel.findChildren(QMenu) if menu.isVisible())
    words = [action.text() for action in menu.actions() if action.text()]
    assert words[0] == "all units, at all steps"
    assert "unit 1, from step 9 on" in words
    menu.actions()[0].trigger()
    menu.close()
    assert {(row.value, row.number) for row in window.session.state.study.edits} == {("f", 1.0), ("i", 0.0)}
    window.frame.flush()
    assert panel.table.isVisible()
    assert not panel.nothing.isVisible()
    assert panel.header.fact.text() == "2 edits"
    assert "loss" in panel.changed.text()
    panel.clear.click()
    window.frame.flush()
    assert not window.session.state.study.edits
    assert panel.nothing.isVisible()


def test_what_a_cell_has_no_gate_for_is_off_and_says_why(panel: WhatIfPanel, window: Window) -> None:
    window.session.do(cell.choose, "rnn")
    window.frame.flush()
    for button in (*panel.presets.values(), panel.vector_button):
        assert not button.isEnabled()
        assert "all is computed anew" in button.toolTip()
    window.session.do(cell.choose, "lstm-1997")
    window.frame.flush()
    assert panel.presets["remember"].isEnabled()
    assert not panel.presets["forget"].isEnabled()


def test_the_table_is_written_into(panel: WhatIfPanel, window: Window) -> None:
    panel.add.click()
    assert window.session.state.study.edits == (Clamp("f", (0,), 0, last(panel), 0.0),)
    window.frame.flush()
    for column, text in enumerate(("i", "1, 3–5", "5–14", "0,5")):
        typed(panel, 0, column, text)
        window.frame.flush()
    assert window.session.state.study.edits == (Clamp("i", (0, 2, 3, 4), 4, 13, 0.5),)
    assert [panel.rows.index(0, column).data() for column in range(4)] == ["i", "1, 3–5", "5–14", "0.5"]
    typed(panel, 0, 2, "5–999")
    assert "numbers from 1 to" in window.session.state.run.message
    assert panel.rows.index(0, 2).data() == "5–14"
    window.session.undo()
    assert window.session.state.study.edits[0].number == 0.0


def test_the_table_is_written_into_by_the_keyboard(panel: WhatIfPanel, window: Window, qtbot: QtBot) -> None:
    window.session.do(what_if.hold, "f", 1.0)
    window.frame.flush()
    with qtbot.waitActive(window):
        window.activateWindow()
    panel.table.setFocus()
    panel.table.setCurrentIndex(panel.rows.index(0, NUMBER))
    QTest.keyClick(panel.table, Qt.Key.Key_Return)
    field = panel.table.findChild(QLineEdit)
    assert field is not None
    field.selectAll()
    QTest.keyClicks(field, "0.25")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.session.state.study.edits[0].number == 0.25)


def test_rows_go_by_the_delete_key(panel: WhatIfPanel, window: Window) -> None:
    for value in ("f", "i", "o"):
        window.session.do(what_if.hold, value, 1.0)
    window.frame.flush()
    panel.table.selectRow(1)
    QTest.keyClick(panel.table, Qt.Key.Key_Delete)
    assert [row.value for row in window.session.state.study.edits] == ["f", "o"]


def test_a_drag_of_a_number_is_one_step_of_undo(panel: WhatIfPanel, window: Window) -> None:
    window.session.do(what_if.hold, "f", 0.5)
    window.frame.flush()
    place = panel.table.visualRect(panel.rows.index(0, NUMBER)).center()
    view = panel.table.viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=place)
    for step in range(1, 6):
        QTest.mouseMove(view, place - QPoint(4 * step, 0))
        window.frame.flush()
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=place - QPoint(20, 0))
    assert window.session.state.study.edits[0].number == pytest.approx(0.3)
    window.session.undo()
    assert window.session.state.study.edits[0].number == 0.5
    assert window.session.undo_name == "holding of a value"


def test_another_cell_is_compared_with_and_the_original_comes_back(
    panel: WhatIfPanel, window: Window
) -> None:
    session = window.session
    session.do(what_if.hold, "f", 1.0)
    window.frame.flush()
    row = panel.others.findText("GRU")
    panel.others.setCurrentIndex(row)
    panel.others.activated.emit(row)
    assert session.state.study.against is not None
    assert session.state.study.against.name == "GRU"
    window.frame.flush()
    assert panel.others.currentText() == "GRU"
    assert "the runs part" in panel.changed.text()
    own = panel.others.findText("LSTM")
    assert not panel.others.model().index(own, 0).flags() & Qt.ItemFlag.ItemIsEnabled
    panel.others.activated.emit(0)
    assert is_original(session.state.study)
    window.frame.flush()
    assert panel.others.currentText() == "the original"


def test_a_kept_model_is_compared_with_by_its_name(panel: WhatIfPanel, window: Window) -> None:
    session = window.session
    session.do(shelf.keep_model, "first try")
    session.do(parameters.set_start, seed=8)
    window.frame.flush()
    row = panel.others.findText("first try")
    assert panel.others.itemText(row - 1) == "Kept"
    panel.others.activated.emit(row)
    window.frame.flush()
    against = session.state.study.against
    assert against is not None
    assert against.apart
    assert panel.others.currentText() == "first try"
    assert "the runs part" in panel.changed.text()
    session.do(shelf.remove_model, 0)
    window.frame.flush()
    assert panel.others.currentIndex() == -1
    assert panel.others.placeholderText() == "first try"


def test_the_step_where_the_runs_part_is_a_way_there(panel: WhatIfPanel, window: Window) -> None:
    window.session.do(what_if.hold, "f", 1.0, (3,), (4, 6))
    window.frame.flush()
    assert "f of unit 4" in panel.changed.text()
    panel.changed.linkActivated.emit("5")
    assert window.session.state.view.cursor == 5


def test_a_symbol_of_markup_is_shown_as_it_is(panel: WhatIfPanel, window: Window) -> None:
    session = window.session
    session.do(sequence.set_text, "characters", "<b><b><b>")
    session.do(transport.go, 2)
    session.do(what_if.hold, "f", 0.0)
    window.frame.flush()
    name = session.scene.parting
    assert name is not None
    assert name.furthest is not None
    assert (
        f"“{html.escape(session.state.study.sequence.channels[name.furthest.place])}”" in panel.changed.text()
    )


def test_the_forget_vector_is_turned_over_bit_by_bit(panel: WhatIfPanel, window: Window) -> None:
    session = window.session
    panel.vector_button.click()
    bits = panel.vector.bits
    assert bits.bits == (None,) * 8
    QTest.mouseClick(bits, Qt.MouseButton.LeftButton, pos=bits.place(2).center().toPoint())
    assert constant_gates.forget_vector(session.state, 8) == (1, 1, 0, 1, 1, 1, 1, 1)
    window.frame.flush()
    bits.setFocus()
    QTest.keyClick(bits, Qt.Key.Key_Right)
    QTest.keyClick(bits, Qt.Key.Key_Space)
    assert constant_gates.forget_vector(session.state, 8) == (1, 1, 0, 0, 1, 1, 1, 1)
    window.frame.flush()
    panel.vector.steps.button("step").click()
    QTest.keyClick(bits, Qt.Key.Key_0)
    assert {(row.first, row.last) for row in session.state.study.edits} >= {(8, 8)}
    panel.vector.close()


def test_in_a_deep_model_the_edits_are_of_the_cell_that_is_looked_into(
    panel: WhatIfPanel, window: Window
) -> None:
    session = window.session
    session.do(sizes.set_layers, 2)
    session.do(selection.enter, 0, 0)
    window.frame.flush()
    panel.add.click()
    window.frame.flush()
    assert session.state.study.edits[0].value == "0.f"
    assert panel.rows.index(0, 0).data() == "1→ f"
    assert "2→ o" in panel.rows.choices
    typed(panel, 0, 0, "2→ o")
    assert session.state.study.edits[0].value == "1.o"


def test_changed_weights_are_counted_said_and_exported_beside_clamps(
    panel: WhatIfPanel, window: Window
) -> None:
    session = window.session
    session.do(what_if.hold, "f", 0.5, (1,), (2, 4))
    session.do(what_if.set_weight, "b_f", (1,), 2.0)
    for name in (session.state.study.cell.name, "gru"):
        session.do(comparison.compare, name)
        window.frame.flush()
        assert panel.fact(session.scene) == "2 edits"
        assert [row[0] for row in panel.rows.rows] == ["f", "b_f[2]"]
        table = panel.numbers(session.scene)
        assert table is not None
        assert table.rows == (("f", "2", "3–5", 0.5), ("b_f[2]", "", "all", 2.0))


def test_weights_that_were_drawn_for_the_cell_beside_are_named_as_long_as_it_is_there(
    panel: WhatIfPanel, window: Window
) -> None:
    session = window.session
    session.do(comparison.compare, "lstm-peephole")
    session.do(what_if.hold, "f", 0.5)
    window.frame.flush()
    assert "drawn for it: p_f, p_i, p_o" in panel.changed.text()
    assert "peephole of 0" in panel.changed.toolTip()
    session.do(comparison.compare, "gru")
    window.frame.flush()
    assert "drawn for it: W_r, R_r, b_r …" in panel.changed.text()
    assert "W_z" in panel.changed.toolTip()
    assert "peephole" not in panel.changed.toolTip()
    session.do(comparison.stop_comparing)
    window.frame.flush()
    assert "drawn" not in panel.changed.text()


def test_all_edits_are_cleared_by_a_key(panel: WhatIfPanel, window: Window, qtbot: QtBot) -> None:
    session = window.session
    session.do(what_if.set_weight, "b_f", (1,), 2.0)
    session.do(comparison.compare, "gru")
    window.frame.flush()
    before = session.state.study
    assert window.acts.all["clear_edits"].isEnabled()
    with qtbot.waitActive(window):
        window.activateWindow()
    QTest.keySequence(window.focusWidget() or window, QKeySequence("Ctrl+Backspace"))
    assert session.state.study.against is None
    assert np.count_nonzero(session.state.study.parameters != before.parameters) == 1
    assert panel.isVisible()


def test_a_changed_weight_is_dragged_and_taken_back_in_the_table(panel: WhatIfPanel, window: Window) -> None:
    session = window.session
    before = session.state.study.parameters
    session.do(what_if.set_weight, "b_f", (1,), 2.0)
    window.frame.flush()
    editable = [
        bool(panel.rows.flags(panel.rows.index(0, at)) & Qt.ItemFlag.ItemIsEditable) for at in range(4)
    ]
    assert editable == [False, False, False, True]
    place = panel.table.visualRect(panel.rows.index(0, NUMBER)).center()
    view = panel.table.viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=place)
    for step in range(1, 6):
        QTest.mouseMove(view, place - QPoint(4 * step, 0))
        window.frame.flush()
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=place - QPoint(20, 0))
    assert panel.rows.rows == [("b_f[2]", "", "all", "1.8")]
    session.undo()
    window.frame.flush()
    assert panel.rows.rows == [("b_f[2]", "", "all", "2")]
    panel.table.selectRow(0)
    panel.remove.click()
    window.frame.flush()
    assert session.undo_name == "removal of edits"
    assert session.state.study.against is None
    assert np.array_equal(session.state.study.parameters, before)
    assert panel.nothing.isVisible()
