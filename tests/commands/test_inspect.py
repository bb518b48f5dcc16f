"""``inspect`` prints the equations and the counts of cells.md's worked example."""

from __future__ import annotations

import re

import pytest

from lstm_studio.catalogue import cell_names, load_cell
from tests.commands.conftest import Command


def test_the_worked_count(command: Command) -> None:
    text = command(
        "inspect",
        "--cell",
        "lstm",
        "--inputs",
        10,
        "--units",
        20,
        "--outputs",
        100,
        "--symbols",
        100,
        "--no-bias",
    ).out
    assert [
        int(re.findall(rf"{label}: +(\d+)", text)[-1])
        for label in ("  cell", "  readout", "cell and readout")
    ] == [2400, 2000, 4400]
    assert re.search(r"embedding, counted apart: +1000", text)
    assert "b_f" not in text.split("parameters")[1]


@pytest.mark.parametrize("name", cell_names())
def test_every_cell_shows_its_equations(command: Command, name: str) -> None:
    said = command("inspect", "--cell", name)
    assert said.code == 0
    cell = load_cell(name)
    for left in cell.equations:
        assert f"  {left} = {cell.graph.expression(left)}" in said.out


def test_the_keep_bias_has_its_sign(command: Command) -> None:
    assert "h keeps 1 - z of its last value; keep bias: −b_z" in command("inspect", "--cell", "gru-write").out
    assert "c keeps f of its last value; keep bias: b_f" in command("inspect", "--cell", "lstm").out
