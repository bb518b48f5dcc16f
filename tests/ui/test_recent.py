"""The menu of recent files: what is gone says so and can be taken off."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QMessageBox

from lstm_studio.formats.study import write_study
from lstm_studio.ui.recent import told_apart

if TYPE_CHECKING:
    from lstm_studio.ui.window import Window


def lines(window: Window) -> list[str]:
    window.recent.aboutToShow.emit()
    return [action.text() for action in window.recent.actions() if not action.isSeparator()]


def line(window: Window, text: str) -> None:
    window.recent.aboutToShow.emit()
    next(action for action in window.recent.actions() if text in action.text()).trigger()


def test_files_of_one_name_are_told_apart() -> None:
    names = tuple(str(Path("/", *parts)) for parts in (("a", "x.lstm"), ("b", "x.lstm"), ("b", "y.lstm")))
    assert told_apart(names) == ["x.lstm — a", "x.lstm — b", "y.lstm"]


def test_the_newest_is_first_and_what_is_gone_says_so(
    window: Window, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert not window.recent.isEnabled()
    for name in ("one & two", "three"):
        assert window.files.save_as(tmp_path / f"{name}.lstm")
    assert window.recent.isEnabled()
    assert lines(window) == ["&1  three.lstm", "&2  one && two.lstm", "&Clear this list"]
    (tmp_path / "three.lstm").unlink()
    assert lines(window)[:2] == ["&1  three.lstm (not there)", "&2  one && two.lstm"]
    asked: list[str] = []
    answers = [QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes]

    def question(*words: str) -> QMessageBox.StandardButton:
        asked.append(words[2])
        return answers.pop(0)

    monkeypatch.setattr(QMessageBox, "question", question)
    study = window.session.state.study
    line(window, "three")
    assert str(tmp_path / "three.lstm") in asked[0]
    assert "is not there any more" in asked[0]
    assert len(window.settings.recent()) == 2
    line(window, "three")
    assert window.settings.recent() == (str(tmp_path / "one & two.lstm"),)
    assert window.session.state.study is study
    line(window, "two")
    assert window.session.path == tmp_path / "one & two.lstm"


def test_what_is_gone_or_all_can_be_taken_off(window: Window, tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        write_study(window.session.state.study, tmp_path / f"{name}.lstm")
        window.settings.remember(tmp_path / f"{name}.lstm")
    (tmp_path / "two.lstm").unlink()
    line(window, "Take off what is not there")
    assert [Path(name).stem for name in window.settings.recent()] == ["three", "one"]
    assert "Take off" not in " ".join(lines(window))
    line(window, "Clear")
    assert window.settings.recent() == ()
    assert not window.recent.isEnabled()
