"""A study as a picture: the window or any of its panels, drawn with or without a display."""

from __future__ import annotations

import math
import sys
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QSettings, Qt, qInstallMessageHandler
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from lstm_studio.catalogue import resource
from lstm_studio.core.study import Study
from lstm_studio.formats.csv_text import as_csv
from lstm_studio.formats.files import write_file
from lstm_studio.formats.study import read_study
from lstm_studio.session.open import open_session
from lstm_studio.session.settings import Settings
from lstm_studio.session.state import State
from lstm_studio.ui.encode import encoder, write
from lstm_studio.ui.fonts import TEXT, load_fonts
from lstm_studio.ui.ground import SCREEN, dressed, grounded
from lstm_studio.ui.panels import PANELS, row_of
from lstm_studio.ui.subject import CSV, WINDOW, Subject, of_panel, whole
from lstm_studio.ui.theme import THEMES, apply
from lstm_studio.ui.window import Window
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtCore import QMessageLogContext, QtMsgType

    from lstm_studio.session.session import Session
    from lstm_studio.ui.theme import Theme


__all__ = ["PARTS", "render"]

PARTS: dict[str, tuple[int, int]] = {"window": (1280, 800)} | {row.name: row.size for row in PANELS}
"""What can be drawn -> the size in pixels that suits it."""

_LEAST, _MOST = 64, 16_384  # pixels of a side


def render(
    source: str | Path | Study | State,
    output: str | Path,
    what: str = "window",
    size: tuple[int, int] | None = None,
    theme: str = "light",
    step: int | None = None,
    scale: float = 1.0,
    ground: str = SCREEN,
) -> Path:
    """Draw a study to a file and give its path. The suffix says how: .png, .svg or .pdf; .csv for a panel's numbers.

    ``what`` is a key of PARTS; ``size`` in pixels, None for what suits it; ``theme`` "light" or "dark"; ``step``
    from 0, before the first input, to T, None for where the state stands, or for the middle where it has not
    begun; ``scale`` enlarges a PNG; ``ground`` is a key of GROUNDS. Raises ValueError for what cannot be read, drawn or
    written.
    """
    output = Path(output)
    counted = output.suffix.lower() == CSV
    if not counted:
        encoder(output)
    width, height = _checked(what, size, theme, scale)
    grounded(THEMES[theme], ground)
    state = source if isinstance(source, State) else State(_study(source))
    with _dressed(THEMES[theme]):
        session = open_session(state.study)
        try:
            session.do(lambda _new: _viewed(state, theme, step))
            with _shown(session, what) as (window, subject):
                subject.widget.resize(width, height)
                subject.widget.show()
                _settle(session, window.frame.flush)
                subject.finish()
                if counted:
                    write_file(output, as_csv(subject.numbers()).encode())
                else:
                    with dressed(subject.parts, THEMES[theme], ground):
                        write(subject.widget, output, scale, ground)
        finally:
            session.close()
    return output


def _study(source: str | Path | Study) -> Study:
    return source if isinstance(source, Study) else read_study(Path(source))


def _checked(what: str, size: tuple[int, int] | None, theme: str, scale: float) -> tuple[int, int]:
    if what not in PARTS:
        sentence = _("there is no part “{what}” to draw; expected one of {known}")
        raise ValueError(sentence.format(what=what, known=", ".join(PARTS)))
    if theme not in THEMES:
        sentence = _("there is no theme “{theme}”; expected one of {known}")
        raise ValueError(sentence.format(theme=theme, known=", ".join(THEMES)))
    if not 0 < scale < math.inf:
        raise ValueError(_("the scale is {scale}; expected a number above 0, such as 2").format(scale=scale))
    width, height = PARTS[what] if size is None else size
    if not all(_LEAST <= side * scale <= _MOST for side in (width, height)):
        sentence = _("a picture of {width}×{height} pixels; expected {least} to {most} a side")
        bounds = {"least": _LEAST, "most": _MOST}
        raise ValueError(sentence.format(width=round(width * scale), height=round(height * scale), **bounds))
    return width, height


def _viewed(state: State, theme: str, step: int | None) -> State:
    """Give the state with its theme, and its cursor where there is something to see."""
    steps = state.study.sequence.steps
    if step is not None and not 0 <= step <= steps:
        raise ValueError(_("step {step}; expected 0 to {steps}").format(step=step, steps=steps))
    cursor = step if step is not None else state.view.cursor or (steps + 1) // 2
    return state.with_view(theme=theme, cursor=cursor)


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
    """Dress the program for one picture."""
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
    """Give the window as it is at a first start, off the screen, and what is drawn of it."""
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


def _settle(session: Session, refresh: Callable[[], None]) -> None:
    """Show everything, and wait for what is made in a worker."""
    faults: list[Exception] = []
    session.failed.connect(faults.append)
    refresh()
    while session.scene.pending and not faults:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    if faults:
        raise faults[0]
    refresh()
    # What is laid out only after it is shown, such as a plot, is laid out by now.
    QCoreApplication.processEvents()
