"""Every module of the formats can be the first that is loaded: none waits for another that waits for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import lstm_studio.formats

ROOM = Path(lstm_studio.formats.__file__).parent


def test_each_module_can_be_loaded_first() -> None:
    names = [
        ".".join(("lstm_studio", "formats", *path.relative_to(ROOM).with_suffix("").parts))
        for path in sorted(ROOM.rglob("*.py"))
        if path.stem != "__init__"
    ]
    # One process for all: what belongs to the package is forgotten before each.
    script = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]:\n"
        "    for known in [one for one in sys.modules if one.startswith('lstm_studio')]:\n"
        "        del sys.modules[known]\n"
        "    importlib.import_module(name)\n"
    )
    subprocess.run([sys.executable, "-c", script, *names], check=True)
