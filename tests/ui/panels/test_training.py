"""The training panel: settings both ways, and how far a run has got."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from lstm_studio.session.session import Session
from lstm_studio.session.state import State
from lstm_studio.session.verbs import task
from lstm_studio.ui.panels.training import TrainingPanel


@pytest.fixture
def panel(shown: Callable[[type[TrainingPanel]], TrainingPanel]) -> TrainingPanel:
    return shown(TrainingPanel)


def run(state: State, /, record: dict[str, object] | None = None, **changes: object) -> State:
    """A verb of the test: what the engine would report."""
    return state.with_record(**(record or {})).with_run(**changes)


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [("rate", "0.003", 0.003), ("clip", "2", 2.0), ("batch", "16", 16), ("updates", "250", 250)],
)
def test_what_is_typed_is_the_studys(
    session: Session, panel: TrainingPanel, key: str, text: str, value: float
) -> None:
    field = panel.fields[key]
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert getattr(session.state.study.training, key) == value
    assert type(getattr(session.state.study.training, key)) is type(value)


def test_no_clip_is_an_empty_field(session: Session, panel: TrainingPanel) -> None:
    field = panel.fields["clip"]
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert session.state.study.training.clip is None


def test_a_task_brings_its_own_sequence_and_advice(session: Session, panel: TrainingPanel) -> None:
    panel.task.chosen.emit("adding")
    assert session.state.study.task == "adding"
    assert session.state.study.sizes.inputs == 2
    assert panel.fields["rate"].text() == f"{session.state.study.training.rate:g}"
    session.undo()
    assert panel.task.currentData() == "spike-latch"


def test_an_optimiser_is_chosen_by_its_name(session: Session, panel: TrainingPanel) -> None:
    panel.optimiser.chosen.emit("sgd")
    assert session.state.study.training.optimiser == "sgd"
    assert panel.optimiser.currentData() == "sgd"


def test_progress_is_said_with_the_time_that_is_left(session: Session, panel: TrainingPanel) -> None:
    assert "not trained" in panel.line.text()
    session.drag("", run, {"update": 610, "updates": 1000}, training="running", rate=1840.0, left=0.21)
    assert panel.line.text().replace("\u202f", "") == "update 610 of 1000 · 0.2 s left"
    assert panel.header.fact.text().replace("\u202f", "") == "1840 updates/s"
    assert panel.progress.value() == 610
    session.drag("", run, training="paused")
    assert panel.line.text().endswith("paused")
    session.drag("", run, {"solved": 380}, training="idle")
    assert panel.line.text().endswith("solved at 380")
    assert panel.header.fact.text() == ""


def test_loss_precision_and_truncation_are_the_studys(
    qtbot: QtBot, session: Session, panel: TrainingPanel
) -> None:
    more = panel.more
    with qtbot.waitExposed(more):
        more.open()
    assert [more.loss.itemData(row) for row in range(more.loss.count())] == ["binary cross-entropy", "mse"]
    more.loss.chosen.emit("mse")
    QTest.mouseClick(more.precision.button("float64"), Qt.MouseButton.LeftButton)
    QTest.keyClicks(more.truncate, "25")
    QTest.keyClick(more.truncate, Qt.Key.Key_Return)
    settings = session.state.study.training
    assert (settings.loss, settings.dtype, settings.truncate) == ("mse", "float64", 25)
    more.loss.chosen.emit("binary cross-entropy")
    assert session.state.study.training.loss is None  # that is the one that goes with the output
    session.do(task.set_task, "adding")
    assert more.loss.currentData() == "mse"
    assert not more.loss.isEnabled()
    assert "no other" in more.loss_note.text()
    more.truncate.selectAll()
    QTest.keyClick(more.truncate, Qt.Key.Key_Delete)
    QTest.keyClick(more.truncate, Qt.Key.Key_Return)
    assert session.state.study.training.truncate is None
