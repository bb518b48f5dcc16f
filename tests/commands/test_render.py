"""``render`` draws without a display, from any source that the other commands take."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from lstm_studio import preflight
from lstm_studio.commands import render
from lstm_studio.ui.export import PARTS
from tests.commands.conftest import Command


def test_the_parts_are_those_that_can_be_drawn() -> None:
    assert tuple(PARTS) == render.PARTS


@pytest.mark.parametrize(("name", "start"), [("states.png", b"\x89PNG"), ("states.svg", b"<?xml")])
def test_a_plot_is_written(qtbot: QtBot, command: Command, tmp_path: Path, name: str, start: bytes) -> None:
    del qtbot  # there is an application already
    out = tmp_path / name
    said = command("render", "adding", "--what", "states", "-o", out, "--size", "320x240", "--step", 3)
    assert said.code == 0, said.error
    assert said.out == f"written: {out}\n"
    assert out.read_bytes().startswith(start)


def test_a_missing_library_is_a_sentence(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "_loads", lambda library: "EGL" not in library)
    said = command("render")
    assert said.code == 2
    assert "libEGL.so.1" in said.error


def test_another_suffix_is_refused(qtbot: QtBot, command: Command) -> None:
    del qtbot
    said = command("render", "adding", "-o", "picture.bmp")
    assert said.code == 2
    assert ".bmp" in said.error


def test_nothing_is_said_but_where_the_picture_is(tmp_path: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "QT_QPA_PLATFORM")}
    program = [sys.executable, "-m", "lstm_studio", "render", "-o", str(tmp_path / "window.png")]
    result = subprocess.run(program, env=bare, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == f"written: {tmp_path / 'window.png'}\n"


def test_any_layer_and_direction_is_drawn(qtbot: QtBot, command: Command, tmp_path: Path) -> None:
    del qtbot
    deep = ("adding", "--what", "states", "--size", "320x240", "--layers", 2, "--directions", 2)
    looks = {
        "first": (),
        "back": ("--backward",),
        "second": ("--layer", 2),
        "second back": ("--layer", 2, "--backward"),
    }
    for name, look in looks.items():
        said = command("render", *deep, *look, "-o", tmp_path / f"{name}.png")
        assert said.code == 0, said.error
    assert len({path.read_bytes() for path in tmp_path.iterdir()}) == 4


@pytest.mark.parametrize(
    ("look", "sentence"),
    [
        (("--layer", 2), "--layer is 2; expected a whole number from 1 to 1"),
        (("--backward",), "one direction"),
        (("--scale", "nan"), "scale is nan; expected a number above 0"),
        (("--scale", 0), "scale is 0.0; expected a number above 0"),
        (("--step", "x"), "“x” is no whole number"),
    ],
)
def test_a_cell_that_is_not_there_is_refused(
    qtbot: QtBot, command: Command, look: tuple[object, ...], sentence: str
) -> None:
    del qtbot
    said = command("render", "adding", *look, "-o", "none.png")
    assert said.code == 2
    assert sentence in said.error


def test_the_numbers_of_a_panel_are_written(qtbot: QtBot, command: Command, tmp_path: Path) -> None:
    del qtbot
    said = command("render", "adding", "--what", "values", "--step", 3, "-o", tmp_path / "step.csv")
    assert said.code == 0, said.error
    head, *rows = (tmp_path / "step.csv").read_text().splitlines()
    assert head.startswith("unit,f,i,g")
    assert rows[0].startswith("1,")
    said = command("render", "adding", "-o", tmp_path / "window.csv")
    assert said.code == 2
    assert "no table of numbers" in said.error
    assert not (tmp_path / "window.csv").exists()


def test_a_picture_stands_on_another_ground(qtbot: QtBot, command: Command, tmp_path: Path) -> None:
    del qtbot
    pictures = []
    for ground in ("screen", "white", "transparent"):
        said = command(
            "render", "adding", "--what", "states", "--ground", ground, "-o", tmp_path / f"{ground}.png"
        )
        assert said.code == 0, said.error
        pictures.append((tmp_path / f"{ground}.png").read_bytes())
    assert len(set(pictures)) == 3


def test_a_film_is_written(qtbot: QtBot, command: Command, tmp_path: Path) -> None:
    del qtbot
    small = ("render", "adding", "--panel", "gates", "--size", "320x240", "--theme", "dark")
    for name, steps, count, time in (
        ("a.gif", "3:7", 5, 100),
        ("b.webp", ":2", 2, 100),
        ("c.apng", "4", 1, 100),
    ):
        said = command(*small, "--steps", steps, "--fps", 10, "-o", tmp_path / name)
        assert (said.code, said.error) == (0, "")
        assert said.out == f"written: {tmp_path / name}\n"
        with Image.open(tmp_path / name) as film:
            assert getattr(film, "n_frames", 1) == count
            assert film.size == (320, 240)
            film.seek(count - 1)
            film.load()
            assert count == 1 or film.info["duration"] == time


def test_values_run_along_the_wires_in_a_film(qtbot: QtBot, command: Command, tmp_path: Path) -> None:
    del qtbot
    motion = ("--what", "diagram", "--size", "480x300", "--steps", "3:4", "--fps", 10)
    for name, more, count in (("steps", ("--speed", 2), 10), ("operations", ("--speed", 10), 41)):
        said = command("render", "adding", *motion, "--motion", name, *more, "-o", tmp_path / f"{name}.webp")
        assert (said.code, said.error) == (0, "")
        with Image.open(tmp_path / f"{name}.webp") as film:
            # Two operations in a row may look the same.
            assert 0.7 * count <= getattr(film, "n_frames", 1) <= count


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("-o", "a.gif", "--steps", "7:3"), "steps 7 to 3; expected two of 0 to "),
        (("-o", "a.gif", "--steps", "many"), "the steps are “many”; expected the first and the last one"),
        (("-o", "a.gif", "--fps", "0"), "0 pictures a second; expected 0.1 to 60"),
        (("-o", "a.gif", "--step", "3"), "“a.gif” moves; expected the steps from one to another"),
        (("-o", "a.png", "--steps", "3:7"), "“a.png” does not move; expected .gif, .webp, .apng, .mp4"),
        (("-o", "a.gif", "--ground", "transparent"), "transparent ground"),
        (
            (
                "-o",
                "none/a.gif",
            ),
            "cannot be written: No such file or directory",
        ),
    ],
)
def test_what_cannot_be_filmed_is_a_sentence(
    qtbot: QtBot, command: Command, words: tuple[str, ...], sentence: str
) -> None:
    del qtbot
    said = command("render", "adding", *words)
    assert said.code == 2
    assert sentence in said.error


def test_a_terminal_is_told_how_far_a_film_is(
    qtbot: QtBot, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del qtbot
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    said = command("render", "adding", "--what", "loss", "--steps", "1:4", "-o", tmp_path / "a.gif")
    assert "12 % filmed\r" in said.error
    assert said.error.endswith("100 % filmed\r\x1b[K")
