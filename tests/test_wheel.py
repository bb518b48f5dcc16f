"""The wheel holds all that the studio needs: it is built, installed into a clean environment, and started."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def run(*command: str | Path, cwd: Path) -> str:
    """Run a program far from the checkout; give what it prints."""
    away = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV_"))}
    result = subprocess.run(command, cwd=cwd, env=away, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # Without isolation: the test extra brings the build backend, so nothing is fetched.
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean environment with the wheel; what it depends on is lent by the one that runs the tests."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder, with_pip=False)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        programs / "python",
        "install",
        "--no-deps",
        "--no-index",
        wheel,
        cwd=folder,
    )
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(run(programs / "python", "-c", ask, cwd=folder).strip())
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return programs


def test_the_wheel_brings_every_resource_and_no_tests(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    resources = [path for path in (ROOT / "resources").rglob("*") if path.is_file()]
    assert len(resources) > 40
    for path in resources:
        assert f"lstm_studio/{path.relative_to(ROOT).as_posix()}" in names
    assert "lstm_studio/resources/cells/lstm.toml" in names
    assert "lstm_studio/py.typed" in names
    assert not {name for name in names if name.split("/")[0] not in ("lstm_studio", wheel_name(wheel))}


def wheel_name(wheel: Path) -> str:
    """The folder of the wheel's own description."""
    return "-".join(wheel.name.split("-")[:2]) + ".dist-info"


def test_the_installed_package_stands_alone(installed: Path, tmp_path: Path) -> None:
    names_of = "print(lstm_studio.__file__, found.resource('cells'), *found.cell_names(), sep='\\n')"
    script = f"import lstm_studio; from lstm_studio import catalogue as found; {names_of}"
    package, cells, *names = run(installed / "python", "-c", script, cwd=tmp_path).split()
    for place in (package, cells):
        assert Path(place).is_relative_to(installed.parent)
    assert {"lstm", "gru", "rnn"} <= set(names)


def test_it_starts_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    text = run(installed / "lstm-studio", "run", cwd=tmp_path)
    assert text.startswith("step,x[1]")
    assert "2400" in run(
        installed / "lstm-studio",
        "inspect",
        "--cell",
        "lstm",
        "--inputs",
        "10",
        "--units",
        "20",
        "--no-bias",
        cwd=tmp_path,
    )
    run(installed / "lstm-studio", "render", "-o", "window.png", cwd=tmp_path)
    assert (tmp_path / "window.png").read_bytes().startswith(b"\x89PNG")
