"""``check`` passes what is right and fails what is wrong."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from lstm_studio.commands import check
from lstm_studio.formats.onnx.operators import node_bytes
from lstm_studio.parity import check as parity
from lstm_studio.parity.report import Answer, Figure, Report, decoded
from tests.commands.conftest import Command


@pytest.fixture(autouse=True)
def without_pytorch(monkeypatch: pytest.MonkeyPatch) -> None:
    """PyTorch takes seconds to load and has tests of its own."""
    real = find_spec
    monkeypatch.setattr(parity, "find_spec", lambda name: None if name == "torch" else real(name))


def test_all_results_are_printed(command: Command) -> None:
    said = command("check", "--cell", "gru")
    assert said.code == 0
    assert said.out.startswith("GRU: parameters of now · 24 own + 24 random steps")
    for name in ("W_r", "R_n", "d_n", "V", "k"):
        assert f"\n  {name} " in said.out
    assert "within 1e-06" in said.out
    assert "PyTorch: not installed: pip install torch" in said.out
    assert "onnxruntime GRU" in said.out


def test_what_onnx_does_not_have_is_said(command: Command, tmp_path: Path) -> None:
    (tmp_path / "lstm.txt").write_text("h = tanh(W @ x + 0.5 * h_prev)\n", encoding="utf-8")
    for cell in ("lstm-1997", tmp_path / "lstm.txt"):
        said = command("check", "--cell", cell)
        assert said.code == 0
        assert "onnxruntime operator: ONNX has none for this cell" in said.out
    with pytest.raises(ValueError, match="no operator for the cell “lstm-1997”"):
        node_bytes("lstm-1997", {}, 1, 1)


def test_json_and_progress_do_not_mix(command: Command) -> None:
    said = command("check", "rnn", "--json", "--progress")
    report = decoded(said.out.encode())
    assert report.title == "Plain recurrent network"
    assert report.passed
    first, *_rest, last = said.error.splitlines()
    assert first == "0/7 the gradient of W_h"
    assert last == "6/7 onnxruntime"


def broken(*_arguments: Any) -> Report:
    wrong = Figure("W_f", 2e-6, (0, 1), 0.5, 0.4, 12, 12, 1)
    lost = Answer("operator", "onnxruntime", note="could not be loaded: it is too old", failed=True)
    slow = Answer("layer", "torch.nn.LSTM", "3", (Figure("h", 1e-3, (4, 0, 2), 0.5, 0.4, 9, 9),), (wrong,))
    return Report("LSTM", "said", (wrong,), (slow, lost))


def test_what_misses_its_bar_is_named_and_fails(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "checked", broken)
    said = command("check")
    assert said.code == 1
    assert "worst: W_f[1, 2]: 2.0e-06, NOT within 1e-06" in said.out
    assert "program says 0.5, the differences 0.4" in said.out
    assert "torch.nn.LSTM 3: values, worst h of unit 3 in step 5: 1.0e-03, NOT within 1e-06" in said.out
    assert "onnxruntime: could not be loaded: it is too old" in said.out
    assert command("check", "--json").code == 1


def test_every_cell_has_a_line(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "cell_names", lambda: ("lstm", "mgu"))
    said = command("check", "--all")
    assert said.code == 0
    assert [line.split("  ")[0] for line in said.out.splitlines()[1:]] == [
        "LSTM",
        "Minimal gated unit",
        "2 cells, 0 missed a bar",
    ]
    monkeypatch.setattr(check, "checked", broken)
    said = command("check", "--all")
    assert said.code == 1
    assert said.out.count("MISSED") == 2


def test_what_overflows_is_one_sentence(command: Command, tmp_path: Path) -> None:
    (tmp_path / "wild.txt").write_text("h = exp(exp(9 + W @ x))\n", encoding="utf-8")
    said = command("check", "--cell", tmp_path / "wild.txt")
    assert said.code == 2
    assert said.error.startswith("lstm-studio: with these parameters the values of wild overflow")


def test_a_seed_below_zero_is_refused(command: Command) -> None:
    said = command("check", "--seed", -1)
    assert (said.code, said.out) == (2, "")
    assert said.error == "lstm-studio: --seed is -1; expected a whole number, 0 or more\n"
