"""A key belongs to the widget that has the focus and a use for it, else to the window."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QMainWindow, QPushButton, QSlider, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from lstm_studio.ui.keys import Keys

KEYS = ("Space", "Right", "Home", "Ctrl+T")


class Stage(QMainWindow):
    """A window with an action on every key, and one widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.fired: list[str] = []
        middle = QWidget()
        widget.setParent(middle)
        self.setCentralWidget(middle)
        self.installEventFilter(Keys(self))
        for key in KEYS:
            action = QAction(key, self)
            action.setShortcut(QKeySequence(key))
            action.triggered.connect(lambda _checked=False, key=key: self.fired.append(key))
            self.addAction(action)


def table() -> QTableWidget:
    """A table of 3 × 3 with its first cell current."""
    made = QTableWidget(3, 3)
    made.setCurrentCell(0, 0)
    made.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    return made


@pytest.mark.parametrize(
    ("make", "kept"),
    [
        (QPushButton, {"Space"}),
        (lambda: QSlider(Qt.Orientation.Horizontal), {"Right", "Home"}),
        (table, {"Space", "Right", "Home"}),
        (QComboBox, {"Space", "Right", "Home"}),
        (QLineEdit, {"Space", "Right", "Home"}),
        (QWidget, set()),
    ],
)
def test_a_focused_widget_keeps_its_keys_and_the_window_gets_the_others(
    qtbot: QtBot, make: Callable[[], QWidget], kept: set[str]
) -> None:
    widget = make()
    stage = Stage(widget)
    qtbot.addWidget(stage)
    with qtbot.waitExposed(stage):
        stage.show()
    stage.activateWindow()
    widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    for key in KEYS:
        QTest.keySequence(widget, QKeySequence(key))
    assert set(stage.fired) == set(KEYS) - kept


def test_a_focused_button_is_pressed_and_a_focused_slider_moves(qtbot: QtBot) -> None:
    pressed: list[bool] = []
    button = QPushButton()
    button.clicked.connect(lambda: pressed.append(True))
    slider = QSlider(Qt.Orientation.Horizontal)
    for widget, key in ((button, Qt.Key.Key_Space), (slider, Qt.Key.Key_Right)):
        stage = Stage(widget)
        qtbot.addWidget(stage)
        with qtbot.waitExposed(stage):
            stage.show()
        stage.activateWindow()
        widget.setFocus()
        qtbot.waitUntil(widget.hasFocus)
        QTest.keyClick(widget, key)
    assert pressed == [True]
    assert slider.value() == 1
