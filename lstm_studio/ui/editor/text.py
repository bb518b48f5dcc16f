"""The field for equations: numbered lines, gentle colours, a red wave under what is wrong, and type of any size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPen,
    QPolygonF,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QPlainTextEdit

from lstm_studio.ui.controls.tips import show_tip
from lstm_studio.ui.editor.highlight import Highlighter, names_of
from lstm_studio.ui.editor.numbers import LineNumbers
from lstm_studio.ui.editor.places import Span, marked, token_at
from lstm_studio.ui.theme import LIGHT, Theme
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from lstm_studio.session.draft import Problem

__all__ = ["EquationText"]

PAUSE = 40  # milliseconds from a key to the cell that it makes
SMALLEST, USUAL, LARGEST = 9, 14, 40  # pixels of the type
LARGER = (Qt.Key.Key_Plus, Qt.Key.Key_Equal)
SMALLER = (Qt.Key.Key_Minus, Qt.Key.Key_Underscore)


class EquationText(QPlainTextEdit):
    """``settled`` gives the text a moment after it has changed; ``scaled`` the new size of the type in pixels.

    ``told`` says what a name is, as rich text, "" for nothing. Tab goes on to the next field, as in a form.
    """

    settled = Signal(str)
    scaled = Signal(int)

    def __init__(self, told: Callable[[str, bool], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme = LIGHT
        self.size_of_type = USUAL
        self._told = told
        self._problem: Problem | None = None
        self._colours = Highlighter(self.document())
        self.numbers = LineNumbers(self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.settle)
        self.setAccessibleName(_("Equations"))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        self.textChanged.connect(self._on_changed)
        self.updateRequest.connect(self._on_update)
        self.blockCountChanged.connect(self._make_room)

    @property
    def wrong_line(self) -> int:
        """The number of the line with the problem, 0 for none."""
        return 0 if self._problem is None else self._problem.line

    def put(self, text: str) -> None:
        """Put another text in place of this one, at once; undo brings the old one back."""
        if text != self.toPlainText():
            cursor = QTextCursor(self.document())
            cursor.select(QTextCursor.SelectionType.Document)
            cursor.insertText(text)
            self.moveCursor(QTextCursor.MoveOperation.Start)
        self.settle()

    def settle(self) -> None:
        """Give the text as it is now."""
        self._pause.stop()
        text = self.toPlainText()
        self._colours.take(names_of(text))
        self.settled.emit(text)

    def show_problem(self, problem: Problem | None) -> None:
        """Mark what is wrong, or nothing."""
        if problem != self._problem:
            self._problem = problem
            self.setAccessibleDescription("" if problem is None else str(problem))
            self.viewport().update()
            self.numbers.update()

    def go_to(self, span: Span) -> None:
        """Select a stretch of the text and bring it into sight."""
        cursor = QTextCursor(self.document())
        last = self.document().characterCount() - 1
        cursor.setPosition(min(span.start, last))
        cursor.setPosition(min(span.stop, last), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.setFocus()

    def dress(self, theme: Theme, size: int) -> None:
        """Take the colours of a theme, and type of that many pixels."""
        self.theme, self.size_of_type = theme, min(max(size, SMALLEST), LARGEST)
        self.setFont(theme.mono(self.size_of_type))
        self.numbers.setFont(theme.mono(max(SMALLEST, self.size_of_type - 2)))
        self._colours.set_theme(theme)
        self._make_room()

    def scale(self, step: int) -> None:
        """Make the type larger or smaller by so many pixels; by 0 the usual size."""
        self.dress(self.theme, self.size_of_type + step if step else USUAL)
        self.scaled.emit(self.size_of_type)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        # A file that is dropped here is for the editor: its name is no equation.
        return not source.hasUrls() and super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        super().insertFromMimeData(source)
        self.horizontalScrollBar().setValue(0)  # Qt stays where the longest line has led it
        self.ensureCursorVisible()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turned = event.angleDelta().y()
            self.scale(1 if turned > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = dict.fromkeys(LARGER, 1) | dict.fromkeys(SMALLER, -1) | {Qt.Key.Key_0: 0}
        step = steps.get(Qt.Key(event.key()))
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and step is not None:
            self.scale(step)
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()  # it closes the editor
        else:
            lines = self.blockCount()
            super().keyPressEvent(event)
            again = event.matches(QKeySequence.StandardKey.Undo) or event.matches(
                QKeySequence.StandardKey.Redo
            )
            if again and self.blockCount() != lines:  # another text, whose end is not what one looks for
                self.horizontalScrollBar().setValue(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._problem is not None:
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.theme.bad, 1.4))
            painter.drawPolyline(QPolygonF(self.wave()))

    def wave(self) -> list[QPointF]:
        """Give the points of the wave under what is wrong, in the viewport; at least one letter wide."""
        if self._problem is None:
            return []
        span, cursor = marked(self.toPlainText(), self._problem), QTextCursor(self.document())
        last = self.document().characterCount() - 1
        edges = []
        for position in span:
            cursor.setPosition(min(position, last))
            edges.append(self.cursorRect(cursor))
        left, right = edges[0].left(), edges[1].left()
        right = max(right, left + self.fontMetrics().horizontalAdvance("m"))
        base = edges[0].top() + self.fontMetrics().ascent() + 3
        return [
            QPointF(x, base + (1.5 if place % 2 else -0.5))
            for place, x in enumerate(range(left, right + 2, 2))
        ]

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            said = self._said_at(event)
            show_tip(event, said, self)
            return True
        return super().viewportEvent(event)

    def _said_at(self, event: QHelpEvent) -> str:
        cursor = self.cursorForPosition(event.pos())
        line, column = cursor.block().text(), cursor.positionInBlock()
        if event.pos().x() < self.cursorRect(cursor).left():
            column -= 1  # the nearest gap between two letters lies behind the one under the mouse
        if event.pos().x() > self.cursorRect(cursor).left() + self.fontMetrics().horizontalAdvance("m"):
            return ""
        token = token_at(line, column)
        if token is None or token.kind != "name":
            return ""
        behind = line[token.column - 1 + token.length :].lstrip()
        return self._told(token.text, behind.startswith("("))

    def _on_changed(self) -> None:
        if not self._pause.isActive():
            self._pause.start()

    def _on_update(self, rect: QRect, moved: int) -> None:
        if moved:
            self.numbers.scroll(0, moved)
        else:
            self.numbers.update(0, rect.y(), self.numbers.width(), rect.height())

    def _make_room(self) -> None:
        wide = self.numbers.sizeHint().width()
        self.setViewportMargins(wide, 0, 0, 0)
        inside = self.contentsRect()
        self.numbers.setGeometry(QRect(inside.left(), inside.top(), wide, inside.height()))
