"""Drag and drop of every kind, on every widget that could take it: as Qt gives the events, from enter to drop."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QGraphicsView, QLineEdit, QMessageBox, QPlainTextEdit, QWidget

from lstm_studio.catalogue import first_study, resource
from lstm_studio.session.verbs import sizes
from lstm_studio.session.verbs.sequence import set_text
from lstm_studio.ui.panels.sequence import SequencePanel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from lstm_studio.ui.window import Window

Copy, Move = Qt.DropAction.CopyAction, Qt.DropAction.MoveAction


def files(*paths: Path) -> QMimeData:
    """Files as a file manager gives them: their addresses, and these as text, too."""
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    content.setData("text/plain", "\n".join(str(path) for path in paths).encode())
    return content


def text(words: str) -> QMimeData:
    content = QMimeData()
    content.setText(words)
    return content


def drop(target: QWidget, content: QMimeData, proposed: Qt.DropAction = Copy) -> Qt.DropAction | None:
    """Drag something over a widget and let it go; give what was made of it, None where nobody takes it."""
    at, left, none = target.rect().center(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(at), proposed | Copy, content, left, none)
    QCoreApplication.sendEvent(target, enter)
    if not enter.isAccepted():
        return None
    event = QDropEvent(QPointF(at), proposed | Copy, content, left, none)
    QCoreApplication.sendEvent(target, event)
    return event.dropAction() if event.isAccepted() else None


def last_is(window: Window, number: int) -> bool:
    return list(window.session.state.study.sequence.values[:, 0]) == [1.5, 2.5, number]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a message has said."""
    words: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *given: words.append(given[2]))
    return words


def test_a_table_is_taken_wherever_it_is_dropped(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    within = (child for child in window.findChildren(QWidget) if child.window() is window)
    takers = [window, *(child for child in within if child.acceptDrops())]
    takers += [view.viewport() for view in window.findChildren(QGraphicsView)]
    assert {"QWidget", "Editor", "Number"} <= {type(child).__name__ for child in takers}
    fields = {field: field.text() for field in window.findChildren(QLineEdit)}
    for number, taker in enumerate(takers):
        table = tmp_path / f"rain-{number}.csv"
        table.write_text(f"mm\n1.5\n2.5\n{number}\n", encoding="utf-8")
        assert drop(taker, files(table)) == Copy, taker
        qtbot.waitUntil(partial(last_is, window, number))
    window.frame.flush()
    assert not any(str(tmp_path) in field.text() for field in fields)
    assert not any(str(tmp_path) in field.toPlainText() for field in window.findChildren(QPlainTextEdit))


def test_a_study_and_a_cell_are_taken_by_what_they_are(window: Window, qtbot: QtBot) -> None:
    drop(window, files(resource("cells", "gru.toml")))
    qtbot.waitUntil(lambda: window.session.state.study.cell.name == "gru")
    window.session.undo()
    drop(window, files(first_study()))
    qtbot.waitUntil(lambda: window.session.path == first_study())


def test_what_is_moved_is_taken_as_a_copy(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    """Else the program that it comes from would remove it."""
    table = tmp_path / "rain.csv"
    table.write_text("1\n2\n", encoding="utf-8")
    assert drop(window, files(table), Move) == Copy
    qtbot.waitUntil(lambda: window.session.state.study.sequence.steps == 2)
    assert table.exists()


def test_a_text_is_the_sequence_but_in_a_field_it_is_typed(window: Window, qtbot: QtBot) -> None:
    drawings = window.findChildren(QGraphicsView)
    assert len(drawings) > 2
    for target in [window, *(view.viewport() for view in drawings)]:
        window.session.do(set_text, "auto", "0 1")
        assert drop(target, text("1 0 1 1")) == Copy
        qtbot.waitUntil(lambda: window.session.state.study.sequence.steps == 4)
    panel = window.desk.panels["sequence"]
    assert isinstance(panel, SequencePanel)
    study = window.session.state.study
    window.frame.flush()
    panel.editor.clear()
    drop(panel.editor.viewport(), text("0 0 0"))
    qtbot.wait(20)
    assert panel.editor.toPlainText() == "0 0 0"
    assert window.session.state.study is study


def test_of_several_files_the_study_is_opened_and_it_is_said(
    window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    table = tmp_path / "rain.csv"
    table.write_text("1\n2\n", encoding="utf-8")
    drop(window, files(table, first_study()))
    qtbot.waitUntil(lambda: window.session.path == first_study())
    qtbot.waitUntil(lambda: "of 2 files one was opened" in window.statusBar().currentMessage())


def test_what_is_no_file_here_is_said(window: Window, qtbot: QtBot, tmp_path: Path, said: list[str]) -> None:
    study = window.session.state.study
    page = QMimeData()
    page.setUrls([QUrl("https://example.org/rain.csv")])
    page.setText("https://example.org/rain.csv")
    for content, words in (
        (page, "“https://example.org/rain.csv” is not on this computer"),
        (files(tmp_path), "is a folder; expected a file"),
        (text("  \n"), "there is no file and no text in it"),
        (files(tmp_path / "gone.csv"), "gone.csv"),
    ):
        said.clear()
        drop(window, content)
        qtbot.waitUntil(lambda: bool(said))
        assert words in said[0]
    assert window.session.state.study is study


def test_a_picture_is_not_taken(window: Window) -> None:
    picture = QMimeData()
    picture.setData("image/png", b"\x89PNG")
    assert drop(window, picture) is None


def test_a_question_is_asked_when_the_drop_is_through(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.session.do(sizes.set_units, 5)
    asked: list[bool] = []
    dropping = [True]

    def question(*_words: object) -> QMessageBox.StandardButton:
        asked.append(dropping[0])
        return QMessageBox.StandardButton.Cancel

    monkeypatch.setattr(QMessageBox, "question", question)
    drop(window, files(first_study()))
    dropping.clear()
    dropping.append(False)
    qtbot.waitUntil(lambda: asked == [False])
    assert window.session.state.study.sizes.units == 5
