"""The transport: the buttons, what moves while it plays, and how fast."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from lstm_studio.session.verbs import transport
from lstm_studio.ui.panels.strip import MOTIONS, StripPanel

if TYPE_CHECKING:
    from lstm_studio.ui.window import Window


def strip(window: Window) -> StripPanel:
    panel = window.desk.findChild(StripPanel)
    assert isinstance(panel, StripPanel)
    return panel


def place(window: Window) -> tuple[int, int | None]:
    return window.session.state.view.cursor, window.session.state.view.inside


def test_a_motion_is_chosen_and_shown(window: Window) -> None:
    panel = strip(window)
    assert tuple(MOTIONS) == transport.MOTIONS
    assert panel.motion.button("steps").isChecked()
    QTest.mouseClick(panel.motion.button("operations"), Qt.MouseButton.LeftButton)
    assert window.session.state.view.motion == "operations"
    window.frame.flush()
    assert "Operations a second" in panel.speed.toolTip()
    assert window.acts.all["motion_operations"].isChecked()
    window.session.do(transport.set_motion, "off")
    window.frame.flush()
    assert panel.motion.button("off").isChecked()
    assert "nothing moves" in panel.motion.button("off").toolTip()
    assert "Steps a second" in panel.speed.toolTip()


def test_a_button_steps_inside(window: Window) -> None:
    panel = strip(window)
    buttons = {
        button.defaultAction().objectName(): button
        for button in panel.findChildren(QToolButton)
        if button.defaultAction()
    }
    window.session.do(transport.go, 3)
    QTest.mouseClick(buttons["action.inside"], Qt.MouseButton.LeftButton)
    assert place(window) == (3, 0)
    QTest.keyClick(window, Qt.Key.Key_Period)
    assert place(window) == (3, 1)
    QTest.keyClick(window, Qt.Key.Key_Comma)
    assert place(window) == (3, 0)
    window.frame.flush()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert place(window) == (3, None)
    window.frame.flush()
    assert not window.acts.all["whole_step"].isEnabled()


def test_the_speed_is_that_of_the_slider(window: Window) -> None:
    panel = strip(window)
    panel.speed.setValue(transport.SPEEDS.index(8.0))
    window.frame.flush()
    assert window.session.state.view.speed == 8.0
    assert panel.rate.text() == "8/s"
