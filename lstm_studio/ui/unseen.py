"""The window, or one of its panels, off the screen: what is drawn to files, with or without a display."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QByteArray,
    QCoreApplication,
    QEvent,
    QEventLoop,
    QSettings,
    Qt,
    qInstallMessageHandler,
)
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from lstm_studio.catalogue import resource
from lstm_studio.session.open import open_session
from lstm_studio.session.settings import Settings
from lstm_studio.ui.fonts import TEXT, load_fonts
from lstm_studio.ui.panels import row_of
from lstm_studio.ui.subject import WINDOW, Subject, of_panel, whole
from lstm_studio.ui.theme import THEMES, apply
from lstm_studio.ui.window import Window
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QMessageLogContext, QtMsgType

    from lstm_studio.session.session import Session
    from lstm_studio.session.state import State
    from lstm_studio.ui.theme import Theme

__all__ = ["Unseen", "unseen"]


class Unseen:
    """One part of a window that nobody sees: ``subject`` is what is drawn of it."""

    def __init__(self, session: Session, window: Window, subject: Subject) -> None:
        self._session, self.window, self.subject = session, window, subject
        self._faults: list[Exception] = []
        session.failed.connect(self._faults.append)

    def show(self, state: State) -> None:
        """Show a state, and wait for all that is made in workers. Raises what a worker raised."""
        self._session.glance(lambda _shown: state)
        self.settle()
        self.subject.finish()

    def settle(self) -> None:
        """Bring everything up to the state."""
        self.window.frame.flush()
        while self._session.scene.pending and not self._faults:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        if self._faults:
            raise self._faults[0]
        self.window.frame.flush()
        # What is laid out only after it is shown, such as a plot, is laid out by now.
        QCoreApplication.processEvents()


@contextmanager
def unseen(
    state: State, what: str, size: tuple[int, int], theme: str, layout: bytes = b""
) -> Iterator[Unseen]:
    """Give the window, or the panel ``what``, of a size in pixels, with a state; ``layout`` is that of the docks."""
    with _dressed(THEMES[theme]):
        session = open_session(state.study)
        try:
            session.do(lambda _new: state)
            with _shown(session, what) as (window, subject):
                subject.widget.resize(*size)
                subject.widget.show()
                stage = Unseen(session, window, subject)
                stage.settle()
                if layout:
                    # Not before it is shown: Qt would leave a second row of tabs lying in the corner.
                    window.desk.restore(QByteArray(layout))
                    stage.settle()
                subject.finish()
                yield stage
        finally:
            session.close()


@cache
def _application() -> QApplication:
    """Give the program's QApplication, or one that draws in memory. It is kept, for there is only ever one."""
    qInstallMessageHandler(_say)
    # The platform is chosen here and now: Qt ends the process where it finds no display.
    return QApplication(["lstm-studio", "-platform", "offscreen"])


def _say(_kind: QtMsgType, _place: QMessageLogContext, text: str | None) -> None:
    """Pass on what Qt says, but not that a screen in memory has no use for a window's wishes."""
    if text and not text.startswith("This plugin does not support "):
        print(text, file=sys.stderr)


@contextmanager
def _dressed(theme: Theme) -> Iterator[None]:
    """Dress the program for as long as something is drawn."""
    found = QCoreApplication.instance() or _application()
    app = found if isinstance(found, QApplication) else None
    if app is None:
        raise ValueError(_("this program runs Qt without windows; draw pictures in a program of its own"))
    if TEXT not in QFontDatabase.families():
        load_fonts(resource("fonts"))
    before = app.palette(), app.font(), app.styleSheet()
    apply(app, theme)
    try:
        yield
    finally:
        app.setPalette(before[0])
        app.setFont(before[1])
        app.setStyleSheet(before[2])


@contextmanager
def _shown(session: Session, what: str) -> Iterator[tuple[Window, Subject]]:
    """Give a window as it is at a first start, and what is drawn of it."""
    with TemporaryDirectory() as folder:
        nobody = QSettings(str(Path(folder, "settings.ini")), QSettings.Format.IniFormat)
        window = Window(session, Settings(nobody))
        card = QWidget()
        try:
            subject = whole(window) if what == WINDOW else _card(window, what, card)
            subject.widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            yield window, subject
        finally:
            window.player.close()
            window.replayer.close()
            window.trainer.close()
            _delete(card)
            _delete(window)


def _card(window: Window, what: str, card: QWidget) -> Subject:
    """Put a panel of its own, under its title, on a card."""
    panel = window.desk.build(row_of(what))
    column = QVBoxLayout(card)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(panel.header)
    column.addWidget(panel, 1)
    panel.header.setVisible(panel.headed)
    card.setAccessibleName(panel.title)
    return of_panel(window, panel, card)


def _delete(widget: QWidget) -> None:
    widget.hide()
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
