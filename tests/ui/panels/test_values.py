"""The table of the current step holds what the trace holds, and is copied in full."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest

from lstm_studio.catalogue import load_cell
from lstm_studio.session.session import Session
from lstm_studio.session.verbs import cell, notation, selection, sizes, transport
from lstm_studio.ui.panels.values import ValuesPanel


@pytest.fixture
def panel(shown: Callable[[type[ValuesPanel]], ValuesPanel]) -> ValuesPanel:
    return shown(ValuesPanel)


def test_every_cell_is_the_traces_value(session: Session, panel: ValuesPanel) -> None:
    session.do(transport.go, 12)
    trace, table = session.scene.trace, panel.table
    assert trace is not None
    assert table.names == ("f", "i", "g", "o", "c", "h")
    assert (table.rowCount(), table.columnCount()) == (8, 6)
    for row in range(8):
        for column, name in enumerate(table.names):
            shown = float(table.data(table.index(row, column)).replace("−", "-"))
            assert shown == pytest.approx(trace[name][11, row], abs=0.00501)


def test_it_follows_cell_and_units(session: Session, panel: ValuesPanel) -> None:
    session.do(cell.set_cell, load_cell("gru"))
    session.do(sizes.set_units, 3)
    assert panel.table.names == ("r", "z", "n", "h")
    assert panel.table.rowCount() == 3


def test_before_the_first_input_there_are_states_alone(panel: ValuesPanel) -> None:
    assert np.isnan(panel.table.values[:, :4]).all()
    assert (panel.table.values[:, 4:] == 0).all()


def test_copy_takes_the_selection_in_full_precision(session: Session, panel: ValuesPanel) -> None:
    session.do(transport.go, 5)
    trace = session.scene.trace
    assert trace is not None
    panel.view.selectColumn(4)
    QTest.keySequence(panel.view, QKeySequence(QKeySequence.StandardKey.Copy))
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert lines[0] == ["unit", "c"]
    assert [int(line[0]) for line in lines[1:]] == list(range(1, 9))
    assert [float(line[1]) for line in lines[1:]] == trace["c"][4].tolist()
    panel.view.clearSelection()
    QTest.keySequence(panel.view, QKeySequence(QKeySequence.StandardKey.Copy))
    assert QGuiApplication.clipboard().text().splitlines()[0].split("\t") == ["unit", *panel.table.names]


def test_a_row_is_a_unit_that_can_be_selected(session: Session, panel: ValuesPanel) -> None:
    header = panel.view.verticalHeader()
    at = header.viewport().rect().topLeft()
    at.setX(5)
    at.setY(header.sectionViewportPosition(2) + 5)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert session.state.view.unit == 2
    assert panel.table.headerData(2, Qt.Orientation.Vertical) == "3"


def test_a_click_on_a_number_selects_its_value_and_unit(session: Session, panel: ValuesPanel) -> None:
    index = panel.table.index(4, 2)
    QTest.mouseClick(
        panel.view.viewport(), Qt.MouseButton.LeftButton, pos=panel.view.visualRect(index).center()
    )
    assert (session.state.view.node, session.state.view.unit) == (panel.table.names[2], 4)


def test_columns_are_named_as_the_notation_does(session: Session, panel: ValuesPanel) -> None:
    session.do(transport.go, 3)
    session.do(notation.choose_notation, "lecture")
    across = Qt.Orientation.Horizontal
    heads = [panel.table.headerData(column, across) for column in range(6)]
    assert heads == ["f", "i", "g", "o", "s", "h"]
    session.do(selection.toggle_backward)
    assert panel.table.headerData(4, across) == "∂L/∂s"
