"""A cell of a person's own goes through every command like any other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from lstm_studio.catalogue import load_cell
from lstm_studio.formats.study import read_study
from tests.commands.conftest import Command

LINES = {"z": "σ(W_z x_t + U_z h_{t-1} + b_z)", "h": "(1 - z) ⊙ h_{t-1} + z ⊙ tanh(W x)"}


@pytest.fixture(params=[".toml", ".txt"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The cell as a person writes it by hand: as TOML, or as plain lines."""
    found = tmp_path / f"mine{request.param}"
    if request.param == ".toml":
        lines = [f'{left} = "{right}"' for left, right in LINES.items()]
        found.write_text("\n".join(['title = "Leaky"', "[equations]", *lines]), encoding="utf-8")
    else:
        found.write_text("\n".join(f"{left} = {right}" for left, right in LINES.items()), encoding="utf-8")
    return found


def test_it_is_run(command: Command, path: Path) -> None:
    said = command("run", "--cell", path, "--csv", "-")
    assert said.code == 0, said.error
    head, *rows = said.out.splitlines()
    names = head.split(",")
    values = np.array([[float(number) for number in row.split(",")] for row in rows])
    z, h = (
        values[:, [k for k, name in enumerate(names) if name.startswith(f"{wanted}[")]] for wanted in "zh"
    )
    assert z.shape == h.shape == (50, 8)
    assert ((z > 0) & (z < 1)).all()
    # h − (1 − z) h₋ is z ⊙ tanh(…), which is smaller than z.
    assert (np.abs(h[1:] - (1 - z[1:]) * h[:-1]) <= z[1:]).all()


def test_it_is_inspected_and_checked(command: Command, path: Path) -> None:
    said = command("inspect", "--cell", path)
    assert said.code == 0, said.error
    assert "z = sigmoid(W_z @ x + U_z @ h_prev + b_z)" in said.out
    assert command("check", "--cell", path).code == 0


def test_it_is_trained_saved_and_drawn(qtbot: QtBot, command: Command, path: Path, tmp_path: Path) -> None:
    del qtbot  # there is an application already
    study, picture = tmp_path / "mine.lstm", tmp_path / "mine.svg"
    said = command("train", "adding", "--cell", path, "--updates", 3, "-o", study)
    assert said.code == 0, said.error
    assert read_study(study).cell.equations == load_cell(path).equations
    said = command("render", study, "--what", "diagram", "-o", picture)
    assert said.code == 0, said.error
    assert "tanh" in picture.read_text(encoding="utf-8")
