"""The start of the window: from a study to the end of the program.

Python may look for garbage in whichever thread asks for memory, and would then destroy what belongs to Qt in a worker,
or in the middle of a paint. It is looked for in the window's thread alone, between two events.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from functools import partial
from typing import TYPE_CHECKING

from pyqtgraph.util.garbage_collector import GarbageCollector
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from lstm_studio.catalogue import first_study, resource
from lstm_studio.formats.study import read_study
from lstm_studio.session.open import open_session
from lstm_studio.session.recovery import folder_of_recovery, left_behind
from lstm_studio.session.settings import Settings
from lstm_studio.session.verbs import transport
from lstm_studio.ui.fonts import load_fonts
from lstm_studio.ui.spoken.interfaces import install
from lstm_studio.ui.theme import apply, theme_for
from lstm_studio.ui.window import PLAIN, Window, follow

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["main", "offer_recovery"]

WARM = 1500  # milliseconds after the start
OFFER = 300  # milliseconds after the start: the window is there, and the person looks at it
ENDS = ("SIGTERM", "SIGHUP")  # from the system that shuts down, or the terminal that is closed
FRAME = 48  # pixels that a desktop may put around a window, its title above all


def show(window: Window) -> None:
    """Show a window as it was left; a first one on the whole screen where there is hardly more room than it needs."""
    room = window.screen().availableSize()
    first = window.settings.get("geometry").isEmpty()
    if first and (room.width() < window.width() + FRAME or room.height() < window.height() + FRAME):
        window.showMaximized()
    else:
        window.show()


def offer_recovery(window: Window) -> None:
    """Offer what a program that came to no end has left, if there is something."""
    lefts = left_behind(folder_of_recovery())
    if lefts:
        from lstm_studio.ui.recovery import RecoveryDialog  # hardly a start needs it

        RecoveryDialog(window, lefts).open()


def keep_when_ended(window: Window) -> None:
    """Keep what is unsaved when the system ends the program; then it ends as it would have."""

    def end(number: int, _frame: object) -> None:
        window.files.recovery.keep_at_once()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    for name in ENDS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), end)


def main(study: Path | None) -> int:
    """Open the window with a study (None: the first one, which has learnt the spike latch) and run until it is closed.

    ``study`` may also be a sequence or a cell. Give the exit code.
    """
    gc.disable()
    app = QApplication(sys.argv[:1])
    install()
    app.setApplicationName("LSTM Studio")
    app.setDesktopFileName("lstm-studio")
    settings = Settings()
    load_fonts(resource("fonts"))
    apply(app, theme_for(settings.get("theme")), PLAIN)
    session = open_session(read_study(first_study()))
    follow(session, settings)
    window = Window(session, settings, staged=True)
    window.faults.install()
    window.files.recovery.watch()
    keep_when_ended(window)
    # The first step: before it there are states, but no gates to be seen.
    session.do(transport.step)
    show(window)
    if study is not None:
        window.files.receive(study)
    elif settings.get("play_at_start"):
        session.do(transport.play)
    window.first_frame()
    # When the window is there and the person looks at it, so that the first Train need not wait.
    QTimer.singleShot(WARM, window.trainer.warm)
    QTimer.singleShot(OFFER, window, partial(offer_recovery, window))
    gc.freeze()  # what the start has made stays
    collector = GarbageCollector()
    code = app.exec()
    collector.timer.stop()
    window.faults.remove()
    return code
