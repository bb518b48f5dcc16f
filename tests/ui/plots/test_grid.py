"""The words of a rule can be read where a curve runs through them, and the curve is not lost below."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QFont, QFontMetrics, QImage
from pytestqt.qtbot import QtBot

from lstm_studio.ui.plots.axes import WholeAxis
from lstm_studio.ui.plots.chart import Chart
from lstm_studio.ui.plots.curves import Curves, Line
from lstm_studio.ui.plots.grid import Rule
from lstm_studio.ui.theme import LIGHT

WORDS = "a guess without any memory: 0.500"


def painted(qtbot: QtBot, rules: tuple[Rule, ...], lines: tuple[Line, ...]) -> QImage:
    chart = Chart(WholeAxis("update"), 48.0, 44.0)
    qtbot.addWidget(chart)
    chart.resize(400, 200)
    curves = Curves("loss")
    chart.add_row(curves.box, curves.axis, curves.legend, 1.0)
    curves.set_theme(LIGHT)
    chart.set_theme(LIGHT)
    chart.whole = (0.0, 100.0)
    chart.set_x(0.0, 100.0)
    curves.set_bounds(0.0, 1.0)
    curves.set_rules(rules)
    curves.show(lines)
    with qtbot.waitExposed(chart):
        chart.show()
    image: QImage = chart.grab().toImage()
    return image


def array(image: QImage) -> np.ndarray:
    shown = image.convertToFormat(QImage.Format.Format_RGB32)
    return (
        np.frombuffer(shown.constBits(), dtype=np.uint8).reshape(shown.height(), -1, 4)[:, :, :3].astype(int)
    )


def test_words_stand_before_a_curve_that_shines_through(qtbot: QtBot) -> None:
    rule = Rule(0.5, WORDS)
    # A thick band of curve where the words are: just above the rule.
    heights = np.where(np.arange(101) % 2, 0.51, 0.58)
    curve = Line("loss", heights, places=np.arange(101.0))
    plain = array(painted(qtbot, (), ()))
    words = array(painted(qtbot, (rule,), ()))
    alone = array(painted(qtbot, (), (curve,)))
    both = array(painted(qtbot, (rule,), (curve,)))
    written = (plain - words).sum(axis=2) > 250  # the dark of letters and of the rule
    struck = (plain - alone).sum(axis=2) > 60  # the curve, on its own
    letters = written & struck
    assert letters.sum() > 20, "the curve runs through the words"
    assert np.abs(both - words)[letters].mean() < np.abs(alone - words)[letters].mean() / 2
    paper = ~written & struck & (np.abs(words - plain).sum(axis=2) == 0)
    assert (np.abs(both - plain).sum(axis=2)[paper] > 0).all(), "the curve is still to be seen"


def test_rules_that_are_near_do_not_go_through_the_words_of_each_other(qtbot: QtBot) -> None:
    bare = array(painted(qtbot, (Rule(0.5, ""), Rule(0.48, "")), ()))
    words = array(painted(qtbot, (Rule(0.5, WORDS), Rule(0.48, WORDS)), ()))
    plain = array(painted(qtbot, (), ()))
    lines = (bare != plain).any(axis=2).sum(axis=1) > 100
    assert lines.sum() == 2
    assert (bare[lines] == words[lines]).all()
    written = np.flatnonzero((bare != words).any(axis=(1, 2)))
    assert written.min() < np.flatnonzero(lines).min()
    assert written.max() > np.flatnonzero(lines).max()


@pytest.mark.usefixtures("qapp")
def test_words_that_have_no_room_are_said_shorter() -> None:
    rule = Rule(0.5, WORDS, ("a guess: 0.500", "a guess"))
    metrics = QFontMetrics(QFont())
    for said in (WORDS, "a guess: 0.500", "a guess"):
        wide = metrics.horizontalAdvance(said)
        assert rule.fitting(metrics, wide) == said
        assert rule.fitting(metrics, wide - 1) != said or said == "a guess"


def test_words_leave_a_part_of_a_narrow_box_to_the_curves(qtbot: QtBot) -> None:
    endless = " ".join([WORDS] * 4)
    shown = array(painted(qtbot, (Rule(0.5, endless, (WORDS,)),), ()))
    short = array(painted(qtbot, (Rule(0.5, WORDS),), ()))
    assert (shown == short).all()
    assert (shown != array(painted(qtbot, (Rule(0.5, endless),), ()))).any()
