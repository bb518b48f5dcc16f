"""What every test gets: its own settings, no window on the screen, and a look at what it leaves behind."""

from __future__ import annotations

import gc
import os
import threading
import weakref
from typing import TYPE_CHECKING, Any

# Before Qt is imported: tests open no window on the screen of the person who runs them.
os.environ["QT_QPA_PLATFORM"] = os.environ.get("QT_QPA_PLATFORM") or "offscreen"

import hypothesis
import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSettings, QThread, QTimer
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# The same draws everywhere: what passed here passes there. New ones are looked for by ``-m nightly`` and by
# ``--hypothesis-profile explore``.
hypothesis.settings.register_profile("studio", deadline=None, derandomize=True, database=None)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=500)
hypothesis.settings.load_profile("studio")

# The script is for POSIX systems.
collect_ignore = ["test_studio_script.py"] if os.name == "nt" else []

PATIENCE = 2.0  # seconds that a thread has to end after its test


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take ``--approve``: the pictures that a test makes become the golden ones."""
    parser.addoption(
        "--approve", action="store_true", help="take the pictures of this run as the golden ones"
    )


@pytest.fixture(autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test an empty settings folder of its own, and empty folders for cache and data."""
    folder = tmp_path_factory.mktemp("settings")
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(folder / name.lower()))
    for kind in (QSettings.Format.IniFormat, QSettings.Format.NativeFormat):
        QSettings.setPath(kind, QSettings.Scope.UserScope, str(folder))
    return folder


def _ended(thread: threading.Thread) -> bool:
    thread.join(PATIENCE)
    return not thread.is_alive()


def _recorded(monkeypatch: pytest.MonkeyPatch, kind: type[Any]) -> weakref.WeakSet[Any]:
    """Note every object of ``kind`` whose ``start`` is called."""
    started: weakref.WeakSet[Any] = weakref.WeakSet()
    start = kind.start

    def noted(self: QObject, *arguments: Any) -> Any:
        started.add(self)
        return start(self, *arguments)

    monkeypatch.setattr(kind, "start", noted)
    return started


@pytest.fixture(autouse=True)
def no_leaked_threads(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test after which a thread is still running: it would abort the program at its end."""
    before = set(threading.enumerate())
    started = _recorded(monkeypatch, QThread)
    yield
    running = [
        thread for thread in started if shiboken6.isValid(thread) and not thread.wait(int(1000 * PATIENCE))
    ]
    for thread in running:
        thread.requestInterruption()
        thread.quit()
    # A thread that Qt has made has no end that Python knows of; those are looked at above.
    new = [t for t in threading.enumerate() if t not in before and not isinstance(t, threading._DummyThread)]
    alive = [thread for thread in new if not _ended(thread)]
    assert not running, f"left running: {running}"
    assert not alive, f"left running: {alive}"


@pytest.fixture(autouse=True)
def no_leaked_timers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test after which a timer is still ticking."""
    started = _recorded(monkeypatch, QTimer)
    yield
    _delete_later()
    ticking = [timer for timer in started if shiboken6.isValid(timer) and timer.isActive()]
    for timer in ticking:
        timer.stop()
    assert not ticking, f"left ticking: {[(timer, timer.parent(), timer.interval()) for timer in ticking]}"


@pytest.fixture(autouse=True)
def no_leaked_widgets() -> Iterator[None]:
    """Fail a test after which a top-level widget is still there."""
    before = set(_top_level())
    yield
    _delete_later()
    if set(_top_level()) - before:
        gc.collect()  # a widget in a circle of references goes when the circle is seen
        _delete_later()
    left = [widget for widget in _top_level() if widget not in before]
    names = [f"{type(widget).__name__} {widget.objectName()!r}" for widget in left]
    for widget in left:
        widget.close()
        widget.deleteLater()
    _delete_later()
    assert not names, f"left open: {names}"


def _top_level() -> list[Any]:
    if not isinstance(QCoreApplication.instance(), QApplication):
        return []
    # Qt keeps one label for all tool tips.
    return [w for w in QApplication.topLevelWidgets() if w.metaObject().className() != "QTipLabel"]


def _delete_later() -> None:
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
