"""How the modules of the window are loaded, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
import gc
import linecache
from lstm_studio.ui.loading import load_lightly
load_lightly()
from lstm_studio.ui import window
print(gc.isenabled(), [name for name in linecache.cache if "lstm_studio" in name])
"""


def loaded(program: str) -> str:
    """Whether garbage is looked for, and of which of our modules the source was read."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout.strip()


def test_no_source_is_read_and_no_garbage_looked_for() -> None:
    assert loaded(PROGRAM) == "False []"
    # What is taken back is there: Qt's own import reads the sources.
    assert "toolbar.py" in loaded(PROGRAM.replace("\nload_lightly()", "\nimport PySide6.QtCore"))
