"""What is differentiated, in words: one sentence for every study, and the right one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from lstm_studio.core.study import Sequence, Training, frozen
from lstm_studio.session.objective import objective
from lstm_studio.session.open import open_session
from lstm_studio.session.verbs.selection import toggle_backward

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.study import Study
    from lstm_studio.session.state import State

STEPS = 6
PLAIN = Sequence(frozen(np.zeros((STEPS, 3))))


def asked(outputs: int, weight: list[float] | None = None) -> Sequence:
    return replace(
        PLAIN,
        target=frozen(np.zeros((STEPS, outputs))),
        weight=None if weight is None else frozen(np.array(weight)),
    )


@pytest.fixture
def sizes(state: State) -> Sizes:
    return state.study.sizes


def test_the_loss_is_named_with_what_it_is_of(sizes: Sizes) -> None:
    assert sizes.output == "sigmoid"
    assert objective(asked(1), sizes, Training()) == "L: binary cross-entropy of all 6 steps"
    assert objective(asked(1), sizes, Training(loss="mse")) == "L: mean squared error of all 6 steps"
    some = asked(1, [0, 0, 1, 0, 2, 0])
    assert objective(some, sizes, Training()) == "L: binary cross-entropy of 2 of the 6 steps"


@pytest.mark.parametrize(
    ("sequence", "outputs", "said"),
    [
        (PLAIN, 1, "no targets"),
        (asked(2), 1, "2 values a step, the model gives 1"),
        (asked(1, [0] * STEPS), 1, "no step of this sequence is graded"),
        (asked(1), 0, "no output"),
    ],
)
def test_where_nothing_is_graded_it_says_why(
    sizes: Sizes, sequence: Sequence, outputs: int, said: str
) -> None:
    sentence = objective(sequence, replace(sizes, outputs=outputs), Training())
    assert sentence.startswith("Nothing to differentiate")
    assert said in sentence


def test_it_is_said_exactly_where_there_is_a_gradient(study: Study, qtbot: QtBot) -> None:
    assert qtbot
    session = open_session(study)
    session.do(toggle_backward)
    assert session.scene.gradients is not None
    assert session.scene.objective.startswith("L: ")
    session.do(lambda state: state.with_study(sequence=PLAIN))
    assert session.scene.gradients is None
    assert session.scene.objective.startswith("Nothing to differentiate")
    session.close()
