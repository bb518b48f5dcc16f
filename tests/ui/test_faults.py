"""Something breaks: it is shown, can be copied, and the program goes on."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from lstm_studio.ui.faults import Faults


@pytest.fixture
def faults(qtbot: QtBot) -> Iterator[Faults]:
    window = QWidget()
    qtbot.addWidget(window)
    made = Faults(window)
    hooks = sys.excepthook, threading.excepthook
    yield made
    sys.excepthook, threading.excepthook = hooks
    if made.dialog is not None:
        made.dialog.close()


def broken(number: int) -> None:
    raise ArithmeticError(f"number {number}")


def caught(number: int) -> ArithmeticError:
    try:
        broken(number)
    except ArithmeticError as error:
        return error
    raise AssertionError


def test_an_exception_is_shown_with_a_way_to_copy_it(
    faults: Faults, capsys: pytest.CaptureFixture[str]
) -> None:
    faults.install()
    error = caught(7)
    sys.excepthook(type(error), error, error.__traceback__)
    assert faults.dialog is not None
    assert faults.dialog.isVisible()
    assert not faults.dialog.isModal()
    assert "ArithmeticError: number 7" in faults.dialog.words.text()
    QTest.mouseClick(faults.dialog.copy, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert "in broken" in copied
    assert "Python 3" in copied
    assert "in broken" in capsys.readouterr().err
    faults.remove()
    assert sys.excepthook is sys.__excepthook__


def test_the_same_again_opens_no_second_window_and_another_one_takes_its_place(faults: Faults) -> None:
    faults.show_fault(caught(1))
    first = faults.dialog
    faults.show_fault(caught(1))
    assert faults.dialog is first
    faults.show_fault(caught(2))
    assert faults.dialog is not first
    assert faults.dialog is not None
    assert "number 2" in faults.dialog.words.text()
    faults.dialog.close()
    assert faults.dialog is None
    faults.show_fault(caught(2))
    assert faults.dialog is not None


def test_an_exception_in_another_thread_reaches_the_window(faults: Faults, qtbot: QtBot) -> None:
    faults.install()
    thread = threading.Thread(target=broken, args=(3,))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: faults.dialog is not None)
    assert faults.dialog is not None
    assert "number 3" in faults.dialog.words.text()


def test_an_interrupt_of_the_keyboard_is_no_fault(faults: Faults, capsys: pytest.CaptureFixture[str]) -> None:
    faults.install()
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert faults.dialog is None
    assert "KeyboardInterrupt" in capsys.readouterr().err
