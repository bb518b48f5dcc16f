"""``train`` does what the window's training does, and writes a study."""

from __future__ import annotations

import csv
from argparse import Namespace
from pathlib import Path

import numpy as np
import pytest

from lstm_studio.commands import train
from lstm_studio.core.fit import Job, fit
from lstm_studio.core.study import Record
from lstm_studio.formats.study import read_study
from lstm_studio.session.engine import Report
from lstm_studio.session.state import Run
from tests.commands.conftest import Command


def test_it_is_the_training_of_the_engine(command: Command, tmp_path: Path) -> None:
    plain, trained = tmp_path / "plain.lstm", tmp_path / "trained.lstm"
    said = command(
        "train", "adding", "--cell", "gru", "--units", 5, "--updates", 1, "--rate", 1e-9, "-o", plain
    )
    assert said.code == 0, said.error
    said = command(
        "train", plain, "--updates", 20, "--rate", 0.01, "--seed", 4, "--optimiser", "rmsprop", "-o", trained
    )
    assert said.code == 0, said.error
    assert "update 20 of 20" in said.error
    assert f"written: {trained}" in said.out
    study = read_study(trained)
    assert (study.cell.name, study.sizes.units, study.training.optimiser) == ("gru", 5, "rmsprop")
    again = command(
        "train", plain, "--updates", 20, "--rate", 0.01, "--seed", 4, "--optimiser", "rmsprop", "-o", plain
    )
    assert again.code == 0
    np.testing.assert_array_equal(read_study(plain).parameters, study.parameters)


def test_training_starts_from_the_settings_that_were_given() -> None:
    arguments = Namespace(
        what="adding", cell="lstm", sequence=None, units=6, no_bias=False, updates=7, optimiser="sgd", rate=0.5,
        clip=0.0, batch=3, seed=9, start="glorot", keep="2", options=["length=12"], output=None,
        dtype="float64", loss=None, truncate=4, fit=False, pick=[], clip_value=0.5, decay=0.1, schedule="step",
        factor=None, period=30, warm_up=3, early_stop=True,
    )  # fmt: skip
    study = train.prepared(arguments).study
    settings = study.training
    assert (settings.optimiser, settings.rate, settings.clip, settings.batch) == ("sgd", 0.5, None, 3)
    assert (settings.updates, settings.seed) == (7, 9)
    assert (settings.clip_value, settings.decay, settings.early_stop) == (0.5, 0.1, True)
    assert (settings.schedule, settings.factor, settings.period, settings.warm_up) == ("step", 0.5, 30, 3)
    assert (study.start.scheme, study.start.keep, study.start.seed) == ("glorot", 2.0, 9)
    assert study.options["length"] == 12
    assert next(iter(fit(Job.of(study)))).update == 1


def test_interrupting_keeps_what_was_reached(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = train._Progress.take
    calls = []

    def interrupted(self: train._Progress, report: Report) -> None:
        real(self, report)
        calls.append(report)
        if len(calls) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(train._Progress, "take", interrupted)
    out = tmp_path / "half.lstm"
    said = command("train", "adding", "--updates", 100000, "-o", out)
    assert said.code == 130
    np.testing.assert_array_equal(read_study(out).parameters, calls[-1].parameters)


def test_the_table_has_a_row_of_every_update(command: Command, tmp_path: Path) -> None:
    out, file = tmp_path / "half", tmp_path / "run.csv"
    said = command("train", "adding", "--cell", "gru", "--updates", 60, "--csv", file, "--save", out)
    assert said.code == 0, said.error
    with file.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [int(row["update"]) for row in rows] == list(range(1, 61))
    record = read_study(out.with_suffix(".lstm")).record
    assert [float(row["loss"]) for row in rows] == record.losses[:, 1].tolist()
    assert [float(row["gradient norm"]) for row in rows] == record.curve[:, 1].tolist()
    assert [row["held-out loss"] for row in rows if row["held-out loss"]] == [str(record.exams[0, 1])]
    assert rows[49]["sequences"] == "1600"
    assert {row["clipped"] for row in rows} <= {"0", "1"}
    assert record.sequences == 60 * 32


def test_a_run_that_breaks_says_so_and_keeps_what_is_good(command: Command, tmp_path: Path) -> None:
    out = tmp_path / "broken.lstm"
    said = command("train", "adding", "--optimiser", "sgd", "--rate", 1000, "--clip", 0, "-o", out)
    assert said.code == 1
    assert "the last parameters with a loss that is a number are kept" in said.out
    assert np.isfinite(read_study(out).parameters).all()


def test_the_bar_is_full_at_the_end() -> None:
    assert train.bar(Record(update=5, updates=20)) == "[=====               ]  25%  "
    assert train.bar(Record(update=20, updates=20)) == "[====================] 100%  "
    assert train.bar(Record()) == "[                    ]   0%  "


def test_the_line_says_how_long_it_still_takes() -> None:
    run = Run(training="running", rate=1.0, left=75.4)
    record = Record(update=20, updates=50, losses=np.array([[1, 0.5], [20, 0.25]]))
    assert train.line(run, record) == "update 20 of 50 · loss 0.25 · 1 updates/s · 1:15 left"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--set", "nothing=1"), "no option “nothing”"),
        (("--set", "length"), "--set is “length”; expected an option of the task and a number"),
        (("--keep", "much"), "--keep is “much”; expected a number or chrono"),
        (("--rate", "-1"), "learning rate is -1"),
    ],
)
def test_mistakes_are_sentences(command: Command, arguments: tuple[str, ...], sentence: str) -> None:
    said = command("train", "adding", *arguments)
    assert said.code == 2
    assert sentence in said.error


