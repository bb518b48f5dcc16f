"""``inspect`` prints the equations and the counts of cells.md's worked example."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

import lstm_studio as studio
from lstm_studio.catalogue import cell_names, load_cell, resource
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


def test_layers_may_have_different_widths(command: Command) -> None:
    said = command("inspect", "--cell", "gru", "--inputs", 3, "--units", "6,2", "--outputs", 1)
    assert "3 inputs and 6 → 2 units" in said.out
    assert re.search(r"1\.W_r +2 × 6 +12\n", said.out)
    clash = command("inspect", "--units", "6,2", "--layers", 3)
    assert clash.code == 2
    assert "--units gives 2 layers, --layers 3" in clash.error
    assert "“6,x” is no whole number" in command("inspect", "--units", "6,x").error


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


def stack(name: str, gates: int) -> dict[str, Any]:
    """Tensors of a layer of 2 units that reads 3 inputs."""
    shapes = {"weight_ih": (gates * 2, 3), "weight_hh": (gates * 2, 2)}
    return {f"{name}.{what}_l0": np.ones(shape, np.float32) for what, shape in shapes.items()}


def test_a_file_of_a_model_shows_which_block_is_which_gate(command: Command, tmp_path: Path) -> None:
    save_file(stack("rnn", 4) | {"norm": np.ones(5)}, tmp_path / "a.safetensors")
    said = command("inspect", tmp_path / "a.safetensors")
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0] == "a.safetensors: PyTorch, as safetensors, LSTM (lstm)"
    assert "  layers 1, directions 1, units 2, inputs 3" in lines
    start = next(place for place, line in enumerate(lines) if "rnn.weight_ih_l0" in line)
    assert lines[start].split() == ["rnn.weight_ih_l0", "8", "×", "3", "float32"]
    assert [line.split() for line in lines[start + 1 : start + 5]] == [
        ["rows", "1–2", "i", "W_i"],
        ["rows", "3–4", "f", "W_f"],
        ["rows", "5–6", "g", "W_g"],
        ["rows", "7–8", "o", "W_o"],
    ]
    assert any(line.split() == ["norm", "5", "float64", "left", "out"] for line in lines)


def test_what_a_file_leaves_open_is_said(command: Command, tmp_path: Path) -> None:
    heads = {f"{name}.weight": np.ones((4, 2), np.float32) for name in ("mu", "sigma")}
    save_file(stack("a", 4) | stack("b", 3) | heads, tmp_path / "a.safetensors")
    said = command("inspect", tmp_path / "a.safetensors").out
    assert "LSTM (lstm)" in said
    assert "GRU (gru)" in said
    assert said.count("add --pick readout=mu.weight or another of them") == 2


def test_what_was_picked_is_shown_and_held_against_its_runtime(command: Command, tmp_path: Path) -> None:
    heads = {f"{name}.weight": np.ones((4, 2), np.float32) for name in ("mu", "sigma")}
    save_file(stack("a", 4) | heads, tmp_path / "a.safetensors")
    open_one = command("inspect", tmp_path / "a.safetensors", "--check")
    assert open_one.code == 1
    assert "not compared:" in open_one.out.splitlines()[-1]
    assert "add --pick readout=mu.weight" in open_one.out.splitlines()[-1]
    said = command("inspect", tmp_path / "a.safetensors", "--pick", "readout=sigma").out
    assert "readout of 4 outputs from h" in said
    assert "--pick" not in said
    assert "mu.weight (4 × 2)" in said


def test_a_sequence_is_nothing_to_inspect(command: Command, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    said = command("inspect", tmp_path / "a.csv")
    assert said.code == 2
    assert not said.out
    assert "is a sequence; expected a study, a cell" in said.error


def test_no_model_is_a_sentence(command: Command, tmp_path: Path) -> None:
    (tmp_path / "a.safetensors").write_bytes(b"nothing")
    said = command("inspect", tmp_path / "a.safetensors")
    assert said.code == 2
    assert "this is no safetensors file" in said.error
    said = command("inspect", tmp_path / "a.pt")
    assert said.code == 2
    assert "import torch" in said.error


def test_a_study_says_what_it_keeps_and_its_notes(command: Command) -> None:
    said = command("inspect", resource("studies", "adding.lstm")).out
    assert "  plain RNN  Plain recurrent network · 12 units · 1200 updates\n" in said
    assert "What there is: two numbers in 50 are marked" in said
    assert "kept:" not in command("inspect", "--cell", "lstm").out


def test_a_file_is_held_against_its_own_runtime(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "m.onnx"
    studio.Model(load_cell("gru"), 3, 4, outputs=2).save(path)
    said = command("inspect", path, "--check")
    assert said.code == 0
    last = said.out.splitlines()[-1]
    assert last.startswith("onnxruntime ")
    assert "computes the same from m.onnx: largest difference" in last
    said = command("inspect", "--check")
    assert said.code == 2
    assert "a study is held against others by: check STUDY" in said.error
