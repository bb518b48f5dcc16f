"""Files and programs are held against other programs; what is wrong in one of them is found and placed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.edits import model_of as model_of_study
from lstm_studio.core.model import Model
from lstm_studio.core.study import Clamp, Study
from lstm_studio.formats.models import save
from lstm_studio.formats.study import write_study
from lstm_studio.parity import exchange
from lstm_studio.parity.batch import apart, drawn, joined, rounding
from lstm_studio.parity.exchange import Asked, compared, main, picks_of
from lstm_studio.parity.program import answered
from tests.formats.code.cells import CELLS, SHAPES, model_of
from tests.formats.onnx.made import drawn as node_tensors
from tests.formats.onnx.made import one
from tests.formats.torch_files import linear, named, opened, tensors
from tests.parity.conftest import Made

NODES = [
    ("LSTM", 1, {}),
    ("LSTM", 2, {"direction": "bidirectional"}),
    ("LSTM", 1, {"direction": "reverse"}),
    ("GRU", 2, {"direction": "bidirectional", "linear_before_reset": 1}),
    ("RNN", 1, {"activations": ["Relu"]}),
]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("name", ["gru-reset-before", "lstm-peephole-full"])
def test_onnxruntime_reads_what_is_saved(name: str, shape: dict[str, Any], tmp_path: Path) -> None:
    model = model_of(load_cell(name), shape)
    save(model, tmp_path / "m.onnx")
    answer = compared(Asked(str(tmp_path / "m.onnx")))
    assert answer.passed
    assert answer.largest is not None
    assert answer.largest < 1e-6
    assert answer.sentence.startswith("onnxruntime ")
    assert "computes the same from m.onnx: largest difference" in answer.sentence


@pytest.mark.parametrize(("operator", "ways", "attributes"), NODES, ids=str)
def test_every_output_of_a_node_is_compared(
    operator: str, ways: int, attributes: dict[str, Any], tmp_path: Path
) -> None:
    outputs = ("Y", "Y_h", "Y_c") if operator == "LSTM" else ("Y", "Y_h")
    tensors = node_tensors(operator, ways, 3, 4)
    path = tmp_path / "node.onnx"
    path.write_bytes(one(operator, tensors, outputs, **attributes))
    answer = compared(Asked(str(path)))
    assert [row.name for row in answer.values] == list(outputs)
    assert answer.passed


def test_another_model_than_the_one_in_the_file_is_told(made: Made, tmp_path: Path) -> None:
    study = made(load_cell("lstm"), outputs=2)
    save(Model.of(study.cell, study.sizes, study.parameters), tmp_path / "m.onnx")
    changed = np.array(study.parameters)
    changed[0] += 0.25
    write_study(study.replace(parameters=changed), tmp_path / "other.lstm")
    answer = compared(Asked(str(tmp_path / "m.onnx"), study=str(tmp_path / "other.lstm")))
    assert not answer.passed
    assert "does NOT compute the same" in answer.sentence
    assert answer.values[0].ours != pytest.approx(answer.values[0].theirs, abs=1e-5)


@pytest.mark.parametrize("suffix", [".onnx", ".weights.h5"])
def test_states_before_the_first_step_go_where_the_file_has_them(
    made: Made, tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = made(load_cell("lstm"), outputs=2)
    study = study.replace(edits=(Clamp("c", (), -1, -1, 0.75), Clamp("f", (), 0, 3, 1.0)))
    write_study(study, tmp_path / "s.lstm")
    model = model_of_study(study)
    assert model.initial is not None
    save(model, tmp_path / f"m{suffix}")
    asked = Asked(str(tmp_path / f"m{suffix}"), study=str(tmp_path / "s.lstm"))
    seen: list[Model] = []
    if suffix != ".onnx":  # Keras need not be there to see what it would be held against
        row = exchange.Runtime("Keras", (), "program")
        monkeypatch.setitem(exchange.RUNTIMES, "keras", row)
        monkeypatch.setattr("lstm_studio.parity.program.answered", lambda subject: seen.append(subject.model))
        compared(asked)
        assert seen[0].initial is None
    else:
        assert compared(asked).passed


def test_what_is_not_installed_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(Model(load_cell("gru"), 3, 4), tmp_path / "m.onnx")
    monkeypatch.setattr(exchange, "find_spec", lambda _name: None)
    answer = compared(Asked(str(tmp_path / "m.onnx")))
    assert (answer.largest, answer.passed, answer.failed) == (None, True, False)
    said = "m.onnx is not compared: onnxruntime is not installed: pip install onnxruntime onnx"
    assert answer.sentence == said


@pytest.mark.parametrize("language", ["numpy", "latex"])
@pytest.mark.parametrize("cell", CELLS[::4], ids=lambda cell: cell.name)
def test_programs_compute_what_the_model_does(cell: Cell, language: str) -> None:
    for shape in SHAPES[1:4]:
        answer = answered(model_of(cell, shape), language)
        assert answer.passed
        assert answer.figures


def test_a_wrong_program_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    model = Model(load_cell("lstm"), 3, 4, outputs=2)
    right = answered(model, "numpy")

    def wrong(*given: Any) -> str:
        from lstm_studio.formats.code import code

        return code(*given).replace("c = f * c_prev", "c = i * c_prev")

    monkeypatch.setattr("lstm_studio.parity.program.code", wrong)
    assert right.passed
    assert not answered(model, "numpy").passed


@pytest.mark.oracle
@pytest.mark.parametrize("name", ["lstm", "gru", "rnn", "lstm-cifg", "mgu"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_pytorch_reads_what_is_saved_and_written(name: str, shape: dict[str, Any], tmp_path: Path) -> None:
    model = model_of(load_cell(name), shape)
    save(model, tmp_path / "m.safetensors")
    for answer in (compared(Asked(str(tmp_path / "m.safetensors"))), answered(model, "pytorch")):
        assert answer.figures
        assert answer.passed


@pytest.mark.oracle
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
@pytest.mark.parametrize("suffix", [".keras", ".h5", ".weights.h5"])
@pytest.mark.parametrize("name", ["lstm", "stacked-lstm", "gru", "rnn", "cells", "hard-sigmoid"])
def test_keras_reads_its_own_files_as_they_are_read_here(
    name: str, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    keras = pytest.importorskip("keras")
    keras.utils.clear_session()
    folder = Path(__file__).resolve().parents[1] / "goldens" / "keras"
    answer = compared(Asked(str(folder / f"{name}{suffix}")))
    assert answer.figures
    assert answer.passed


def test_the_program_answers_in_json_and_refuses_in_a_sentence(
    tmp_path: Path, made: Made, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    study: Study = made(load_cell("rnn"))
    write_study(study, tmp_path / "s.lstm")
    asked = Asked(language="latex", study=str(tmp_path / "s.lstm"))
    assert main(msgspec.json.encode(asked).decode()) == 0
    assert b'"runtime":"LSTM Studio"' in capfdbinary.readouterr().out
    assert main(msgspec.json.encode(Asked(str(tmp_path / "none.onnx"))).decode()) == 2
    assert b"cannot be read" in capfdbinary.readouterr().err
    assert main(msgspec.json.encode(Asked(language="basic")).decode()) == 2


def test_differences_are_of_the_outputs_themselves() -> None:
    x = np.zeros((2, 3, 4))
    far = x.copy()
    far[1, 2, 3] = 3e-5
    figure = apart("y", x, far)
    assert figure.error == pytest.approx(3e-5)
    assert figure.index == (1, 2, 3)
    assert not joined("file", "R", "1", [("y", x, far)]).passed
    assert joined("file", "R", "1", [("y", x + 10, far + 10)]).passed  # float32 of numbers ten times as large
    assert not joined("file", "R", "1", [("y", x, np.full_like(x, np.nan))]).passed
    assert not joined("file", "R", "1", [("y", x, x[:1])]).passed


def test_a_batch_is_the_same_each_time_and_spares_the_padding() -> None:
    sizes = Model(load_cell("lstm"), 3, 4, symbols=5).sizes
    x = drawn(sizes)
    assert np.array_equal(x, drawn(sizes))
    assert set(np.unique(x)) == {1, 2, 3, 4}


def test_where_roundings_weigh_more_so_may_the_difference() -> None:
    model = Model(load_cell("rnn"), 3, 32, layers=3, seed=1)
    calm = rounding(model, drawn(model.sizes))
    model.flat[:] *= 4  # chaotic: every rounding grows from step to step
    wild = rounding(model, drawn(model.sizes))
    assert calm < 1e-6 < wild
    assert joined("file", "R", "1", [], rounded=calm).within == 1e-5
    assert joined("file", "R", "1", [], rounded=wild).within == pytest.approx(8 * wild)


def test_what_was_picked_of_a_file_finds_the_model_in_it_again(tmp_path: Path) -> None:
    heads = named("a", linear(2, 4)) | named("b", linear(3, 4))
    first = opened(tmp_path, tensors() | heads, readout="b")
    assert picks_of(first) == {
        "embedding": "",
        "readout": "b.weight",
        "recurrent": "lstm",
        "nonlinearity": "tanh",
    }
    again = opened(tmp_path, tensors() | heads, **picks_of(first))
    np.testing.assert_array_equal(again.parameters, first.parameters)
    plain = opened(
        tmp_path, tensors(1, before="") | tensors(1, before="other."), recurrent="", nonlinearity="relu"
    )
    assert picks_of(plain)["nonlinearity"] == "relu"
    assert opened(tmp_path, tensors(1, before=""), **picks_of(plain)).sizes == plain.sizes
