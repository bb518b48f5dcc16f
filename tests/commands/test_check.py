"""``check`` passes what is right and fails what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.commands import check
from lstm_studio.formats.onnx_cell import OPERATORS, node_bytes
from tests.commands.conftest import Command


@pytest.mark.parametrize("name", OPERATORS)
def test_cells_agree_with_onnxruntime(name: str) -> None:
    assert check.onnx_difference(load_cell(name), seed=4) < 1e-6


def test_another_cell_does_not_agree() -> None:
    lstm = load_cell("lstm")
    wrong = type(lstm)("lstm", {**lstm.equations, "h": "o * c"})
    assert check.onnx_difference(wrong) > 1e-3


def test_both_results_are_printed(command: Command) -> None:
    said = command("check", "--cell", "gru")
    assert said.code == 0
    assert "within 1e-06" in said.out
    assert "onnxruntime (float32)" in said.out


def test_what_onnx_does_not_have_is_said(command: Command, tmp_path: Path) -> None:
    (tmp_path / "lstm.txt").write_text("h = tanh(W @ x + 0.5 * h_prev)\n", encoding="utf-8")
    for cell in ("lstm-1997", tmp_path / "lstm.txt"):
        said = command("check", "--cell", cell)
        assert said.code == 0
        assert "ONNX has no operator" in said.out
    with pytest.raises(ValueError, match="no operator for the cell “lstm-1997”"):
        node_bytes("lstm-1997", {}, 1, 1)


def test_a_wrong_gradient_fails(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "gradient_errors", lambda *_cell, **_settings: {"W_f": 2e-6})
    said = command("check", "--cell", "lstm")
    assert said.code == 1
    assert "NOT within" in said.out
