"""Every task says what its score is and its guesses in few words, so that they fit beside and in a narrow plot."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetrics

from lstm_studio.core.tasks import TASKS
from lstm_studio.ui.losses.ways import _rule
from lstm_studio.ui.theme import LIGHT

HIGH = 118  # pixels of the only plot of a loss panel in a window of 1280×800
SAID = (
    ("persistence, 48.0 thousand", "persistence: 0.112", "persistence"),
    ("last two values: AR(2)", "last two values: 0.112", "last two values"),
    ("single letters (unigram)", "single letters: 0.112", "single letters"),
    ("a coin", "a coin: 0.112", "a coin"),
)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("name", TASKS)
def test_what_is_scored_fits_beside_the_axis(name: str) -> None:
    task = TASKS[name]
    assert QFontMetrics(LIGHT.font(11)).horizontalAdvance(task.scored) <= HIGH
    assert (task.scored == "share right") == (task.higher and task.bar <= 1)


@pytest.mark.parametrize(("label", "shorter", "shortest"), SAID)
def test_a_rule_leaves_out_first_what_its_label_adds(label: str, shorter: str, shortest: str) -> None:
    rule = _rule(label, 0.112)
    assert rule.text == f"{label}: 0.112"
    assert rule.shorter == (shorter, shortest)
