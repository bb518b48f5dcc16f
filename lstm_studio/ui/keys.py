"""Who gets a key: the widget that has the focus and a use for it, before the actions of the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QScrollBar,
    QTabBar,
    QWidget,
)

__all__ = ["Keys", "keeps"]

K = Qt.Key
PRESS = frozenset({K.Key_Space, K.Key_Return, K.Key_Enter, K.Key_Select})
ACROSS = frozenset({K.Key_Left, K.Key_Right, K.Key_Home, K.Key_End})
MOVE = ACROSS | {K.Key_Up, K.Key_Down, K.Key_PageUp, K.Key_PageDown}

# Kind of widget -> the keys that it has a use for. A field of text claims its own keys by itself.
KEPT: tuple[tuple[type[QWidget], frozenset[Qt.Key]], ...] = (
    (QAbstractButton, PRESS),
    (QScrollBar, frozenset()),
    (QAbstractSlider, MOVE),
    (QAbstractSpinBox, MOVE),
    (QComboBox, MOVE | PRESS),
    (QAbstractItemView, MOVE | PRESS),
    (QTabBar, ACROSS),
)


def keeps(widget: QWidget | None, event: QKeyEvent) -> bool:
    """Whether ``widget``, having the focus, needs the key of ``event`` for itself."""
    control = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    own = getattr(widget, "own_keys", None)  # of a widget that paints its parts itself
    if own is not None:
        return not control and event.key() in own
    for kind, keys in KEPT:
        if isinstance(widget, kind):
            if isinstance(widget, QAbstractItemView) and event.matches(QKeySequence.StandardKey.Copy):
                return True
            return not control and event.key() in keys
    return False


class Keys(QObject):
    """A filter for a window: before an action fires, Qt asks the focused widget and all above it."""

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Accept the question for a focused widget that has a use for the key."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.ShortcutOverride:
            return False
        if keeps(QApplication.focusWidget(), event):
            event.accept()
            return True
        return False
