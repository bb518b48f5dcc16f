"""The sequence as a table: typed, pasted, deleted; columns and their kinds; what is learnt; parts of a long text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QLineEdit, QMenu

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.formats.symbols import LONG
from lstm_studio.session.steps_table import heads
from lstm_studio.session.verbs import sequence, transport
from lstm_studio.ui.controls.number import Number
from lstm_studio.ui.panels.sequence import SequencePanel
from lstm_studio.ui.panels.steps_table import StepsTablePanel

if TYPE_CHECKING:
    from collections.abc import Callable

    from lstm_studio.session.session import Session


@pytest.fixture
def panel(session: Session, shown: Callable[[type[StepsTablePanel]], StepsTablePanel]) -> StepsTablePanel:
    three = Sequence(frozen([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), ("a", "b"), title="three")
    session.do(sequence.set_sequence, three)
    return shown(StepsTablePanel)


def values(session: Session) -> list[list[float]]:
    found: list[list[float]] = session.state.study.sequence.values.tolist()
    return found


def write(field: Number, text: str) -> None:
    """Type a number into a field."""
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def texts(panel: StepsTablePanel) -> list[list[str]]:
    cells = panel.cells
    return [
        [str(cells.index(row, column).data()) for column in range(cells.columnCount())]
        for row in range(cells.rowCount())
    ]


def menu_of(panel: StepsTablePanel, column: int) -> dict[str, Callable[[], None]]:
    """What a right-click on a column offers."""
    at = panel.table.viewport().mapToGlobal(QPoint(panel.table.columnViewportPosition(column) + 3, 3))
    menu = QMenu(panel)
    panel.extend_menu(menu, at)
    return {act.text().replace("&", ""): act.trigger for act in menu.actions()}


def test_a_cell_is_typed_and_undone(session: Session, panel: StepsTablePanel) -> None:
    panel.table.setFocus()
    panel.table.setCurrentIndex(panel.cells.index(1, 1))
    QTest.keyClick(panel.table, Qt.Key.Key_7)
    field = panel.table.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, ".5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QCoreApplication.processEvents()  # a table takes the text a moment later
    assert values(session) == [[1, 2], [3, 7.5], [5, 6]]
    assert session.undo_name == "writing of cells"
    session.undo()
    assert texts(panel) == [["1", "2"], ["3", "4"], ["5", "6"]]


def test_a_slip_is_said_below_and_changes_nothing(session: Session, panel: StepsTablePanel) -> None:
    panel.cells.setData(panel.cells.index(2, 0), "six")
    assert panel.error.isVisible()
    assert "Row 3, column 1 (“a”): found “six”" in panel.error.text()
    assert values(session) == [[1, 2], [3, 4], [5, 6]]
    panel.cells.setData(panel.cells.index(2, 0), "6")
    assert not panel.error.isVisible()


def test_a_block_is_copied_and_pasted(session: Session, panel: StepsTablePanel) -> None:
    panel.table.selectRow(0)
    QTest.keyClick(panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "1\t2"
    QGuiApplication.clipboard().setText("7\t8\r\n9\t0\r\n")
    panel.table.setCurrentIndex(panel.cells.index(2, 0))
    QTest.keyClick(panel.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert values(session) == [[1, 2], [3, 4], [7, 8], [9, 0]]


def test_delete_empties_cells_and_takes_whole_rows(session: Session, panel: StepsTablePanel) -> None:
    panel.table.setCurrentIndex(panel.cells.index(0, 1))
    QTest.keyClick(panel.table, Qt.Key.Key_Delete)
    assert values(session) == [[1, 0], [3, 4], [5, 6]]
    panel.table.selectRow(1)
    QTest.keyClick(panel.table, Qt.Key.Key_Delete)
    assert values(session) == [[1, 0], [5, 6]]


def test_steps_targets_and_sequences_are_added(session: Session, panel: StepsTablePanel) -> None:
    step, column, target, fresh = panel.adds.actions()
    step.trigger()
    assert values(session)[-1] == [0, 0]
    column.trigger()
    target.trigger()
    assert [panel.cells.headerData(at, Qt.Orientation.Horizontal) for at in range(4)] == [
        "a",
        "b",
        "x[3]",
        "→ y",
    ]
    fresh.trigger()
    assert session.state.study.sequence.steps == 10
    assert [panel.which.itemText(at) for at in range(panel.which.count())] == ["sequence", "three"]
    panel.which.setCurrentIndex(1)
    panel.which.activated.emit(1)
    assert session.state.study.sequence.title == "three"


def test_a_column_is_renamed_and_turned(
    session: Session, panel: StepsTablePanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QInputDialog, "getText", lambda *_given, **_more: ("rain", True))
    menu_of(panel, 1)["Rename “b”…"]()
    assert [head.name for head in heads(session.state.study.sequence)] == ["a", "rain"]
    menu_of(panel, 1)["Make “rain” a target"]()
    assert [head.name for head in heads(session.state.study.sequence) if head.role == "target"] == ["rain"]
    menu_of(panel, 1)["Make “rain” an input"]()
    menu_of(panel, 0)["Remove “a”"]()
    assert session.state.study.sequence.channels == ("rain",)


def test_the_step_at_the_cursor_is_marked_and_chosen(session: Session, panel: StepsTablePanel) -> None:
    panel.table.verticalHeader().sectionClicked.emit(1)
    assert session.state.view.cursor == 2
    marked = [panel.cells.index(row, 0).data(Qt.ItemDataRole.BackgroundRole) is not None for row in range(3)]
    assert marked == [False, True, False]


def test_scale_windows_and_what_is_held_out_are_choices(session: Session, panel: StepsTablePanel) -> None:
    session.do(sequence.set_text, "numbers", " ".join(map(str, range(100))))
    panel.learning.open()
    write(panel.learning.share, "80")
    panel.learning.scale.button("range").click()
    assert session.state.study.sequence.values[79, 0] == 1.0
    assert panel.header.fact.text() == "0 … 1 · 80 steps learnt, 20 held out"
    assert texts(panel)[99] == ["99"]
    write(panel.learning.window_steps, "7")
    assert session.state.study.options["window"] == 7
    panel.learning.together.click()
    assert session.state.study.options["together"] == 1
    session.do(sequence.set_text, "characters", "hello")
    assert not panel.learning.scale.button("range").isEnabled()
    panel.learning.close()


def test_its_numbers_are_those_of_the_table(session: Session, panel: StepsTablePanel) -> None:
    table = panel.numbers(session.scene)
    assert table.heads == ("step", "a", "b")
    assert table.rows[2] == (3, "5", "6")


def test_of_a_long_text_parts_are_shown_and_not_edited(
    session: Session, panel: StepsTablePanel, shown: Callable[[type[SequencePanel]], SequencePanel]
) -> None:
    typed = shown(SequencePanel)
    assert not typed.part.isVisible()
    text = "the cat sat\n" * (LONG // 12 + 1)
    session.do(sequence.set_text, "characters", text)
    assert typed.part.isVisible()
    assert not panel.add.isEnabled()
    assert not panel.cells.flags(panel.cells.index(0, 0)) & Qt.ItemFlag.ItemIsEditable
    typed.part.after.click()
    assert session.state.study.sequence.start == 400
    assert typed.editor.toPlainText() == text[400:800]
    write(typed.part.start, "1301")
    write(typed.part.steps, "24")
    assert typed.editor.toPlainText() == text[1300:1324]
    assert "8: ↵ ␣ a c e h s t" in typed.lines["symbols"].text()
    assert panel.cells.headerData(0, Qt.Orientation.Vertical) == "1301"


def test_what_is_not_known_is_said_and_the_symbols_are_kept_on_demand(
    session: Session, shown: Callable[[type[SequencePanel]], SequencePanel]
) -> None:
    typed = shown(SequencePanel)
    session.do(sequence.set_text, "words", "the cat saw the dog")
    assert not typed.keeps.isVisible()
    session._state = session.state.with_record(update=1)
    session.do(transport.go, 1)
    session.changed.emit(frozenset({"record"}))
    assert typed.keeps.isVisible()
    typed.apply("the bird saw the cat")
    assert session.state.study.sequence.labels == ("the", "saw", "the", "cat")
    assert "“bird” at 2" in session.state.run.message
    typed.keeps.click()
    typed.apply("the bird")
    assert session.state.study.sequence.channels == ("bird", "the")
    assert np.array_equal(session.state.study.sequence.values, [[0, 1], [1, 0]])
