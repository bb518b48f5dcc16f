"""A line of words changes without anything being laid out anew."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from lstm_studio.ui.controls.words import Words


class Counter(QObject):
    """Counts the requests for a new layout."""

    def __init__(self) -> None:
        super().__init__()
        self.requests = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.requests += event.type() is QEvent.Type.LayoutRequest
        return False


def test_other_words_ask_for_no_layout_and_are_seen(qtbot: QtBot) -> None:
    window, words, counter = QWidget(), Words(sample="wide enough"), Counter()
    qtbot.addWidget(window)
    QHBoxLayout(window).addWidget(words)
    with qtbot.waitExposed(window):
        window.show()
    QApplication.processEvents()
    before = words.grab().toImage()
    window.installEventFilter(counter)
    words.setText("other")
    QApplication.processEvents()
    assert counter.requests == 0
    assert words.grab().toImage() != before
    assert words.text() == words.accessibleName() == "other"


def test_words_are_cut_where_there_is_no_room_and_never_push(qtbot: QtBot) -> None:
    words = Words()
    qtbot.addWidget(words)
    words.setText("a sentence that is longer than sixty pixels")
    assert words.minimumSizeHint().width() == 0
    words.resize(60, 20)
    cut = words.grab().toImage()
    words.setText("a sentence that is longer than sixty pixels, and longer")
    assert words.grab().toImage() == cut


def test_a_number_longer_than_the_sample_keeps_its_end(qtbot: QtBot) -> None:
    words = Words(sample="−00.00")
    qtbot.addWidget(words)
    words.resize(words.sizeHint())
    words.setText("−0.0e−12")
    short = words.grab().toImage()
    words.setText("−0.0e−13")  # cut off, both would be "−0.0…"
    assert words.grab().toImage() != short


def test_facts_give_way_as_wholes(qtbot: QtBot) -> None:
    words = Words(right=True)
    qtbot.addWidget(words)
    words.resize(words.fontMetrics().horizontalAdvance("unit 3 · st"), 20)
    words.setText("unit 3 · step 27")
    fewer = words.grab().toImage()
    words.setText("unit 3")
    assert words.grab().toImage() == fewer
