"""``train --repeat``: runs side by side without a window."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.fit import Job, fit
from lstm_studio.formats.study import read_study

if TYPE_CHECKING:
    from pathlib import Path

    from tests.commands.conftest import Command


def test_runs_over_seeds_and_cells_are_kept_in_the_study(command: Command, tmp_path: Path) -> None:
    place, table = tmp_path / "runs.lstm", tmp_path / "runs.csv"
    said = command(
        "train", "adding", "--set", "length=5", "--updates", 6, "--batch", 2, "--units", 3,
        "--repeat", 2, "--cells", "lstm,gru", "--csv", table, "-o", place,
    )  # fmt: skip
    assert said.code == 0, said.error
    study = read_study(place)
    assert [(kept.cell.name, kept.start.seed) for kept in study.models] == [
        ("lstm", 1), ("lstm", 2), ("gru", 1), ("gru", 2),
    ]  # fmt: skip
    assert study.record.update == 0
    kept = study.models[3]
    plain = study.replace(cell=kept.cell, sizes=kept.sizes, training=kept.training, start=kept.start)
    first = kept.record.checkpoints[0]
    assert first.update == 0
    steps = list(fit(Job.of(plain.replace(parameters=first.parameters.astype(np.float64)))))
    np.testing.assert_allclose(kept.parameters, steps[-1].snapshot(), atol=1e-5)
    with table.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 4 * 6
    assert {row["run"] for row in rows} == {kept.name for kept in study.models}
    losses = [float(row["loss"]) for row in rows if row["run"] == kept.name]
    assert losses == kept.record.losses[:, 1].tolist()
    assert said.out.count("not solved, loss") == 4
    assert "0 of 2 solved" in said.out
    assert "run 4 of 4" in said.error


def test_starts_are_named_and_one_that_is_none_is_refused(command: Command, tmp_path: Path) -> None:
    place = tmp_path / "runs.lstm"
    plain = ("train", "adding", "--set", "length=5", "--updates", 2, "--batch", 2, "--units", 3)
    said = command(*plain, "--starts", "uniform,glorot-chrono", "-o", place)
    assert said.code == 0, said.error
    starts = [(kept.start.scheme, kept.start.keep) for kept in read_study(place).models]
    assert starts == [("uniform", None), ("glorot", "chrono")]
    said = command(*plain, "--starts", "warm")
    assert said.code == 2
    assert "--starts has “warm”; expected some of uniform, uniform-1, chrono" in said.error


def test_too_many_runs_are_refused_before_any_is_trained(command: Command) -> None:
    said = command("train", "adding", "--repeat", 51)
    assert said.code == 2
    assert "there are 51 seeds; expected 1 to 50" in said.error