def test_it_does_not_wait_for_commands() -> None:
    inbox = train.Silence()
    assert inbox.poll(10.0) is False
    with pytest.raises(EOFError):
        inbox.recv()


def test_what_is_built_of_several_layers_trains(command: Command, tmp_path: Path) -> None:
    text, out = tmp_path / "text.txt", tmp_path / "deep.lstm"
    text.write_text("the cat sat on the mat; the rat sat on the cat", encoding="utf-8")
    deep = ("--layers", 2, "--directions", 2, "--embedding", 3, "--readout", "c", "--no-bias", "--units", 4)
    how = ("--dtype", "float64", "--updates", 2, "--truncate", 5)
    said = command("train", "own", "--sequence", text, *deep, *how, "-o", out)
    assert said.code == 0, said.error
    assert "drawn anew" not in said.out
    study = read_study(out)
    sizes = study.sizes
    assert (sizes.layers, sizes.directions, sizes.symbols, sizes.inputs) == (2, 2, 12, 3)
    assert (sizes.readout, sizes.bias, sizes.output) == ("c", False, "softmax")
    assert (study.training.dtype, study.training.truncate) == ("float64", 5)
    plain = command("run", out, "--layers", 1, "--directions", 1, "--embedding", 0)
    assert plain.code == 0
    assert plain.out.startswith("step,x[1],x[2],x[3],x[4],x[5],x[6],x[7],x[8],x[9],x[10],x[11],x[12],f[1]")
    assert command("train", out, "--truncate", 0, "--updates", 1, "-o", out).code == 0
    assert read_study(out).training.truncate is None
    assert read_study(out).record.losses[:, 0].tolist() == [1.0, 2.0, 3.0]  # it went on where it had ended


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--layers", 17), "number of layers is 17; expected a number between 1 and 16"),
        (("--directions", 3), "number of directions is 3"),
        (("--readout", "f"), "readout is “f”; expected a state of the cell: c, h"),
        (("--embedding", 3), "type characters as the sequence"),
        (("--activation", "softmax"), "ask for identity"),
        (("--loss", "hinge"), "loss is “hinge”; expected one of mse"),
        (("--loss", "cross-entropy"), "does not go with the output identity"),
        (("--truncate", -1), "gradient goes back is -1"),
        (("--seed", 99999999999), "seed is 99999999999; expected a number between 0 and 2147483647"),
        (("--set", "length=1e9"), "--set length=1e9: “Steps” is 1e+09"),
        (("--units", "many"), "argument --units: “many” is no whole number, nor several with commas"),
        (("--rate", "fast"), "argument --rate: “fast” is no number"),
        (("--optimiser", "best"), "argument --optimiser: invalid choice: 'best'"),
        (("--wrong",), "unrecognized arguments: --wrong"),
        (("-o", "study.txt"), "“study.txt” has the suffix “.txt”; expected .lstm"),
        (("-o", "/nowhere/study.lstm"), "“/nowhere/study.lstm” cannot be written: No such file"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(
    command: Command, arguments: tuple[object, ...], sentence: str
) -> None:
    said = command("train", "adding", "--updates", 1, *arguments)
    assert said.code == 2
    assert sentence in said.error
    assert said.error.count("\n") == 1
    assert not said.out


def test_another_output_and_loss_are_trained_with(command: Command, tmp_path: Path) -> None:
    out = tmp_path / "latch.lstm"
    said = command("train", "spike-latch", "--activation", "identity", "--updates", 1, "-o", out)
    assert said.code == 0
    assert read_study(out).sizes.output == "identity"
    assert command("train", "spike-latch", "--loss", "mse", "--updates", 1, "-o", out).code == 0
    assert read_study(out).training.loss == "mse"
