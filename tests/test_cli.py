"""The command line as a whole: its rows, its window, its start without Qt."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from lstm_studio import cli
from lstm_studio.commands import render

README = Path(__file__).resolve().parents[1] / "README.md"


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    said = capsys.readouterr().out
    assert [row.name for row in cli.COMMANDS] == ["run", "render", "train", "check", "inspect"]
    for row in cli.COMMANDS:
        assert row.name in said
        with pytest.raises(SystemExit, match="0"):
            cli.main([row.name, "--help"])


def test_the_readme_names_commands_that_exist() -> None:
    lines = re.findall(
        r"^lstm-studio (\w+)(?=\s)(.*?)(?: +#.*)?$", README.read_text(encoding="utf-8"), re.MULTILINE
    )
    rows = {row.name: row for row in cli.COMMANDS}
    assert set(rows) == {name for name, _rest in lines}
    for name, rest in lines:
        cli._parser_of(rows[name]).parse_args(rest.split())


def test_without_a_display_the_window_is_a_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lstm_studio.preflight.problem", lambda *, window: "a sentence" if window else "")
    assert cli.main([]) == 2
    assert capsys.readouterr().err == "lstm-studio: a sentence\n"


def test_a_word_that_is_nothing_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["nothing"]) == 2
    assert "no study or command “nothing”" in capsys.readouterr().err


def test_run_neither_loads_qt_nor_minds_a_closed_pipe() -> None:
    asked = "assert 'PySide6' not in sys.modules"
    script = f"import sys; from lstm_studio.cli import main; code = main(['run']); {asked}; sys.exit(code)"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("step,x[1]")
    read, write = os.pipe()
    os.close(read)
    ended = subprocess.run(
        [sys.executable, "-m", "lstm_studio", "run"], stdout=write, stderr=subprocess.PIPE, check=False
    )
    os.close(write)
    assert ended.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="this system has no /dev/full")
def test_a_full_disk_is_a_sentence() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        command = [sys.executable, "-m", "lstm_studio", "inspect"]
        result = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert result.returncode == 2
    assert result.stderr == "lstm-studio: the output cannot be written: No space left on device\n"


def test_a_program_without_a_console_runs_all_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    try:
        assert cli.main(["run"]) == 0
        assert cli.main(["train", "adding", "--updates", "1", "-o", str(tmp_path / "a.lstm")]) == 0
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.close()
    assert (tmp_path / "a.lstm").is_file()


def test_a_console_of_few_letters_gets_its_line() -> None:
    poor = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "lstm_studio", "inspect", "--cell", "rnn", "--units", "20"]
    result = subprocess.run(command, env=poor, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert "20 ? 20" in result.stdout


@pytest.mark.parametrize(("text", "size"), [("1280x800", (1280, 800)), (" 64×48 ", (64, 48))])
def test_sizes_are_read(text: str, size: tuple[int, int]) -> None:
    assert render.size_of(text) == size


@pytest.mark.parametrize("text", ["", "1280", "0x0", "1280x", "x800", "100000x100000"])
def test_other_sizes_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="--size is"):
        render.size_of(text)
