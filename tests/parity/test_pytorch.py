"""PyTorch agrees with every cell, value by value and gradient by gradient; not with a wrong one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.language.ops import FUNCTIONS
from lstm_studio.core.language.ops import OPERATIONS as OURS
from lstm_studio.core.model import Model
from lstm_studio.parity.report import Answer
from lstm_studio.parity.subject import subject_of
from tests.parity.conftest import Made

pytestmark = pytest.mark.oracle
torch = pytest.importorskip("torch")

MODELS: tuple[dict[str, Any], ...] = (
    {},
    {"layers": 2, "directions": 2},
    {"symbols": 5, "outputs": 5, "output": "softmax"},
    {"outputs": 3, "output": "sigmoid", "bias": False},
    {"outputs": 0, "directions": 2, "bias": False},
    {"units": 3, "layers": 2, "widths": (5, 3), "directions": 2},
)


def by_equations(study: Any) -> Answer:
    from lstm_studio.parity import pytorch

    return pytorch.by_equations(subject_of(study))


@pytest.mark.parametrize("name", cell_names())
@pytest.mark.parametrize("sizes", MODELS)
def test_every_cell_in_every_model(made: Made, name: str, sizes: dict[str, Any]) -> None:
    study = made(load_cell(name), **sizes)
    answer = by_equations(study)
    assert answer.passed
    programs = sizes.get("layers", 1) * sizes.get("directions", 1)
    assert len(answer.values) == programs * len(study.cell.graph.named)
    assert {row.name for row in answer.gradients} == set(subject_of(study).model.parameters)


@pytest.mark.parametrize("loss", ["mse", "binary cross-entropy"])
def test_the_loss_that_is_trained_with(made: Made, loss: str) -> None:
    study = made(load_cell("lstm"), output="sigmoid")
    study = study.replace(training=replace(study.training, loss=loss))
    assert subject_of(study).loss == loss
    assert by_equations(study).passed


def test_every_operation_of_the_language(made: Made) -> None:
    from lstm_studio.parity import pytorch

    written = [op for op in OURS if op in FUNCTIONS.values() or OURS[op].arity == 2 or op == "negative"]
    assert set(written) <= set(pytorch.OPERATIONS)
    for op in FUNCTIONS.values():
        assert by_equations(made(Cell.from_text(f"h = {op}(0.3 * (W @ x) + 0.2 * h_prev + 0.4)"))).passed


def test_a_custom_cell_with_constants(made: Made) -> None:
    assert by_equations(
        made(Cell.from_text("i = 1\nc = c_prev / 2 + i * tanh(W @ x) + R @ i\nh = 0.5 - -c"))
    ).passed


@pytest.mark.parametrize("name", ["lstm", "gru", "rnn"])
@pytest.mark.parametrize("sizes", MODELS)
def test_its_own_layers(made: Made, name: str, sizes: dict[str, Any]) -> None:
    from lstm_studio.parity import pytorch

    subject = subject_of(made(load_cell(name), **sizes))
    answer = pytorch.by_layer(subject, name)
    assert answer.passed
    rows = {row.name for row in answer.gradients}
    assert rows == set(subject.model.parameters) - {"E", "V", "k"}


def test_a_layer_has_no_gradient_of_a_readout_from_c(made: Made) -> None:
    from lstm_studio.parity import pytorch

    answer = pytorch.by_layer(subject_of(made(load_cell("lstm"), readout="c")), "lstm")
    assert answer.passed
    assert not answer.gradients


def test_what_is_wrong_is_placed(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    right = Model.gradients

    def wrong(self: Model, *arguments: Any) -> Any:
        gradients = right(self, *arguments)
        gradients["R_z"][3, 0] *= 1.0001
        return gradients

    monkeypatch.setattr(Model, "gradients", wrong)
    answer = by_equations(made(load_cell("gru")))
    assert [(row.name, row.index) for row in answer.gradients if row.error > answer.within] == [
        ("R_z", (3, 0))
    ]


def test_an_operation_that_it_does_not_know_is_said(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    from lstm_studio.parity import pytorch

    monkeypatch.delitem(pytorch.OPERATIONS, "tanh")
    assert by_equations(made(load_cell("lstm"))).note.endswith("for tanh")
