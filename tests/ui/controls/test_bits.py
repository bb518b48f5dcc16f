"""A vector of zeros and ones: clicked, painted and typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from lstm_studio.ui.controls.bits import MANY, WIDE, Bits

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def made(qtbot: QtBot, bits: tuple[int | None, ...]) -> tuple[Bits, list[tuple[int, ...]]]:
    found = Bits("Forget vector")
    qtbot.addWidget(found)
    found.show_bits(bits)
    found.show()
    heard: list[tuple[int, ...]] = []
    found.turned.connect(heard.append)
    return found, heard


def middle(bits: Bits, unit: int) -> QPoint:
    return bits.place(unit).center().toPoint()


def test_every_square_has_its_place(qtbot: QtBot) -> None:
    for units in (1, 5, 8, 17, 64, MANY, MANY + 1, 512):
        bits, _heard = made(qtbot, (1,) * units)
        places = [bits.place(unit) for unit in range(units)]
        assert all(bits.unit_at(place.center()) == unit for unit, place in enumerate(places))
        assert all(bits.rect().toRectF().contains(place) for place in places)
        assert bits.width() <= WIDE
        assert bits.unit_at(QPointF(WIDE + 5.0, 1.0)) is None


def test_a_click_turns_one_over_and_a_drag_writes_the_same(qtbot: QtBot) -> None:
    bits, heard = made(qtbot, (None,) * 6)
    QTest.mousePress(bits, Qt.MouseButton.LeftButton, pos=middle(bits, 1))
    for unit in (2, 3, 3):
        QTest.mouseMove(bits, middle(bits, unit))
    QTest.mouseRelease(bits, Qt.MouseButton.LeftButton, pos=middle(bits, 3))
    assert heard == [(1, 0, 1, 1, 1, 1), (1, 0, 0, 1, 1, 1), (1, 0, 0, 0, 1, 1)]
    QTest.mouseMove(bits, middle(bits, 5))
    QTest.mouseClick(bits, Qt.MouseButton.LeftButton, pos=middle(bits, 2))
    assert heard[-1] == (1, 0, 1, 0, 1, 1)


def test_it_is_typed_and_walked_through(qtbot: QtBot) -> None:
    bits, heard = made(qtbot, (1, 1, 1, 1))
    for key in (Qt.Key.Key_0, Qt.Key.Key_1, Qt.Key.Key_0):
        QTest.keyClick(bits, key)
    assert heard == [(0, 1, 1, 1), (0, 1, 0, 1)]
    assert bits.at == 3
    QTest.keyClick(bits, Qt.Key.Key_Home)
    QTest.keyClick(bits, Qt.Key.Key_Space)
    assert heard[-1] == (1, 1, 0, 1)
    assert bits.accessibleDescription() == "unit 1: 1, copied here"
    QTest.keyClick(bits, Qt.Key.Key_End)
    assert bits.at == 3
