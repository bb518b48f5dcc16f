"""The count on the screen is that of the model, and a click on a row selects the gate that it feeds."""

from __future__ import annotations

import csv
from collections.abc import Callable

import pytest
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTreeWidgetItem

from lstm_studio.catalogue import load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.counting import counted
from lstm_studio.core.sizes import Sizes
from lstm_studio.formats.csv_text import as_csv
from lstm_studio.session.session import Session
from lstm_studio.session.verbs import cell, sizes, transport
from lstm_studio.ui.controls.spanned import TEXT
from lstm_studio.ui.panels.count import COUNT, LETTERS, NAME, NUMBERS, ROLE, CountPanel
from lstm_studio.ui.panels.count_rows import explained, sums, table


@pytest.fixture
def panel(shown: Callable[[type[CountPanel]], CountPanel]) -> CountPanel:
    return shown(CountPanel)


def find(panel: CountPanel, *names: str) -> QTreeWidgetItem:
    """The row of a path of names; a name is the first word of a row."""
    item = panel.tree.invisibleRootItem()
    for name in names:
        item = next(
            item.child(row)
            for row in range(item.childCount())
            if item.child(row).text(NAME).split("   ")[0] == name
        )
    return item


def right(item: QTreeWidgetItem) -> str:
    return str(item.data(NAME, TEXT))


def test_every_matrix_with_its_shape_and_the_sums(panel: CountPanel) -> None:
    row = find(panel, "LSTM", "f", "W_f")
    assert [row.text(column) for column in (ROLE, LETTERS, NUMBERS, COUNT)] == [
        "input",
        "H×D",
        "8×3",
        "24",
    ]
    assert "forget gate" in row.toolTip(NAME)
    assert right(find(panel, "LSTM", "f")) == "96"
    assert right(find(panel, "LSTM")) == "384"
    worked = find(panel, "LSTM").child(0)
    assert (worked.text(NAME), right(worked)) == ("4 · (8·3 + 8·8 + 8)", "= 384")
    assert find(panel, "LSTM").toolTip(NAME) == "4 · (H·D + H·H + H) = 4 · (8·3 + 8·8 + 8) = 384"
    assert find(panel, "Readout", "V").text(COUNT) == "8"
    assert panel.sums.text() == "384 in the cell + 9 in the readout = 393"
    assert panel.header.fact.text() == "393 values"


def test_gates_that_differ_have_a_line_each(session: Session, panel: CountPanel) -> None:
    session.do(cell.choose, "gru")
    top = find(panel, "GRU")
    assert [(top.child(row).text(NAME), right(top.child(row))) for row in (0, 1)] == [
        ("2 · (8·3 + 8·8 + 8)", ""),
        ("+ (8·3 + 8·8 + 2·8)", "= 296"),
    ]


def test_the_worked_example_of_a_lecture() -> None:
    lecture = Sizes(inputs=10, units=20, outputs=100, symbols=100, bias=False, output="softmax")
    count = counted(load_cell("lstm"), lecture)
    assert sums(count).replace("\u202f", "") == (
        "2400 in the cell + 2000 in the readout = 4400; embedding 1000 apart, 5400 with it"
    )


def test_a_click_selects_the_gate(session: Session, panel: CountPanel) -> None:
    panel.tree.itemClicked.emit(find(panel, "LSTM", "o", "R_o"), NAME)
    assert session.state.view.node == "o"
    panel.tree.itemClicked.emit(find(panel, "Readout", "V"), NAME)
    assert session.state.view.node == "o"


def test_a_click_looks_into_its_layer_and_direction(session: Session, panel: CountPanel) -> None:
    session.do(sizes.set_layers, 2)
    session.do(sizes.set_directions, 2)
    assert right(find(panel, "Layer 2, reverse")) == "800"
    panel.tree.itemClicked.emit(find(panel, "Layer 2, reverse", "i", "b_i"), NAME)
    view = session.state.view
    assert (view.node, view.layer, view.direction) == ("i", 1, 1)


def test_what_is_closed_stays_closed(session: Session, panel: CountPanel) -> None:
    find(panel, "LSTM", "g").setExpanded(False)
    session.do(sizes.set_units, 5)
    assert not find(panel, "LSTM", "g").isExpanded()
    assert find(panel, "LSTM", "f").isExpanded()


def test_what_does_not_change_the_count_does_not_touch_the_rows(session: Session, panel: CountPanel) -> None:
    row = find(panel, "LSTM")
    session.do(transport.step, 1)
    assert find(panel, "LSTM") is row


def test_a_cell_of_ones_own(session: Session, panel: CountPanel) -> None:
    session.do(
        cell.set_cell, Cell.from_text("a = W @ x + R @ h_prev\nb = tanh(W @ x)\nh = a * b", title="Mine")
    )
    assert right(find(panel, "Mine", "a, b")) == "24"
    assert right(find(panel, "Mine", "a")) == "64"
    assert right(find(panel, "Mine")) == "88"


def test_a_long_name_gives_way_to_its_role_and_numbers(session: Session, panel: CountPanel) -> None:
    long = "h = tanh(W_the_name_of_a_matrix_that_is_long @ x + R_and_another_one_as_long @ h_prev)"
    session.do(cell.set_cell, Cell.from_text(long, title="Mine"))
    panel.resize(296, 200)
    QApplication.processEvents()
    tree, header = panel.tree, panel.tree.header()
    assert header.length() <= tree.viewport().width()
    assert header.sectionSize(ROLE) >= tree.fontMetrics().horizontalAdvance("recurrent")
    panel.resize(700, 200)
    QApplication.processEvents()
    assert header.sectionSize(NAME) > tree.fontMetrics().horizontalAdvance(
        "W_the_name_of_a_matrix_that_is_long"
    )


def test_copy_takes_the_whole_table(panel: CountPanel) -> None:
    QTest.keySequence(panel.tree, QKeySequence(QKeySequence.StandardKey.Copy))
    rows = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert rows[1] == ["W_f", "f", "input", "H x D", "8", "3", "24"]
    assert rows[-1] == ["cell and readout", "", "", "", "", "", "393"]
    panel.tree.copy(as_csv)
    read = list(csv.DictReader(QGuiApplication.clipboard().text().splitlines()))
    assert sum(int(row["count"]) for row in read if row["role"]) == 393


def test_every_role_is_explained() -> None:
    lstm = load_cell("lstm-peephole")
    count = counted(lstm, Sizes(3, 4, 2, symbols=5))
    said = {row.name: explained(row, gate, lstm.meaning) for _part, gate, row in count.rows}
    assert said["W_f"].splitlines() == [
        f"W_f: {lstm.meaning['W_f']}",
        f"feeds f, the {lstm.meaning['f']}",
        "H×D = 4×3 = 12",
    ]
    (row,) = [row for _part, _gate, row in count.rows if row.name == "p_f"]
    assert "lets the gate see the cell state, c_prev" in explained(row, count.parts[1].gates[0], {})
    assert said["E"].startswith("E: embedding")
    assert "of the top layer" in said["V"]
    assert as_csv(table(count)).splitlines()[-1].endswith("15")
