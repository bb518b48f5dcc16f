"""The page about a file names what is in it, and shows nothing of it as anything but text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from lstm_studio.ui.opening.about import FileDialog, summed
from tests.formats.torch_files import OUT, H, linear, named, opened, tensors


def test_the_page_says_what_was_read_and_what_was_left_out(qtbot: QtBot, tmp_path: Path) -> None:
    found = opened(tmp_path, tensors(layers=2) | named("fc", linear(OUT, H)) | named("norm", linear(3, 5)))
    assert summed(found) == "LSTM, 2 layers, 4 units, 3 inputs, 2 outputs"
    found = replace(found, name="<b>net</b>.safetensors", described={"note": "<i>" + 1000 * "x"})
    dialog = FileDialog(found)
    qtbot.addWidget(dialog)
    text = dialog.text.toPlainText()
    assert "<b>net</b>.safetensors" in text
    assert "<i>xxx" in text
    assert 1000 * "x" not in text
    assert "12, of which 10 hold its parameters" in text
    assert "norm.weight (3 × 5)" in text
    plain = FileDialog(replace(found, notes=()))
    qtbot.addWidget(plain)
    assert "all of it is here" in plain.text.toPlainText()
