"""A file of a trained model becomes the study, is asked about where it leaves something open, or is refused."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QProgressDialog, QPushButton
from pytestqt.qtbot import QtBot

from lstm_studio.session.verbs import transport
from lstm_studio.session.verbs.studies import set_title
from lstm_studio.ui.controls.layer_map import LayerMap
from lstm_studio.ui.opening import reading
from lstm_studio.ui.opening.choice import ChoiceDialog
from lstm_studio.ui.opening.opening import Opening
from lstm_studio.ui.opening.pickled import PickledDialog
from lstm_studio.ui.window import Window
from tests.formats.torch_files import D, H, file_of, linear, named, tensors

PATIENCE = 10_000


def opening(window: Window) -> Opening:
    """The file on its way."""
    found = window.files.models.opening
    assert found is not None
    return found


def question(window: Window, qtbot: QtBot) -> ChoiceDialog:
    """The dialog that asks, once it is there."""
    qtbot.waitUntil(lambda: opening(window).dialog is not None, timeout=PATIENCE)
    dialog = opening(window).dialog
    assert isinstance(dialog, ChoiceDialog)
    return dialog


def opened(window: Window, qtbot: QtBot) -> None:
    """Wait until the model is the study."""
    qtbot.waitUntil(lambda: window.session.state.study.opened is not None, timeout=PATIENCE)


def names(dialog: ChoiceDialog) -> list[tuple[str, str]]:
    """What can be chosen."""
    rows = [dialog.list.topLevelItem(place) for place in range(dialog.list.topLevelItemCount())]
    return [(row.text(0), row.text(1)) for row in rows if row is not None]


def test_a_model_becomes_the_study(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    path = file_of(tmp_path, tensors(layers=3, both=True), named("fc", linear(D, 2 * H)))
    window.files.receive(path)
    window.session.do(transport.step)  # the window is alive meanwhile
    opened(window, qtbot)
    window.frame.flush()
    state = window.session.state
    assert (state.study.title, state.study.sizes.layers, state.study.sizes.directions) == (path.name, 3, 2)
    assert window.windowTitle().startswith(path.name)
    assert window.settings.recent()[0] == str(path)
    assert not window.session.unsaved
    assert window.session.path is None
    assert "3 layers, both directions, 4 units" in state.run.message
    assert window.files.models.page is None  # there is nothing to be said
    assert window.acts.all["about_file"].isEnabled()
    map_of_layers = window.desk.panels["diagram"].findChild(LayerMap)
    assert map_of_layers is not None
    assert map_of_layers.isVisible()
    window.acts.all["upper_layer"].trigger()
    window.acts.all["reverse_cell"].trigger()
    view = window.session.state.view
    assert (view.layer, view.direction) == (1, 1)


def test_every_open_question_is_asked_in_turn(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    square = {"unit.weight": np.eye(H, dtype=np.float32)}
    path = file_of(
        tmp_path,
        tensors(before="one."),
        tensors(before="two."),
        square,
        named("a", linear(2, H)),
        named("b", linear(3, H)),
    )
    window.files.receive(path)
    dialog = question(window, qtbot)
    assert [name for name, _shape in names(dialog)] == ["one", "two"]
    dialog.choose("two")
    dialog.accept()
    dialog = question(window, qtbot)
    assert names(dialog)[:3] == [("a.weight", "2 × 4"), ("b.weight", "3 × 4"), ("unit.weight", "4 × 4")]
    assert names(dialog)[3][0].startswith("none")
    dialog.choose("b.weight")
    dialog.accept()
    opened(window, qtbot)
    study = window.session.state.study
    assert study.opened is not None
    assert study.sizes.outputs == 3
    np.testing.assert_array_equal(
        study.opened.tensors["two.weight_ih_l0"], tensors(before="two.")["two.weight_ih_l0"]
    )
    assert any(block.tensor.startswith("two.") for block in study.opened.blocks)
    page = window.files.models.page
    assert page is not None
    assert "one.weight_hh_l0" in page.text.toPlainText()
    page.tensors.click()
    assert window.desk.docks["tensors"].isVisible()
    page.close()
    assert window.files.models.page is None
    for _again in range(2):
        window.acts.all["about_file"].trigger()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert window.files.models.page is not None
    assert window.files.models.page.isVisible()


def test_a_plain_network_is_asked_for_its_nonlinearity(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    window.files.receive(file_of(tmp_path, tensors(gates=1)))
    dialog = question(window, qtbot)
    assert dialog.list.isColumnHidden(1)
    dialog.choose("relu")
    dialog.accept()
    opened(window, qtbot)
    study = window.session.state.study
    assert "relu" in study.cell.text
    assert study.opened is not None
    assert study.opened.notes == ()


def test_layers_that_read_each_other_are_put_above_each_other(
    window: Window, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *words: said.append(words[2]))
    upper = {name: values[:, :1].repeat(H, axis=1) if "ih" in name and values.ndim == 2 else values
             for name, values in tensors(before="decoder.").items()}  # fmt: skip
    window.files.receive(file_of(tmp_path, tensors(before="encoder."), upper))
    dialog = question(window, qtbot)
    dialog.choose("decoder", "encoder")
    assert "decoder, encoder" in dialog.order.text()
    dialog.accept()
    qtbot.waitUntil(lambda: bool(said), timeout=PATIENCE)  # they do not fit so, and it is asked again
    assert "“encoder” reads 3 values" in said[0]
    dialog = question(window, qtbot)
    dialog.list.clearSelection()
    assert not dialog.open_button.isEnabled()
    dialog.choose("encoder", "decoder")
    dialog.accept()
    opened(window, qtbot)
    assert window.session.state.study.sizes.layers == 2


def test_a_question_that_is_not_answered_opens_nothing(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    study = window.session.state.study
    window.files.receive(file_of(tmp_path, tensors(gates=1)))
    question(window, qtbot).reject()
    assert opening(window).dialog is None
    assert not opening(window).running
    assert window.session.state.study is study


def test_a_pickle_is_not_opened_and_its_lines_are_copied(
    window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "net.pt"
    path.write_bytes(b"PK\3\4")
    study = window.session.state.study
    window.files.receive(path)
    qtbot.waitUntil(lambda: opening(window).dialog is not None, timeout=PATIENCE)
    dialog = opening(window).dialog
    assert isinstance(dialog, PickledDialog)
    dialog.copy.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 2
    assert "'net.safetensors'" in lines[1]
    dialog.reject()
    assert window.session.state.study is study


@pytest.mark.parametrize("name", ["net.onnx", "net.keras", "net.weights.h5", "net.safetensors"])
def test_what_is_no_model_is_said_and_leaves_the_study(
    window: Window, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *words: said.append(words[2]))
    study = window.session.state.study
    (tmp_path / name).write_bytes(b"no model at all")
    window.files.receive(tmp_path / name)
    qtbot.waitUntil(lambda: bool(said), timeout=PATIENCE)
    assert name in said[0]
    assert window.session.state.study is study


def test_reading_is_broken_off_at_once_however_long_it_takes(
    window: Window, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = Event(), Event()

    def slow(*_given: object, **_picked: object) -> Any:
        begun.set()
        go_on.wait(PATIENCE / 1000)
        raise ValueError("nobody hears this")

    monkeypatch.setattr(reading, "open_file", slow)
    path = file_of(tmp_path, tensors())
    study = window.session.state.study
    window.files.receive(path)
    qtbot.waitUntil(lambda: window.findChild(QProgressDialog) is not None)
    assert begun.wait(PATIENCE / 1000)
    (progress,) = window.findChildren(QProgressDialog)
    qtbot.waitUntil(progress.isVisible)
    progress.findChildren(QPushButton)[0].click()
    assert not opening(window).running
    qtbot.waitUntil(lambda: not window.findChildren(QProgressDialog))
    monkeypatch.undo()
    window.files.receive(path)  # another one need not wait either
    opened(window, qtbot)
    go_on.set()
    assert window.session.state.study is not study
    qtbot.waitUntil(lambda: not window.findChildren(reading.Reading))


def test_a_window_that_is_closed_ends_the_reading(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "net.onnx"
    path.write_bytes(bytes(1000))
    window.files.receive(path)
    window.files.close()
    assert window.files.models.opening is None


def test_unsaved_changes_are_asked_about_before_they_go(
    window: Window, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def stay() -> bool:
        asked.append(window.session.state.study.title)
        return False

    monkeypatch.setattr(window.files, "may_leave", stay)
    window.session.do(set_title, "mine")
    window.files.receive(file_of(tmp_path, tensors()))
    qtbot.waitUntil(lambda: bool(asked), timeout=PATIENCE)
    assert window.session.state.study.title == "mine"


def test_of_several_files_the_model_is_opened(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    path = file_of(tmp_path, tensors())
    side = tmp_path / "a.data"
    side.write_bytes(bytes(8))
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(file)) for file in (side, path)])
    window.files.take(content)()
    opened(window, qtbot)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *words: said.append(words[2]))
    os.mkfifo(tmp_path / "net.onnx")
    window.files.receive(tmp_path / "net.onnx")
    assert "“net.onnx” is no file" in said[0]
    assert window.files.models.opening is None
