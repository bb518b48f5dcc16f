"""The sequence is typed; a slip is named where it is, and costs nothing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks import TASKS
from lstm_studio.session.session import Session
from lstm_studio.session.verbs import comparison, task, transport
from lstm_studio.session.verbs.sequence import set_sequence
from lstm_studio.session.verbs.what_if import hold
from lstm_studio.ui.panels.sequence import SequencePanel


@pytest.fixture
def panel(shown: Callable[[type[SequencePanel]], SequencePanel]) -> SequencePanel:
    return shown(SequencePanel)


def type_in(panel: SequencePanel, text: str, *, key: Qt.Key = Qt.Key.Key_Return) -> None:
    """What a person does."""
    panel.editor.selectAll()
    QTest.keyClicks(panel.editor, text)
    QTest.keyClick(panel.editor, key)


def test_enter_applies_what_is_typed(session: Session, panel: SequencePanel) -> None:
    type_in(panel, "0 1 0 0 1")
    assert session.state.study.sequence.values[:, 0].tolist() == [0, 1, 0, 0, 1]
    assert "5 steps" in panel.header.fact.text()
    assert "1 channel" in panel.header.fact.text()
    assert not panel.error.isVisible()


def test_a_slip_is_named_underneath_and_the_old_sequence_stays(
    session: Session, panel: SequencePanel
) -> None:
    old = session.state.study.sequence
    type_in(panel, "0 1 2 oops 1")
    assert session.state.study.sequence is old
    assert panel.error.isVisible()
    assert "line 1, column 7" in panel.error.text()
    assert "oops" in panel.error.text()
    assert panel.editor.toPlainText() == "0 1 2 oops 1"
    QTest.keyClick(panel.editor, Qt.Key.Key_Backspace)
    assert not panel.error.isVisible()


def test_shift_enter_makes_a_second_channel(session: Session, panel: SequencePanel) -> None:
    panel.editor.selectAll()
    QTest.keyClicks(panel.editor, "0 1 1")
    QTest.keyClick(panel.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    type_more = "1 0 0"
    QTest.keyClicks(panel.editor, type_more)
    QTest.keyClick(panel.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert session.state.study.sequence.values.tolist() == [[0, 1], [1, 0], [1, 0]]


def test_escape_brings_back_what_is_there(session: Session, panel: SequencePanel) -> None:
    before = panel.editor.toPlainText()
    panel.editor.selectAll()
    QTest.keyClicks(panel.editor, "junk")
    QTest.keyClick(panel.editor, Qt.Key.Key_Escape)
    assert panel.editor.toPlainText() == before == session.state.study.sequence.text


def test_what_was_not_typed_is_written_and_read_by_itself(session: Session, panel: SequencePanel) -> None:
    QTest.mouseClick(panel.kind.button("words"), Qt.MouseButton.LeftButton)
    assert panel.kind.button("words").isChecked()
    session.do(set_sequence, Sequence(frozen([[1.5, 2.0], [3.0, -4.0]]), ("a", "b"), title="of a file"))
    assert panel.editor.toPlainText() == "[1.5 2] [3 -4]"
    assert panel.kind.button("auto").isChecked()
    QTest.keyClick(panel.editor, Qt.Key.Key_Return)
    assert session.state.study.sequence.values.tolist() == [[1.5, 2.0], [3.0, -4.0]]


def test_symbols_that_are_kept_widen_nothing(panel: SequencePanel) -> None:
    before = panel.minimumSizeHint().width()
    panel.keeping.show()
    assert panel.minimumSizeHint().width() == before


def test_digits_can_be_read_as_characters(session: Session, panel: SequencePanel) -> None:
    type_in(panel, "1 0 1")
    assert session.state.study.sequence.values.shape == (3, 1)
    QTest.mouseClick(panel.kind.button("characters"), Qt.MouseButton.LeftButton)
    assert session.state.study.sequence.channels == (" ", "0", "1")
    assert session.state.study.sequence.steps == 5


def test_a_file_is_left_to_the_window(panel: SequencePanel) -> None:
    file, text = QMimeData(), QMimeData()
    file.setUrls([QUrl.fromLocalFile("/rain.csv")])
    text.setText("0 1")
    assert not panel.editor.canInsertFromMimeData(file)
    assert panel.editor.canInsertFromMimeData(text)


def test_undo_in_the_field_is_the_fields_own(session: Session, panel: SequencePanel) -> None:
    study, before = session.state.study, panel.editor.toPlainText()
    QTest.keyClicks(panel.editor, "x")
    QTest.keySequence(panel.editor, QKeySequence(QKeySequence.StandardKey.Undo))
    assert panel.editor.toPlainText() == before
    assert session.state.study is study


def test_of_symbols_the_likeliest_is_named(session: Session, panel: SequencePanel) -> None:
    type_in(panel, "abcabcabc")
    session.do(transport.go, 2)
    readout = session.scene.readout
    assert readout is not None
    best = int(np.argmax(readout))
    assert panel.lines["target"].text() == "“c”"
    assert panel.lines["output"].text() == f"“{'abc'[best]}”, {100 * readout[best]:.0f} %"


def test_target_output_and_loss_are_the_models(session: Session, panel: SequencePanel) -> None:
    assert panel.lines["output"].text() == "–"
    session.do(transport.go, 7)
    study, trace = session.state.study, session.scene.trace
    assert trace is not None
    assert trace.y is not None
    target = study.sequence.target
    assert target is not None
    assert panel.lines["target"].text() == f"{target[6, 0]:.2f}"
    assert panel.lines["output"].text().startswith(f"{trace.y[6, 0]:.2f} ")
    y, t = trace.y[:, 0], target[:, 0]
    loss = -np.mean(t * np.log(y) + (1 - t) * np.log(1 - y))
    assert panel.lines["loss"].text().startswith(f"{loss:.4f}")
    guess = min(TASKS["spike-latch"].baselines(study.options).values())
    assert panel.lines["loss"].text().endswith(f"{guess:.4f}")


def test_outputs_have_the_names_that_the_task_gives_them(session: Session, panel: SequencePanel) -> None:
    session.do(task.set_task, "an-bn")
    session.do(transport.go, 3)
    readout = session.scene.readout
    assert readout is not None
    assert panel.lines["target"].text() == "a 1.00, b 1.00, T 0.00"
    assert panel.lines["output"].text() == ", ".join(
        f"{name} {value:.2f}" for name, value in zip("abT", readout, strict=True)
    )
    session.do(task.set_task, "temporal-order")
    steps = session.state.study.sequence.steps
    session.do(transport.go, steps)
    marks = [label for label in session.state.study.sequence.labels if label in ("X", "Y")]
    assert panel.lines["target"].text() == f"“{''.join(marks)}”"


def test_the_blind_guess_is_the_one_that_needs_no_memory(session: Session, panel: SequencePanel) -> None:
    session.do(task.set_task, "two-lag-bernoulli")
    assert panel.lines["loss"].text().endswith("blind guess 0.6616")


def test_beside_another_run_output_and_loss_say_what_they_were(
    session: Session, panel: SequencePanel
) -> None:
    session.do(transport.go, 30)
    before = {key: panel.lines[key].text() for key in ("output", "loss")}
    session.do(hold, "h", 3.0)
    trace, loss = session.scene.trace, session.scene.loss
    assert trace is not None
    assert trace.y is not None
    assert loss is not None
    was = before["output"].partition(" ")[0]
    assert panel.lines["output"].text() == f"{trace.y[29, 0]:.2f}, before {was}"
    assert panel.lines["loss"].text() == f"{loss:.4f}, before {before['loss'].partition(' ')[0]}"
    session.undo()
    session.do(comparison.compare, "gru")
    assert panel.lines["output"].text().endswith(" in GRU")
    assert session.scene.against_loss is not None
    assert panel.lines["loss"].text().endswith(f", {session.scene.against_loss:.4f} in GRU")
    session.undo()
    assert {key: panel.lines[key].text() for key in ("output", "loss")} == before
