"""Saving as a person does it: names, questions, the mark; nobody's work is written over unasked."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from lstm_studio.formats.study import read_study, write_study
from lstm_studio.session.verbs import sizes, training
from lstm_studio.session.verbs.studies import set_title
from lstm_studio.ui.place import suffixed
from lstm_studio.ui.saving import named

if TYPE_CHECKING:
    from lstm_studio.ui.window import Window

Button = QMessageBox.StandardButton


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The answers to the questions that come; each question takes its place."""
    answers: list[object] = []

    def question(*words: object) -> object:
        answer = answers.pop(0)
        answers.append(str(words[2]))
        return answer

    monkeypatch.setattr(QMessageBox, "question", question)
    return answers


def choose(monkeypatch: pytest.MonkeyPatch, path: Path | None) -> list[str]:
    """Let the dialog give a path; what it proposed is noted."""
    proposed: list[str] = []

    def dialog(*words: str) -> tuple[str, str]:
        proposed.append(words[2])
        return ("" if path is None else str(path)), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", dialog)
    return proposed


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Spike latch", "Spike latch.lstm"),
        ("a/b: c?", "a-b- c-.lstm"),
        ("v1.2", "v1.2.lstm"),
        ("..", "study.lstm"),
        ("two\nlines", "two-lines.lstm"),
        ("long " * 100, "long " * 11 + "long.lstm"),
    ],
)
def test_any_title_gives_a_name(title: str, name: str) -> None:
    assert named(title) == name


def test_a_name_with_a_point_is_a_study_too(tmp_path: Path) -> None:
    assert suffixed(tmp_path / "run 1.2", ".lstm") == tmp_path / "run 1.2.lstm"
    assert suffixed(tmp_path / "Run.LSTM", ".lstm") == tmp_path / "Run.LSTM"


def test_the_title_is_proposed_beside_the_last_file_and_the_file_itself_once_there_is_one(
    window: Window, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window.session.do(set_title, "a/b")
    assert window.files.save_as(tmp_path / "first.lstm")
    window.session.begin(window.session.state.study, None)
    proposed = choose(monkeypatch, None)
    assert not window.files.save()
    assert proposed == [str(tmp_path / "a-b.lstm")]
    window.files.open_study(tmp_path / "first.lstm")
    assert not window.files.ask_save()
    assert proposed[1] == str(tmp_path / "first.lstm")


def test_a_name_that_gets_its_suffix_is_asked_about_before_it_is_written_over(
    window: Window, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, asked: list[object]
) -> None:
    (tmp_path / "mine.lstm").write_bytes(b"somebody's")
    choose(monkeypatch, tmp_path / "mine")
    asked.append(Button.No)
    assert not window.files.ask_save()
    assert (tmp_path / "mine.lstm").read_bytes() == b"somebody's"
    asked[:] = [Button.Yes]
    assert window.files.ask_save()
    assert window.session.path == tmp_path / "mine.lstm"
    assert read_study(tmp_path / "mine.lstm").title == "Spike latch"


def press(title: str, said: list[str]) -> None:
    """Press a button of the question that comes next, and note what it asks."""

    def click() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        said.append(box.text())
        next(button for button in box.buttons() if button.text().replace("&", "") == title).click()

    QTimer.singleShot(0, click)


def test_what_another_program_has_written_meanwhile_is_asked_about(
    window: Window, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path, other = tmp_path / "mine.lstm", tmp_path / "other.lstm"
    said: list[str] = []
    window.session.do(sizes.set_units, 5)
    assert window.files.save_as(path)
    assert window.files.save()  # by ourselves: no question
    write_study(window.session.state.study.replace(title="theirs"), path)
    press("Cancel", said)
    assert not window.files.save()
    assert "“mine.lstm” was written by another program" in said[0]
    assert read_study(path).title == "theirs"
    choose(monkeypatch, other)
    press("Save as…", said)
    assert window.files.save()
    assert (read_study(path).title, read_study(other).title) == ("theirs", "Spike latch")
    window.files.open_study(path)
    assert window.files.save()  # as it was opened now
    path.unlink()
    assert window.files.save()  # it is gone: there is nothing to be written over
    write_study(window.session.state.study.replace(title="others'"), path)
    press("Write over it", said)
    assert window.files.save()
    assert read_study(path).title == window.session.state.study.title
    assert len(said) == 3


def test_a_study_without_a_title_is_asked_about_by_its_file(
    window: Window, tmp_path: Path, asked: list[object]
) -> None:
    assert window.files.save_as(tmp_path / "mine.lstm")
    window.session.do(set_title, "")
    asked.append(Button.Cancel)
    assert not window.files.may_leave()
    assert "“mine” has changes" in str(asked[0])


def test_what_cannot_be_saved_is_said_stays_unsaved_and_does_not_close_the_window(
    window: Window, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, asked: list[object]
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *words: said.append(words[2]))
    path = tmp_path / "mine.lstm"
    assert window.files.save_as(path)
    before = path.read_bytes()
    window.session.do(training.set_training, rate=0.5)

    def full(_file: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    asked.append(Button.Save)
    assert not window.close()
    assert "mine.lstm” cannot be written: No space left on device" in said[0]
    window.frame.flush()
    assert window.isWindowModified()
    assert window.isVisible()
    assert path.read_bytes() == before
