"""The script behind the README's two commands, tried against a machine made of recording stand-ins."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Stands for python3 and for the environment's own python: notes its arguments, copies itself for venv.
PYTHON = """#!/bin/sh
case "$*" in
  -V) echo "Python 3.11.0" ;;
  *sys.version_info\\ *) exit {old} ;;
  *ensurepip*) exit {bare} ;;
  *"python%d.%d-venv"*) echo python3.11-venv ;;
  "-m pip --version") ;;
  "-m lstm_studio.preflight") echo {packages}; exit {display} ;;
  *) echo "python $*" >>"{log}"
     [ "$2" != venv ] || {{ mkdir -p "$4/bin" && cp "$0" "$4/bin/python"; }} ;;
esac
"""


class Machine:
    """A folder with the script, and a PATH of stand-ins that write what they are asked into one log."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "a checkout"  # a blank in the path must not matter
        self.programs = folder / "bin"
        self.log = folder / "log"
        self.checkout.mkdir()
        self.programs.mkdir()
        shutil.copy(ROOT / "studio", self.checkout)
        shutil.copy(ROOT / "pyproject.toml", self.checkout)
        for name in ("cat", "chmod", "cksum", "cp", "dirname", "mkdir", "sh"):
            found = shutil.which(name)
            assert found
            (self.programs / name).symlink_to(found)

    def install(self, name: str, text: str) -> None:
        program = self.programs / name
        program.write_text(text, encoding="utf-8")
        program.chmod(0o755)

    def python(self, *, old: int = 0, bare: int = 0, packages: str = "", display: int = 0) -> None:
        self.install(
            "python3", PYTHON.format(old=old, bare=bare, packages=packages, display=display, log=self.log)
        )
        inner = self.checkout / ".venv" / "bin" / "python"
        if inner.exists():
            shutil.copy(self.programs / "python3", inner)

    def person(self, *, root: bool) -> None:
        self.install("id", f"#!/bin/sh\necho {0 if root else 1000}\n")
        self.install("apt-get", f'#!/bin/sh\necho "apt-get $*" >>"{self.log}"\n')

    def run(self, *arguments: str) -> tuple[int, str, list[str]]:
        """Give exit code, error output and the lines of the log of this run."""
        self.log.write_text("", encoding="utf-8")
        result = subprocess.run(
            ["sh", str(self.checkout / "studio"), *arguments],
            env={"PATH": str(self.programs)},
            capture_output=True,
            text=True,
            check=False,
        )
        return result.returncode, result.stderr, self.log.read_text(encoding="utf-8").splitlines()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path)
    machine.person(root=False)
    return machine


def test_it_is_short_plain_sh_and_names_no_index() -> None:
    text = (ROOT / "studio").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    assert text.startswith("#!/bin/sh\n")
    assert "://" not in text
    assert "index" not in text
    for shell in filter(shutil.which, ("sh", "dash")):
        assert subprocess.run([shell, "-n", ROOT / "studio"], check=False).returncode == 0


def test_the_first_start_installs_and_the_second_does_not(machine: Machine) -> None:
    machine.python()
    code, _errors, log = machine.run("a study.lstm")
    assert code == 0
    assert log[0] == f"python -m venv --clear {machine.checkout}/.venv"
    assert log[1].endswith(f"-e {machine.checkout}")
    assert log[2:] == ["python -m lstm_studio a study.lstm"]
    assert machine.run()[2] == ["python -m lstm_studio"]


def test_a_changed_project_is_installed_anew(machine: Machine) -> None:
    machine.python()
    machine.run()
    with (machine.checkout / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert [line for line in machine.run()[2] if "pip install" in line]


def test_the_tests_bring_their_extra_and_pass_arguments_on(machine: Machine) -> None:
    machine.python(display=1)
    code, _errors, log = machine.run("test", "-k", "lstm")
    assert code == 0
    assert log[1].endswith(f"-e {machine.checkout}[test]")
    assert log[2:] == ["python -m pytest -n auto --dist worksteal -k lstm"]


def test_without_a_display_the_first_study_becomes_a_picture(machine: Machine) -> None:
    machine.python(display=1)
    assert machine.run()[2][2:] == ["python -m lstm_studio render -o lstm-studio.png"]
    assert machine.run("inspect")[2] == ["python -m lstm_studio inspect"]


def test_root_gets_what_is_missing_installed(machine: Machine) -> None:
    machine.person(root=True)
    machine.python(bare=1, packages="libegl1 libgl1")
    code, _errors, log = machine.run()
    assert code == 0
    installed = [
        line.split("--no-install-recommends ")[1] for line in log if "apt-get" in line and " install " in line
    ]
    assert installed == ["python3.11-venv", "libegl1 libgl1"]


@pytest.mark.parametrize(
    ("lacks", "packages"),
    [
        ({"old": 1}, "python3 python3-venv"),
        ({"bare": 1}, "python3.11-venv"),
        ({"packages": "libegl1"}, "libegl1"),
    ],
)
def test_a_person_without_rights_is_told_the_line(
    machine: Machine, lacks: dict[str, Any], packages: str
) -> None:
    machine.python(**lacks)
    code, errors, log = machine.run()
    assert code == 2
    assert f"sudo apt-get update && sudo apt-get install -y {packages}\n" in errors
    assert not [line for line in log if line.startswith("apt-get")]
