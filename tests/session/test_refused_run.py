"""A model whose outputs are not those of its task is not trained: why is said, and nothing changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.session.open import open_session
from lstm_studio.session.trainer import Trainer
from lstm_studio.session.verbs import transport

if TYPE_CHECKING:
    from PySide6.QtCore import QCoreApplication
    from pytestqt.qtbot import QtBot

    from lstm_studio.core.study import Study


def test_why_nothing_is_trained_is_said_and_nothing_changes(
    study: Study, qapp: QCoreApplication, qtbot: QtBot
) -> None:
    session = open_session(study, qapp)
    trainer = Trainer(session, own_process=False)
    trainer.train()
    qtbot.waitUntil(lambda: session.state.study.record.update > 0, timeout=10_000)
    session.begin(study.replace(task="own", options={}))  # its outputs are not what comes next
    for act in (trainer.train, trainer.one_update, trainer.toggle):
        session.do(transport.step)
        act()
        assert "Fit the model to the task" in session.state.run.message
        assert not trainer.active
        assert not session.unsaved
        assert session.history.past is None
    trainer.close()
    session.close()
