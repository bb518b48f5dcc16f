"""A film that is being made in a process of its own, and what the window hears of it."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from lstm_studio.ui.film.child import BrokenFilm, work
from lstm_studio.words import _

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from lstm_studio.ui.film.child import Order

__all__ = ["Recording"]

PERIOD = 50  # milliseconds between two looks at what has come
PATIENCE = 3.0  # seconds that the process has to end by itself
SETTLED = 0.02  # of the work, before which its pace says nothing


class Recording(QObject):
    """Starts the process. It emits ``made`` with the bytes of a file or ``failed`` with a sentence, once."""

    told = Signal(float, float)  # the share that is done, and the seconds that are left, NaN when unknown
    made = Signal(object)
    failed = Signal(str)
    broken = Signal(object)  # an exception of the program's own
    ended = Signal()  # the process is gone

    def __init__(self, order: Order, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._order = order
        self._process: BaseProcess | None = None
        self._there: Connection | None = None
        self._begun = self._silent = 0.0  # when the process was started, and when nothing more is to be heard
        self._look = QTimer(self)
        self._look.setInterval(PERIOD)
        self._look.timeout.connect(self._on_look)

    @property
    def running(self) -> bool:
        """Whether the film is being made."""
        return self._there is not None

    def start(self) -> None:
        """Begin. Raises ValueError where no process can be started."""
        if getattr(sys, "frozen", False) or not sys.executable:
            raise ValueError(_("this program cannot start itself a second time, as a film needs"))
        # Within the function: a start without a film need not wait for this package.
        import multiprocessing

        context = multiprocessing.get_context("spawn")
        self._there, other = context.Pipe()
        self._process = context.Process(target=work, args=(self._order, other), name="film", daemon=True)
        try:
            self._process.start()
        except OSError as error:
            self._process = None
            self._hear_no_more()
            sentence = _("no process could be started for the film: {why}")
            raise ValueError(sentence.format(why=error.strerror or error)) from error
        finally:
            other.close()
        self._begun = time.monotonic()
        self._look.start()

    def cancel(self) -> None:
        """Break off: nothing more comes but ``ended``, when the process has cleaned up behind itself."""
        if self._there is not None:
            with suppress(OSError):  # it has ended by itself
                self._there.send("enough")
        self._hear_no_more()

    def close(self) -> None:
        """Break off, and wait for the end."""
        self.cancel()
        self._look.stop()
        process, self._process = self._process, None
        if process is not None:
            process.join(max(0.0, self._silent + PATIENCE - time.monotonic()))
            if process.is_alive():
                process.kill()
                process.join()
            process.close()

    def _hear_no_more(self) -> None:
        there, self._there = self._there, None
        if there is not None:
            there.close()
            self._silent = time.monotonic()

    @Slot()
    def _on_look(self) -> None:
        if self._there is None:
            late = time.monotonic() - self._silent > PATIENCE
            if self._process is None or late or not self._process.is_alive():
                self.close()
                self.ended.emit()
            return
        news: object = None
        while self._there is not None and self._there.poll():
            try:
                news = self._there.recv()
            except (EOFError, OSError):
                self._hear_no_more()
                self.failed.emit(
                    _("the film was ended from outside, or ran out of memory; try a smaller one")
                )
                return
            if not isinstance(news, tuple):
                self._finish(news)
                return
        if isinstance(news, tuple):
            self._tell(*news)

    def _tell(self, done: int, whole: int) -> None:
        share, spent = done / whole, time.monotonic() - self._begun
        self.told.emit(share, spent * (1 - share) / share if share > SETTLED else float("nan"))

    def _finish(self, news: object) -> None:
        self._hear_no_more()  # the process ends by itself, which takes a moment: nobody waits for it
        if isinstance(news, bytes):
            self.made.emit(news)
        elif isinstance(news, BrokenFilm):
            error = RuntimeError(news.text.strip().rpartition("\n")[2])
            error.add_note(news.text)
            self.broken.emit(error)
        else:
            self.failed.emit(str(news))
