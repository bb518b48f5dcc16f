"""A long text in training: all of it is learnt, and walking through it does not disturb the run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lstm_studio.catalogue import load_cell
from lstm_studio.formats.symbols import LONG
from lstm_studio.session.open import open_session
from lstm_studio.session.state import State
from lstm_studio.session.trainer import Trainer
from lstm_studio.session.verbs import sequence
from lstm_studio.session.verbs.studies import new_study

if TYPE_CHECKING:
    from PySide6.QtCore import QCoreApplication
    from pytestqt.qtbot import QtBot


def test_the_run_goes_on_while_other_parts_are_shown(qtbot: QtBot, qapp: QCoreApplication) -> None:
    fresh = State(new_study("spike-latch", load_cell("rnn")))
    typed = sequence.set_text(fresh, "characters", "the cat sat. " * (LONG // 13 + 1)).study
    session = open_session(typed.replace(training=replace(typed.training, updates=100_000, batch=2)), qapp)
    trainer = Trainer(session, own_process=False)
    trainer.train()
    run = trainer._number
    qtbot.waitUntil(lambda: session.state.study.record.update > 0, timeout=10_000)
    session.do(sequence.show_window, 5_000)
    before = session.state.study.record.update
    qtbot.waitUntil(lambda: session.state.study.record.update > before, timeout=10_000)
    assert trainer._number == run
    assert session.state.study.sequence.start == 5_000
    session.do(sequence.set_text, "characters", "another sequence")  # that is another thing to learn
    assert trainer._number != run
    trainer.close()
    session.close()
