"""Files that are no models, or damaged, or claim what is not there: one sentence each, and nothing is run."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.numpy import save as save_bytes
from safetensors.numpy import save_file

from lstm_studio.core.opened import Opened
from lstm_studio.formats.models import PickledError, is_model, open_file
from tests.formats.torch_files import OUT, D, H, linear, named, opened, tensors


def changed(name: str, values: Any) -> dict[str, Any]:
    content = tensors(layers=2)
    if values is None:
        del content[f"lstm.{name}"]
    else:
        content[f"lstm.{name}"] = values
    return content


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ({"a": np.ones((2, 2))}, r"no recurrent layer is in it: .* it holds a \(2 × 2\)"),
        ({}, "it holds nothing"),
        (changed("weight_hh_l0", None), "needs “lstm.weight_ih” and “lstm.weight_hh”, each of two axes"),
        (
            changed("weight_hh_l1", None),
            r"layer 1 of “lstm” has no weight_hh_l1; expected it with the shape 16 × 4",
        ),
        (changed("bias_hh_l1", None), "has no bias_hh_l1"),
        (changed("weight_hh_l0", np.ones((15, 4))), "expected 4 .LSTM., 3 .GRU. or 1 .RNN. times"),
        (changed("weight_ih_l1", np.ones((16, 5))), "has the shape 16 × 5; expected 16 × 4"),
        (changed("weight_ih_l1", np.array(1.0)), "has the shape a number; expected 16 × 4"),
        (changed("weight_hr_l0", np.ones((2, 4))), "projects the output"),
        (changed("weight_ih_l99", np.ones((2, 4))), "layer 2 of “lstm” has no weight_ih_l2"),
        (changed("bias_ih_l0", np.full(16, np.nan, np.float32)), "has a value that is no finite number"),
        (changed("bias_ih_l0", np.ones(16, np.int8)), "kind int8; expected F64, F32, F16 or BF16"),
    ],
)
def test_what_is_no_model_is_one_sentence(tmp_path: Path, content: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^model.safetensors: .*{sentence}"):
        opened(tmp_path, content)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("[", "what the file says of its cell cannot be read"),
        ('{"cell": "a", "equations": "h = 1", "sizes": {"units": "many"}}', "cannot be read"),
        ('{"cell": "a", "equations": "h = (", "sizes": {}}', "expected"),
        ('{"cell": "a", "equations": "h = W @ x", "sizes": {"units": 4000000000}}', "number of units"),
        (
            '{"cell": "a", "equations": "h = W @ x", "sizes": {"widths": [2, 1]}}',
            "of 2 layers, the model has 1",
        ),
        ('{"cell": "a", "equations": "h = W @ x", "sizes": {"widths": "wide"}}', "cannot be read"),
        ('{"cell": "a", "equations": "h = W @ x", "sizes": {"units": 2}}', "“layers.0.W” is missing"),
        ('{"cell": "a", "equations": "h = W @ x", "sizes": {"units": 1}}', None),
        ('{"cell": "a", "equations": "h = W @ x + b", "sizes": {"units": 1}}', "“layers.0.b” is missing"),
        ('{"cell": "a", "equations": "h = W @ x", "sizes": {"units": 1, "inputs": 2}}', "expected 1 × 2"),
    ],
)
def test_what_a_header_says_of_a_cell_is_held_against_the_tensors(
    tmp_path: Path, said: str, sentence: str | None
) -> None:
    content = {} if '"units": 2' in said else {"layers.0.W": np.ones((1, 1), np.float32)}
    save_file(content, tmp_path / "model.safetensors", {"lstm_studio": said})
    if sentence is None:
        assert open_file(tmp_path / "model.safetensors").parameters == [1.0]
        return
    with pytest.raises(ValueError, match=sentence):
        open_file(tmp_path / "model.safetensors")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pt", b""),
        ("a.PTH", b""),
        ("a.bin", b"PK\3\4......a/data.pkl"),
        ("a.safetensors", b"\x80\x02}q\0."),
    ],
)
def test_pickles_are_never_read_and_the_two_lines_are_said(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match="is a pickle") as refused:
        open_file(tmp_path / name)
    assert isinstance(refused.value, PickledError)
    assert is_model(tmp_path / name)
    _why, *lines = str(refused.value).splitlines()
    assert lines == refused.value.program.splitlines()
    assert len(lines) == 2
    for line in lines:
        compile(line, name, "exec")


def test_a_header_whose_length_looks_like_a_pickle_is_read(tmp_path: Path) -> None:
    for letters in range(1, 300):
        content = {name.replace("lstm", "l" * letters): values for name, values in tensors().items()}
        save_file(content, tmp_path / "model.safetensors")
        if (tmp_path / "model.safetensors").read_bytes()[:2] == b"\x80\2":
            break
    assert (tmp_path / "model.safetensors").read_bytes()[:2] == b"\x80\2"
    assert open_file(tmp_path / "model.safetensors").cell.name == "lstm"


GOOD = save_bytes(
    tensors(layers=2, both=True) | named("fc", linear(OUT, 2 * H)) | {"emb.weight": np.ones((5, D))}
)


def opened_or_said(content: bytes, file: Path) -> Opened | str:
    """The model, or the sentence that says why there is none."""
    file.write_bytes(content)
    try:
        return open_file(file)
    except ValueError as error:
        return str(error)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=2_000)
@given(
    st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=8),
    st.integers(0, len(GOOD)),
)
def test_any_damage_gives_a_model_or_a_sentence(
    tmp_path: Path, changes: list[tuple[int, int]], stop: int
) -> None:
    content = bytearray(GOOD)
    for place, value in changes:
        content[place] = value
    for damaged in (bytes(content), bytes(content[:stop])):
        found = opened_or_said(damaged, tmp_path / "model.safetensors")
        if isinstance(found, str):
            assert found.startswith(("model.safetensors: ", "“model.safetensors” is a pickle"))
        else:
            assert np.isfinite(found.parameters).all()


def test_a_lying_header_takes_no_memory(tmp_path: Path) -> None:
    text = json.dumps(
        {"rnn.weight_hh_l0": {"dtype": "F32", "shape": [2**20, 2**18], "data_offsets": [0, 2**40]}}
    )
    content = len(text).to_bytes(8, "little") + text.encode()
    tracemalloc.start()
    found = opened_or_said(content, tmp_path / "model.safetensors")
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "cut off or damaged" in str(found)
    assert most < 10_000_000
