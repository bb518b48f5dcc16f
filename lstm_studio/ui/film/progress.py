"""The small window of a film that is being made: how far it is, how long it takes, and a way to break off.

The studio stays as it is and can be used meanwhile.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QProgressBar, QVBoxLayout, QWidget

from lstm_studio.formats.files import check_place, write_file
from lstm_studio.ui.film.recording import Recording
from lstm_studio.words import _, ngettext

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent

    from lstm_studio.ui.film.child import Order

__all__ = ["FilmProgress"]

WIDE = 340  # pixels
WHOLE = 1000  # parts of the bar
ASIDE = 24  # pixels from the corner of the window


class FilmProgress(QDialog):
    """Makes a film and writes it to a file. ``told`` says in a sentence what became of it, ``failed`` why."""

    told = Signal(str)
    failed = Signal(str)
    broken = Signal(object)  # an exception of the program's own
    gone = Signal()  # nothing of it goes on

    def __init__(self, order: Order, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Film"))
        self.path = path
        self.words = QLabel(_("Filming “{file}”…").format(file=path.name))
        self.left = QLabel(_("starting"))
        self.left.setProperty("voice", "quiet")
        self.bar = QProgressBar()
        self.bar.setRange(0, WHOLE)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("How much of the film is done"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for part in (self.words, self.bar, self.left, buttons):
            column.addWidget(part)
        self.setMinimumWidth(WIDE)
        self.recording = Recording(order, self)
        self.recording.told.connect(self._on_told)
        self.recording.made.connect(self._on_made)
        self.recording.failed.connect(self._on_failed)
        self.recording.broken.connect(self._on_broken)
        self.recording.ended.connect(self._on_ended)

    def start(self) -> None:
        """Begin, and show how far it is. Raises ValueError where it cannot begin, or be written."""
        check_place(self.path)
        self.recording.start()
        # In a corner and without the focus: who makes a film goes on working.
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        parent = self.parentWidget()
        if parent is not None:
            self.adjustSize()
            corner = parent.window().geometry().bottomRight()
            self.move(corner.x() - self.width() - ASIDE, corner.y() - self.height() - ASIDE)
        self.show()

    def reject(self) -> None:
        """Break off: no file is written, and one that is there stays."""
        if self.recording.running:
            self.recording.cancel()
            self.told.emit(_("the film was broken off; no file was written"))
        self.hide()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.reject()
        event.ignore()  # until the process is gone

    def finish(self) -> None:
        """Break off, and wait for the end: the window is closed."""
        self.recording.close()
        self._on_ended()

    @Slot(float, float)
    def _on_told(self, share: float, left: float) -> None:
        self.bar.setValue(round(WHOLE * share))
        percent = _("{percent} %").format(percent=int(100 * share))
        self.left.setText(percent if math.isnan(left) else f"{percent} · {_span(left)}")

    @Slot(object)
    def _on_made(self, content: bytes) -> None:
        self.hide()
        try:
            write_file(self.path, content)
        except ValueError as error:
            self.failed.emit(str(error))
            return
        size = f"{len(content) / 1e6:.1f} MB" if len(content) >= 1e6 else f"{len(content) / 1e3:.0f} kB"
        self.told.emit(_("wrote {file}, {size}").format(file=self.path.name, size=size))

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self.hide()
        self.failed.emit(sentence)

    @Slot(object)
    def _on_broken(self, error: Exception) -> None:
        self.hide()
        self.broken.emit(error)

    @Slot()
    def _on_ended(self) -> None:
        self.hide()
        self.gone.emit()
        self.deleteLater()


def _span(seconds: float) -> str:
    """Say how long something still takes, in words that do not change with every look."""
    if seconds < 90:
        count = max(round(seconds), 1)
        return ngettext("{count} second left", "{count} seconds left", count).format(count=count)
    count = round(seconds / 60)
    return ngettext("{count} minute left", "{count} minutes left", count).format(count=count)
