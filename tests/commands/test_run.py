"""``run`` writes every named value, and nothing but what the cell computes."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest

from lstm_studio.catalogue import first_study, load_cell
from lstm_studio.commands.run import columns
from lstm_studio.core.model import Model
from lstm_studio.core.sizes import Sizes
from lstm_studio.core.study import Clamp, Sequence
from lstm_studio.formats.study import read_study
from lstm_studio.session.verbs.studies import new_study
from tests.commands.conftest import Command


def table(text: str) -> tuple[list[str], np.ndarray]:
    head, *rows = csv.reader(io.StringIO(text))
    return head, np.array(rows, dtype=np.float64)


def test_the_first_study_is_written_step_by_step(command: Command) -> None:
    study = read_study(first_study())
    head, values = table(command("run").out)
    units = study.sizes.units
    names = ["x", "f", "i", "g", "o", "c", "h", "y"]
    sizes = [study.sizes.inputs, *[units] * 6, study.sizes.outputs]
    assert head == [
        "step",
        *(f"{n}[{k}]" for n, size in zip(names, sizes, strict=True) for k in range(1, size + 1)),
    ]
    assert values[:, 0].tolist() == list(range(1, study.sequence.steps + 1))
    # the LSTM by hand, from the parameters of the file
    p = Model.of(study.cell, study.sizes, study.parameters).parameters
    h = c = np.zeros(units)
    at = {name: head.index(f"{name}[1]") for name in names}
    for step, x in enumerate(study.sequence.values):
        a = {gate: p[f"W_{gate}"] @ x + p[f"R_{gate}"] @ h + p[f"b_{gate}"] for gate in "figo"}
        f, i, o = (1 / (1 + np.exp(-a[gate])) for gate in "fio")
        c = f * c + i * np.tanh(a["g"])
        h = o * np.tanh(c)
        for name, expected in (
            ("x", x),
            ("f", f),
            ("c", c),
            ("h", h),
            ("y", 1 / (1 + np.exp(-p["V"] @ h - p["k"]))),
        ):
            found = values[step, at[name] : at[name] + len(expected)]
            np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


def test_a_sequence_and_a_cell_of_ones_own(command: Command, tmp_path: Path) -> None:
    (tmp_path / "two.csv").write_text("a,b\n1,0\n0,1\n1,1\n", encoding="utf-8")
    out = tmp_path / "values.csv"
    said = command("run", "--cell", "gru", "--sequence", tmp_path / "two.csv", "--units", 3, "--csv", out)
    assert said.code == 0, said.error
    head, values = table(out.read_text(encoding="utf-8"))
    assert head[:6] == ["step", "x[1]", "x[2]", "r[1]", "r[2]", "r[3]"]
    assert values[:, 1:3].tolist() == [[1, 0], [0, 1], [1, 1]]
    assert table(command("run", tmp_path / "two.csv", "--cell", "gru", "--units", 3).out)[0] == head


def test_layers_and_directions_have_their_names_before_them() -> None:
    study = new_study("adding", load_cell("rnn"), seed=2)
    sizes = Sizes(inputs=2, units=3, outputs=1, layers=2, directions=2)
    study = study.replace(sizes=sizes, parameters=Model(study.cell, 2, 3, 1, 2, 2).flat.astype(np.float64))
    found = columns(study)
    assert list(found) == ["x", "0.h", "0.reverse.h", "1.h", "1.reverse.h", "y"]
    trace = Model.of(study.cell, sizes, study.parameters).run(study.sequence.values)
    np.testing.assert_array_equal(np.concatenate([found["1.h"], found["1.reverse.h"]], axis=1), trace.h)


def test_clamps_of_the_study_hold() -> None:
    study = new_study("adding", load_cell("lstm")).replace(edits=(Clamp("f", (0,), 1, 2, 0.5),))
    study = study.replace(sequence=Sequence(study.sequence.values[:5]))
    assert columns(study)["f"][1:3, 0].tolist() == [0.5, 0.5]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("run", "nothing"), "no study, task or file “nothing”"),
        (("run", "nothing.lstm"), "nothing.lstm"),
        (("run", "--cell", "nothing"), "no cell “nothing”"),
        (("run", "--units", "0"), "units is 0"),
        (("run", "--csv", "/nowhere/values.csv"), "/nowhere/values.csv"),
        (("run", "--units", "many"), "many"),
    ],
)
def test_mistakes_are_sentences(command: Command, arguments: tuple[str, ...], sentence: str) -> None:
    said = command(*arguments)
    assert said.code == 2
    assert sentence in said.error
    assert "Traceback" not in said.error


def test_every_layer_and_direction_has_its_columns_in_the_order_of_time(command: Command) -> None:
    head, values = table(command("run", "adding", "--units", 2, "--layers", 2, "--directions", 2).out)
    names = list(dict.fromkeys(name.partition("[")[0] for name in head[1:]))
    gates = ("f", "i", "g", "o", "c", "h")
    cells = ("0.", "0.reverse.", "1.", "1.reverse.")
    assert names == ["x", *(cell + gate for cell in cells for gate in gates), "y"]
    study = new_study("adding", load_cell("lstm"))
    assert len(values) == study.sequence.steps


def test_float32_is_nearly_float64(command: Command) -> None:
    _head, exact = table(command("run").out)
    _head, rough = table(command("run", "--dtype", "float32").out)
    assert 0 < np.abs(exact - rough).max() < 1e-4
