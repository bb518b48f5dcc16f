"""The panel of runs side by side, as a person uses it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget

from lstm_studio.catalogue import load_cell
from lstm_studio.core.study import Record, Start, frozen
from lstm_studio.formats.csv_text import as_csv
from lstm_studio.session.series import said_start
from lstm_studio.session.state import State
from lstm_studio.session.verbs import shelf, task, training
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.ui.panels.runs import RunsPanel
from lstm_studio.ui.runs.table import RunTable
from lstm_studio.ui.runs.tree import NAME, SOLVED, UPDATES
from lstm_studio.ui.theme import LIGHT

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from lstm_studio.ui.window import Window

PATIENCE = 20_000


@pytest.fixture
def panel(window: Window) -> RunsPanel:
    session = window.session
    session.do(task.set_option, "length", 6.0)
    session.do(training.set_training, batch=2, updates=12)
    window.acts.all["runs"].trigger()
    QApplication.processEvents()
    window.frame.flush()
    found = window.desk.panels["runs"]
    assert isinstance(found, RunsPanel)
    return found


def click(button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def finished(qtbot: QtBot, window: Window) -> None:
    qtbot.waitUntil(lambda: window.session.state.run.series is None, timeout=PATIENCE)
    qtbot.waitUntil(lambda: not window.runner.isRunning(), timeout=PATIENCE)
    window.frame.flush()


def names(panel: RunsPanel) -> list[str]:
    items = (panel.tree.topLevelItem(at) for at in range(panel.tree.topLevelItemCount()))
    return [item.text(NAME) for item in items if item is not None]


def test_an_empty_panel_says_what_it_is_for(panel: RunsPanel) -> None:
    assert panel.nothing.isVisible()
    assert not panel.tree.isVisible()
    assert panel.repeat.isVisible()
    assert not panel.working.isVisible()


def test_three_seeds_are_trained_and_kept_and_what_is_shown_stays(
    panel: RunsPanel, window: Window, qtbot: QtBot
) -> None:
    session = window.session
    before = session.state.study.parameters
    panel.seeds.show_number(3)
    click(panel.repeat)
    window.frame.flush()
    assert panel.working.isVisible()
    assert not panel.asking.isVisible()
    finished(qtbot, window)
    study = session.state.study
    assert study.parameters is before
    assert [kept.record.update for kept in study.models] == [12, 12, 12]
    assert names(panel) == ["LSTM, chrono"]
    top = panel.tree.topLevelItem(0)
    assert top is not None
    assert top.text(UPDATES) == "3 × 12"
    assert top.text(SOLVED) == "0/3"
    assert top.childCount() == 3
    assert panel.asking.isVisible()
    assert "3 runs are kept" in session.state.run.message
    session.undo()
    window.frame.flush()
    assert session.state.study.models == ()
    assert panel.nothing.isVisible()


def test_a_grid_is_asked_for_and_stands_in_a_table(panel: RunsPanel, window: Window, qtbot: QtBot) -> None:
    form = panel.form
    click(panel.grid)
    for ticks, key in ((form.cells, "gru"), (form.starts, "uniform")):
        item = next(
            ticks.item(row)
            for row in range(ticks.count())
            if ticks.item(row).data(Qt.ItemDataRole.UserRole) == key
        )
        item.setCheckState(Qt.CheckState.Checked)
    assert form.note.text() == "4 runs of 12 updates each"
    click(form.go)
    assert not form.isVisible()
    finished(qtbot, window)
    click(panel.ways.button("table"))
    table = panel.table
    assert table.isVisible()
    assert (table.rowCount(), table.columnCount()) == (2, 2)
    fields = [table.item(row, column) for row in (0, 1) for column in (0, 1)]
    assert all(field is not None and field.text().startswith("✗ · ") for field in fields)
    table.setCurrentCell(1, 1)
    QTest.keyClick(table, Qt.Key.Key_Return)
    shown = window.session.state.study
    heads = table.verticalHeaderItem(1), table.horizontalHeaderItem(1)
    assert [head.text() for head in heads if head is not None] == [shown.cell.title, said_start(shown.start)]


def test_what_is_not_ticked_cannot_be_asked_for(panel: RunsPanel) -> None:
    click(panel.grid)
    for row in range(panel.form.cells.count()):
        panel.form.cells.item(row).setCheckState(Qt.CheckState.Unchecked)
    assert not panel.form.go.isEnabled()
    assert "at least one cell" in panel.form.note.text()
    panel.form.close()


def test_cancel_keeps_the_runs_that_have_ended(panel: RunsPanel, window: Window, qtbot: QtBot) -> None:
    session = window.session
    session.do(training.set_training, updates=1500)
    panel.seeds.show_number(50)
    click(panel.repeat)
    qtbot.waitUntil(lambda: len(session.state.study.models) == 1, timeout=PATIENCE)
    window.frame.flush()
    assert "run 2 of 50" in panel.line.text()
    click(panel.cancel)
    finished(qtbot, window)
    assert [kept.record.update for kept in session.state.study.models] == [1500]
    assert session.state.run.message == "the runs were broken off; 1 is kept"


def test_runs_that_follow_a_cancelled_series_begin_anew(
    panel: RunsPanel, window: Window, qtbot: QtBot
) -> None:
    session = window.session
    session.do(training.set_training, updates=1_000_000)
    click(panel.repeat)
    qtbot.waitUntil(lambda: panel.progress.value() >= 0 and window.runner.isRunning(), timeout=PATIENCE)
    window.frame.flush()
    click(panel.cancel)
    session.do(training.set_training, updates=12)
    panel.seeds.show_number(2)
    window.frame.flush()
    click(panel.repeat)
    finished(qtbot, window)
    assert [kept.record.update for kept in session.state.study.models] == [12, 12]


def test_another_study_ends_the_runs(panel: RunsPanel, window: Window, qtbot: QtBot) -> None:
    session = window.session
    session.do(training.set_training, updates=1_000_000)
    click(panel.repeat)
    session.begin(session.state.study)
    finished(qtbot, window)
    assert session.state.study.models == ()


def test_a_study_that_cannot_be_trained_says_why(panel: RunsPanel, window: Window) -> None:
    session = window.session
    study = session.state.study
    session.begin(study.replace(task="adding", options={}))
    window.frame.flush()
    click(panel.repeat)
    assert session.state.run.series is None
    assert "Fit the model to the task" in session.state.run.message


def run_of(window: Window, name: str) -> None:
    """Keep the model as a run that was trained."""
    session = window.session
    session.do(shelf.keep_model, name)
    kept = session.state.study.models[-1]
    record = replace(kept.record, update=2, updates=2, losses=np.array([[1.0, 0.5], [2.0, 0.25]]))
    models = (*session.state.study.models[:-1], replace(kept, record=record))
    session.do(lambda state: state.with_study(models=models))


def test_a_run_is_renamed_hidden_and_removed(panel: RunsPanel, window: Window) -> None:
    session = window.session
    for name in ("one", "two"):
        run_of(window, name)
    window.frame.flush()
    for typed, left in (("second", "second"), ("one", "second"), ("", "second")):
        panel.tree.choose((1,))
        QTest.keyClick(panel.tree, Qt.Key.Key_F2)
        field = panel.tree.findChild(QLineEdit)
        assert field is not None
        field.setText(typed)
        QTest.keyClick(field, Qt.Key.Key_Return)
        QApplication.processEvents()
        window.frame.flush()
        assert [kept.name for kept in session.state.study.models] == ["one", left]
        assert names(panel)[1].endswith(left)
    top = panel.tree.topLevelItem(0)
    assert top is not None
    assert len(window.session.scene.overlays) == 2
    top.setCheckState(NAME, Qt.CheckState.Unchecked)
    window.frame.flush()
    assert [kept.plotted for kept in session.state.study.models] == [False, True]
    assert len(window.session.scene.overlays) == 1
    panel.tree.choose((0,))
    QTest.keyClick(panel.tree, Qt.Key.Key_Delete)
    window.frame.flush()
    assert [kept.name for kept in session.state.study.models] == ["second"]


def test_the_menu_of_a_run_offers_what_can_be_done(panel: RunsPanel, window: Window) -> None:
    run_of(window, "one")
    window.frame.flush()
    menu = QMenu()
    item = panel.tree.topLevelItem(0)
    assert item is not None
    inside = panel.tree.visualItemRect(item).center()
    panel.extend_menu(menu, panel.tree.viewport().mapToGlobal(inside))
    said = [action.text() for action in menu.actions() if action.text()]
    assert said == ["&Bring back", "&Compare with it", "Rena&me", "&Hide its losses", "&Remove"]
    panel.extend_menu(menu, QPoint(0, 0))
    assert len([action for action in menu.actions() if action.text()]) == 5


def test_the_numbers_are_a_row_a_run(panel: RunsPanel, window: Window) -> None:
    assert panel.numbers(window.session.scene) is None
    run_of(window, "one")
    table = panel.numbers(window.session.scene)
    assert table is not None
    first, second = as_csv(table).splitlines()
    assert first.startswith("run,series,cell,units,start,start seed,training seed,updates")
    assert second.startswith("one,,LSTM,8,chrono,1,1,2,")


def test_a_table_of_many_starts_leaves_every_field_the_room_of_its_words(qtbot: QtBot) -> None:
    study = new_study("spike-latch", load_cell("lstm"))
    record = Record(update=60, updates=60, losses=frozen([[60.0, 0.63]]))
    starts = [
        Start("uniform", 4.0),
        Start("uniform", None),
        Start("uniform", "chrono"),
        Start("glorot", "chrono"),
    ]
    first = shelf.keep_model(State(replace(study, record=record))).study.models[0]
    peephole = load_cell("lstm-cifg-peephole-full")
    models = tuple(replace(first, start=start, cell=peephole) for start in starts)
    table = RunTable()
    qtbot.addWidget(table)
    table.resize(300, 120)
    table.show_study(replace(study, models=models), LIGHT)
    table.show()
    QApplication.processEvents()
    assert table.columnCount() == len(starts)
    heads = table.horizontalHeader()
    for at in range(table.columnCount()):
        assert table.columnWidth(at) >= max(table.sizeHintForColumn(at), heads.sectionSizeHint(at))
    assert table.verticalHeader().width() <= 0.36 * 300
    assert table.verticalHeaderItem(0).toolTip() == peephole.title
    table.resize(1200, 120)
    assert sum(table.columnWidth(at) for at in range(4)) > 0.6 * 1200
