"""onnxruntime agrees with every cell that it has, and with no other."""

from __future__ import annotations

from typing import Any

import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.formats.onnx.graph import OPERATIONS
from lstm_studio.formats.onnx.operators import OPERATORS
from lstm_studio.parity.onnxruntime import by_equations, by_operator
from lstm_studio.parity.subject import subject_of
from tests.parity.conftest import Made


@pytest.mark.parametrize("name", OPERATORS)
@pytest.mark.parametrize("sizes", [{}, {"layers": 2, "directions": 2, "bias": False}, {"symbols": 6}])
def test_every_layer_and_direction_agrees(made: Made, name: str, sizes: dict[str, Any]) -> None:
    answer = by_operator(subject_of(made(load_cell(name), **sizes)), name)
    assert answer.passed
    assert len(answer.values) == (4 if sizes.get("layers") else 1)
    assert answer.within < 1e-4


def test_another_cell_does_not(made: Made) -> None:
    lstm = load_cell("lstm")
    wrong = type(lstm)("lstm", {**lstm.equations, "h": "o * c"})
    answer = by_operator(subject_of(made(wrong)), "lstm")
    assert not answer.passed
    assert answer.values[0].error > 1e-3


@pytest.mark.parametrize("name", ["lstm-fgr", "mgu", "janet", "gru-write"])
@pytest.mark.parametrize("sizes", [{"outputs": 0}, {"layers": 2, "directions": 2}, {"symbols": 6}])
def test_each_equation_of_any_cell(made: Made, name: str, sizes: dict[str, Any]) -> None:
    study = made(load_cell(name), **sizes)
    answer = by_equations(subject_of(study))
    assert answer.passed
    assert ("y" in {row.name for row in answer.values}) is bool(study.sizes.outputs)


def test_a_wrong_value_is_placed(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    subject = subject_of(made(load_cell("mgu")))
    monkeypatch.setitem(OPERATIONS, "tanh", ("Sigmoid", {}))
    answer = by_equations(subject)
    assert not answer.passed
    assert [row.name for row in answer.values if row.error > 1e-3][:2] == ["f", "n"]
