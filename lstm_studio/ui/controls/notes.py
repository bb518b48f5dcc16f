"""A field for notes: what is typed goes to the study as it is typed, in groups that undo takes back one by one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

__all__ = ["Notes"]

PAUSE = 1200  # milliseconds after which the next letter begins a new group
UNDOING = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class Notes(QPlainTextEdit):
    """``typed`` gives the whole text after each change by a person; ``paused`` ends a group.

    Undo and redo are the window's: the field has none of its own.
    """

    typed = Signal(str)
    paused = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self.paused)
        self.textChanged.connect(self._on_changed)
        self._shown = ""

    def show_text(self, text: str) -> None:
        """Show the notes of the study; the cursor stays at what has changed."""
        self._shown = text
        old = self.toPlainText()
        if text == old:
            return
        alike = next((at for at, (one, two) in enumerate(zip(old, text, strict=False)) if one != two), None)
        least = min(len(old), len(text)) if alike is None else alike
        ending = 0
        while ending < min(len(old), len(text)) - least and old[-1 - ending] == text[-1 - ending]:
            ending += 1
        cursor = self.textCursor()
        # Only what differs is exchanged, so that the view stays where it is; Qt counts in halves of letters.
        cursor.setPosition(_halves(old[:least]))
        cursor.setPosition(_halves(old[: len(old) - ending]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text[least : len(text) - ending])
        self.setTextCursor(cursor)

    def _on_changed(self) -> None:
        text = self.toPlainText()
        if text == self._shown:
            return
        self._shown = text
        self.typed.emit(text)
        self._pause.start(PAUSE)

    def event(self, event: QEvent) -> bool:
        asked = isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride
        if asked and isinstance(event, QKeyEvent) and any(event.matches(key) for key in UNDOING):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._end()  # a line is a group

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._end()

    def _end(self) -> None:
        if self._pause.isActive():
            self._pause.stop()
            self.paused.emit()


def _halves(text: str) -> int:
    """Give the length of a text as Qt counts it: a letter beyond the first plane counts two."""
    return len(text.encode("utf-16-le")) // 2
