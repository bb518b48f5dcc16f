"""The nets of conftest.py hold: each kind of leak fails the test that made it."""

from __future__ import annotations

from pathlib import Path

import pytest

LEAKS = {
    "thread": "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()",
    "qthread": "from PySide6.QtCore import QThread\nmodule.kept = QThread()\nmodule.kept.start()",
    "timer": "from PySide6.QtCore import QTimer\nmodule.kept = QTimer()\nmodule.kept.start(50)",
    "widget": "from PySide6.QtWidgets import QWidget\nmodule.kept = QWidget()",
    "qt_log": "from PySide6.QtCore import qWarning\nqWarning('a line of Qt')",
    "warning": "import warnings\nwarnings.warn('a warning')",
    "slot": "from PySide6.QtCore import QTimer\nQTimer.singleShot(0, lambda: 1 / 0)\nqtbot.wait(20)",
}
CLEAN = """
    from PySide6.QtCore import QThread, QTimer
    from PySide6.QtWidgets import QWidget
    widget = QWidget()
    qtbot.addWidget(widget)
    timer = QTimer(widget)
    timer.start(50)
    thread = QThread()
    thread.start()
    thread.quit()
    thread.wait()
"""


def test_every_leak_fails_and_clean_work_passes(
    pytester: pytest.Pytester, request: pytest.FixtureRequest
) -> None:
    pytester.makeconftest(Path(__file__).with_name("conftest.py").read_text(encoding="utf-8"))
    pytester.makefile(
        ".toml", pyproject=(request.config.rootpath / "pyproject.toml").read_text(encoding="utf-8")
    )
    tests = ["import sys\nmodule = sys.modules[__name__]\n"]
    for name, body in LEAKS.items():
        lines = "\n    ".join(body.splitlines())
        tests.append(f"def test_{name}(qtbot):\n    {lines}\n")
    tests.append(f"def test_clean(qtbot):{CLEAN}")
    pytester.makepyfile("\n".join(tests))
    result = pytester.runpytest_subprocess(
        "-p", "no:cacheprovider", "-q", "test_every_leak_fails_and_clean_work_passes.py"
    )
    # A leak is found after the test's own body has passed; a warning or a log line within it.
    result.assert_outcomes(passed=5, failed=3, errors=4)
    for name in LEAKS:
        result.stdout.fnmatch_lines(
            [f"*{'ERROR' if name in ('thread', 'qthread', 'timer', 'widget') else 'FAILED'}*test_{name}*"]
        )
