"""The training panel: settings both ways, and how far a run has got."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from lstm_studio.core.study import frozen
from lstm_studio.session.report import Best
from lstm_studio.session.session import Session
from lstm_studio.session.state import State
from lstm_studio.session.verbs import task, training
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


def test_schedule_clips_decay_seed_and_the_end_are_the_studys(
    qtbot: QtBot, session: Session, panel: TrainingPanel
) -> None:
    more = panel.more
    with qtbot.waitExposed(more):
        more.open()
    assert more.schedule_note.isHidden()
    assert not more.fields["factor"].isEnabled()
    more.schedule.chosen.emit("step")
    assert more.fields["factor"].isEnabled()
    typed = {
        "factor": "0.1",
        "period": "500",
        "warm_up": "10",
        "clip_value": "0.5",
        "decay": "0.02",
        "seed": "7",
    }
    for key, text in typed.items():
        more.fields[key].selectAll()
        QTest.keyClicks(more.fields[key], text)
        QTest.keyClick(more.fields[key], Qt.Key.Key_Return)
    QTest.mouseClick(more.end.button("solved"), Qt.MouseButton.LeftButton)
    settings = session.state.study.training
    assert (settings.schedule, settings.factor, settings.period, settings.warm_up) == ("step", 0.1, 500, 10)
    assert (settings.clip_value, settings.decay, settings.seed, settings.early_stop) == (0.5, 0.02, 7, True)
    assert type(settings.seed) is type(settings.warm_up) is int
    assert (
        more.schedule_note.text().replace("\u202f", "")
        == "the rate goes 0.001 → 0.01 → 0.001 in 1000 updates"
    )
    more.schedule.chosen.emit("constant")
    assert not more.fields["period"].isEnabled()


def test_the_usual_decay_is_said_where_none_is_typed(
    qtbot: QtBot, session: Session, panel: TrainingPanel
) -> None:
    with qtbot.waitExposed(panel.more):
        panel.more.open()
    assert panel.more.fields["decay"].placeholderText() == "off"
    panel.optimiser.chosen.emit("adamw")
    assert panel.more.fields["decay"].placeholderText() == "0.01"
    assert session.state.study.training.decay is None


def test_a_run_that_broke_off_offers_the_best(session: Session, panel: TrainingPanel) -> None:
    best = Best(50, 0.25, np.zeros_like(session.state.study.parameters))
    losses = frozen([[1, 0.5], [50, 0.3], [60, 9.0]])
    exams = frozen([[50, 0.25, 0.5, 1600]])
    session.do(run, {"update": 60, "updates": 100, "losses": losses, "exams": exams}, training="running")
    assert panel.back.isHidden()
    session.do(training.broken_off, "the loss is inf", best)
    assert panel.line.text() == "broke off at 60"
    assert panel.line.toolTip() == "the loss is inf"
    assert panel.back.text() == "Back to 50"
    assert "held-out loss 0.25" in panel.back.toolTip()
    QTest.mouseClick(panel.back, Qt.MouseButton.LeftButton)
    record = session.state.study.record
    assert (record.update, record.score, record.sequences) == (50, 0.5, 1600)
    assert record.losses[:, 0].tolist() == [1, 50]
    assert np.array_equal(session.state.study.parameters, best.parameters)
    assert panel.back.isHidden()
    session.undo()
    assert session.state.study.record.update == 60
    assert panel.back.isHidden()


def test_a_form_that_grows_stays_on_the_screen(qtbot: QtBot, panel: TrainingPanel) -> None:
    room = panel.screen().availableGeometry()
    panel.move(0, room.bottom() - 200)
    with qtbot.waitExposed(panel.more):
        panel.more.open()
    before = panel.more.geometry()
    assert before.bottom() <= room.bottom()
    panel.more.schedule.chosen.emit("step")
    after = panel.more.geometry()
    assert after.height() > before.height()
    assert after.bottom() <= room.bottom()
