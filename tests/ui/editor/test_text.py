"""The field for equations, pressed and typed into."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QHelpEvent, QTextCursor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from lstm_studio.session.draft import Problem
from lstm_studio.ui.editor.text import USUAL, EquationText
from lstm_studio.ui.theme import DARK, LIGHT


@pytest.fixture
def text(qtbot: QtBot) -> Iterator[EquationText]:
    field = EquationText(lambda name, called: f"{name}{'()' if called else ''}")
    qtbot.addWidget(field)
    field.dress(LIGHT, USUAL)
    field.resize(500, 300)
    with qtbot.waitExposed(field):
        field.show()
    yield field
    field.settle()


def test_what_is_typed_settles_soon_and_once(text: EquationText, qtbot: QtBot) -> None:
    found: list[str] = []
    text.settled.connect(found.append)
    QTest.keyClicks(text, "h = x")
    assert found == []
    qtbot.waitUntil(lambda: bool(found))
    assert found == ["h = x"]


def test_another_text_can_be_taken_back(text: EquationText) -> None:
    text.put("h = tanh(W x)")
    text.put("h = relu(W x)")
    text.undo()
    assert text.toPlainText() == "h = tanh(W x)"
    text.redo()
    assert text.toPlainText() == "h = relu(W x)"


def test_what_is_pasted_is_seen_from_its_left(text: EquationText) -> None:
    pasted = QMimeData()
    pasted.setText("f = σ(" + " + ".join(f"W_{k} x" for k in range(20)) + ")\nh = f")
    text.insertFromMimeData(pasted)
    assert text.horizontalScrollBar().maximum() > 0
    assert text.horizontalScrollBar().value() == 0


def test_what_undo_brings_back_is_seen_from_its_left(text: EquationText) -> None:
    text.put("f = x\nh = f   # " + "long " * 40)
    text.put("h = tanh(W x)")
    QTest.keyClick(text, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert text.blockCount() == 2
    assert text.horizontalScrollBar().maximum() > 0
    assert text.horizontalScrollBar().value() == 0


def test_the_wave_stands_under_what_is_wrong(text: EquationText) -> None:
    text.put("f = a\nh = tanh($)")
    assert text.wave() == []
    text.show_problem(Problem("no", 2, 10, 1))
    cursor = QTextCursor(text.document().findBlockByNumber(1))
    cursor.movePosition(QTextCursor.MoveOperation.Right, n=9)
    place = text.cursorRect(cursor)
    wave = text.wave()
    assert wave[0].x() == pytest.approx(place.left(), abs=1)
    assert wave[-1].x() - wave[0].x() == pytest.approx(text.fontMetrics().horizontalAdvance("$"), abs=3)
    assert place.top() < wave[0].y() <= place.bottom() + 2
    shot = text.viewport().grab().toImage()
    reds = {
        shot.pixelColor(round(point.x()), y).red()
        for point in wave
        for y in range(place.top(), place.bottom())
    }
    assert max(reds) > 150
    assert text.wrong_line == 2
    assert text.accessibleDescription() == "line 2, column 10: no"
    text.show_problem(None)
    assert text.wave() == []
    assert text.accessibleDescription() == ""


def test_behind_the_end_of_a_line_the_wave_is_a_letter_wide(text: EquationText) -> None:
    text.put("h = a +")
    text.show_problem(Problem("no", 1, 8))
    wave = text.wave()
    assert wave[-1].x() - wave[0].x() >= text.fontMetrics().horizontalAdvance("m") - 2


def test_the_type_grows_and_shrinks_by_keys_and_wheel(text: EquationText) -> None:
    sizes: list[int] = []
    text.scaled.connect(sizes.append)
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(text, Qt.Key.Key_Plus, control)
    QTest.keyClick(text, Qt.Key.Key_Equal, control)
    QTest.keyClick(text, Qt.Key.Key_Minus, control)
    QTest.keyClick(text, Qt.Key.Key_0, control)
    place = QPointF(40, 40)
    for turn in (120, -120):
        wheel = QWheelEvent(
            place, text.viewport().mapToGlobal(place), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
            control, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(text.viewport(), wheel)
    assert sizes == [USUAL + 1, USUAL + 2, USUAL + 1, USUAL, USUAL + 1, USUAL]
    assert text.toPlainText() == ""
    text.scale(-1000)
    assert text.size_of_type == 9


def test_lines_are_numbered_in_step_with_the_text(text: EquationText) -> None:
    text.put("\n".join("abcdef"))
    lines = text.numbers.lines_in_sight()
    assert [number for number, _top, _height in lines] == [1, 2, 3, 4, 5, 6]
    assert len({height for _number, _top, height in lines}) == 1
    steps = {round(second[1] - first[1]) for first, second in pairwise(lines)}
    assert len(steps) == 1


def test_a_name_says_what_it_is(text: EquationText, qtbot: QtBot) -> None:
    text.put("h = tanh(W_f x)")
    for column, said in ((1, "h"), (5, "tanh()"), (10, "W_f"), (3, "")):
        cursor = QTextCursor(text.document())
        cursor.setPosition(column - 1)
        place = text.cursorRect(cursor).center() + QPoint(3, 0)
        event = QHelpEvent(QEvent.Type.ToolTip, place, text.viewport().mapToGlobal(place))
        QApplication.sendEvent(text.viewport(), event)
        if said:
            assert QToolTip.text() == said
        else:
            qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_a_file_is_not_for_the_text(text: EquationText) -> None:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile("/some/cell.toml")])
    assert not text.canInsertFromMimeData(content)
    content = QMimeData()
    content.setText("h = x")
    assert text.canInsertFromMimeData(content)


def test_colours_follow_the_theme(text: EquationText) -> None:
    text.put("h = x")
    text.dress(DARK, USUAL)
    assert text.theme is DARK
