"""A check passes what is right, finds what is wrong and where, and says what it did not compare."""

from __future__ import annotations

import sys
from importlib import util
from typing import Any

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.model import Model
from lstm_studio.parity import check
from lstm_studio.parity.check import checked, standard
from lstm_studio.parity.report import worst
from lstm_studio.parity.subject import subject_of
from tests.parity.conftest import Made


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing else is installed."""
    monkeypatch.setattr(check, "find_spec", lambda _name: None)


def test_every_parameter_has_a_row(made: Made) -> None:
    study = made(load_cell("lstm"), layers=2, directions=2)
    report = checked(study)
    assert [row.name for row in report.gradient] == list(subject_of(study).model.parameters)
    assert report.passed
    assert report.title == "LSTM"
    assert report.said == "parameters of now · 7 own + 7 random steps"


def test_a_wrong_gradient_fails_and_is_placed(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    right = Model.gradients

    def wrong(self: Model, *arguments: Any) -> Any:
        gradients = right(self, *arguments)
        gradients["W_o"][1, 2] += 0.01
        return gradients

    monkeypatch.setattr(Model, "gradients", wrong)
    report = checked(made(load_cell("lstm")))
    at = worst(report.gradient)
    assert at is not None
    assert not report.passed
    assert (at.name, at.index) == ("W_o", (1, 2))
    assert at.ours - at.theirs == pytest.approx(0.01, abs=1e-9)
    assert [row.name for row in report.gradient if row.error > report.within] == ["W_o"]


def test_what_is_not_installed_is_said(made: Made) -> None:
    report = checked(made(load_cell("gru")))
    assert [(answer.runtime, answer.note) for answer in report.answers] == [
        ("PyTorch", "not installed: pip install torch"),
        ("onnxruntime", "not installed: pip install onnx onnxruntime"),
    ]


def test_what_cannot_be_loaded_is_a_failure(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "find_spec", util.find_spec)
    monkeypatch.setitem(sys.modules, "lstm_studio.parity.onnxruntime", None)
    monkeypatch.setitem(sys.modules, "lstm_studio.parity.pytorch", None)
    report = checked(made(load_cell("rnn")))
    answer = report.answers[-1]
    assert answer.failed
    assert answer.note.startswith("could not be loaded: ")
    assert not report.passed


def test_it_tells_how_far_it_is(made: Made) -> None:
    told: list[tuple[int, int, str]] = []
    checked(made(load_cell("rnn")), told=lambda *news: told.append(news))
    assert [done for done, _whole, _what in told] == list(range(7))
    assert {whole for _done, whole, _what in told} == {7}
    assert [what for _done, _whole, what in told] == [
        *(f"the gradient of {name}" for name in ("W_h", "R_h", "b_h", "V", "k")),
        "PyTorch",
        "onnxruntime",
    ]


@pytest.mark.parametrize(
    "sizes",
    [
        {"symbols": 5, "outputs": 5, "output": "softmax"},
        {"output": "sigmoid", "directions": 2},
        {"outputs": 0, "layers": 2},
        {"readout": "c", "bias": False},
    ],
)
def test_models_of_every_kind(made: Made, sizes: dict[str, Any]) -> None:
    assert checked(made(load_cell("lstm-peephole"), **sizes)).passed


def test_a_large_model_is_looked_at_here_and_there(made: Made) -> None:
    subject = subject_of(made(load_cell("lstm"), steps=60, units=600))
    assert len(subject.x) < 24
    assert 1 <= subject.most < 600


def test_values_that_overflow_are_a_sentence(made: Made) -> None:
    study = made(Cell.from_text("h = exp(exp(W @ x) * 1000)"))
    with pytest.raises(ValueError, match="overflow; nothing can be compared"):
        subject_of(study.replace(parameters=np.full_like(study.parameters, 50.0)))


def test_equations_make_the_cell_and_not_its_name() -> None:
    lstm = load_cell("lstm")
    assert standard(Cell("mine", lstm.equations), check.PYTORCH) == "lstm"
    assert standard(Cell("lstm", {**lstm.equations, "h": "o * c"}), check.PYTORCH) is None
