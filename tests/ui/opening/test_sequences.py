"""Files of sequences in the window: asked about where in doubt, read beside it where long, broken off on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QMessageBox

from lstm_studio.formats.table_form import Form
from lstm_studio.ui.controls.number import Choice
from lstm_studio.ui.opening import sequences
from lstm_studio.ui.opening.sequence_dialog import SequenceDialog

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from lstm_studio.ui.window import Window

DOUBTED = "date;x;y;sky\nJan;1,5;;sun\nFeb;2;7;rain\nMar;3;8;sun\n"


def asked(window: Window) -> SequenceDialog:
    dialog = window.files.sequences.dialog
    assert dialog is not None
    return dialog


def role(dialog: SequenceDialog, column: int) -> Choice:
    field = dialog.table.cellWidget(0, column)
    assert isinstance(field, Choice)
    return field


def test_what_is_plain_is_loaded_unasked(window: Window, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1.5,2\n3,4\n", encoding="utf-8")
    window.files.receive(tmp_path / "a.csv")
    assert window.session.state.study.sequence.channels == ("a", "b")
    assert window.files.sequences.dialog is None


def test_in_doubt_the_guess_is_shown_and_can_be_changed(window: Window, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(DOUBTED, encoding="utf-8")
    before = window.session.state.study.sequence
    window.files.receive(tmp_path / "a.csv")
    dialog = asked(window)
    assert window.session.state.study.sequence is before
    assert "Row 2, column 3 (“y”) is blank" in dialog.doubts.text()
    assert "Column 4 (“sky”) has words" in dialog.doubts.text()
    assert "found nothing, expected a number" in dialog.outcome.text()
    assert not dialog.load.isEnabled()
    field = role(dialog, 2)
    field.setCurrentIndex(field.findData("target"))
    field.activated.emit(field.currentIndex())
    assert "3 steps · 1 channel · 1 target: y" in dialog.outcome.text()
    sky = role(dialog, 3)
    sky.setCurrentIndex(sky.findData("symbols"))
    sky.activated.emit(sky.currentIndex())
    assert dialog.way.form == Form(";", ",", True, ("label", "input", "target", "symbols"))
    dialog.load.click()
    sequence = window.session.state.study.sequence
    assert sequence.channels == ("x", "sky=rain", "sky=sun")
    assert sequence.asked == ("y",)
    assert sequence.labels == ("Jan", "Feb", "Mar")
    assert window.session.undo_name == "loading of a sequence"


def test_another_separator_is_another_guess(window: Window, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1,5\n2,7\n", encoding="utf-8")
    window.files.receive(tmp_path / "a.csv")
    dialog = asked(window)
    assert dialog.table.columnCount() == 2
    dialog.separator.setCurrentIndex(dialog.separator.findData("\t"))
    dialog.separator.activated.emit(dialog.separator.currentIndex())
    assert dialog.table.columnCount() == 1
    assert "2 steps · 1 channel" in dialog.outcome.text()
    dialog.load.click()
    assert window.session.state.study.sequence.values[:, 0].tolist() == [1.5, 2.7]


def test_blank_cells_are_what_is_chosen(window: Window, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n3,\n", encoding="utf-8")
    window.files.receive(tmp_path / "a.csv")
    dialog = asked(window)
    dialog.blanks.setCurrentIndex(dialog.blanks.findData("before"))
    dialog.blanks.activated.emit(dialog.blanks.currentIndex())
    dialog.load.click()
    assert window.session.state.study.sequence.values.tolist() == [[1, 2], [3, 2]]


def test_a_text_is_read_as_words_on_demand(window: Window, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("the cat saw the dog", encoding="utf-8")
    window.files.sequences.open(tmp_path / "a.txt", asks=True)
    dialog = asked(window)
    assert dialog.choices.isHidden()
    dialog.reading.button("words").click()
    assert "a vocabulary of 4: cat dog saw the" in dialog.outcome.text()
    dialog.load.click()
    assert window.session.state.study.sequence.labels == ("the", "cat", "saw", "the", "dog")


def test_what_is_pasted_from_a_spreadsheet_is_asked_about_too(window: Window) -> None:
    content = QMimeData()
    content.setText("a\tb\n1\t2\n3\t\n5\t6\n")
    window.files.take(content)()
    dialog = asked(window)
    dialog.blanks.setCurrentIndex(dialog.blanks.findData("skip"))
    dialog.blanks.activated.emit(dialog.blanks.currentIndex())
    dialog.load.click()
    assert window.session.state.study.sequence.values.tolist() == [[1, 2], [5, 6]]


def test_a_long_text_is_read_beside_the_window(window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "long.txt").write_text("the cat sat. " * 60_000, encoding="utf-8")
    window.files.receive(tmp_path / "long.txt")
    assert window.files.sequences.running
    qtbot.waitUntil(lambda: not window.files.sequences.running, timeout=20_000)
    corpus = window.session.state.study.sequence.corpus
    assert corpus is not None
    assert corpus.steps == 13 * 60_000


def test_it_is_broken_off(
    window: Window, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequences, "SOON", 0)
    (tmp_path / "long.txt").write_text("the cat sat. " * 200_000, encoding="utf-8")
    before = window.session.state.study.sequence
    window.files.receive(tmp_path / "long.txt")
    window.files.sequences.close()
    assert not window.files.sequences.running
    qtbot.wait(50)
    assert window.session.state.study.sequence is before


def test_what_is_wrong_with_a_long_file_is_said(
    window: Window, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _parent, _title, text: said.append(text))
    (tmp_path / "long.csv").write_text("a,b\n" + "1,2\n" * 150_000 + "1,x\n", encoding="utf-8")
    window.files.receive(tmp_path / "long.csv")
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert said == ["long.csv: row 150002, column 2 (“b”): found “x”, expected a number"]
