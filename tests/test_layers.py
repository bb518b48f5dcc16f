"""Imports follow the layers: an arrow never points right, and the core knows nothing of Qt."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "lstm_studio"

# core <- formats, catalogue <- parity <- session <- ui <- api, cli <- __main__; words may be used by all.
LAYERS = (
    ("words",),
    ("core",),
    ("formats", "catalogue"),
    ("parity",),
    ("session",),
    ("ui",),
    ("preflight", "api", "commands", "cli"),
    ("__main__",),
)
RANK = {room: rank for rank, rooms in enumerate(LAYERS) for room in rooms}

STANDARD = sys.stdlib_module_names | {"lstm_studio", "__future__"}
# What each room may stand on besides the standard library; None: anything.
PARTS: dict[str, frozenset[str] | None] = {
    "words": frozenset(),
    "core": frozenset({"numpy", "threadpoolctl"}),
    "formats": frozenset({"numpy", "msgspec", "onnx", "google.protobuf", "h5py", "PIL"}),
    "catalogue": frozenset({"numpy", "msgspec"}),
    "parity": frozenset({"numpy", "msgspec", "torch", "onnxruntime", "keras"}),
    "session": frozenset({"numpy", "msgspec", "PySide6.QtCore"}),
    "ui": None,
    "preflight": frozenset(),
    "api": frozenset({"numpy"}),
    "commands": frozenset({"numpy"}),
    "cli": frozenset(),
    "__main__": frozenset(),
}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def imports(source: str) -> set[str]:
    """Every module that ``source`` names in an import, the ones within functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            # "from lstm_studio import api" and "from PySide6 import QtCore" name the module last.
            deep = module in ("lstm_studio", "PySide6")
            found.update(f"{module}.{alias.name}" if deep else module for alias in node.names)
    return found


def faults(room: str, source: str) -> list[str]:
    """The imports of ``source`` that ``room`` has no right to."""
    wrong = []
    allowed = PARTS[room]
    for module in imports(source):
        parts = module.split(".")
        if parts[0] == "lstm_studio":
            if len(parts) > 1 and parts[1] != "__version__" and RANK[parts[1]] > RANK[room]:
                wrong.append(module)
        elif (
            parts[0] not in STANDARD and allowed is not None and not {parts[0], ".".join(parts[:2])} & allowed
        ):
            wrong.append(module)
    return wrong


# Within core: room -> the rooms that it may use. What stands in none is the model: it uses all but insight.
ROOMS = {
    "language": {"language"},
    "printing": {"language", "printing", "model"},
    "engine": {"language", "engine", "model"},
    "insight": {"language", "engine", "insight", "model"},
    "tasks": {"tasks", "model"},
    "model": {"language", "printing", "engine", "tasks", "model"},
}


def core_room(module: str) -> str:
    """The room of core that a module, "lstm_studio.core.engine.plan", stands in."""
    parts = module.split(".")
    return parts[2] if len(parts) > 3 or parts[2] in ROOMS else "model"


@pytest.mark.parametrize("path", sorted((PACKAGE / "core").rglob("*.py")), ids=lambda path: path.stem)
def test_the_rooms_of_the_core_use_what_they_may(path: Path) -> None:
    module = ".".join(("lstm_studio", *path.relative_to(PACKAGE).with_suffix("").parts))
    if path.stem != "__init__":
        used = {name for name in imports(path.read_text("utf-8")) if name.startswith("lstm_studio.core.")}
        assert {core_room(name) for name in used} <= ROOMS[core_room(module)]


def test_the_rule_sees_a_wrong_arrow() -> None:
    assert faults("core", "from lstm_studio.session.state import State") == ["lstm_studio.session.state"]
    assert faults("core", "def f():\n    from lstm_studio import api") == ["lstm_studio.api"]
    assert faults("session", "from PySide6 import QtWidgets") == ["PySide6.QtWidgets"]
    assert faults("session", "from PySide6.QtCore import QObject\nimport lstm_studio.core.cell") == []
    assert faults("core", "import numpy.linalg, os") == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_point_left(path: Path) -> None:
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    assert not faults(room, path.read_text(encoding="utf-8"))


def loaded_by(statement: str) -> set[str]:
    """Names of all modules that a fresh Python holds after ``statement``."""
    script = f"import sys\n{statement}\nprint(*sys.modules, sep='\\n')"
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=PACKAGE.parent
    )
    return set(result.stdout.split())


QT = {"PySide6", "shiboken6", "pyqtgraph"}


def test_the_package_imports_nothing_by_itself() -> None:
    loaded = loaded_by("import lstm_studio")
    assert not {name for name in loaded if name.startswith("lstm_studio.")}
    assert not loaded & (QT | {"numpy"})


def test_core_api_and_command_line_load_without_qt() -> None:
    for module in ("lstm_studio.core", "lstm_studio.api", "lstm_studio.commands", "lstm_studio.cli"):
        parts = [p for p in MODULES if p.relative_to(PACKAGE).parts[0] == module.split(".")[1]]
        names = [".".join(("lstm_studio", *p.relative_to(PACKAGE).with_suffix("").parts)) for p in parts]
        loaded = loaded_by("import " + ", ".join([module, *names]))
        assert module in loaded
        assert not loaded & QT
