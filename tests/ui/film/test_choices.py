"""The fields of a film in the export dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from lstm_studio.core.checkpoints import Checkpoint
from lstm_studio.core.study import Record
from lstm_studio.ui.export_dialog import ExportDialog
from lstm_studio.ui.exports import Wish

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from lstm_studio.ui.controls.number import Number
    from lstm_studio.ui.window import Window


@pytest.fixture
def dialog(window: Window, qtbot: QtBot) -> ExportDialog:
    opened = ExportDialog(window.exports, Wish("gates", ".webp", 1.0), window)
    qtbot.addWidget(opened)
    return opened


def enter(field: Number, text: str) -> None:
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_a_wish_is_gathered(dialog: ExportDialog) -> None:
    assert dialog.wish() == Wish("gates", ".webp", 1.0)
    enter(dialog.film.first, "3")
    enter(dialog.film.last, "12")
    enter(dialog.film.fast, "8")
    assert dialog.wish() == Wish("gates", ".webp", 1.0, steps=(3, 12), speed=8.0)
    dialog.look()
    assert dialog.said.text().startswith("10 pictures · 1.2 s · ")
    enter(dialog.film.first, "1")
    enter(dialog.film.last, "50")
    assert dialog.wish().steps == (None, None)


def test_a_motion_brings_a_speed_that_can_be_followed(dialog: ExportDialog) -> None:
    dialog.film.motions.button("steps").click()
    assert (dialog.wish().motion, dialog.wish().speed) == ("steps", 1.0)
    dialog.look()
    assert dialog.said.text().startswith("1000 pictures · 50.0 s · ")
    dialog.film.motions.button("operations").click()
    assert (dialog.wish().motion, dialog.wish().speed) == ("operations", 2.0)
    dialog.look()
    assert "expected at most 5000" in dialog.said.text()
    assert not dialog.save_button.isEnabled()


def test_steps_that_are_the_wrong_way_round_are_said(dialog: ExportDialog) -> None:
    enter(dialog.film.first, "30")
    enter(dialog.film.last, "20")
    dialog.look()
    assert dialog.said.text().startswith("Steps 30 to 20; expected")
    assert not dialog.save_button.isEnabled()


def test_what_a_kind_has_no_use_for_is_off(dialog: ExportDialog) -> None:
    assert not dialog.copy_button.isEnabled()
    assert dialog.film.span.isEnabled()
    dialog.grounds.button("transparent").click()
    dialog.kinds.button(".gif").click()
    assert dialog.wish().ground == "screen"
    assert not dialog.grounds.button("transparent").isEnabled()
    assert dialog.scales.button("2").isEnabled()
    dialog.kinds.button(".png").click()
    dialog.look()
    assert not dialog.film.span.isEnabled()
    assert not dialog.film.pace.isEnabled()
    assert dialog.copy_button.isEnabled()


def test_mp4_is_offered_where_ffmpeg_is(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for found in ("/usr/bin/ffmpeg", None):
        monkeypatch.setattr("shutil.which", lambda _program, found=found: found)
        opened = ExportDialog(window.exports, Wish("gates"), window)
        qtbot.addWidget(opened)
        button = opened.kinds.button(".mp4")
        assert button.isEnabled() == (found is not None)
        assert ("not installed" in button.toolTip()) == (found is None)


def test_a_film_of_the_training_has_updates_and_rests(window: Window, qtbot: QtBot) -> None:
    flat = window.session.state.study.parameters.astype(np.float32)
    moments = tuple(Checkpoint(update, flat * np.float32(update / 90)) for update in range(0, 90, 2))
    record = Record(update=90, updates=90, checkpoints=moments)
    window.session.drag("training", lambda state: state.with_study(record=record))
    dialog = ExportDialog(window.exports, Wish("gates", ".webp", 1.0), window)
    qtbot.addWidget(dialog)
    QTest.mouseClick(dialog.film.courses.button("training"), Qt.MouseButton.LeftButton)
    assert not dialog.film.motions.button("steps").isEnabled()
    assert dialog.wish() == Wish("gates", ".webp", 1.0, speed=4.5, moments=(None, None))
    dialog.film.first.chosen.emit(10.0)
    dialog.film.last.chosen.emit(30.0)
    assert dialog.wish().moments == (10, 30)
    dialog.look()
    assert dialog.said.text().startswith("11 pictures")
    again = ExportDialog(window.exports, dialog.wish(), window)
    qtbot.addWidget(again)
    assert again.wish() == dialog.wish()
    QTest.mouseClick(again.film.courses.button("steps"), Qt.MouseButton.LeftButton)
    assert again.wish() == Wish("gates", ".webp", 1.0)


def test_what_was_not_trained_has_no_film_of_it(window: Window, qtbot: QtBot) -> None:
    window.session.drag("training", lambda state: state.with_study(record=Record()))
    dialog = ExportDialog(window.exports, Wish("gates", ".webp", 1.0, moments=(None, None)), window)
    qtbot.addWidget(dialog)
    button = dialog.film.courses.button("training")
    assert not button.isEnabled()
    assert "train the model first" in button.toolTip()
    assert dialog.wish().moments is None
