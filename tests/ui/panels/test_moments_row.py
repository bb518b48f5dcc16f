"""The moments of training in the window: seen once there are some, gone through by mouse and keys, trained on from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from lstm_studio.core.checkpoints import Checkpoint
from lstm_studio.core.study import Record, frozen
from lstm_studio.ui.panels.diagram import DiagramPanel
from lstm_studio.ui.panels.loss import LossPanel
from lstm_studio.ui.panels.strip import StripPanel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from lstm_studio.ui.panels.moments_row import MomentsRow
    from lstm_studio.ui.window import Window

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def trained(window: Window) -> Window:
    """A window whose model has gone through fifty updates, every tenth of which is kept."""
    session = window.session
    flat = session.state.study.parameters.astype(np.float32)
    moments = tuple(Checkpoint(update, flat * np.float32(update / 50)) for update in range(0, 50, 10))
    losses = frozen([[update, 1 / update] for update in range(1, 51)])
    record = Record(update=50, updates=50, losses=losses, checkpoints=moments)
    session.drag("training", lambda state: replace(state, study=state.study.replace(record=record)))
    window.frame.flush()
    return window


def row(window: Window) -> MomentsRow:
    panel = window.desk.findChild(StripPanel)
    assert isinstance(panel, StripPanel)
    return panel.moments


def at(window: Window) -> int | None:
    moment = window.session.scene.seen
    return None if moment is None else moment.update


def test_it_is_seen_once_there_are_moments(window: Window) -> None:
    window.session.drag("reset", lambda state: state.with_study(record=Record()))
    window.frame.flush()
    assert row(window).isHidden()
    assert not window.acts.all["replay"].isEnabled()


def test_keys_go_through_the_moments(trained: Window) -> None:
    assert row(trained).isVisible()
    for key, expected in (
        (Qt.Key.Key_Left, 40),
        (Qt.Key.Key_Left, 30),
        (Qt.Key.Key_Right, 40),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_PageDown, None),
        (Qt.Key.Key_PageUp, 0),
        (Qt.Key.Key_End, None),
    ):
        QTest.keyClick(trained, key, ALT)
        trained.frame.flush()
        assert at(trained) == expected


def test_what_is_looked_at_is_said_and_marked(trained: Window) -> None:
    assert row(trained).said.text() == "now: update 50 · loss 0.02"
    QTest.keyClick(trained, Qt.Key.Key_Left, ALT)
    trained.frame.flush()
    assert row(trained).said.text() == "update 40 / 50 · loss 0.0244"
    diagram = trained.desk.findChild(DiagramPanel)
    assert diagram is not None
    assert diagram.view.diagram is not None
    assert diagram.view.diagram.title.text.startswith("after update 40 · ")
    loss = trained.desk.findChild(LossPanel)
    assert loss is not None
    assert loss.playheads[0].isVisible()
    assert loss.playheads[0].step == 40
    QTest.keyClick(trained, Qt.Key.Key_End, ALT)
    trained.frame.flush()
    assert not loss.playheads[0].isVisible()
    assert "update" not in diagram.view.diagram.title.text


def test_a_press_on_the_course_goes_there(trained: Window) -> None:
    course = row(trained).course
    QTest.mousePress(course, Qt.MouseButton.LeftButton, pos=QPoint(round(course.x_of(21)), 13))
    assert at(trained) == 20
    QTest.mouseRelease(course, Qt.MouseButton.LeftButton, pos=QPoint(round(course.x_of(21)), 13))


def test_it_is_trained_on_from_a_moment(trained: Window, qtbot: QtBot) -> None:
    session, before = trained.session, trained.session.state.study
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right):
        QTest.keyClick(trained, key, ALT)
        trained.frame.flush()
    trained.acts.all["branch"].trigger()
    assert session.state.view.past is None
    assert session.state.run.training == "running"
    qtbot.waitUntil(lambda: session.state.study.record.update > 12, timeout=20_000)
    trained.trainer.stop()
    qtbot.waitUntil(lambda: session.state.run.training == "idle", timeout=20_000)
    study = session.state.study
    updates = [row.update for row in study.record.checkpoints]
    assert updates[:4] == [0, 10, 11, 12]
    assert study.record.losses[:12, 0].tolist() == list(range(1, 13))
    assert study.models[-1].record is before.record


def test_the_button_of_training_trains_what_is_looked_at(trained: Window, qtbot: QtBot) -> None:
    session = trained.session
    QTest.keyClick(trained, Qt.Key.Key_Home, ALT)
    trained.trainer.one_update()
    qtbot.waitUntil(lambda: session.state.study.record.update == 1, timeout=20_000)
    assert len(session.state.study.models) == 1
    trained.trainer.stop()
    qtbot.waitUntil(lambda: session.state.run.training == "idle", timeout=20_000)
