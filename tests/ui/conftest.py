"""A session on a fresh study, and a window on it, with settings of their own."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from lstm_studio.catalogue import load_cell, resource
from lstm_studio.session.open import open_session
from lstm_studio.session.settings import Settings
from lstm_studio.session.verbs.selection import set_theme
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.ui.fonts import load_fonts
from lstm_studio.ui.theme import LIGHT, apply

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from lstm_studio.session.session import Session
    from lstm_studio.ui.window import Window


@pytest.fixture(scope="session", autouse=True)
def frozen() -> Iterator[None]:
    """Leave what is there before the first test out of what is looked through after each."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def garbage() -> Iterator[None]:
    """Look for garbage as the window does: between two acts, never in a worker or in the middle of a paint."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture
def session() -> Iterator[Session]:
    opened = open_session(new_study("spike-latch", load_cell("lstm")))
    yield opened
    opened.close()


@pytest.fixture(scope="session", autouse=True)
def dressed(qapp: QApplication) -> QApplication:
    load_fonts(resource("fonts"))
    apply(qapp, LIGHT)
    return qapp


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    store = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    store.set("own_process", False)  # a process a test would take longer than the test
    return store


@pytest.fixture
def window(
    qtbot: QtBot, dressed: QApplication, session: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Window]:
    from lstm_studio.ui.window import Window

    assert dressed.styleSheet()
    session.do(set_theme, "light")
    opened = Window(session, settings)
    with qtbot.waitExposed(opened):
        opened.show()
    opened.activateWindow()
    opened.frame.flush()
    yield opened
    # Before pytest-qt closes what is left: nobody is there to answer a question.
    monkeypatch.setattr(opened.files, "may_leave", lambda: True)
    opened.close()
    opened.deleteLater()
