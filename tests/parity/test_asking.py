"""Whatever becomes of the process that compares, there is an answer or one sentence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

import lstm_studio as studio
from lstm_studio.core.edits import begun
from lstm_studio.parity import asking
from lstm_studio.parity.asking import asked, concluded, study_for
from lstm_studio.parity.exchange import Asked
from lstm_studio.parity.report import Answer, Figure

FILE = Asked("/somewhere/m.onnx")
GOOD = Answer("file", "onnxruntime", "1.2", (Figure("y", 1e-8, (0, 1, 2), 0.5, 0.5, 8, 8),), of="m.onnx")


def model(**sizes: Any) -> studio.Model:
    return studio.Model(studio.load_cell("lstm"), inputs=3, units=4, outputs=2, **sizes)


def test_an_answer_is_found_behind_what_others_print() -> None:
    said = b"a library says hello {\n\n" + msgspec.json.encode(GOOD)
    assert concluded(FILE, 0, said, b"") == GOOD


@pytest.mark.parametrize(
    ("code", "said", "heard", "why"),
    [
        (None, b"", b"", "it took too long, and was ended"),
        (-9, b"", b"", "it was ended from outside, or ran out of memory"),
        (1, b"", b"Traceback\n  File\nRuntimeError: no such kernel\n", "RuntimeError: no such kernel"),
        (0, b"nothing", b"", "what it said cannot be read"),
        (0, b"\n{\xff", b"", "what it said cannot be read"),
    ],
)
def test_what_ends_without_an_answer_is_a_failure(
    code: int | None, said: bytes, heard: bytes, why: str
) -> None:
    answer = concluded(FILE, code, said, heard)
    assert answer.failed
    assert not answer.passed
    assert answer.sentence == f"m.onnx is not compared: onnxruntime gave no answer: {why}"


def test_what_is_no_model_is_refused_in_its_own_sentence(tmp_path: Path) -> None:
    path = tmp_path / "m.onnx"
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(ValueError, match=r"m\.onnx: this is no ONNX file"):
        asked(Asked(str(path)))


def test_it_takes_no_longer_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        asking, "command", lambda _given: [sys.executable, "-c", "import time; time.sleep(60)"]
    )
    assert "took too long" in asked(FILE, 0.2).sentence
    monkeypatch.setattr(asking, "command", lambda _given: ["/nowhere/python"])
    assert "no process can be started" in asked(FILE).sentence


def test_python_compares_models_with_files_and_programs(tmp_path: Path) -> None:
    one = model()
    one.save(tmp_path / "m.onnx")
    answer = studio.compare(one, tmp_path / "m.onnx")
    assert answer.passed
    assert answer.largest is not None
    assert 0 < answer.largest < 1e-6
    one.parameters["V"][0, 0] += 0.5
    assert not studio.compare(one, tmp_path / "m.onnx").passed
    assert studio.compare(one, language="numpy").passed


def test_the_states_before_the_first_step_go_along() -> None:
    one = model(layers=2)
    one.initial = {"0.c": np.array([0.5, 0.0, -1.0, 2.0]), "1.h": 0.25}
    study = study_for(one)
    found = begun(study.edits, study.sizes)
    np.testing.assert_array_equal(found["0.c"], [0.5, 0.0, -1.0, 2.0])
    np.testing.assert_array_equal(found["1.h"], [0.25] * 4)
    one.initial = {"0.c": np.ones((2, 4))}
    with pytest.raises(ValueError, match=r"other states in each sample of 0\.c"):
        study_for(one)


def test_a_folder_with_a_module_of_the_same_name_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "msgspec.py").write_text("raise SystemExit('taken over')")
    script = (
        "import lstm_studio as s; m = s.Model(s.load_cell('rnn'), 2, 3);"
        "print(s.compare(m, language='latex').sentence)"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", script],
        cwd=tmp_path,
        env={**asking.surroundings()},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "computes the same" in done.stdout, done.stderr
